"""Lines: several in one window, curves that grow point by point, and names at the ticks."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

x = np.linspace(0, 10, 200)
vis.line(
    Y=np.column_stack([np.sin(x), np.cos(x), np.sin(x) * np.exp(-x / 5)]),
    X=x,
    win="several",
    opts={
        "title": "One column, one line",
        "legend": ["sine", "cosine", "damped"],
        "xlabel": "time",
        "ylabel": "amplitude",
        "dash": np.array(["solid", "dash", "dot"]),
        "linecolor": np.array([[200, 40, 40], [40, 90, 200], [40, 150, 90]]),
    },
)

opts = {
    "title": "Training",
    "showlegend": True,
    "xlabel": "epoch",
    "ylabel": "loss",
    "ytype": "log",
}
for epoch in range(1, 21):
    vis.line(X=[epoch], Y=[1 / epoch], win="training", name="train", update="append", opts=opts)
    vis.line(
        X=[epoch],
        Y=[1 / epoch + 0.02],
        win="training",
        name="validation",
        update="append",
        opts=opts,
    )

vis.line(
    Y=[3.0, 4.5, 4.0, 6.0, 7.5, 7.0],
    X=np.arange(1, 7),
    win="filled",
    opts={
        "title": "Filled, with points",
        "markers": True,
        "fillarea": True,
        "xtickvals": [1, 2, 3, 4, 5, 6],
        "xticklabels": ["Jan", "Feb", "Mar", "Apr", "May", "Jun"],
    },
)
