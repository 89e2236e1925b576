"""Brightness as bytes: the one rule for the pixels of pictures and films."""

from __future__ import annotations

import numpy as np

from visdom.client.arrays import Array

BEYOND_ONE = 2
"""Pictures from 0 to 1 go a little beyond 1 when they are resized; one from 0 to 255 that stays below 2 is black."""


def white_of(values: Array) -> float:
    """The value of full brightness: 1 for floats and truth values that stay below 2, otherwise 255."""
    if values.dtype.kind not in "fb":
        return 255.0
    highest = values.max(initial=0)
    if not np.isfinite(highest):
        highest = values.max(initial=0, where=np.isfinite(values))
    return 1.0 if highest < BEYOND_ONE else 255.0


def to_bytes(values: Array, white: float) -> Array:
    """Brightness from 0 to `white` as bytes; values beyond are clipped, and NaN becomes black."""
    if values.dtype == np.uint8:
        return values
    # fmax and fmin prefer the limit to NaN, and floats as limits fit every type
    return np.asarray(np.fmin(np.fmax(values, 0.0), white) * (255.0 / white)).astype(np.uint8)
