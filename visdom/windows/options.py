"""Options, layout and legend of an update, merged into the window."""

from __future__ import annotations

import math
from typing import Any

from visdom.errors import Refused
from visdom.windows.checks import is_number, kind_of, optional_object, require_list, require_object, require_text
from visdom.windows.edit import Edit, Path

STRUCTURE = frozenset(
    {
        "command",
        "content",
        "contentID",
        "has_compare",
        "i",
        "id",
        "old_content",
        "selected",
        "type",
        "version",
    }
)
"""Members of a window that no option replaces."""

AXES = ("xaxis", "yaxis", "zaxis")

IN_SPACE = ("scatter3d", "surface", "mesh3d", "cone", "streamtube", "isosurface", "volume")
"""The kinds of traces that plotly draws in a scene."""

LARGEST_EXPONENT = 20

MAX_MERGED_DEPTH = 20
"""Objects deeper in a window than this are replaced whole."""

NOTHING: tuple[Any, ...] = (None, {})
"""What requests send that change no layout or options."""


def checked_option(name: str, value: Any) -> Any:
    """The value of an option, when it is one that pages can use: a title is text, sizes are plain values."""
    if name == "title":
        return require_text(value, "`opts.title`")
    if name in ("width", "height") and isinstance(value, (dict, list)):
        raise Refused(f"`opts.{name}`: expected a number of pixels, got {kind_of(value)}.")
    return value


def merge_layout(edit: Edit, layout: Any) -> None:
    """Each non-null member replaces that member of the plot's layout; the others stay."""
    changes = _given(layout, "`layout`")
    if not changes:
        return
    content = edit.window["content"]
    if content.get("layout") is None:
        edit.set(("content", "layout"), changes)
        return
    require_object(content["layout"], "The layout of the stored plot")
    for name, value in changes.items():
        edit.set(("content", "layout", name), value)


def change_layout(edit: Edit, changes: Any) -> None:
    """Merge members into the plot's layout, object by object; in space the axes are those of the scene."""
    changes, content = _given(changes, "`layout_changes`"), edit.window["content"]
    if content.get("layout") is None:
        edit.set(("content", "layout"), {})
    layout = require_object(content["layout"], "The layout of the stored plot")
    axes = {name: changes.pop(name) for name in AXES if name in changes}
    if axes and ("scene" in layout or any(map(_is_in_space, content["data"]))):
        axes = {"scene": {**optional_object(changes.get("scene"), "`layout_changes.scene`"), **axes}}
    changes.update(axes)
    _merge(edit, ("content", "layout"), layout, changes)


def _merge(edit: Edit, path: Path, present: dict[str, Any], changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        old = present.get(name)
        if name in AXES and isinstance(value, dict):
            value = _with_range(edit, (*path, name), old if isinstance(old, dict) else {}, value)
        if name == "title" and isinstance(old, dict) and isinstance(value, str):
            value = {"text": value}  # the title keeps its font
        if isinstance(old, dict) and isinstance(value, dict) and len(path) < MAX_MERGED_DEPTH:
            _merge(edit, (*path, name), old, value)
        elif value is not None:
            edit.set((*path, name), value)


def _is_in_space(trace: Any) -> bool:
    return isinstance(trace, dict) and trace.get("type") in IN_SPACE


def _with_range(edit: Edit, path: Path, axis: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The changes of an axis with a `range` for its `limits`; a range for another kind of axis is removed."""
    changes = dict(changes)
    limits, kind = changes.pop("limits", None), changes.get("type") or axis.get("type")
    if limits is not None:
        changes["range"] = _range(require_list(limits, "`limits` of an axis"), kind == "log", axis.get("range"))
    elif axis.get("range") is not None and (kind == "log") != (axis.get("type") == "log"):
        edit.remove((*path, "range"))
    return changes


def _range(limits: list[Any], is_log: bool, present: Any) -> list[Any] | None:
    """The range from limits in units of the data; None for those that no axis can have.

    On a logarithmic axis these are exponents of ten, and so are limits that are not above 0, or are the present range.
    """
    if len(limits) != 2:
        raise Refused(f"`limits` of an axis: expected two, got {len(limits)}.")
    numbers = [limit for limit in limits if is_number(limit)]
    if not is_log or limits == present or not numbers:
        return limits
    if min(numbers) > 0:
        return [math.log10(limit) if is_number(limit) else limit for limit in limits]
    return limits if max(numbers) <= LARGEST_EXPONENT else None


def merge_opts(edit: Edit, opts: Any) -> None:
    """Each non-null option becomes a member of the window, where pages look for title, width, caption and so on."""
    opts = _given(opts, "`opts`")
    for name, value in opts.items():
        if name not in STRUCTURE:
            edit.set((name,), checked_option(name, value))


def _given(members: Any, what: str) -> dict[str, Any]:
    """The members that have a value."""
    return {name: value for name, value in require_object(members, what).items() if value is not None}


def rename_traces(edit: Edit, legend: list[Any]) -> None:
    """Name the traces by position; names beyond the last trace are left over."""
    traces = edit.window["content"]["data"]
    if len(legend) < len(traces):
        raise Refused(f"`opts.legend`: expected a name for each of the {len(traces)} traces, got {len(legend)}.")
    for index, (trace, name) in enumerate(zip(traces, legend, strict=False)):
        require_object(trace, "A trace of the stored plot")
        if not (isinstance(name, str) or is_number(name)):
            raise Refused(f"`opts.legend`: expected a list of names, got {kind_of(name)} in it.")
        edit.set(("content", "data", index, "name"), name)
