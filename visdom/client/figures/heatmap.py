"""A matrix as coloured cells."""

from __future__ import annotations

from typing import Any

import numpy as np

from visdom.client.arrays import Array, to_list
from visdom.client.figures.places import places
from visdom.client.messages import EVENTS, UPDATE, Message, Request
from visdom.client.options import COLOUR_SCALE, PLOT_WITH_AXES, Option, Options, check_names, checked, plot_layout
from visdom.errors import BadArgument
from visdom.protocol.names import LAYOUT_IF_NEW

APPENDING = ("appendRow", "appendColumn", "prependRow", "prependColumn")
UPDATES = (None, "replace", "remove", *APPENDING)

OPTIONS = (
    *PLOT_WITH_AXES,
    *COLOUR_SCALE,
    checked("columnnames", "Name of each column."),
    checked("rownames", "Name of each row."),
    Option("nancolor", "a CSS colour", "Colour of cells that are NaN.", "empty"),
)


def heatmap_request(
    X: Array, win: str | None, env: str | None, update: str | None, opts: Options, may_be_new: bool = False
) -> Request:
    """A new heatmap, a replaced one, or rows and columns added to one.

    With `may_be_new` an update contains the axes, in case the server has to make the plot.
    """
    if X.ndim != 2:
        raise BadArgument(f"heatmap: expected X with rows and columns, got shape {X.shape}")
    opts.setdefault("colormap", "Viridis")
    check_names(opts, "rownames", X.shape[0], "row")
    check_names(opts, "columnnames", X.shape[1], "column")
    message: Message = {"data": _traces(X, opts), "win": win, "eid": env, "opts": opts}
    layout = plot_layout(opts, traces=message["data"])
    if update is None:
        return Request({**message, "layout": layout}, EVENTS)
    if may_be_new:
        message[LAYOUT_IF_NEW] = layout
    return Request({**message, "layout": {}, "append": update in APPENDING, "updateDir": update}, UPDATE)


def removed_heatmap_request(win: str | None, env: str | None) -> Request:
    """The heatmap removed from its window."""
    if win is None:
        raise BadArgument("heatmap: update='remove' needs the win to remove from")
    return Request({"data": [], "delete": True, "win": win, "eid": env}, UPDATE)


def check_update(update: str | None) -> None:
    """Raise `BadArgument` unless heatmaps know this word."""
    if update not in UPDATES:
        known = ", ".join(repr(word) for word in UPDATES)
        raise BadArgument(f"heatmap: expected update to be one of {known}, got {update!r}")


def _traces(X: Array, opts: Options) -> list[dict[str, Any]]:
    names = {"x": places(opts, opts.get("columnnames"), "x"), "y": places(opts, opts.get("rownames"), "y")}
    cells = {
        **names,
        "z": to_list(X),
        "zmin": opts.get("xmin"),
        "zmax": opts.get("xmax"),
        "type": "heatmap",
        "colorscale": opts["colormap"],
    }
    colour = opts.get("nancolor")
    if colour is None:
        return [cells]
    background = {
        **names,
        "z": np.zeros_like(X).tolist(),
        "type": "heatmap",
        "showscale": False,
        "colorscale": [[0, colour], [1, colour]],
    }
    return [background, cells]
