"""One axis of a plot: the members that plotly wants, made from the options of the axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

from visdom.client.callers import warn_caller

Traces: TypeAlias = Iterable[Mapping[str, Any]]

LARGEST_EXPONENT = 20
FAR_ABOVE = 10
"""Data this many times larger than the limits reach far above them."""

_MEMBERS = {
    "type": "type",
    "label": "title",
    "tickvals": "tickvals",
    "ticklabels": "ticktext",
    "tickfont": "tickfont",
}

_OPTIONS = {
    letter: frozenset(letter + name for name in (*_MEMBERS, "tickmin", "tickmax", "tickstep", "tick"))
    for letter in "xyz"
}


def axis_members(opts: Mapping[str, Any], letter: str, dimensions: int, traces: Traces) -> dict[str, Any] | None:
    """The axis of a new plot, or None if no option is about it; `dimensions` is 2 for flat plots and 3 for scenes."""
    if not is_named(opts, letter):
        return None
    low, high, step, ticks = (opts.get(letter + name) for name in ("tickmin", "tickmax", "tickstep", "tick"))
    texts = (opts.get(letter + name) for name in _MEMBERS)
    if not (any(texts) or low or high or ticks or ticks is False or (dimensions == 2 and step)):
        return None
    return _members(opts, letter, dimensions, traces)


def is_named(opts: Mapping[str, Any], letter: str) -> bool:
    """Is any option about this axis? Most appends name none, and this is faster than looking for each."""
    return not _OPTIONS[letter].isdisjoint(opts)


def axis_changes(opts: Mapping[str, Any], letter: str, dimensions: int) -> dict[str, Any]:
    """As `axis_members`, for a plot that exists: its server makes the range, which depends on the axis there."""
    axis = _members(opts, letter, dimensions, ())
    axis["showticklabels"] = opts.get(f"{letter}tick")
    if axis.pop("range") is not None:
        axis["limits"] = [opts[f"{letter}tickmin"], opts[f"{letter}tickmax"]]
    return axis


def _members(opts: Mapping[str, Any], letter: str, dimensions: int, traces: Traces) -> dict[str, Any]:
    axis = {member: opts.get(letter + name) for name, member in _MEMBERS.items()}
    low, high, step, ticks = (opts.get(letter + name) for name in ("tickmin", "tickmax", "tickstep", "tick"))
    is_flat = dimensions == 2
    axis["range"] = _range(letter, low, high, opts.get(f"{letter}type") == "log", traces)
    axis["showticklabels"] = ticks if is_flat else (False if ticks is False else None)
    if is_flat:
        axis["dtick"] = step
    elif axis["range"] is not None and step:
        first, last = axis["range"]
        axis["nticks"] = (last - first) / step
    return axis


def _range(letter: str, low: Any, high: Any, is_log: bool, traces: Traces) -> list[Any] | None:
    """The range from limits in units of the data; on a logarithmic axis plotly wants the exponents of ten.

    Limits that are not above 0 can only be exponents, and so can whole numbers far below the data.
    """
    if low is None or high is None:
        return None
    if not is_log or not (isinstance(low, (int, float)) and isinstance(high, (int, float))):
        return [low, high]
    given = f"{letter}tickmin={low!r} and {letter}tickmax={high!r} of a logarithmic axis"
    if max(low, high) > LARGEST_EXPONENT and min(low, high) <= 0:
        warn_caller(f"{given}: expected limits above 0; these limits are ignored", UserWarning, repeat=False)
        return None
    if min(low, high) > 0 and not (_are_exponents(low, high) and _largest(traces, letter) > FAR_ABOVE * max(low, high)):
        return [math.log10(low), math.log10(high)]
    meant = f"{letter}tickmin={10.0**low:g}, {letter}tickmax={10.0**high:g}"
    sentence = f"{given} look like exponents of ten and are used as such; write {meant} instead"
    warn_caller(sentence, UserWarning, repeat=False)
    return [low, high]


def _are_exponents(*limits: float) -> bool:
    """Could these limits be exponents of ten?"""
    return all(limit <= LARGEST_EXPONENT and float(limit).is_integer() for limit in limits)


def _largest(traces: Traces, letter: str) -> float:
    """The largest finite number of all traces on this axis; 0 if there is none above it."""
    largest = 0.0
    for trace in traces:
        try:
            values = np.array(trace.get(letter), dtype=float)
        except (TypeError, ValueError):  # dates, texts, or rows of several lengths
            continue
        largest = max(largest, float(values[np.isfinite(values)].max(initial=0)))
    return largest
