"""Points: labels as traces, colours and texts of single points, and a cloud in three dimensions."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

random = np.random.default_rng(7)
centres = np.array([[0.0, 0.0, 0.0], [3.0, 1.0, 2.0], [1.0, 3.0, 4.0]])
labels = np.arange(1, 4).repeat(40)
points = centres[labels - 1] + random.normal(scale=0.6, size=(120, 3))

vis.scatter(
    points[:, :2],
    Y=labels,
    win="labels",
    opts={
        "title": "One label, one trace",
        "legend": ["apples", "pears", "plums"],
        "markersize": 6,
        "markerborderwidth": 0,
        "xlabel": "sweetness",
        "ylabel": "size",
    },
)

vis.scatter(
    points[::12, :2],
    win="single",
    opts={
        "title": "A colour and a text per point",
        "markercolor": np.linspace([220, 60, 40], [40, 60, 220], 10).astype(int),
        "markersymbol": "diamond",
        "markersize": 12,
        "textlabels": [f"no. {number}" for number in range(10)],
        "xtickmin": -2,
        "xtickmax": 5,
    },
)

vis.scatter(
    points,
    Y=labels,
    win="cloud",
    opts={"title": "Three columns: a scene", "markersize": 3, "margintop": 50},
)
