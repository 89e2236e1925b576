"""Boxes: median, quartiles and outliers of each column."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

random = np.random.default_rng(7)
accuracy = random.normal(loc=[0.80, 0.86, 0.91], scale=[0.05, 0.03, 0.02], size=(60, 3))

vis.boxplot(
    accuracy,
    win="networks",
    opts={
        "title": "Three networks, 60 runs each",
        "legend": ["small", "medium", "large"],
        "ylabel": "accuracy",
    },
)
vis.boxplot(accuracy[:, 0], win="one", opts={"title": "One column, no legend", "height": 300})
