"""Vector fields: the strokes of their arrows, which a scatter plot draws."""

from __future__ import annotations

import numpy as np

from visdom.client.arrays import Array
from visdom.client.figures.scatter import POINT_OPTIONS
from visdom.client.options import A_COUNT, A_SWITCH, PLOT_WITH_AXES, Option, Options
from visdom.errors import BadArgument

HEAD_LENGTH = 0.33
"""Length of an arrow's head along its shaft, and half of its width, as parts of the shaft."""

HEAD_SHIFT = 1e-5
"""What 0.2.4 adds to a vector before it turns it to make the head."""

OPTIONS = (
    *PLOT_WITH_AXES,
    *POINT_OPTIONS,
    Option("normalize", A_COUNT, "Length of the longest arrow.", "as given", "units of the axes"),
    Option("arrowheads", A_SWITCH, "Draw the heads.", "True"),
)


def quiver_options(opts: Options) -> Options:
    """The options that make a scatter plot a plot of arrows."""
    opts["mode"] = "lines"
    opts.setdefault("arrowheads", True)
    longest = opts.get("normalize")
    if longest and not (isinstance(longest, (int, float)) and longest > 0):
        raise BadArgument(f"opts['normalize']: expected a number above 0, got {longest!r}")
    return opts


def quiver_points(X: Array, Y: Array, gridX: Array | None, gridY: Array | None, opts: Options) -> Array:
    """The points of all strokes, separated by NaN: first all shafts, then all heads."""
    if X.ndim != 2 or X.shape != Y.shape:
        raise BadArgument(f"quiver: expected X and Y with the same rows and columns, got {X.shape} and {Y.shape}")
    rows, columns = np.mgrid[: X.shape[0], : X.shape[1]]
    x = _grid(gridX, rows, "gridX").ravel()
    y = _grid(gridY, columns, "gridY").ravel()
    along_x, along_y = _vectors(X, Y, opts.get("normalize"))
    tip_x, tip_y = x + along_x, y + along_y
    strokes = [_strokes((x, y), (tip_x, tip_y))]
    if opts["arrowheads"]:
        wide_x, wide_y = (along_y + HEAD_SHIFT) * HEAD_LENGTH, (along_x + HEAD_SHIFT) * HEAD_LENGTH
        left = tip_x - HEAD_LENGTH * (along_x + wide_x), tip_y - HEAD_LENGTH * (along_y - wide_y)
        right = tip_x - HEAD_LENGTH * (along_x - wide_x), tip_y - HEAD_LENGTH * (along_y + wide_y)
        strokes.append(_strokes(left, (tip_x, tip_y), right))
    return np.concatenate(strokes)


def _grid(given: Array | None, default: Array, name: str) -> Array:
    if given is None:
        return default
    if given.shape != default.shape:
        raise BadArgument(f"quiver: expected {name} with the shape of X, {default.shape}, got {given.shape}")
    return given


def _vectors(X: Array, Y: Array, longest: float | None) -> tuple[Array, Array]:
    """The vectors in the order of the rows, scaled if the longest has a given length."""
    x, y = (part.ravel() if part.dtype.kind == "f" else part.ravel().astype(float) for part in (X, Y))
    if not longest:
        return x, y
    lengths = np.sqrt(x * x + y * y)
    length = lengths[np.isfinite(lengths)].max(initial=0)
    scale = length / longest if length else 1
    return x / scale, y / scale


def _strokes(*corners: tuple[Array, Array]) -> Array:
    """Polylines over these corners, one after another, each ended by NaN."""
    gap = np.full(len(corners[0][0]), np.nan)
    return np.stack([np.stack((*axis, gap), axis=-1).ravel() for axis in zip(*corners, strict=True)], axis=-1)
