"""Box plots: one box per column."""

from __future__ import annotations

from visdom.client.arrays import Array, squeezed, to_list
from visdom.client.figures.places import places
from visdom.client.messages import Request
from visdom.client.options import PLOT_WITH_AXES, Option, Options, check_names, plot_layout
from visdom.errors import BadArgument

OPTIONS = (
    *PLOT_WITH_AXES,
    Option("legend", "a list of names, one per column", "Names of the boxes.", '"column 0", ...'),
)


def boxplot_request(X: Array, win: str | None, env: str | None, opts: Options) -> Request:
    """Boxes that show the distribution of each column."""
    shape, X = X.shape, squeezed(X)
    if X.ndim > 2:
        raise BadArgument(f"boxplot: expected X with 1 or 2 dimensions, got shape {shape}")
    if X.ndim == 1:
        X = X.reshape(-1, 1)
    check_names(opts, "legend", X.shape[1], "column")
    names = places(opts, opts.get("legend"), "x")
    data = [
        {"y": to_list(column), "type": "box", "name": f"column {index}" if names is None else names[index]}
        for index, column in enumerate(X.T)
    ]
    return Request({"data": data, "win": win, "eid": env, "layout": plot_layout(opts, traces=data), "opts": opts})
