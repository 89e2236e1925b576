"""Two lines that share x, each with a y axis of its own."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

epochs = np.arange(1, 31)

vis.dual_axis_lines(
    X=epochs,
    Y1=2.5 / epochs,
    Y2=100 * (1 - 0.9 / np.sqrt(epochs)),
    win="training",
    opts={
        "title": "Loss and accuracy",
        "name_y1": "loss",
        "name_y2": "accuracy (%)",
        "color_title_y1": "steelblue",
        "color_tick_y1": "steelblue",
        "color_title_y2": "darkorange",
        "color_tick_y2": "darkorange",
        "showlegend": False,
        "width": 560,
        "height": 340,
    },
)
