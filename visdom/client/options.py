"""The `opts` of a call: their copy, the option tables, the checks of all plots, and the plotly layout.

Each figure has a table `OPTIONS` with the options that its method knows: shared ones and its own. This module has the
options that several methods share. The manual shows the tables; error texts quote them. `{a}` in a name stands for an
axis.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from numbers import Real
from typing import Any, NamedTuple, TypeAlias

from visdom.client.arrays import Plain, not_too_deep, to_plain, to_single
from visdom.client.axes import Traces, axis_changes, axis_members, is_named
from visdom.errors import BadArgument

logger = logging.getLogger("visdom")

Options: TypeAlias = dict[str, Any]
GivenOptions: TypeAlias = Mapping[str, Any] | None

COLOUR_OPTIONS = ("markercolor", "linecolor", "dash")
"""Options that stay as they are given: the figures read them and remove them before sending."""


class Option(NamedTuple):
    """One key of `opts`, with the value that it expects and its meaning. An empty default means no effect."""

    name: str
    expected: str
    meaning: str
    default: str = ""
    unit: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in `opts`: one, or one per axis."""
        return tuple(self.name.format(a=axis) for axis in "xyz") if "{a}" in self.name else (self.name,)


class SharedOptions(NamedTuple):
    """Options that windows or plots of many kinds have."""

    title: str
    options: tuple[Option, ...]


class Check(NamedTuple):
    """A rule for an option of any plot: its type, and for a number its limits."""

    expected: str
    kind: type | tuple[type, ...]
    is_within: Callable[[Any], bool] | None = None

    def fits(self, value: Any) -> bool:
        """Does the value keep the rule?"""
        return isinstance(value, self.kind) and (self.is_within is None or self.is_within(value))


LIMITS = frozenset(f"{letter}tick{end}" for letter in "xyz" for end in ("min", "max"))
"""The options for the ends of axes."""

A_STRING = "a string"
A_SWITCH = "True or False"
A_COUNT = "a number above 0"
NAMES = "a list of names"
NUMBER = (int, float)

CHECKS = {
    "color": Check(A_STRING, str),
    "colormap": Check("the name of a colour map", str),
    "mode": Check("a plotly mode such as 'lines'", str),
    "markersymbol": Check("the name of a symbol", str),
    "markersize": Check(A_COUNT, NUMBER, lambda size: size > 0),
    "markerborderwidth": Check("a number from 0", NUMBER, lambda width: width >= 0),
    "columnnames": Check(NAMES, list),
    "rownames": Check(NAMES, list),
    "jpgquality": Check("a number above 0, up to 100", NUMBER, lambda quality: 0 < quality <= 100),
    "opacity": Check("a number from 0 to 1", NUMBER, lambda opacity: 0 <= opacity <= 1),
    "fps": Check(A_COUNT, NUMBER, lambda rate: rate > 0),
    "title": Check(A_STRING, str),
}
"""Rules for these options in every method. As in 0.2.4, empty values and zero pass."""


def checked(name: str, meaning: str, default: str = "", unit: str = "") -> Option:
    """The row of an option that `CHECKS` has a rule for."""
    return Option(name, CHECKS[name].expected, meaning, default, unit)


def sizes(width: str, height: str = "") -> tuple[Option, Option]:
    """The rows of the sizes of a window, with their defaults; one text is the default of both."""
    return (
        Option("width", A_COUNT, "Width of the window.", width, "pixels"),
        Option("height", A_COUNT, "Height of the window.", height or width, "pixels"),
    )


LAYOUTOPTS = Option(
    "layoutopts",
    'a dict `{"plotly": {...}}`',
    "Members for plotly's layout; each replaces what the other options made of it.",
)

EVERY_WINDOW = SharedOptions(
    "Every window", (checked("title", "Text in the bar of the window; a number is shown as text."),)
)
SIZES = SharedOptions("Sizes", sizes("chosen by the page"))
EVERY_PLOT = SharedOptions(
    "Every plot",
    (
        Option("showlegend", A_SWITCH, "Show the legend.", "True if there is a `legend`"),
        Option("marginleft", "a number", "Room left of the plot.", "60 (scenes: 0)", "pixels"),
        Option("marginright", "a number", "Room right of it.", "60", "pixels"),
        Option("margintop", "a number", "Room above it.", "60 (scenes: 20)", "pixels"),
        Option("marginbottom", "a number", "Room below it.", "60 (scenes: 0)", "pixels"),
        LAYOUTOPTS,
    ),
)
AXES = SharedOptions(
    "Axes",
    (
        Option("{a}label", A_STRING, "Title of the axis."),
        Option("{a}type", '"linear", "log", "date" or "category"', "Kind of the axis.", "by the data"),
        Option("{a}tickmin", "a number", "Lower end, in units of the data; needs the upper one.", "by the data"),
        Option("{a}tickmax", "a number", "Upper end, in units of the data; needs the lower one.", "by the data"),
        Option("{a}tickvals", "a list of positions", "Where the ticks are.", "chosen by the page"),
        Option("{a}ticklabels", "a list of texts", "Texts at these positions.", "the values"),
        Option("{a}tickstep", "a number", "Distance of ticks; scenes need both ends, too."),
        Option("{a}tick", A_SWITCH, "Write at the ticks.", "True"),
        Option("{a}tickfont", "a dict such as `{'size': 9}`", "Font of the texts at the ticks."),
    ),
)

WINDOW = (EVERY_WINDOW, SIZES)
PLOT = (*WINDOW, EVERY_PLOT)
PLOT_WITH_AXES = (*PLOT, AXES)

