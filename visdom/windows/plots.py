"""Updating a plot: which traces an update means, and what becomes of them."""

from __future__ import annotations

from typing import Any

from visdom.errors import NotUpdatable, Refused
from visdom.protocol.names import LAYOUT_CHANGES
from visdom.windows.checks import is_number, kind_of, not_updatable, require_list, unexpected
from visdom.windows.edit import Edit
from visdom.windows.heatmap import is_background, update_heatmap
from visdom.windows.options import NOTHING, change_layout, merge_layout, merge_opts, rename_traces
from visdom.windows.traces import update_trace

Trace = dict[str, Any]


def update_plot(edit: Edit, request: dict[str, Any]) -> None:
    """Apply layout, options and data of a request, in this order."""
    data, name, delete = request.get("data"), request.get("name"), bool(request.get("delete"))
    has_data = name is not None or data is not None and (data != [] or delete)
    traces = _traces_of(edit.window, for_data=has_data)
    if request.get(LAYOUT_CHANGES) is not None:
        change_layout(edit, request[LAYOUT_CHANGES])
    elif request.get("layout") not in NOTHING:
        merge_layout(edit, request["layout"])
    if request.get("opts") not in NOTHING:
        merge_opts(edit, request["opts"])
        _use_legend(edit, traces, request, data if has_data else None)
    if not has_data:
        return
    if delete:
        for index in reversed(_named(traces, name)):
            edit.remove(("content", "data", index))
    else:
        _update_traces(edit, traces, request, _new_traces(data, name))


def _traces_of(window: Any, *, for_data: bool) -> list[Any]:
    """The traces of a window; NotUpdatable when data are sent that plots of their kind do not take."""
    content = window.get("content")
    if not isinstance(content, dict):
        raise unexpected("The content of the stored plot", "an object", content)
    traces = content.get("data")
    if not isinstance(traces, list):
        raise unexpected("The data of the stored plot", "a list", traces)
    first = traces[0] if traces else {}
    if not isinstance(first, dict):
        raise unexpected("A trace of the stored plot", "an object", first)
    kind = first.get("type", "scatter")
    is_known = isinstance(kind, str) and (kind.startswith("scatter") or kind in ("custom", "heatmap"))
    is_incomplete = kind == "scatter3d" and not {"x", "y", "z"} <= first.keys()
    if for_data and (not is_known or is_incomplete):
        raise NotUpdatable(not_updatable(kind if isinstance(kind, str) else kind_of(kind)))
    return traces


def _use_legend(edit: Edit, traces: list[Any], request: dict[str, Any], data: Any) -> None:
    """Rename the traces by position, unless the names belong to data and say which traces these are for.

    A whole set of other names renames all traces, as in 0.2.4: scripts put the last value into a legend.
    """
    if request["opts"].get("legend") is None:
        return
    names = require_list(request["opts"]["legend"], "`opts.legend`")
    items = data if isinstance(data, list) and data else [None]
    belongs_to_data = all(_name_of(item) in names for item in items)
    if not belongs_to_data or len(names) >= len(traces) and not any(_name_of(trace) in names for trace in traces):
        rename_traces(edit, names)


def _named(traces: list[Any], name: Any) -> list[int]:
    """The indices of the traces of that name; without a name, of all."""
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


def _update_traces(edit: Edit, traces: list[Any], request: dict[str, Any], new: list[Trace]) -> None:
    """Change the traces that the new ones mean, and add those that mean none."""
    append = bool(request.get("append"))
    renames = not append and request.get("name") is None and _has_legend(request)
    for index, item in _paired(traces, request, new):
        if index is None:
            edit.extend(("content", "data"), [item])
            continue
        trace, path = traces[index], ("content", "data", index)
        if not isinstance(trace, dict):
            raise unexpected("A trace of the stored plot", "an object", trace)
        if renames and item.get("name") is not None:
            edit.set((*path, "name"), item["name"])
        if trace.get("type") == "heatmap":
            update_heatmap(edit, path, trace, item, direction=request.get("updateDir"), append=append)
        else:
            update_trace(edit, path, trace, item, append=append)


def _paired(traces: list[Any], request: dict[str, Any], new: list[Trace]) -> list[tuple[int | None, Trace]]:
    """Each new trace with the index of the trace that it means, or None when it becomes a trace of its own.

    The `name` of the request chooses one trace; without it, the names of the new traces choose.
    """
    name = request.get("name")
    if name is not None:
        chosen = _named(traces, name)
        if len(chosen) > 1:
            raise Refused(f"`name`: expected a name that one trace has, but each of the {len(chosen)} traces has it.")
        return [(chosen[0], new[0])] if chosen else [(None, {**new[0], "name": name})]
    indices = list(range(len(traces)))
    if len(traces) != len(new):  # the background of `nancolor` may be on one side only
        indices = [index for index in indices if not is_background(traces[index])]
        new = [item for item in new if not is_background(item)]
    present, sent = [_name_of(traces[index]) for index in indices], [_name_of(item) for item in new]
    targets = _targets(present, sent, request)
    left = [present[index] for index in range(len(indices)) if index not in set(targets)]
    if left and not (request.get("append") and all(name is not None for name in sent)):
        raise Refused(
            f"`data`: expected an item for each of the {len(indices)} traces to change, got {len(new)}, "
            f"and none for {', '.join(map(repr, left))}; `name` chooses a single trace."
        )
    return [(None if target is None else indices[target], item) for target, item in zip(targets, new, strict=True)]


def _has_legend(request: dict[str, Any]) -> bool:
    return bool((request.get("opts") or {}).get("legend"))


def _name_of(trace: Any) -> str | float | None:
    name = trace.get("name") if isinstance(trace, dict) else None
    return name if isinstance(name, str) or is_number(name) else None


def _targets(
    present: list[str | float | None], sent: list[str | float | None], request: dict[str, Any]
) -> list[int | None]:
    """Which of the present names each sent one means; None for a new one.

    Names of labels ("1", "2") that no trace has mean the first and the second trace, unless these are labels as well.
    What has no name of its own goes by position, and so does a whole set of other names, as in 0.2.4. In a replacement,
    other names take the traces that are left.
    """
    if len(set(sent)) < len(sent):
        sent = [None] * len(sent)
    free: dict[str | float | None, list[int]] = {}
    for index in reversed(range(len(present))):
        free.setdefault(present[index], []).append(index)
    targets = [free[name].pop() if name is not None and free.get(name) else None for name in sent]
    are_others = not _has_legend(request) and len(sent) >= len(present) and set(targets) == {None}
    taken = set(targets)
    left = (index for index in range(len(present)) if index not in taken)
    for position, name in enumerate(sent):
        place: int | None = None
        if targets[position] is not None:
            continue
        if _is_label(name):
            place = int(name) - 1  # type: ignore[arg-type]
            if place >= len(present) or _is_label(present[place]):
                place = None
        elif name is None or are_others:
            place = position if position < len(present) else None
        elif not request.get("append"):
            place = next(left, None)
        if place is not None and place not in taken:
            targets[position] = place
            taken.add(place)
    return targets


def _is_label(name: str | float | None) -> bool:
    """Is it a name that the client gives to the points of a label, when no legend names them?"""
    return isinstance(name, str) and len(name) < 10 and name.isascii() and name.isdecimal() and name != "0"
