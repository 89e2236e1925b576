"""Stems: a stroke from the axis to each value, drawn by a scatter plot."""

from __future__ import annotations

from typing import Any

import numpy as np

from visdom.client.arrays import Array, columns, shapes_for, squeezed
from visdom.client.figures.places import places
from visdom.client.figures.scatter import POINT_OPTIONS
from visdom.client.options import PLOT_WITH_AXES, Options
from visdom.errors import BadArgument

OPTIONS = (*PLOT_WITH_AXES, *POINT_OPTIONS)


def stem_points(X: Array, Y: Array | None, opts: Options) -> tuple[Array, Array]:
    """The points of all strokes, series after series, with gaps between them; and the series of each point.

    Texts that are repeated in a series are places of their own, as below bars.
    """
    heights = squeezed(X)
    if heights.ndim > 2 or not heights.size:
        raise BadArgument(f"stem: expected X with 1 or 2 dimensions and at least one value, got shape {X.shape}")
    if heights.ndim == 1:
        heights = heights[:, np.newaxis]
    positions = _positions(Y, heights).T
    if all(isinstance(position, str) for position in positions.ravel().tolist()):
        positions = np.array([places(opts, series.tolist(), "x") for series in positions])
    heights = heights.T
    missing = _missing(positions)
    if missing is None:
        positions = positions.astype(object)
    x = np.stack((positions, positions, np.full(positions.shape, missing)), axis=-1)
    y = np.stack((np.zeros(heights.shape), heights, np.full(heights.shape, np.nan)), axis=-1)
    series = np.arange(1, len(heights) + 1).repeat(x[0].size)
    return columns(x.ravel(), y.ravel()), series


def _positions(Y: Array | None, heights: Array) -> Array:
    """The position of each height; `Y` has one column per series, or one for all."""
    if Y is None:
        Y = np.arange(1, len(heights) + 1)
    column = Y.reshape(-1, 1) if Y.ndim < 2 else Y
    if column.ndim != 2 or column.shape[0] != heights.shape[0] or column.shape[1] not in (1, heights.shape[1]):
        series = heights[:, 0] if heights.shape[1] == 1 else heights
        raise BadArgument(f"stem: expected Y with {shapes_for(series)}, got {Y.shape}")
    return np.broadcast_to(column, heights.shape)


def _missing(array: Array) -> Any:
    """The missing value of this type of data; None for text and mixtures."""
    if array.dtype.kind == "M":
        return np.datetime64("NaT")
    return np.nan if array.dtype.kind in "iufb" else None
