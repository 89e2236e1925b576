"""Lines: the points, labels and options with which a scatter plot draws them."""

from __future__ import annotations

import numpy as np

from visdom.client.arrays import Array, columns, shapes_for
from visdom.client.figures.scatter import POINT_OPTIONS
from visdom.client.options import A_SWITCH, PLOT_WITH_AXES, Option, Options
from visdom.errors import BadArgument

OPTIONS = (*PLOT_WITH_AXES, *POINT_OPTIONS, Option("markers", A_SWITCH, "Draw the points, too.", "False"))


def line_points(Y: Array, X: Array | None) -> tuple[Array, Array | None]:
    """Points of all lines one after another, and the line of each point (None for a single vector)."""
    if Y.ndim > 2 or Y.size == 0:
        raise BadArgument(f"line: expected Y with 1 or 2 dimensions and at least one value, got shape {Y.shape}")
    X = _abscissas(Y, X)
    Y = np.atleast_1d(Y)
    if Y.ndim == 1:
        return columns(X, Y), None
    count, lines = Y.shape
    return columns(X.ravel(order="F"), Y.ravel(order="F")), np.arange(1, lines + 1).repeat(count)


def line_options(opts: Options) -> Options:
    """The options that make a scatter plot a line plot."""
    opts.setdefault("markers", False)
    opts.setdefault("fillarea", False)
    opts["mode"] = "lines+markers" if opts["markers"] else "lines"
    return opts


def _abscissas(Y: Array, X: Array | None) -> Array:
    """One abscissa per value of `Y`; single values may have no dimension."""
    values = np.atleast_1d(Y)
    if X is None:
        X = np.linspace(0, 1, len(values))
    if X.ndim > 2:
        raise BadArgument(f"line: expected X with 1 or 2 dimensions, got shape {X.shape}")
    given = np.atleast_1d(X)
    if given.ndim == 1 and len(given) == len(values) and values.ndim == 2:
        return np.tile(given[:, np.newaxis], (1, values.shape[1]))
    if given.shape != values.shape:
        raise BadArgument(f"line: expected X with {shapes_for(values)}, got {X.shape}")
    return given
