"""Updating a plot: which traces an update means, and what becomes of them."""

from __future__ import annotations

from typing import Any

from visdom.errors import NotUpdatable, Refused
from visdom.windows.checks import is_number, kind_of, unexpected
from visdom.windows.edit import Edit
from visdom.windows.heatmap import is_background, update_heatmap
from visdom.windows.options import NOTHING, merge_layout, merge_opts
from visdom.windows.traces import update_trace

Trace = dict[str, Any]

UPDATABLE_TRACES = ("scatter", "scattergl", "custom", "heatmap")


def not_updatable(kind: str) -> str:
    """The answer of 0.2.4, word for word, to an update of a plot that cannot be updated."""
    return f"win is not scatter, heatmap, custom, image_history, embeddings, or text; was {kind}"


def update_plot(edit: Edit, request: dict[str, Any]) -> None:
    """Apply layout, options and data of a request, in this order."""
    traces = _traces_of(edit.window)
    if request.get("layout") not in NOTHING:
        merge_layout(edit, request["layout"])
    if request.get("opts") not in NOTHING:
        merge_opts(edit, request["opts"])
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
        _change_traces(edit, request, selected, new)
    else:
        named = new if name is None else [{**new[0], "name": name}]
        edit.extend(("content", "data"), named)


def _traces_of(window: Any) -> list[Any]:
    """The traces of a window, when plots of their kind can be updated. A trace without a type is a scatter."""
    content = window.get("content")
    if not isinstance(content, dict):
        raise unexpected("The content of the stored plot", "an object", content)
    traces = content.get("data")
    if not isinstance(traces, list):
        raise unexpected("The data of the stored plot", "a list", traces)
    if traces:
        if not isinstance(traces[0], dict):
            raise unexpected("A trace of the stored plot", "an object", traces[0])
        kind = traces[0].get("type", "scatter")
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
    if not isinstance(data, list):
        raise unexpected("`data`", "a list", data)
    for item in data:
        if not isinstance(item, dict):
            raise unexpected("An item of `data`", "an object", item)
    if name is not None and len(data) != 1:
        raise Refused(f"`data`: expected one item, for the trace called `name`, got {len(data)}.")
    return data


def _change_traces(edit: Edit, request: dict[str, Any], selected: list[int], new: list[Trace]) -> None:
    """Change each selected trace by its new data, by position. Data without a trace are passed over, as 0.2.4 does."""
    traces, append = edit.window["content"]["data"], bool(request.get("append"))
    if len(selected) != len(new):  # the background of `nancolor` may be on one side only
        selected = [index for index in selected if not is_background(traces[index])]
        new = [item for item in new if not is_background(item)]
    if len(selected) > len(new):
        raise Refused(
            f"`data`: expected an item for each of the {len(selected)} traces to change, got {len(new)}; "
            "`name` chooses a single trace."
        )
    for index, item in zip(selected, new, strict=False):
        trace, path = traces[index], ("content", "data", index)
        if not isinstance(trace, dict):
            raise unexpected("A trace of the stored plot", "an object", trace)
        if trace.get("type") == "heatmap":
            update_heatmap(edit, path, trace, item, direction=request.get("updateDir"), append=append)
        else:
            update_trace(edit, path, trace, item, append=append)
