"""Matrices as coloured cells: named rows and columns, missing cells, and one that grows by rows."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

confusion = np.array([[51, 3, 1], [4, 44, 6], [0, 5, 48]])
fruit = ["apple", "pear", "plum"]
vis.heatmap(
    confusion,
    win="confusion",
    opts={
        "title": "Confusion",
        "columnnames": fruit,
        "rownames": fruit,
        "xlabel": "guess",
        "ylabel": "truth",
    },
)

rows, columns = np.mgrid[-2:2:24j, -2:2:24j]
hill = np.exp(-(rows**2) - columns**2)
hill[np.hypot(rows, columns) > 1.9] = np.nan
vis.heatmap(
    hill,
    win="hill",
    opts={"title": "Missing cells", "colormap": "Hot", "nancolor": "#dddddd", "xmin": 0, "xmax": 1},
)

opts = {"title": "Grows by rows", "colormap": "Electric"}
vis.heatmap(hill[10:12, 4:20], win="growing", opts=opts)
for row in range(12, 20):
    vis.heatmap(hill[row : row + 1, 4:20], win="growing", update="appendRow")
