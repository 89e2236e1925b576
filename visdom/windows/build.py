"""Making a window from the request that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from visdom.errors import Refused
from visdom.protocol.names import LAYOUT_IF_NEW
from visdom.protocol.requests import EventRequest
from visdom.protocol.windows import Window
from visdom.windows.checks import kind_of, optional_object, require_content, require_list, require_object
from visdom.windows.options import checked_option

Members = dict[str, Any]


def build(request: EventRequest, *, win: str, content_id: str, order: int, version: int = 1) -> Window:
    """The window that a request asks for.

    Args:
        win: id of the window.
        content_id: new for every change of a window; pages notice changes by it.
        order: place among the windows of the environment (member `i`).
        version: 1, or one more than that of the window it replaces.

    Its members begin with those that tell what it is, in the order that a store knows without parsing the text.
    """
    body = require_object(request, "The request")
    if body.get("func") is not None:
        raise Refused("Requests with `func` come from a Lua client, which is not supported: use the Python client.")
    data = _data_of(body)
    opts = optional_object(body.get("opts"), "`opts`")
    kind = data[0]["type"] if data else "plot"
    members = _MEMBERS[kind](data[0], opts) if kind in _MEMBERS else _plot(body, data)
    window = {
        "command": "window",
        "id": win,
        "i": order,
        "version": version,
        "type": members["type"],
        "title": checked_option("title", opts.get("title")),
        "inflate": opts.get("inflate", True),
        "width": checked_option("width", opts.get("width")),
        "height": checked_option("height", opts.get("height")),
        "contentID": content_id,
        **members,
    }
    return cast(Window, window)


def _data_of(body: Members) -> list[Members]:
    """The member `data`: objects, the first one with its type; none make an empty plot, if there is a layout."""
    data = require_list(body.get("data"), "`data`")
    if not data and "layout" not in body:
        raise Refused("`data`: expected at least one item, or a `layout` for an empty plot, got an empty list.")
    for item in data:
        require_object(item, "An item of `data`")
    if data and not isinstance(data[0].get("type"), str):
        raise Refused(f"`type` of the first item of `data`: expected text, got {kind_of(data[0].get('type'))}.")
    return data


def _content(item: Members) -> Members:
    return require_object(item.get("content"), "`content`")


def _plot(body: Members, data: list[Members]) -> Members:
    layout = require_object(body.get(LAYOUT_IF_NEW, body.get("layout")), "`layout` (every plot needs one, {} will do)")
    return {"content": {"data": data, "layout": layout}, "type": "plot"}


def _text(item: Members, opts: Members) -> Members:
    if "content" not in item:
        raise Refused("`content`: expected the text to show, got nothing.")
    return {"content": require_content(item["content"], "`content`"), "type": "text"}


def _image(item: Members, opts: Members) -> Members:
    return {"content": _content(item), "type": "image"}


def _image_history(item: Members, opts: Members) -> Members:
    return {
        "content": [_content(item)],
        "selected": 0,
        "type": "image_history",
        "show_slider": opts.get("show_slider", True),
    }


def _properties(item: Members, opts: Members) -> Members:
    properties = require_list(item.get("content"), "`content`")
    for one in properties:
        require_object(one, "A property in `content`")
    return {"content": properties, "type": "properties"}


def _network(item: Members, opts: Members) -> Members:
    content = _content(item)
    for part in ("nodes", "edges"):
        require_list(content.get(part), f"`content.{part}`")
    return {
        "content": content,
        "type": "network",
        "directed": opts.get("directed", False),
        "showEdgeLabels": opts.get("showEdgeLabels", "hover"),
        "showVertexLabels": opts.get("showVertexLabels", "hover"),
    }


def _embeddings(item: Members, opts: Members) -> Members:
    content = _content(item)
    if "data" in content:
        require_list(content["data"], "`content.data`")
    return {"content": {**content, "has_previous": False}, "type": "embeddings", "old_content": []}


_MEMBERS: dict[str, Callable[[Members, Members], Members]] = {
    "text": _text,
    "image": _image,
    "image_history": _image_history,
    "properties": _properties,
    "network": _network,
    "embeddings": _embeddings,
}
"""Type of the first item of `data` to the members that only such windows have; every other type is a plot."""
