"""What a window must hold after each request: a small model of its own, sharing nothing with the server.

Windows here are the JSON that `/win_data` must answer, without `contentID` and `i`; `version` is the lowest one
that is right. Every function returns a new window and leaves the given one alone.
"""

from __future__ import annotations

from typing import Any

Window = dict[str, Any]


def created(win: str, data: list[dict[str, Any]], opts: dict[str, Any], layout: dict[str, Any] | None) -> Window:
    """The window that `POST /events` makes."""
    kind = data[0]["type"]
    window: Window = {
        "command": "window",
        "id": win,
        "title": opts.get("title", ""),
        "inflate": True,
        "width": opts.get("width"),
        "height": opts.get("height"),
        "version": 1,
    }
    if kind in ("text", "image"):
        return {**window, "type": kind, "content": data[0]["content"]}
    if kind == "image_history":
        return {**window, "type": kind, "content": [data[0]["content"]], "selected": 0, "show_slider": True}
    return {**window, "type": "plot", "content": {"data": data, "layout": layout}}


def replaced(old: Window | None, new: Window) -> Window:
    """A window in the place of another (or of none): its version counts on."""
    return new if old is None else {**new, "version": old["version"] + 1}


def text_appended(window: Window, text: str) -> Window:
    """A line more in a text window."""
    return _next(window, content=f"{window['content']}<br>{text}")


def image_appended(window: Window, image: dict[str, Any]) -> Window:
    """An image more in a history, which is then the selected one."""
    return _next(window, content=[*window["content"], image], selected=len(window["content"]))


def traces_changed(window: Window, data: list[dict[str, Any]], name: str | None, append: bool) -> Window:
    """Points appended to traces or put in their place; a new name adds a trace."""
    traces = list(window["content"]["data"])
    places = [place for place, trace in enumerate(traces) if name is None or trace["name"] == name]
    if not places:
        traces.append({**data[0], "name": name})
    for place, new in zip(places, data, strict=False):
        old = traces[place]
        traces[place] = {**old, **{axis: old[axis] + new[axis] if append else new[axis] for axis in ("x", "y")}}
    return _next(window, content={**window["content"], "data": traces})


def trace_removed(window: Window, name: str) -> Window:
    """All traces of that name gone."""
    kept = [trace for trace in window["content"]["data"] if trace["name"] != name]
    return _next(window, content={**window["content"], "data": kept})


def rows_appended(window: Window, rows: list[list[float]]) -> Window:
    """Rows more in a heatmap."""
    return _with_cells(window, window["content"]["data"][0]["z"] + rows)


def columns_appended(window: Window, columns: list[list[float]]) -> Window:
    """Each row of a heatmap longer by a row of `columns`."""
    cells = window["content"]["data"][0]["z"]
    return _with_cells(window, [row + more for row, more in zip(cells, columns, strict=True)])


def dressed(window: Window, opts: dict[str, Any], layout: dict[str, Any]) -> Window:
    """Options to the top of a plot's window, members of the layout replaced."""
    content = {**window["content"], "layout": {**window["content"]["layout"], **layout}}
    return {**_next(window, content=content), **opts}


def _with_cells(window: Window, cells: list[list[float]]) -> Window:
    trace = {**window["content"]["data"][0], "z": cells}
    return _next(window, content={**window["content"], "data": [trace]})


def _next(window: Window, **members: Any) -> Window:
    return {**window, "version": window["version"] + 1, **members}
