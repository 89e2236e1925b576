"""Sunbursts: a hierarchy as rings of sectors."""

from __future__ import annotations

from typing import Any

from visdom.client.arrays import Array, squeezed, to_list
from visdom.client.figures.places import distinct
from visdom.client.messages import Request
from visdom.client.options import A_STRING, PLOT, Option, Options, checked, plot_layout
from visdom.errors import BadArgument

OPTIONS = (
    *PLOT,
    Option("size", "a number", "Size of the text outside of sectors.", "plotly's", "pixels"),
    Option("font_size", "a number", "Another name of `size`, which counts if both are given."),
    Option("font_color", A_STRING, "CSS colour of that text.", "plotly's"),
    checked("opacity", "How opaque leaves are.", "1"),
    Option("marker_width", "a number", "Width of the lines between sectors.", "plotly's", "pixels"),
    Option("line_width", "a number", "Another name of `marker_width`, which counts if both are given."),
)


def sunburst_request(
    labels: Array, parents: Array, values: Array | None, win: str | None, env: str | None, opts: Options
) -> Request:
    """Sectors with these labels, each outside of its parent."""
    if labels.ndim != 1 or labels.shape != parents.shape:
        raise BadArgument(
            f"sunburst: expected as many parents as labels, got shapes {parents.shape} and {labels.shape}"
        )
    trace = _trace(labels, parents, opts)
    names = distinct(trace["labels"])
    if names is not trace["labels"]:
        trace["ids"] = names  # a parent is the first sector with its label
    if values is not None:
        sizes = squeezed(values)
        if sizes.shape != labels.shape:
            raise BadArgument(f"sunburst: expected one value per label: {len(labels)}, got shape {values.shape}")
        trace["values"] = to_list(sizes)
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
