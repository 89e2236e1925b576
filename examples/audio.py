"""Sound: samples of one or two channels, with a player to hear them."""

from __future__ import annotations

import numpy as np
from arguments import connect

vis = connect()

RATE = 16_000
seconds = np.arange(RATE) / RATE
tone = np.sin(2 * np.pi * 440 * seconds) * np.exp(-3 * seconds)

vis.audio(tone, win="tone", opts={"title": "440 Hz, fading", "sample_frequency": RATE})

moving = np.column_stack([tone * (1 - seconds), tone * seconds])
vis.audio(moving, win="stereo", opts={"title": "From left to right", "sample_frequency": RATE})
