"""Stems: a line from the axis up to each value."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

time = np.linspace(0, 2, 30)

vis.stem(np.sin(np.pi * time), win="one", opts={"title": "One signal"})
vis.stem(
    np.column_stack([np.sin(np.pi * time), np.exp(-time)]),
    Y=time,
    win="two",
    opts={
        "title": "Two signals over their times",
        "legend": ["sine", "decay"],
        "xlabel": "seconds",
    },
)
