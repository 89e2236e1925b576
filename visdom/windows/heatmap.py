"""One heatmap: rows and columns added on any side, or its members replaced."""

from __future__ import annotations

from typing import Any

from visdom.errors import Refused
from visdom.windows.checks import is_number, kind_of, require_list
from visdom.windows.edit import Edit, Path

Trace = dict[str, Any]

DIRECTIONS = ("replace", "appendRow", "appendColumn", "prependRow", "prependColumn")
_GROWN = ("x", "y", "z")
_NAMES = {"x": "column names (`x`)", "y": "row names (`y`)"}


def is_background(trace: Any) -> bool:
    """Is a trace the plain heatmap that option `nancolor` puts behind the one with the values?"""
    return isinstance(trace, dict) and trace.get("type") == "heatmap" and trace.get("showscale") is False


def update_heatmap(edit: Edit, path: Path, trace: Trace, new: Trace, *, direction: Any, append: bool) -> None:
    """Change the heatmap at `path`: `direction` is the member `updateDir` of the request."""
    if direction not in DIRECTIONS:
        raise Refused(f"`updateDir`: a heatmap expects one of {', '.join(DIRECTIONS)}.")
    if new.get("type", "heatmap") != "heatmap":
        raise Refused("The plot holds a heatmap, and only a heatmap can update it.")
    if direction == "replace":
        _replace(edit, path, new, append=append)
        return
    rows = _rows(new)
    z = require_list(trace.get("z"), "`z` of the stored heatmap")
    if not z or not require_list(z[0], "A row of the stored heatmap"):
        _check_first_names(trace, new, rows)
        _replace(edit, path, new, append=True)
        return
    if direction.endswith("Row"):
        _add_rows(edit, path, trace, new, rows, at_start=direction == "prependRow")
    else:
        _add_columns(edit, path, trace, new, rows, at_start=direction == "prependColumn")
    for name, value in new.items():
        if value is not None and name not in _GROWN:
            edit.set((*path, name), value)


def _replace(edit: Edit, path: Path, new: Trace, *, append: bool) -> None:
    if "z" in new:
        require_list(new["z"], "`z` of the new heatmap")
    for name, value in new.items():
        if not append or value is not None:
            edit.set((*path, name), value)


def _rows(new: Trace) -> list[list[Any]]:
    """The new values, checked to be rows of one length."""
    rows = [
        require_list(row, "A row of `z` of the new heatmap")
        for row in require_list(new.get("z"), "`z` of the new heatmap")
    ]
    if len({len(row) for row in rows}) > 1:
        raise Refused("`z` of the new heatmap: expected rows of one length.")
    return rows


def _add_rows(edit: Edit, path: Path, trace: Trace, new: Trace, rows: list[list[Any]], *, at_start: bool) -> None:
    z = trace["z"]
    columns = len(z[0])
    if rows and len(rows[0]) != columns:
        raise Refused(f"The heatmap has {columns} columns, and the new rows have {len(rows[0])}.")
    _add_names(edit, path, "y", trace, new, len(rows), at_start=at_start)
    edit.insert((*path, "z"), 0 if at_start else len(z), rows)


def _add_columns(edit: Edit, path: Path, trace: Trace, new: Trace, rows: list[list[Any]], *, at_start: bool) -> None:
    z = trace["z"]
    if len(rows) != len(z):
        raise Refused(f"The heatmap has {len(z)} rows, and the new columns have {len(rows)}.")
    _add_names(edit, path, "x", trace, new, len(rows[0]) if rows else 0, at_start=at_start)
    for index, (present, values) in enumerate(zip(z, rows, strict=True)):
        require_list(present, "A row of the stored heatmap")
        edit.insert((*path, "z", index), 0 if at_start else len(present), values)


def _add_names(edit: Edit, path: Path, axis: str, trace: Trace, new: Trace, count: int, *, at_start: bool) -> None:
    """Name the new rows or columns: both heatmaps have names or neither, and no name comes twice."""
    what = _NAMES[axis]
    present, names = trace.get(axis), new.get(axis)
    if present is None and names is None:
        return
    if present is None:
        raise Refused(f"The update has {what} and the plot has none: both need them, or neither.")
    if names is None:
        raise Refused(f"The plot has {what} and the update has none: both need them, or neither.")
    require_list(present, f"The {what} of the stored heatmap")
    _check_names(present, require_list(names, f"The {what} of the new heatmap"), count, what)
    edit.insert((*path, axis), 0 if at_start else len(present), names)


def _check_first_names(trace: Trace, new: Trace, rows: list[list[Any]]) -> None:
    """A heatmap without values takes the first ones with their names; names that it has must fit."""
    for axis, count in (("x", len(rows[0])), ("y", len(rows))) if rows else ():
        names, what = trace.get(axis), _NAMES[axis]
        if new.get(axis) is not None:
            _check_names([], require_list(new[axis], f"The {what} of the new heatmap"), count, what)
        elif names is not None and len(require_list(names, f"The {what} of the stored heatmap")) != count:
            raise Refused(f"The plot has {len(names)} {what}, and the update has {count}.")


def _check_names(present: list[Any], names: list[Any], count: int, what: str) -> None:
    for name in names:
        if not (isinstance(name, str) or is_number(name)):
            raise Refused(f"The {what}: expected names, got {kind_of(name)}.")
    if len(names) != count:
        raise Refused(f"The {what}: expected {count}, as many as the update adds, got {len(names)}.")
    if len(set(names)) < len(names) or any(name in present for name in names):
        raise Refused(f"The {what}: each may occur only once, and one is there already.")
