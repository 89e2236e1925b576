"""Many pictures as one grid: channels x height x width each, a few per row."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

rows, columns = np.mgrid[-1:1:48j, -1:1:48j]
turns = np.linspace(0, np.pi, 12)
waves = [np.sin(4 * (np.cos(turn) * rows + np.sin(turn) * columns)) for turn in turns]
colours = np.stack([np.stack([wave, 1 - abs(wave), -wave]) for wave in waves]) / 2 + 0.5

vis.images(
    colours,
    nrow=4,
    padding=4,
    win="filters",
    opts={"title": "12 filters", "caption": "nrow=4, padding=4"},
)

vis.images(colours[:3, :1], win="few", opts={"title": "One channel is grey"})
