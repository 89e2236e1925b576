"""Histograms: how often values occur, in any number of bins."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

values = np.random.default_rng(7).normal(loc=5, scale=2, size=2000)

vis.histogram(
    values,
    win="default",
    opts={"title": "30 bins, the default", "xlabel": "value", "ylabel": "count"},
)
vis.histogram(values, win="few", opts={"title": "10 bins", "numbins": 10})