COLOUR_SCALE = (
    checked("colormap", "Colours from low to high, one of plotly's.", '"Viridis"'),
    Option("xmin", "a number", "Value at the low end of the colours.", "the smallest"),
    Option("xmax", "a number", "Value at the high end of the colours.", "the largest"),
)


def prepare(opts: GivenOptions) -> Options:
    """A plain copy of the options, checked, with the title as text."""
    own = own_copy(opts)
    title_to_text(own)
    check(own)
    return own


@not_too_deep("opts")
def own_copy(opts: GivenOptions) -> Options:
    """A copy that the figure may change and send; the caller's object does not change.

    Raises `BadArgument` for limits of axes that are NaN, which in the copy of a numpy array is None.
    """
    if opts is not None and not isinstance(opts, Mapping):
        raise BadArgument(f"opts: expected a dict of options, got {opts!r}")
    unchanged = (*COLOUR_OPTIONS, "title")
    own = {key: value if key in unchanged else to_plain(value) for key, value in (opts or {}).items()}
    if getattr(own.get("title"), "shape", None) == ():  # a text or number of numpy or torch
        own["title"] = to_single(own["title"], "opts['title']")
    for key in LIMITS & own.keys():
        if own[key] != own[key] or (own[key] is None and opts[key] is not None):  # type: ignore[index]
            raise BadArgument(f"opts[{key!r}]: expected a number, got {opts[key]!r}")  # type: ignore[index]
    return own


@not_too_deep("opts")
def check(opts: Options) -> None:
    """Raise `BadArgument` for a value that no plot accepts."""
    if "title" in opts and opts["title"] is None:
        logger.warning("the title None is left out")
        del opts["title"]
    for name, rule in CHECKS.items():
        if opts.get(name) and not rule.fits(opts[name]):
            raise BadArgument(f"opts[{name!r}]: expected {rule.expected}, got {opts[name]!r}")


def check_names(opts: Options, option: str, count: int, what: str) -> None:
    """Raise `BadArgument` if the option is given without one name for each row, column or the like (`what`)."""
    names = opts.get(option)
    if names is not None and not isinstance(names, (list, tuple, str)):
        raise BadArgument(f"opts[{option!r}]: expected a list of names, got {names!r}")
    if names is not None and len(names) != count:
        raise BadArgument(f"opts[{option!r}]: expected {count} names, one per {what}, got {len(names)}")


def plot_layout(opts: Options, dimensions: int = 2, traces: Traces = ()) -> Options:
    """The plotly layout of a new plot of these traces; `dimensions` is 2 for flat plots and 3 for scenes."""
    layout = _layout({"showlegend": "legend" in opts, **_MARGINS[dimensions], **opts})
    axes = {f"{letter}axis": axis_members(opts, letter, dimensions, traces) for letter in "xyz"[:dimensions]}
    layout.update(axes if dimensions == 2 else {"scene": axes})
    return _with_members(layout, opts)


def layout_changes(opts: Options, traces: Traces = ()) -> Options:
    """What the given options change in the layout of a plot; other options keep what they made before.

    The traces that come with them tell whether the plot is flat or a scene; without any it may be both.
    """
    dimensions = 3 if any(trace.get("type") == "scatter3d" for trace in traces) else 2
    layout = _layout({"showlegend": True, **opts} if opts.get("legend") else opts)
    if isinstance(layout["title"], Real):
        layout["title"] = str(layout["title"])
    for letter in "xyz":
        if is_named(opts, letter):
            layout[f"{letter}axis"] = axis_changes(opts, letter, dimensions)
    return {name: value for name, value in _with_members(layout, opts).items() if value != {}}


def plotly_members(opts: Options, option: str, expected: str, *, needs_plotly: bool) -> dict[Any, Any]:
    """The dict in `layoutopts` or `traceopts` below "plotly"; raises `BadArgument` for other types."""
    given = opts.get(option) or {"plotly": {}}
    members = given.get("plotly") if isinstance(given, dict) else given
    if members is None and not needs_plotly:
        return {}
    if not isinstance(members, dict):
        raise BadArgument(f"opts[{option!r}]: expected {expected}, got {given!r}")
    return members


def without_none(value: Plain) -> Any:
    """The dict without members that are None, at every depth of dicts; lists stay as they are."""
    if not isinstance(value, dict):
        return value
    present = {key: item for key, item in value.items() if item is not None}
    return dict(zip(present, map(without_none, present.values()), strict=True))


def title_to_text(opts: Options) -> None:
    """Replace a number as title by its text."""
    title = opts.get("title")
    if isinstance(title, Real) and title:
        logger.warning("the title %r is a number; the page shows it as text", title)
        opts["title"] = str(title)


def _layout(opts: Options) -> Options:
    layout = {name: opts.get(name) for name in ("showlegend", "title")}
    layout["margin"] = {side[0]: opts.get(f"margin{side}") for side in ("left", "right", "top", "bottom")}
    layout["barmode"] = "stack" if opts.get("stacked") else None
    return layout


@not_too_deep("opts")
def _with_members(layout: Options, opts: Options) -> Options:
    """The layout with the members for plotly in `layoutopts`, and without None."""
    members = plotly_members(opts, "layoutopts", LAYOUTOPTS.expected, needs_plotly=False)
    return without_none({**layout, **members})  # type: ignore[no-any-return]


_MARGINS = {
    2: {"marginleft": 60, "marginright": 60, "margintop": 60, "marginbottom": 60},
    3: {"marginleft": 0, "marginright": 60, "margintop": 20, "marginbottom": 0},
}
