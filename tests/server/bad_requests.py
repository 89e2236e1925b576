"""Bodies that no good program sends: malformed ones, members of wrong types, unknown names, deep nesting."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from witness import CELLS, POINT, SCRATCH, TRACE

DEEP = 100_000

MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "blank": b" ",
    "open brace": b"{",
    "cut": b'{"win": "text", "ei',
    "single quotes": b"{'win': 'text'}",
    "two values": b"{} {}",
    "word": b"nonsense",
    "form": b"win=text&eid=main",
    "zero byte": b"\x00",
    "not UTF-8": b"\xff\xfe\xfa",
    "not UTF-8 inside": b'{"win": "\xff", "eid": "scratch"}',
    "list": b"[]",
    "null": b"null",
    "true": b"true",
    "number": b"1",
    "huge number": b"1e999",
    "NaN": b"NaN",
    "text": b'"text"',
    "deep lists": b"[" * DEEP,
    "deep closed lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * DEEP,
    "deep inside": b'{"win":"text","eid":"scratch","data":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep opts": b'{"win":"text","eid":"scratch","opts":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "10 MB of blanks": b" " * 10_000_000,
}
ROUTES_WITH_BODY = (
    "/events", "/update", "/close", "/win_exists", "/win_data", "/win_hash", "/save", "/fork_env", "/delete_env",
)  # fmt: skip
ROUTES_WITH_BODY_OR_NOT = ("/env_state", "/env/witness", "/compare/witness", "/socket_wrap", "/vis_socket_wrap")

WRONG: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**400, float("nan"), "", "x", "\ud800", "\x00", [], [None], [[], {}], {}, {"a": [{}]},
)  # fmt: skip

# Depths at which parsers and encoders fail, one after the other.
DEPTHS = (100, 250, 260, 500, 900, 985, 995, 1020, 1030, 2000, 20_000)

_NOT_UPDATABLE = "win is not scatter, heatmap, custom, image_history, embeddings, or text; was "
_TARGET = {"eid": SCRATCH}
_LINE = {"win": "line", **_TARGET, "layout": {"title": "t"}, "opts": {"title": "t", "legend": ["a"], "width": 3}}
GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    "make text": (
        "/events",
        {"win": "text", **_TARGET, "data": [{"type": "text", "content": "x"}], "opts": {"title": "t", "width": 3}},
    ),
    "make plot": ("/events", {**_LINE, "data": [TRACE]}),
    "make image": ("/events", {"win": "image", **_TARGET, "data": [{"type": "image", "content": {"src": "data:,"}}]}),
    "make properties": ("/events", {"win": "properties", **_TARGET, "data": [{"type": "properties", "content": []}]}),
    "make network": (
        "/events",
        {"win": "network", **_TARGET, "data": [{"type": "network", "content": {"nodes": [], "edges": []}}]},
    ),
    "make embeddings": (
        "/events",
        {"win": "embeddings", **_TARGET, "data": [{"type": "embeddings", "content": {"data": [POINT]}}]},
    ),
    "append to text": ("/update", {"win": "text", **_TARGET, "data": [{"type": "text", "content": "x"}]}),
    "append to line": ("/update", {**_LINE, "data": [{**TRACE, "marker": {"color": [1]}}], "append": True}),
    "append to trace": ("/update", {**_LINE, "data": [TRACE], "name": "train", "append": True}),
    "replace trace": ("/update", {**_LINE, "data": [TRACE], "name": "train", "append": False}),
    "remove trace": ("/update", {**_LINE, "data": [], "name": "train", "delete": True}),
    "dress line": ("/update", dict(_LINE)),
    "append row": (
        "/update",
        {"win": "heatmap", **_TARGET, "data": [{**CELLS, "z": [[5, 6]]}], "append": True, "updateDir": "appendRow"},
    ),
    "prepend column": (
        "/update",
        {
            "win": "heatmap",
            **_TARGET,
            "data": [{**CELLS, "z": [[5], [6]]}],
            "append": True,
            "updateDir": "prependColumn",
        },
    ),
    "replace heatmap": ("/update", {"win": "heatmap", **_TARGET, "data": [CELLS], "updateDir": "replace"}),
    "append image": (
        "/update",
        {"win": "history", **_TARGET, "data": [{"type": "image_history", "content": {"src": "data:,"}}]},
    ),
    "select image": (
        "/update",
        {"win": "history", **_TARGET, "data": [{"type": "image_update_selected", "selected": 0}]},
    ),
    "select entity": (
        "/update",
        {"win": "embeddings", **_TARGET, "data": {"update_type": "EntitySelected", "selected": 0}},
    ),
    "select region": (
        "/update",
        {"win": "embeddings", **_TARGET, "data": {"update_type": "RegionSelected", "points": [POINT]}},
    ),
    "update image": ("/update", {"win": "image", **_TARGET, "data": [{"type": "image", "content": {}}]}),
    "update properties": ("/update", {"win": "properties", **_TARGET, "data": [{"type": "properties", "content": []}]}),
    "close": ("/close", {"win": "text", **_TARGET}),
    "exists": ("/win_exists", {"win": "text", **_TARGET}),
    "read": ("/win_data", {"win": "text", **_TARGET}),
    "hash": ("/win_hash", {"win": "text", **_TARGET}),
    "put": ("/win_data", {"win": "text", **_TARGET, "data": '{"id": "text"}'}),
    "save": ("/save", {"data": [SCRATCH]}),
    "fork": ("/fork_env", {"prev_eid": SCRATCH, "eid": "copy"}),
    "delete": ("/delete_env", {"eid": "copy"}),
    "make environment": ("/env/copy", {"eid": "copy"}),
    "watch": ("/env/scratch", {"sid": "missing"}),
    "compare": ("/compare/scratch+witness", {"sid": "missing"}),
    "poll": ("/socket_wrap", {"sid": "missing", "message_type": "query", "message": "{}"}),
    "poll as program": ("/vis_socket_wrap", {"sid": "missing", "message_type": "send", "message": "{}"}),
}


# These two may succeed or fail; their broken forms must not change anything.
MAY_BE_REFUSED = ("select image", "update image", "update properties")


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every member, and to the first item of every list, inside a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from paths(item, (*path, key))


def with_value(body: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """A copy of the body with another value at that path."""
    changed = copy.deepcopy(body)
    target = changed
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return changed


def without(body: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """A copy of the body without the value at that path."""
    changed = copy.deepcopy(body)
    target = changed
    for key in path[:-1]:
        target = target[key]
    del target[path[-1]]
    return changed


def nested(body: dict[str, Any], depth: int) -> bytes:
    """The JSON text of a body with nested lists instead of `DEEP` (`json.dumps` cannot nest so deep)."""
    return json.dumps(body).encode().replace(b'"DEEP"', b"[" * depth + b"]" * depth)


NESTED: dict[str, tuple[str, dict[str, Any]]] = {
    "text": ("/events", {"win": "text", **_TARGET, "data": [{"type": "text", "content": "DEEP"}]}),
    "options": ("/events", {"win": "text", **_TARGET, "data": [{"type": "text", "content": "x"}], "opts": "DEEP"}),
    "title": ("/events", {"win": "text", **_TARGET, "data": [{"type": "text"}], "opts": {"title": "DEEP"}}),
    "trace": ("/events", {"win": "line", **_TARGET, "data": [{"type": "scatter", "x": "DEEP"}], "layout": {}}),
    "id": ("/events", {"win": "DEEP", **_TARGET, "data": [{"type": "text", "content": "x"}]}),
    "points": ("/update", {"win": "line", **_TARGET, "data": [{"x": [1], "y": ["DEEP"]}], "append": True}),
    "new layout": ("/update", {"win": "line", **_TARGET, "layout": {"title": "DEEP"}}),
    "new option": ("/update", {"win": "line", **_TARGET, "opts": {"title": "DEEP"}}),
    "stored": ("/win_data", {"win": "text", **_TARGET, "data": '{"content": DEEP}'}),
    "place": ("/fork_env", {"prev_eid": "DEEP", "eid": "copy"}),
}

UNKNOWN: dict[str, tuple[str, dict[str, Any], int, str | None]] = {
    "update of a window": ("/update", {"win": "missing", **_TARGET, "data": [TRACE]}, 200, "win does not exist"),
    "update by a number": ("/update", {"win": 7, **_TARGET, "data": [TRACE]}, 200, "win does not exist"),
    "update in an environment": ("/update", {"win": "text", "eid": "missing", "data": []}, 200, "win does not exist"),
    "exists": ("/win_exists", {"win": "missing", **_TARGET}, 200, "false"),
    "exists by a number": ("/win_exists", {"win": 7, **_TARGET}, 200, "false"),
    "exists in an environment": ("/win_exists", {"win": "text", "eid": "missing"}, 200, "false"),
    "read": ("/win_data", {"win": "missing", **_TARGET}, 404, None),
    "read in an environment": ("/win_data", {"win": "text", "eid": "missing"}, 404, None),
    "read an environment": ("/win_data", {"win": None, "eid": "missing"}, 404, None),
    "hash": ("/win_hash", {"win": "missing", **_TARGET}, 200, "false"),
    "hash in an environment": ("/win_hash", {"win": "text", "eid": "missing"}, 404, None),
    "close": ("/close", {"win": "missing", **_TARGET}, 200, ""),
    "hash by a number": ("/win_hash", {"win": 7, **_TARGET}, 200, "false"),
    "close by a number": ("/close", {"win": 7, **_TARGET}, 200, ""),
    "store without a name": ("/win_data", {**_TARGET, "data": "{}"}, 400, None),
    "make no environment": ("/env/missing", {}, 200, ""),
    "close in an environment": ("/close", {"win": "text", "eid": "missing"}, 404, None),
    "close all of an environment": ("/close", {"win": None, "eid": "missing"}, 404, None),
    "save": ("/save", {"data": ["missing"]}, 200, "[]"),
    "fork": ("/fork_env", {"prev_eid": "missing", "eid": "copy"}, 404, None),
    "delete": ("/delete_env", {"eid": "missing"}, 404, None),
    "watch as missing": ("/env/missing", {"sid": "missing"}, 200, ""),
    "compare as missing": ("/compare/missing+scratch", {"sid": "missing"}, 200, ""),
    "very long window": ("/win_data", {"win": "x" * 1_000_000, **_TARGET}, 404, None),
    "very long environment": ("/win_data", {"win": "x", "eid": "x" * 1_000_000}, 404, None),
    "old Lua client": ("/events", {"func": "text", "data": [{"type": "text", "content": "x"}]}, 400, None),
    "bar is no line": (
        "/update",
        {"win": "image", **_TARGET, "data": [{"type": "bar"}]},
        400,
        _NOT_UPDATABLE + "image",
    ),
}
