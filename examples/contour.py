"""Contours: lines of equal height over a grid."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

rows, columns = np.mgrid[-2:2:50j, -2:2:50j]
hills = np.exp(-((rows - 0.7) ** 2) - columns**2)
hills += 0.7 * np.exp(-((rows + 0.9) ** 2) - (columns - 0.6) ** 2)

vis.contour(hills, win="hills", opts={"title": "Two hills", "colormap": "Viridis"})
vis.contour(
    hills,
    win="map",
    opts={"title": "Another colour map", "colormap": "Earth", "xlabel": "x", "ylabel": "y"},
)
