"""A surface over a grid, to be turned with the mouse."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

rows, columns = np.mgrid[-3:3:40j, -3:3:40j]
radius = np.hypot(rows, columns)

vis.surf(
    np.cos(3 * radius) * np.exp(-radius / 2),
    win="ripples",
    opts={
        "title": "Ripples",
        "colormap": "Viridis",
        "xlabel": "east",
        "ylabel": "north",
        "zlabel": "height",
        "margintop": 50,
    },
)
vis.surf(
    rows**2 - columns**2,
    win="saddle",
    opts={"title": "Colours from -4 to 4 only", "colormap": "Portland", "xmin": -4, "xmax": 4, "margintop": 50},
)
