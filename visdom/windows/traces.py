"""One trace of points: its coordinates, and what is given for each point, replaced or appended."""

from __future__ import annotations

from functools import reduce
from operator import getitem
from typing import Any

from visdom.errors import Refused
from visdom.windows.checks import is_number, unexpected
from visdom.windows.edit import Edit, Path

Trace = dict[str, Any]

COORDINATES = ("x", "y", "z", "r", "theta", "lat", "lon", "a", "b", "c")
"""The members that have one value per point in plotly's kinds of scatter; those that a trace has grow together."""

PER_POINT: dict[tuple[str, ...], dict[str, Any]] = {
    (): {
        **{"text": "", "hovertext": "", "customdata": None, "ids": None},
        **{"textposition": "middle center", "texttemplate": "", "hovertemplate": ""},
    },
    ("marker",): {"color": None, "size": 6, "symbol": "circle", "opacity": 1, "angle": 0},
    ("marker", "line"): {"color": "#444", "width": 0},
    ("line",): {"color": None},
    ("textfont",): {"color": None, "size": None, "family": None},
    ("error_x",): {"array": 0, "arrayminus": 0},
    ("error_y",): {"array": 0, "arrayminus": 0},
    ("error_z",): {"array": 0, "arrayminus": 0},
}
"""Other members that may have one value per point, with the value that plotly takes for a point without one."""

COLORWAY = (
    *("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd"),
    *("#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"),
)
"""The colours that plotly gives to traces in turn."""


def update_trace(edit: Edit, path: Path, trace: Trace, new: Trace, *, append: bool) -> None:
    """Give the trace at `path` the points of the new one, and what the new one has for each of them.

    Members with a single value stay as they are, except for the colour of markers. A new trace whose `x` are all
    missing leaves the trace alone: so a program masks one of several lines.
    """
    present = [name for name in COORDINATES if trace.get(name) is not None]
    sent = [name for name in COORDINATES if new.get(name) is not None]
    for name in sent:
        if not isinstance(new[name], list):
            raise unexpected(f"`{name}` of the new data", "a list", new[name])
    lengths = {len(new[name]) for name in sent}
    is_emptied = not append and lengths == {0}
    # NaN alone differs from itself
    if "x" in sent and not is_emptied and all(value is None or value != value for value in new["x"]):
        return
    if append and len(lengths) > 1:
        counts = ", ".join(f"{len(new[name])} of `{name}`" for name in sent)
        raise Refused(f"The new points need as many values of each coordinate, got {counts}.")
    if present != sent or not sent:
        _check_coordinates(present, sent, append=append)
    if append:
        for name in present:
            if not isinstance(trace[name], list):
                raise unexpected(f"`{name}` of the stored trace", "a list", trace[name])
    count = len(trace[present[0]]) if append and present else 0
    had_texts = trace.get("text") is not None
    _update_members(edit, path, trace, new, count, len(new[sent[0]]), append=append)
    if not had_texts and isinstance(new.get("text"), list):
        _show_texts(edit, path, trace.get("mode"), new.get("mode"))
    for name in sent:
        if append and name in present:
            edit.insert((*path, name), len(trace[name]), new[name])
        else:
            edit.set((*path, name), new[name])


def _show_texts(edit: Edit, path: Path, mode: Any, new_mode: Any) -> None:
    """Let a trace that gets its first texts show them, if the new points do."""
    if isinstance(mode, str) and isinstance(new_mode, str) and "text" in new_mode and "text" not in mode:
        edit.set((*path, "mode"), new_mode if mode == "none" else f"{mode}+text")


def _check_coordinates(present: list[str], sent: list[str], *, append: bool) -> None:
    """New points must have the coordinates that the present ones have, or they would no longer belong together."""
    if not sent:
        raise Refused("An update of points needs lists `x` and `y` in each item of `data`, and found neither.")
    fits = not present if append else set(present) <= set(sent)
    if not fits:
        raise Refused(f"The points of the plot have {' and '.join(present)}, those of the update {' and '.join(sent)}.")


def _update_members(edit: Edit, path: Path, trace: Trace, new: Trace, count: int, added: int, *, append: bool) -> None:
    """Update what is given for each point: of a trace with so many points, to which so many are added or given."""
    for group, defaults in PER_POINT.items():
        present, sent = trace, new
        for name in group:
            present, sent = present.get(name) or {}, sent.get(name) or {}
            if not isinstance(sent, dict):
                raise unexpected(f"`{name}` of the new data", "an object", sent)
            if not isinstance(present, dict):
                raise unexpected(f"`{name}` of the stored trace", "an object", present)
        if not present and not sent:
            continue
        for name, default in defaults.items():
            old, value = present.get(name), sent.get(name)
            if not isinstance(old, list) and not isinstance(value, list):
                if value is not None and group == ("marker",) and name == "color":
                    _set(edit, path, (*group, name), value)
            elif append and value is not None:  # else plotly takes the default for points behind the end of the list
                if name == "color" and group == ("marker",) and not _are_numbers(value, old):
                    default = COLORWAY[int(path[-1]) % len(COLORWAY)]
                _append(edit, path, (*group, name), old, value, default, count, added)
            elif value is not None:
                _set(edit, path, (*group, name), value)
            elif not append and old is not None and len(old) != added:
                edit.remove((*path, *group, name))  # it belongs to the points that were replaced


def _append(
    edit: Edit, path: Path, member: tuple[str, ...], old: Any, value: Any, default: Any, count: int, added: int
) -> None:
    """Put the values of the added points behind those of the others; a single value stands for one per point."""
    values = value if isinstance(value, list) else [value] * added
    if len(values) > added:
        name = ".".join(member)
        raise Refused(f"`{name}` of the new data: expected {added} values, one per point, got {len(values)}.")
    values = values + [default] * (added - len(values))
    if not isinstance(old, list):
        _set(edit, path, member, [default if old is None else old] * count + values)
    elif len(old) > count:
        _set(edit, path, member, old[:count] + values)
    else:
        edit.insert((*path, *member), len(old), [default] * (count - len(old)) + values)


def _are_numbers(*values: Any) -> bool:
    """Do these lists begin with numbers, which plotly takes as places in a colour scale?"""
    return any(isinstance(value, list) and value and is_number(value[0]) for value in values)


def _set(edit: Edit, path: Path, member: tuple[str, ...], value: Any) -> None:
    """Set a member of a trace, and make the objects that lead to it."""
    holder = reduce(getitem, path, edit.window)
    for depth, name in enumerate(member[:-1], 1):
        if holder.get(name) is None:
            for missing in reversed(member[depth:]):
                value = {missing: value}
            edit.set((*path, *member[:depth]), value)
            return
        holder = holder[name]
    edit.set((*path, *member), value)
