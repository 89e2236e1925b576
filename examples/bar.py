"""Bars: one series, several side by side, and several stacked."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

vis.bar(
    X=[12, 19, 3, 5],
    win="one",
    opts={"title": "One series", "rownames": ["red", "green", "blue", "grey"], "ylabel": "votes"},
)

hours = np.array([[3, 4, 1], [2, 5, 2], [4, 2, 3]])
opts = {
    "rownames": ["Mon", "Tue", "Wed"],
    "legend": ["data", "training", "plots"],
    "ylabel": "hours",
}
vis.bar(hours, win="beside", opts={"title": "Side by side", **opts})
vis.bar(hours, win="stacked", opts={"title": "Stacked", "stacked": True, **opts})
