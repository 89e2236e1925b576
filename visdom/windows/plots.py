"""Updating a plot: which traces an update means, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from visdom.errors import NotUpdatable, Refused
from visdom.windows.checks import is_number, kind_of, require_list, require_object
from visdom.windows.edit import Edit
from visdom.windows.heatmap import is_background, is_heatmap, update_heatmap
from visdom.windows.options import merge_layout, merge_opts
from visdom.windows.traces import update_trace

Trace = dict[str, Any]

UPDATABLE_TRACES = ("scatter", "scattergl", "custom", "heatmap")


def not_updatable(kind: str) -> str:
    """The answer of 0.2.4, word for word, to an update of a plot that cannot be updated."""
    return f"win is not scatter, heatmap, custom, image_history, embeddings, or text; was {kind}"


def update_plot(edit: Edit, request: dict[str, Any]) -> None:
    """Apply layout, options and data of a request, in this order."""
    traces = _traces_of(edit.window)
    merge_layout(edit, request)
    merge_opts(edit, request)
    data, name, delete = request.get("data"), request.get("name"), bool(request.get("delete"))
    if name is None and (data is None or (data == [] and not delete)):
        return
    selected = _select(traces, name)
    if delete:
        for index in reversed(selected):
            edit.remove(("content", "data", index))
        return
    new = _new_traces(data, name)
    if selected:
        _change_traces(edit, request, traces, _pairs(traces, selected, new))
    else:
        named = new if name is None else [{**new[0], "name": name}]
        edit.extend(("content", "data"), named)


def _traces_of(window: Any) -> list[Any]:
    """The traces of a window, when plots of their kind can be updated. A trace without a type is a scatter."""
    content = require_object(window.get("content"), "The content of the stored plot")
    traces = require_list(content.get("data"), "The data of the stored plot")
    if traces:
        kind = require_object(traces[0], "A trace of the stored plot").get("type", "scatter")
        if kind not in UPDATABLE_TRACES:
            raise NotUpdatable(not_updatable(kind if isinstance(kind, str) else kind_of(kind)))
    return traces


def _select(traces: list[Any], name: Any) -> list[int]:
    """Where the traces of that name are; without a name, all of them."""
    if name is None:
        return list(range(len(traces)))
    if not isinstance(name, str) and not is_number(name):
        raise Refused(f"`name`: expected the name of a trace, got {kind_of(name)}.")
    return [index for index, trace in enumerate(traces) if isinstance(trace, dict) and trace.get("name") == name]


def _new_traces(data: Any, name: Any) -> list[Trace]:
    new = [require_object(item, "An item of `data`") for item in require_list(data, "`data`")]
    if name is not None and len(new) != 1:
        raise Refused(f"`data`: expected one item, for the trace called `name`, got {len(new)}.")
    return new


def _pairs(traces: list[Any], selected: list[int], new: list[Trace]) -> Iterable[tuple[int, Trace]]:
    """Each selected trace with its new data, by position. Data without a trace are passed over, as 0.2.4 does."""
    if len(selected) != len(new):  # the background of `nancolor` may be on one side only
        selected = [index for index in selected if not is_background(traces[index])]
        new = [item for item in new if not is_background(item)]
    if len(selected) > len(new):
        raise Refused(
            f"`data`: expected an item for each of the {len(selected)} traces to change, got {len(new)}; "
            "`name` chooses a single trace."
        )
    return zip(selected, new, strict=False)


def _change_traces(edit: Edit, request: dict[str, Any], traces: list[Any], pairs: Iterable[tuple[int, Trace]]) -> None:
    append = bool(request.get("append"))
    for index, item in pairs:
        trace = require_object(traces[index], "A trace of the stored plot")
        path = ("content", "data", index)
        if is_heatmap(trace):
            update_heatmap(edit, path, trace, item, direction=request.get("updateDir"), append=append)
        else:
            update_trace(edit, path, trace, item, append=append)
