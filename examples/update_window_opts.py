"""New options of a plot: title, axes and names of the lines, without new data."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

steps = np.arange(1, 51)
curves = np.column_stack([10 / steps, 12 / steps**0.8])

for win in ("before", "after"):
    vis.line(curves, X=steps, win=win, opts={"title": "As drawn", "legend": ["1", "2"]})

vis.update_window_opts(
    "after",
    {
        "title": "Changed",
        "legend": ["train", "validation"],
        "xlabel": "step",
        "ylabel": "loss",
        "ytype": "log",
    },
)
