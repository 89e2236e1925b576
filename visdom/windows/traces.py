"""One trace of a scatter or line plot: points and marker colours, replaced or appended."""

from __future__ import annotations

from typing import Any

from visdom.errors import Refused
from visdom.windows.checks import kind_of, optional_object, require_object, unexpected
from visdom.windows.edit import Edit, Path

Trace = dict[str, Any]

AXES = ("x", "y")
"""The coordinates that grow together."""


def update_trace(edit: Edit, path: Path, trace: Trace, new: Trace, *, append: bool) -> None:
    """Give the trace at `path` the points and marker colours of the new one; its other members stay.

    A new trace whose `x` are all missing leaves it alone: so a program masks one of several lines.
    """
    present = [axis for axis in AXES if trace.get(axis) is not None]
    sent = [axis for axis in AXES if new.get(axis) is not None]
    for axis in sent:
        if not isinstance(new[axis], list):
            raise unexpected(f"`{axis}` of the new data", "a list", new[axis])
    if "x" in sent and all(value is None or value != value for value in new["x"]):  # NaN alone differs from itself
        return
    if present != sent:
        _check_axes(present, sent, append=append)
    for axis in sent:
        if not append or axis not in present:
            edit.set((*path, axis), new[axis])
        elif isinstance(trace[axis], list):
            edit.insert((*path, axis), len(trace[axis]), new[axis])
        else:
            raise unexpected(f"`{axis}` of the stored trace", "a list", trace[axis])
    if new.get("marker") is not None:
        _update_colors(edit, path, trace, new["marker"], append=append)


def _check_axes(present: list[str], sent: list[str], *, append: bool) -> None:
    """New points must have the coordinates that the present ones have, or they would no longer belong together."""
    if not sent:
        raise Refused("An update of points needs lists `x` and `y` in each item of `data`, and found neither.")
    fits = not present if append else set(present) <= set(sent)
    if not fits:
        raise Refused(f"The points of the plot have {' and '.join(present)}, those of the update {' and '.join(sent)}.")


def _update_colors(edit: Edit, path: Path, trace: Trace, marker: Any, *, append: bool) -> None:
    color = require_object(marker, "`marker` of the new data").get("color")
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
