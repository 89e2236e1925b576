"""Pictures: colours, grey as JPEG, and a window with a slider for its previous pictures."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

rows, columns = np.mgrid[0:1:160j, 0:1:240j]

colours = np.stack([rows, columns, 1 - rows])
vis.image(colours, win="colours", opts={"title": "Channels x height x width"})

rings = (np.sin(40 * np.hypot(rows - 0.5, columns - 0.5)) + 1) / 2
vis.image(
    rings,
    win="grey",
    opts={"title": "Height x width", "caption": "JPEG, quality 60", "jpgquality": 60},
)

for turn in range(6):
    stripes = (np.sin(40 * columns + 4 * turn * rows) + 1) / 2
    opts = {"title": "History", "caption": f"step {turn}", "store_history": True}
    vis.image(stripes, win="history", opts=opts)
