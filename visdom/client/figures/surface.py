"""Values on a grid, as a surface in space or as contour lines."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from visdom.client.arrays import Array, to_list
from visdom.client.messages import Request
from visdom.client.options import COLOUR_SCALE, PLOT_WITH_AXES, Options, plot_layout
from visdom.errors import BadArgument

METHODS = {"surf": "surface", "contour": "contour"}
"""The methods that draw it, and what plotly calls their traces."""

OPTIONS = (*PLOT_WITH_AXES, *COLOUR_SCALE)


def surface_request(
    X: Array, win: str | None, env: str | None, opts: Options, method: Literal["surf", "contour"]
) -> Request:
    """The heights `X` of a grid, with colours from the lowest to the highest."""
    X, places = _grid(X, method)
    opts["xmin"] = _limit(opts, "xmin", _finite(X).min(initial=np.inf))
    opts["xmax"] = _limit(opts, "xmax", _finite(X).max(initial=-np.inf))
    opts.setdefault("colormap", "Viridis")
    trace = {
        "z": to_list(X),
        **places,
        "cmin": opts["xmin"],
        "cmax": opts["xmax"],
        "type": METHODS[method],
        "colorscale": opts["colormap"],
    }
    layout = plot_layout(opts, 3 if method == "surf" else 2, [trace])
    return Request({"data": [trace], "win": win, "eid": env, "layout": layout, "opts": opts})


def _grid(X: Array, method: str) -> tuple[Array, dict[str, list[float]]]:
    """The heights with at least two rows and columns: plotly draws nothing less, so a single one becomes a band."""
    grid = X
    while grid.ndim > 2 and 1 in grid.shape:
        grid = grid.squeeze(axis=grid.shape.index(1))
    if not grid.size:
        raise BadArgument(
            f"{method}: an empty array has no {METHODS[method]}: expected X with at least one row and one column, "
            f"got shape {X.shape}"
        )
    if grid.ndim != 2:
        raise BadArgument(f"{method}: expected X with rows and columns, got shape {X.shape}")
    places = {letter: [-0.5, 0.5] for letter, count in zip("yx", grid.shape, strict=True) if count == 1}
    for axis, letter in enumerate("yx"):
        grid = np.repeat(grid, 2, axis) if letter in places else grid
    return grid, places


def _finite(X: Array) -> Array:
    X = X.astype(float)
    return X[np.isfinite(X)]


def _limit(opts: Options, option: str, default: float) -> float | None:
    given: Any = opts.get(option, default)
    try:
        limit = float(given)
    except (TypeError, ValueError) as error:
        raise BadArgument(f"opts[{option!r}]: expected a number, got {given!r}") from error
    return limit if np.isfinite(limit) else None  # no value is finite: the page chooses
