"""Bars: one series per column, one bar per row and series."""

from __future__ import annotations

from typing import Any

import numpy as np

from visdom.client.arrays import Array, Plain, squeezed, to_list
from visdom.client.figures.places import places
from visdom.client.messages import Request
from visdom.client.options import A_SWITCH, PLOT_WITH_AXES, Option, Options, check_names, checked, plot_layout
from visdom.errors import BadArgument

OPTIONS = (
    *PLOT_WITH_AXES,
    Option("stacked", A_SWITCH, "Stack the bars of a row.", "False"),
    checked("rownames", "Name of each row, below its bars, instead of `Y`."),
    Option(
        "legend",
        "a list of names, one per column",
        "Names of the columns; shows the legend. With it each bar of a vector `X` is a series of its own.",
    ),
)


def bar_request(X: Array, Y: Array | None, win: str | None, env: str | None, opts: Options) -> Request:
    """Bars of the heights `X` at the positions `Y`."""
    opts.setdefault("stacked", False)
    heights = _series(X, opts)
    positions = _positions(Y, len(heights))
    check_names(opts, "rownames", len(heights), "row")
    check_names(opts, "legend", heights.shape[1], "column")
    x = _places(positions, opts)
    data = [_trace(column, x, opts, index) for index, column in enumerate(heights.T)]
    return Request({"data": data, "win": win, "eid": env, "layout": plot_layout(opts, traces=data), "opts": opts})


def _series(X: Array, opts: Options) -> Array:
    """The heights with a column per series. A vector is one series, or with a legend one bar of each series."""
    shape, X = X.shape, squeezed(X)
    if X.ndim == 2:
        return X
    if X.ndim > 2:
        raise BadArgument(f"bar: expected X with 1 or 2 dimensions, got shape {shape}")
    if opts.get("legend") is None:
        return X[:, np.newaxis]
    if opts.get("rownames") is not None:
        raise BadArgument("bar: a vector X takes opts['legend'] or opts['rownames'], not both")
    return X[np.newaxis]


def _positions(Y: Array | None, rows: int) -> Array:
    if Y is None:
        return np.arange(1, rows + 1)
    shape, Y = Y.shape, squeezed(Y)
    if Y.shape != (rows,):
        raise BadArgument(f"bar: expected one position in Y per row of X: {rows}, got shape {shape}")
    return Y


def _places(positions: Array, opts: Options) -> Plain:
    """The x of each trace; names and texts that are repeated have places of their own, numbers and dates have not."""
    x = opts["rownames"] if "rownames" in opts else to_list(positions)
    is_text = "rownames" in opts or all(isinstance(position, str) for position in positions.tolist())
    return places(opts, x, "x") if is_text else x


def _trace(column: Array, x: Plain, opts: Options, index: int) -> dict[str, Any]:
    trace = {"y": to_list(column), "x": x, "type": "bar"}
    if opts.get("legend") is not None:
        trace["name"] = opts["legend"][index]
    return trace
