"""Film: frames x height x width x channels, or an unchanged file."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

rows, columns = np.mgrid[0:120, 0:160]
frames = np.zeros((50, 120, 160, 3), dtype=np.uint8)
for number, frame in enumerate(frames):
    angle = 2 * np.pi * number / len(frames)
    distance = np.hypot(rows - 60 - 35 * np.sin(angle), columns - 80 - 50 * np.cos(angle))
    frame[..., 0] = 255 * np.exp(-distance / 15)  # the channels are blue, green, red
    frame[..., 2] = columns

vis.video(
    frames,
    win="planet",
    opts={"title": "Two seconds", "fps": 25, "loop": True, "width": 200, "height": 180},
)
