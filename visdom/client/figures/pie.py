"""Pies: one slice per value."""

from __future__ import annotations

from visdom.client.arrays import Array, squeezed, to_list
from visdom.client.figures.places import distinct
from visdom.client.messages import Request
from visdom.client.options import PLOT, Option, Options, plot_layout
from visdom.errors import BadArgument

OPTIONS = (*PLOT, Option("legend", "a list of names, one per value", "Names of the slices."))


def pie_request(X: Array, win: str | None, env: str | None, opts: Options) -> Request:
    """Slices of the sizes `X`; the page makes shares of them."""
    shape, X = X.shape, squeezed(X)
    if X.ndim != 1:
        raise BadArgument(f"pie: expected X with one dimension, got shape {shape}")
    if not (X >= 0).all():
        raise BadArgument("pie: expected sizes from 0 in X, got NaN or numbers below 0")
    names = opts.get("legend")
    labels = None if names is None else distinct(names)
    data = [{"values": to_list(X), "labels": labels, "type": "pie"}]
    return Request({"data": data, "win": win, "eid": env, "layout": plot_layout(opts), "opts": opts})
