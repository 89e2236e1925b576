"""Bodies of requests, as the client sends them."""

from __future__ import annotations

import base64
import os
from typing import Any

Body = dict[str, Any]


OPTIONS = {
    "markers": False,
    "fillarea": False,
    "mode": "lines",
    "markersymbol": "dot",
    "markersize": 10,
    "markerborderwidth": 0.5,
}
LAYOUT = {"showlegend": False, "title": {"text": "loss"}, "margin": {"l": 60, "r": 60, "t": 60, "b": 60}}


def line(points: range) -> Body:
    """A trace as `vis.line` makes it."""
    return {
        "x": list(points),
        "y": [point * 0.5 for point in points],
        "type": "scatter",
        "mode": "lines",
        "textposition": "right",
        "marker": {"size": 10, "symbol": "dot", "line": {"color": "#000000", "width": 0.5}},
        "name": "1",
        "line": {},
    }


def creation(env: str, win: str, points: int) -> Body:
    """Create a line of so many points."""
    opts = {"title": "loss", **OPTIONS}
    return {"data": [line(range(points))], "win": win, "eid": env, "opts": opts, "layout": LAYOUT}


def appending(env: str, win: str, point: int) -> Body:
    """One more point."""
    data = [line(range(point, point + 1))]
    return {"data": data, "win": win, "eid": env, "opts": OPTIONS, "layout": {}, "name": None, "append": True}


def text(env: str, win: str, content: str) -> Body:
    """A text window, or as an update one more line."""
    return {"eid": env, "win": win, "data": [{"type": "text", "content": content}], "opts": {}}


def picture(size: int) -> str:
    """A data URL of so many bytes that no compression shrinks."""
    return "data:image/png;base64," + base64.b64encode(os.urandom(size * 3 // 4)).decode()


def image(env: str, win: str, source: str, kind: str = "image") -> Body:
    """An image, or one more of a history."""
    data = [{"type": kind, "content": {"src": source, "caption": None}}]
    return {"eid": env, "win": win, "data": data, "opts": {}}


def heatmap(env: str, win: str, rows: int, columns: int) -> Body:
    """A heatmap."""
    z = [[(row * 7919 + column) % 1000 / 1000 for column in range(columns)] for row in range(rows)]
    trace = {"x": None, "y": None, "z": z, "zmin": None, "zmax": None, "type": "heatmap", "colorscale": "Viridis"}
    return {"data": [trace], "win": win, "eid": env, "opts": {"colormap": "Viridis"}, "layout": LAYOUT}


def more_rows(env: str, win: str, rows: int, columns: int) -> Body:
    """Further rows of a heatmap."""
    return {**heatmap(env, win, rows, columns), "layout": {}, "append": True, "updateDir": "appendRow"}
