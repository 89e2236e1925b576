"""The `opts` of a call: an own copy of them, the checks that all plots share, and the layout they stand for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any, TypeAlias

from visdom.client.arrays import Plain, to_plain
from visdom.client.option_table import EXPECTED
from visdom.errors import BadArgument

logger = logging.getLogger("visdom")

Options: TypeAlias = dict[str, Any]
GivenOptions: TypeAlias = Mapping[str, Any] | None

COLOUR_OPTIONS = ("markercolor", "linecolor", "dash")
"""Options that stay numpy arrays: the figures read them and take them out before sending."""


def prepare(opts: GivenOptions) -> Options:
    """An own, plain copy of the options, with the title as text and every shared rule checked."""
    own = own_copy(opts)
    _title_to_text(own)
    check(own)
    return own


def own_copy(opts: GivenOptions) -> Options:
    """A copy that may be changed and sent; the caller's object stays as it is."""
    if opts is not None and not isinstance(opts, Mapping):
        raise BadArgument(f"opts: expected a dict of options, got {opts!r}")
    kept = (*COLOUR_OPTIONS, "title")
    return {key: value if key in kept else to_plain(value) for key, value in (opts or {}).items()}


def check(opts: Options) -> None:
    """Raise `BadArgument` for a value that no plot can use. Empty and zero values are not looked at."""
    if "title" in opts and opts["title"] is None:
        logger.warning("the title None is left out")
        del opts["title"]
    for name, fits in _CHECKS.items():
        if opts.get(name) and not fits(opts[name]):
            raise BadArgument(f"opts[{name!r}]: expected {EXPECTED[name]}, got {opts[name]!r}")


def check_names(opts: Options, option: str, count: int, what: str) -> None:
    """Raise `BadArgument` unless a list of names, if given, has one for each row, column or the like (`what`)."""
    names = opts.get(option)
    if names is not None and not isinstance(names, (list, tuple, str)):
        raise BadArgument(f"opts[{option!r}]: expected a list of names, got {names!r}")
    if names is not None and len(names) != count:
        raise BadArgument(f"opts[{option!r}]: expected {count} names, one per {what}, got {len(names)}")


def plot_layout(opts: Options, dimensions: int = 2) -> Options:
    """The plotly layout that the options ask for; `dimensions` is 2 for flat plots and 3 for scenes."""
    layout: Options = {
        "showlegend": opts.get("showlegend", "legend" in opts),
        "title": opts.get("title"),
        "margin": {side[0]: opts.get(f"margin{side}", margin) for side, margin in _MARGINS[dimensions].items()},
    }
    axes = {f"{letter}axis": _axis(opts, letter, dimensions) for letter in "xyz"[:dimensions]}
    layout.update(axes if dimensions == 2 else {"scene": axes})
    if opts.get("stacked"):
        layout["barmode"] = "stack"
    layout.update(plotly_members(opts, "layoutopts", needs_plotly=False))
    return {name: without_none(value) for name, value in layout.items() if value is not None}


def plotly_members(opts: Options, option: str, *, needs_plotly: bool) -> dict[Any, Any]:
    """What `layoutopts` or `traceopts` holds below "plotly"; raises `BadArgument` if that is no dict."""
    given = opts.get(option) or {"plotly": {}}
    members = given.get("plotly") if isinstance(given, dict) else given
    if members is None and not needs_plotly:
        return {}
    if not isinstance(members, dict):
        raise BadArgument(f"opts[{option!r}]: expected {EXPECTED[option]}, got {given!r}")
    return members


def without_none(value: Plain) -> Any:
    """The dict without members that are None, at every depth of dicts; lists stay as they are."""
    if not isinstance(value, dict):
        return value
    return {key: without_none(item) for key, item in value.items() if item is not None}


def _title_to_text(opts: Options) -> None:
    title = opts.get("title")
    if isinstance(title, Real) and title:
        logger.warning("the title %r is a number; it is shown as text", title)
        opts["title"] = str(title)


def _axis(opts: Options, letter: str, dimensions: int) -> Options | None:
    axis = {member: opts.get(letter + name) for name, member in _AXIS_MEMBERS.items()}
    low, high, step, ticks = (opts.get(letter + name) for name in ("tickmin", "tickmax", "tickstep", "tick"))
    is_flat = dimensions == 2
    if not (any(axis.values()) or low or high or ticks or ticks is False or (is_flat and step)):
        return None
    axis["showticklabels"] = ticks
    axis["range"] = None if low is None or high is None else [low, high]
    if is_flat:
        axis["dtick"] = step
    elif low is not None and high is not None and step:
        axis["nticks"] = (high - low) / step
    return axis


_AXIS_MEMBERS = {
    "type": "type",
    "label": "title",
    "tickvals": "tickvals",
    "ticklabels": "ticktext",
    "tickfont": "tickfont",
}

_MARGINS = {
    2: {"left": 60, "right": 60, "top": 60, "bottom": 60},
    3: {"left": 0, "right": 60, "top": 20, "bottom": 0},
}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_number(low: float, high: float = float("inf"), *, above: bool = False) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        return isinstance(value, (int, float)) and (low < value if above else low <= value) and value <= high

    return fits


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "color": _is_text,
    "colormap": _is_text,
    "mode": _is_text,
    "markersymbol": _is_text,
    "markersize": _is_number(0, above=True),
    "markerborderwidth": _is_number(0),
    "columnnames": _is_list,
    "rownames": _is_list,
    "jpgquality": _is_number(0, 100, above=True),
    "opacity": _is_number(0, 1),
    "fps": _is_number(0, above=True),
    "title": _is_text,
}
