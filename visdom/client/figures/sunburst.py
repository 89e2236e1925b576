"""Sunbursts: a hierarchy as rings of sectors."""

from __future__ import annotations

from typing import Any

from visdom.client.arrays import Array, squeezed, to_list
from visdom.client.options import GivenOptions, Options, plot_layout, prepare
from visdom.client.request import Request
from visdom.errors import BadArgument


def sunburst_request(
    labels: Array, parents: Array, values: Array | None, win: str | None, env: str | None, opts: GivenOptions
) -> Request:
    """Sectors with these labels, each outside of the one that `parents` names."""
    if labels.ndim != 1 or labels.shape != parents.shape:
        raise BadArgument(
            f"sunburst: expected as many parents as labels, got shapes {parents.shape} and {labels.shape}"
        )
    opts = prepare(opts)
    trace = _trace(labels, parents, opts)
    if values is not None:
        values = squeezed(values)
        if values.shape != labels.shape:
            raise BadArgument(f"sunburst: expected one value per label: {len(labels)}, got shape {values.shape}")
        trace["values"] = to_list(values)
    return Request({"data": [trace], "win": win, "eid": env, "layout": plot_layout(opts), "opts": opts})


def _trace(labels: Array, parents: Array, opts: Options) -> dict[str, Any]:
    return {
        "labels": to_list(labels),
        "parents": to_list(parents),
        "outsidetextfont": {"size": opts.get("size", opts.get("font_size")), "color": opts.get("font_color")},
        "leaf": {"opacity": opts.get("opacity")},
        "marker": {"line": {"width": opts.get("marker_width", opts.get("line_width"))}},
        "type": "sunburst",
    }
