"""Several pictures of one size, combined into one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from visdom.client.arrays import Array, ArrayLike, to_array
from visdom.client.figures import image
from visdom.errors import BadArgument, BadPixels

OPTIONS = image.OPTIONS


def picture_of(tensor: ArrayLike, nrow: int, padding: int) -> Array:
    """The pictures of a batch in rows of `nrow`, on white; a single picture stays unchanged."""
    pictures = _stacked(tensor)
    if pictures.ndim in (2, 3):
        return pictures
    if pictures.ndim != 4 or not pictures.size:
        raise BadArgument(
            "images: expected at least one picture with at least one pixel, as pictures x channels x height x width, "
            f"a list of pictures, or a single one, got shape {pictures.shape}"
        )
    if pictures.dtype.kind not in "fiub":
        raise BadPixels(f"images: expected numbers, got {pictures.dtype}")
    nrow, padding = _whole("nrow", nrow, least=1), _whole("padding", padding, least=0)
    if pictures.shape[1] == 1:
        pictures = np.repeat(pictures, 3, axis=1)
    return _grid(pictures, nrow, padding)


def _stacked(tensor: ArrayLike) -> Array:
    if isinstance(tensor, list) and any(not isinstance(picture, (list, int, float)) for picture in tensor):
        pictures = [to_array(picture, "images") for picture in tensor]
        if len({picture.shape for picture in pictures}) > 1:
            shapes = ", ".join(str(picture.shape) for picture in pictures[:5])
            raise BadArgument(f"images: expected pictures of one size, got shapes {shapes}")
        return np.stack(pictures)
    return to_array(tensor, "images")


def _whole(name: str, value: Any, least: int) -> int:
    try:
        number = int(value)
        is_whole = number == value
    except (TypeError, ValueError, OverflowError):
        is_whole = False
    if not is_whole or number < least:
        raise BadArgument(f"images: expected a whole number from {least} as {name}, got {value!r}")
    return number


def _grid(pictures: Array, nrow: int, padding: int) -> Array:
    """The pictures on ones; the padding before each is one row and column larger than after it, as in 0.2.4."""
    count, channels, height, width = pictures.shape
    in_row = min(nrow, count)
    cell_height, cell_width = height + 2 * padding, width + 2 * padding
    corner = padding + 1 if padding else 0
    grid = np.ones((channels, cell_height * math.ceil(count / in_row), cell_width * in_row))
    for index, picture in enumerate(pictures):
        top = index // in_row * cell_height + corner
        left = index % in_row * cell_width + corner
        grid[:, top : top + height, left : left + width] = picture
    return grid
