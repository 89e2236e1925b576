"""Several environments side by side: plots of one title become one plot, whose traces say where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, cast

from visdom.protocol.names import COMPARE_LEGEND
from visdom.protocol.windows import Window, version_of
from visdom.windows.canonical import digest

Windows = Mapping[str, Window]
Trace = dict[str, Any]


def compare(environments: Mapping[str, Windows], names: Sequence[str]) -> dict[str, Window]:
    """The windows that a page shows which compares environments.

    The first environment that is there gives the windows; those of its plots that another one has too,
    by title, get the traces of both. A trace is called `N_name`, N being the place of its environment in `names`.
    The inputs stay as they are: what differs is copied, what does not is shared.

    Args:
        environments: the windows of the environments that are there.
        names: all names that were asked for, in their order; unknown ones count in the numbering.
    """
    numbers = {name: names.index(name) for name in names}
    known = [(number, _plots_by_title(environments[name])) for name, number in numbers.items() if name in environments]
    compared: dict[str, Window] = {}
    for title, plots in known[0][1].items() if known else ():
        others = [(number, plot) for number, titles in known[1:] for _, plot in titles.get(title, ())]
        win, plot = plots[-1]
        merged = _merge(known[0][0], plot, others)
        if merged is not None:
            compared[win] = merged
    compared[COMPARE_LEGEND] = _legend(numbers)
    return compared


def _plots_by_title(windows: Windows) -> dict[str, list[tuple[str, Window]]]:
    """The plots with a title and traces, and their ids. Programs may have stored windows of any shape."""
    plots: dict[str, list[tuple[str, Window]]] = {}
    for win, window in windows.items():
        if isinstance(window, dict) and window.get("type") == "plot" and _traces(window):
            title = window.get("title")
            if isinstance(title, str) and title:
                plots.setdefault(title, []).append((win, window))
    return plots


def _merge(number: int, plot: Window, others: Iterable[tuple[int, Window]]) -> Window | None:
    """The plot with the traces of the others added; nothing when there are none that can be told apart by name."""
    traces = _traces(plot)
    if not _is_named(traces[0]):
        return None
    sources = [plot]
    merged = [_numbered(number, trace) if _is_named(trace) else trace for trace in traces]
    for other_number, other in others:
        if all(map(_is_named, _traces(other))):
            sources.append(other)
            merged += [_numbered(other_number, trace) for trace in _traces(other)]
    if len(sources) == 1:
        return None
    layout = plot["content"].get("layout")
    shown = {
        "content": {
            **plot["content"],
            "data": merged,
            "layout": {**(layout if isinstance(layout, dict) else {}), "showlegend": True},
        },
        "contentID": digest([source.get("contentID") for source in sources]),
        "version": sum(map(version_of, sources)),
        "has_compare": True,
    }
    return cast(Window, {**plot, **shown})


def _traces(plot: Window) -> list[Trace]:
    content = plot.get("content")
    traces = content.get("data") if isinstance(content, dict) else None
    return traces if isinstance(traces, list) and all(isinstance(trace, dict) for trace in traces) else []


def _is_named(trace: Trace) -> bool:
    return trace.get("name") is not None


def _numbered(number: int, trace: Trace) -> Trace:
    return {**trace, "name": f"{number}_{trace['name']}"}


def _legend(numbers: Mapping[str, int]) -> Window:
    """A text window that tells which number stands for which environment."""
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{number}</td></tr>" for name, number in numbers.items())
    return {
        "command": "window",
        "id": COMPARE_LEGEND,
        "title": "compare_legend",
        "inflate": True,
        "width": None,
        "height": None,
        "contentID": "compare_legend",
        "content": f'<table border="1"><tr><th>environment</th><th>number</th></tr>{rows}</table>',
        "type": "text",
        "layout": {"title": "compare_legend"},
        "i": 1,
        "version": 1,
        "has_compare": True,
    }
