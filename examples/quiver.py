"""Arrows: a vector at each point of a grid."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

east, north = np.mgrid[-2:2:12j, -2:2:12j]

vis.quiver(X=-north, Y=east, win="vortex", opts={"title": "Longest arrow: 1", "normalize": 1})
vis.quiver(
    X=-east / 4,
    Y=-north / 4,
    gridX=east,
    gridY=north,
    win="sink",
    opts={"title": "Own grid, no heads", "arrowheads": False, "xlabel": "east", "ylabel": "north"},
)
