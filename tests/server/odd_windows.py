"""Windows that `/win_data` stores unchecked, and all requests about them."""

from __future__ import annotations

import json
from typing import Any

from bad_requests import GOOD
from witness import TRACE

ODD_WINDOWS: dict[str, Any] = {
    "empty": {},
    "without type": {"id": "odd", "command": "window", "content": "x"},
    "other id": {"id": "elsewhere", "command": "window", "type": "text", "content": "x", "title": ""},
    "other command": {"id": "odd", "command": "close", "type": "text", "content": "x", "data": "text"},
    "i is text": {"id": "odd", "type": "text", "content": "x", "i": "first"},
    "i is null": {"id": "odd", "type": "text", "content": "x", "i": None},
    "i is a list": {"id": "odd", "type": "text", "content": "x", "i": [1]},
    "i is huge": {"id": "odd", "type": "text", "content": "x", "i": 10**400},
    "version is text": {"id": "odd", "type": "text", "content": "x", "version": "one"},
    "version is negative": {"id": "odd", "type": "text", "content": "x", "version": -5},
    "version is huge": {"id": "odd", "type": "text", "content": "x", "version": 10**30},
    "version is a list": {"id": "odd", "type": "text", "content": "x", "version": []},
    "text without content": {"id": "odd", "type": "text", "title": "t"},
    "text of a number": {"id": "odd", "type": "text", "content": 7},
    "plot without content": {"id": "odd", "type": "plot", "title": "loss"},
    "plot of null": {"id": "odd", "type": "plot", "content": None, "title": "loss"},
    "plot of text": {"id": "odd", "type": "plot", "content": "x", "title": "loss"},
    "plot without data": {"id": "odd", "type": "plot", "content": {"layout": {}}, "title": "loss"},
    "plot of texts": {"id": "odd", "type": "plot", "content": {"data": ["x"], "layout": {}}, "title": "loss"},
    "plot without layout": {"id": "odd", "type": "plot", "content": {"data": [TRACE]}, "title": "loss"},
    "layout of text": {"id": "odd", "type": "plot", "content": {"data": [TRACE], "layout": "x"}, "title": "loss"},
    "trace without x": {
        "id": "odd", "type": "plot", "content": {"data": [{"type": "scatter"}], "layout": {}}, "title": "loss",
    },
    "trace of numbers": {
        "id": "odd", "type": "plot", "content": {"data": [{"type": "scatter", "x": 1, "y": 2}], "layout": {}},
        "title": "loss",
    },
    "trace of a type that is no text": {
        "id": "odd", "type": "plot", "content": {"data": [{"type": ["scatter"], "x": [1], "y": [2]}], "layout": {}},
        "title": "loss",
    },
    "heatmap of numbers": {
        "id": "odd", "type": "plot", "content": {"data": [{"type": "heatmap", "z": 5}], "layout": {}}, "title": "loss",
    },
    "ragged heatmap": {
        "id": "odd", "type": "plot", "content": {"data": [{"type": "heatmap", "z": [[1], [], 3]}], "layout": {}},
        "title": "loss",
    },
    "history of text": {"id": "odd", "type": "image_history", "content": "x", "selected": "x"},
    "embeddings of null": {"id": "odd", "type": "embeddings", "content": None, "old_content": "x"},
    "title is a list": {"id": "odd", "type": "plot", "content": {"data": [TRACE], "layout": {}}, "title": ["loss"]},
    "type is a list": {"id": "odd", "type": ["plot"], "content": {}},
    "NaN inside": {"id": "odd", "type": "text", "content": [float("nan"), float("inf")]},
    "surrogate inside": {"id": "odd", "type": "text", "content": "\ud800 alone"},
}  # fmt: skip


def stored(name: str) -> dict[str, Any]:
    """The body that stores one of the odd windows under its name."""
    return {"win": name, "eid": "odd", "data": json.dumps(ODD_WINDOWS[name])}


def requests_about(win: str) -> list[tuple[str, dict[str, Any]]]:
    """All requests about a window and its environment."""
    target = {"win": win, "eid": "odd"}
    updates = [body for route, body in GOOD.values() if route == "/update"]
    return [
        ("/win_exists", target),
        ("/win_data", target),
        ("/win_hash", target),
        *[("/update", {**body, **target}) for body in updates],
        ("/win_data", stored(win)),
        ("/save", {"data": ["odd"]}),
        ("/fork_env", {"prev_eid": "odd", "eid": "copy"}),
        ("/delete_env", {"eid": "copy"}),
        ("/events", {**target, "data": [{"type": "text", "content": "x"}]}),
        ("/win_data", stored(win)),
        ("/close", target),
        ("/win_data", stored(win)),
    ]
