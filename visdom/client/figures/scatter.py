"""Points in two or three dimensions, one trace per label, with the colours and dashes of points and lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from visdom.client.arrays import Array, columns, is_integral, listed, not_too_deep, to_array, to_list
from visdom.client.messages import EVENTS, UPDATE, Message, Request
from visdom.client.options import (
    A_SWITCH,
    COLOUR_OPTIONS,
    PLOT_WITH_AXES,
    GivenOptions,
    Option,
    Options,
    checked,
    plot_layout,
    plotly_members,
    without_none,
)
from visdom.errors import BadArgument
from visdom.protocol.names import LAYOUT_IF_NEW

Trace: TypeAlias = dict[str, Any]

UPDATES = ("append", "replace", "remove", "insert", "new", "update")
"""The words that `update` may be. As in 0.2.4, the last three and True mean "replace"."""

TEXTLABELS = Option("textlabels", "a list of texts, one per point", "Written at the points.")
TRACEOPTS = Option(
    "traceopts",
    'a dict `{"plotly": {trace: {...}}}`',
    "Members for plotly's traces, by their names, or by their numbers from 0.",
)
POINT_OPTIONS = (
    Option("legend", "a list of names, one per trace", "Names of the traces; shows the legend."),
    checked("markersymbol", "Shape of the points, one of plotly's.", '"dot"'),
    checked("markersize", "Size of the points.", "10", "pixels"),
    checked("markerborderwidth", "Width of their black border.", "0.5", "pixels"),
    Option(
        "markercolor",
        "a list or an array from 0 to 255, one row per point or per label",
        "Rows of three are red, green, blue; single numbers are the opacity of blue.",
        "plotly's",
    ),
    Option("linecolor", "a list or an array from 0 to 255, labels x 3", "Red, green, blue of each line.", "plotly's"),
    Option("dash", "a list of names, one per label", '"solid", "dash", "dot", "dashdot".', '"solid"'),
    TEXTLABELS,
    Option("fillarea", A_SWITCH, "Fill down to the trace below, or to the axis.", "False"),
    Option("webgl", A_SWITCH, "Draw with WebGL: for very many points. Flat plots only.", "False"),
    TRACEOPTS,
)
OPTIONS = (
    *PLOT_WITH_AXES,
    *POINT_OPTIONS,
    checked(
        "mode",
        "What is drawn: markers, lines, text, joined by +.",
        '"markers", with `textlabels` "markers+text"',
    ),
)


@not_too_deep("opts")
def scatter_request(
    points: Array,
    labels: Array | None,
    win: str | None,
    env: str | None,
    opts: Options,
    update: str | None,
    name: str | None,
    may_be_new: bool = False,
) -> Request:
    """The points as traces: a new plot, or (`update`) traces that are extended, replaced or added.

    An empty text as `update` draws a new plot without axes, as in 0.2.4. With `may_be_new` the request contains the
    axes, in case the server has to make the plot.
    """
    opts, texts = _with_defaults(opts), _texts(opts)
    if points.ndim != 2 or points.shape[1] not in (2, 3):
        raise BadArgument(f"expected X with 2 or 3 columns, one row per point, got shape {points.shape}")
    labels = _whole_labels(labels, len(points))
    _check_names(opts, name, labels, texts)
    message: Message = {"data": _traces(points, labels, opts, name, texts), "win": win, "eid": env}
    message["opts"] = {key: value for key, value in opts.items() if key not in COLOUR_OPTIONS}
    message["layout"] = {}
    if update is None or may_be_new:
        message["layout" if update is None else LAYOUT_IF_NEW] = plot_layout(opts, points.shape[1], message["data"])
    if not update:
        return Request(message, EVENTS)
    return Request({**message, "name": name, "append": update == "append"}, UPDATE)


def check_update(update: Any) -> None:
    """Raise `BadArgument` unless points know this word."""
    if update and update is not True and update not in UPDATES:
        known = ", ".join(repr(word) for word in UPDATES)
        raise BadArgument(f"update: expected None or one of {known}, got {update!r}")


def removed_trace_request(win: str | None, env: str | None, opts: GivenOptions, name: str | None) -> Request:
    """The traces of that name removed from their plot."""
    if win is None or name is None:
        raise BadArgument("update='remove' needs the win to remove from and the name of the trace")
    if opts is not None:
        raise BadArgument("update='remove' takes no opts")
    return Request({"data": [], "name": name, "delete": True, "win": win, "eid": env}, UPDATE)


def named_points(X: Array, Y: Array | None) -> tuple[Array, Array | None]:
    """Points and labels of an update by name; two vectors, or values, are abscissas and ordinates."""
    if X.ndim > 1:
        return X, Y
    if Y is None or X.size != Y.size or Y.ndim > 1:
        shape = "nothing" if Y is None else f"shape {Y.shape}"
        raise BadArgument(f"expected Y with the shape of the vector X, {X.shape}, got {shape}")
    return columns(np.atleast_1d(X), np.atleast_1d(Y)), None


def _with_defaults(opts: Options) -> Options:
    if not opts.get("legend"):
        opts.pop("legend", None)
    opts.setdefault("mode", "markers" if opts.get("textlabels") is None else "markers+text")
    opts.setdefault("markersymbol", "dot")
    opts.setdefault("markersize", 10)
    opts.setdefault("markerborderwidth", 0.5)
    return opts


def _texts(opts: Options) -> list[Any] | None:
    """The texts of all points; nested lists become one, and numbers among texts become texts, as in 0.2.4."""
    values = opts.get("textlabels")
    if values is None:
        return None
    if not isinstance(values, (list, tuple, str)):
        raise BadArgument(f"opts['textlabels']: expected {TEXTLABELS.expected}, got {values!r}")
    flat = _flat_list(values)
    return to_list(np.array(flat)) if flat else []


def _flat_list(values: Sequence[Any]) -> list[Any]:
    return [item for value in values for item in (_flat_list(value) if isinstance(value, (list, tuple)) else [value])]


def _whole_labels(labels: Array | None, count: int) -> Array:
    if labels is None:
        return np.ones(count, dtype=int)
    labels = labels.ravel()
    if len(labels) != count:
        raise BadArgument(f"expected one label in Y per point: {count}, got {len(labels)}")
    if not is_integral(labels) or (count and labels.min() < 1):
        raise BadArgument("expected whole numbers from 1 as labels in Y")
    return labels.astype(int)


def _check_names(opts: Options, name: str | None, labels: Array, texts: list[Any] | None) -> None:
    traces, count, points = len(np.unique(labels)), int(labels.max(initial=1)), len(labels)
    if name is not None and traces > 1:
        raise BadArgument(f"the name {name!r} fits one line or label, got {traces}; use opts['legend'] to name several")
    legend = opts.get("legend", ())
    if not isinstance(legend, (list, tuple)):
        raise BadArgument(f"opts['legend']: expected a list of names, got {legend!r}")
    unfit = [item for item in legend if isinstance(item, (list, tuple, dict, set))]
    if unfit:
        raise BadArgument(f"opts['legend']: expected a name for each trace, got {unfit[0]!r} among them")
    if legend and len(legend) < count:
        raise BadArgument(f"opts['legend']: expected at least {count} names, got {len(legend)}")
    if texts is not None and len(texts) != points:
        raise BadArgument(f"opts['textlabels']: expected {points} labels, got {len(texts)}")


def _traces(points: Array, labels: Array, opts: Options, name: str | None, texts: list[Any] | None) -> list[Trace]:
    if not len(points):
        return []
    count = int(labels.max())
    colours = point_colours(opts.get("markercolor"), labels, count)
    style = label_style(opts.get("linecolor"), opts.get("dash"), count)
    traces: list[Trace] = []
    for label in np.unique(labels).tolist():
        rows = np.flatnonzero(labels == label)
        trace = _trace(points[rows], opts)
        trace["name"] = opts["legend"][label - 1] if "legend" in opts else str(label) if name is None else name
        trace["line"] = style(label)
        if colours is not None:
            trace["marker"]["color"] = [colours[row] for row in rows]
        if texts is not None:
            trace["text"] = [texts[row] for row in rows]
        traces.append(without_none({**trace, **_wanted(opts, trace["name"], len(traces))}))
    return traces


def _trace(points: Array, opts: Options) -> Trace:
    flat = points.shape[1] == 2
    trace: Trace = {member: to_list(points[:, column]) for column, member in enumerate("xy" if flat else "xyz")}
    trace["type"] = ("scattergl" if opts.get("webgl") else "scatter") if flat else "scatter3d"
    trace["mode"] = opts["mode"]
    trace["textposition"] = "right"
    trace["fill"] = "tonexty" if opts.get("fillarea") else None
    trace["marker"] = {
        "size": opts["markersize"],
        "symbol": opts["markersymbol"],
        "line": {"color": "#000000", "width": opts["markerborderwidth"]},
    }
    return trace


def _wanted(opts: Options, trace_name: str, index: int) -> Trace:
    """The members of `opts["traceopts"]` for this trace, by its name or its number."""
    by_trace = plotly_members(opts, "traceopts", TRACEOPTS.expected, needs_plotly=True)
    wanted = by_trace.get(trace_name, by_trace.get(index, {}))
    if not isinstance(wanted, dict):
        raise BadArgument(f"opts['traceopts']: expected {TRACEOPTS.expected}, got {wanted!r} as a trace")
    return wanted


def point_colours(given: Any, labels: Array, count: int) -> list[str] | None:
    """One colour per point from `opts["markercolor"]`, which has one row per point or one per label.

    Rows of three are red, green and blue; single numbers are the opacity of blue.
    """
    if given is None:
        return None
    values = _bytes_array("markercolor", given)
    if len(values) not in (len(labels), count):
        raise BadArgument(
            f"opts['markercolor']: expected {len(labels)} rows (per point) or {count} (per label), got {len(values)}"
        )
    if values.ndim == 2:
        names = _hex_names("markercolor", values)
    else:
        names = [f"rgba(0, 0, 255, {value / 255})" for value in values.tolist()]
    return names if len(names) == len(labels) else [names[label - 1] for label in labels]


def label_style(linecolor: Any, dash: Any, count: int) -> Callable[[int], dict[str, str | None]]:
    """A function from a label to its colour and dash, for `opts["linecolor"]` and `opts["dash"]` of `count` labels."""
    colours: list[str] | None = None
    if linecolor is not None:
        values = _bytes_array("linecolor", linecolor)
        _check_count("linecolor", values, count)
        colours = _hex_names("linecolor", values)
    if dash is not None:
        dash = _array("dash", dash)
        _check_count("dash", dash, count)

    def style(label: int) -> dict[str, str | None]:
        return {
            "color": None if colours is None else colours[label - 1],
            "dash": None if dash is None else str(dash[label - 1]),
        }

    return style


def _array(option: str, given: Any) -> Array:
    array = to_array(listed(given), f"opts[{option!r}]")
    if not array.ndim:
        raise BadArgument(f"opts[{option!r}]: expected a list or an array, got the single value {array}")
    return array


def _bytes_array(option: str, given: Any) -> Array:
    values = _array(option, given)
    if (
        values.ndim not in (1, 2)
        or not is_integral(values)
        or (values.size and not 0 <= values.min() <= values.max() <= 255)
    ):
        raise BadArgument(f"opts[{option!r}]: expected whole numbers from 0 to 255 in one or two dimensions")
    return values.astype(int)


def _check_count(option: str, values: Array, count: int) -> None:
    if len(values) != count:
        raise BadArgument(f"opts[{option!r}]: expected one row per line: {count}, got {len(values)}")


def _hex_names(option: str, values: Array) -> list[str]:
    if values.ndim != 2 or values.shape[1] != 3:
        raise BadArgument(f"opts[{option!r}]: expected 3 columns (red, green, blue), got shape {values.shape}")
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in values.tolist()]
