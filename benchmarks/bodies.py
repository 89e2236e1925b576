"""Bodies of requests, as the client sends them."""

from __future__ import annotations

import base64
import os
from typing import Any

Body = dict[str, Any]


def creation(env: str, win: str, points: int) -> Body:
    """Make a line of so many points."""
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": "1",
        "x": list(range(points)),
        "y": [n * 0.5 for n in range(points)],
    }
    return {"eid": env, "win": win, "data": [trace], "layout": {"title": {"text": "loss"}}, "opts": {"title": "loss"}}


def appending(env: str, win: str, point: int) -> Body:
    """One more point."""
    trace = {"type": "scatter", "mode": "lines", "name": "1", "x": [point], "y": [point * 0.5]}
    return {"eid": env, "win": win, "data": [trace], "layout": {}, "opts": {}, "append": True, "name": None}


def text(env: str, win: str, content: str) -> Body:
    """A text window, or sent as an update a further line."""
    return {"eid": env, "win": win, "data": [{"type": "text", "content": content}], "opts": {}}


def picture(size: int) -> str:
    """A data URL of so many bytes that no compression shrinks."""
    return "data:image/png;base64," + base64.b64encode(os.urandom(size * 3 // 4)).decode()


def image(env: str, win: str, source: str, kind: str = "image") -> Body:
    """An image, or a further one of a history."""
    data = [{"type": kind, "content": {"src": source, "caption": None}}]
    return {"eid": env, "win": win, "data": data, "opts": {}}


def heatmap(env: str, win: str, rows: int, columns: int) -> Body:
    """A heatmap, or sent with `updateDir` as an update further rows."""
    z = [[(row * 7919 + column) % 1000 / 1000 for column in range(columns)] for row in range(rows)]
    trace = {"type": "heatmap", "z": z, "x": None, "y": None, "colorscale": "Viridis"}
    return {"eid": env, "win": win, "data": [trace], "layout": {}, "opts": {}}


def more_rows(env: str, win: str, rows: int, columns: int) -> Body:
    """Further rows of a heatmap."""
    return {**heatmap(env, win, rows, columns), "updateDir": "appendRow", "append": True, "name": None}
