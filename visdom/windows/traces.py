"""One trace of a scatter or line plot: points and marker colours, replaced or appended."""

from __future__ import annotations

from typing import Any

from visdom.errors import Refused
from visdom.windows.checks import kind_of, optional_object, require_list, require_object
from visdom.windows.edit import Edit, Path

Trace = dict[str, Any]


def update_trace(edit: Edit, path: Path, trace: Trace, new: Trace, *, append: bool) -> None:
    """Give the trace at `path` the points and marker colours of the new one; its other members stay.

    A new trace whose `x` are all missing leaves it alone: so a program masks one of several lines.
    """
    sent = _axes(new)
    if "x" in sent and _is_missing(require_list(new["x"], "`x` of the new data")):
        return
    _check_axes(_axes(trace), sent, append=append)
    for axis in sent:
        values = require_list(new[axis], f"`{axis}` of the new data")
        if append and trace.get(axis) is not None:
            require_list(trace[axis], f"`{axis}` of the stored trace")
            edit.extend((*path, axis), values)
        else:
            edit.set((*path, axis), values)
    _update_colors(edit, path, trace, new, append=append)


def _axes(trace: Trace) -> list[str]:
    return [axis for axis in ("x", "y") if trace.get(axis) is not None]


def _is_missing(values: list[Any]) -> bool:
    """Is no value there? NaN alone differs from itself."""
    return all(value is None or value != value for value in values)


def _check_axes(present: list[str], sent: list[str], *, append: bool) -> None:
    """New points must have the coordinates that the present ones have, or they would no longer belong together."""
    if not sent:
        raise Refused("An update of points needs lists `x` and `y` in each item of `data`, and found neither.")
    fits = present == sent or not present if append else set(present) <= set(sent)
    if not fits:
        raise Refused(f"The points of the plot have {' and '.join(present)}, those of the update {' and '.join(sent)}.")


def _update_colors(edit: Edit, path: Path, trace: Trace, new: Trace, *, append: bool) -> None:
    marker = new.get("marker")
    color = None if marker is None else require_object(marker, "`marker` of the new data").get("color")
    if color is None:
        return
    if trace.get("marker") is None:
        edit.set((*path, "marker"), {"color": color})
        return
    present = optional_object(trace["marker"], "`marker` of the stored trace").get("color")
    if not append or present is None or not isinstance(present, list) and not isinstance(color, list):
        edit.set((*path, "marker", "color"), color)
    elif isinstance(present, list) and isinstance(color, list):
        edit.extend((*path, "marker", "color"), color)
    else:
        raise Refused(f"`marker.color`: expected {kind_of(present)} as in the plot, got {kind_of(color)}.")
