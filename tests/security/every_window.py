"""A window of every type and a plot of every kind, with one text in every field that takes a text."""

from __future__ import annotations

import base64
import io
import wave
from typing import Any

PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR4nGP4z8AARwzEcQCukw/x0F8j"
    "ngAAAABJRU5ErkJggg=="
)
LETTER = "<svg width='60' height='20'><defs><path id='l' d='M0 0h9v9z'/></defs><use href='#l'/></svg>"
UP = [1, 2, 3]
SMALL = {"width": 320, "height": 260}
"""So that many are in view, and drawn, at once."""
CUBE = {"x": [0, 0, 0, 0, 1, 1, 1, 1], "y": [0, 0, 1, 1, 0, 0, 1, 1], "z": [0, 1] * 4}
GRID = [[1, 2, 3], [2, 3, 4], [3, 4, 6]]
TREE = {"labels": ["a", "b"], "parents": ["", "a"]}
COLUMNS = {"dimensions": [{"values": UP}, {"values": UP}]}
PRICES = dict.fromkeys(("open", "close", "high", "low"), UP)
MAP = {"map": {"style": "white-bg"}}

FLAT: dict[str, dict[str, Any]] = {
    **{kind: {"x": UP, "y": UP} for kind in ("scatter", "bar", "histogram", "histogram2d", "histogram2dcontour")},
    **{kind: {"y": UP} for kind in ("box", "violin", "funnel", "waterfall")},
    **{kind: {"z": GRID} for kind in ("heatmap", "contour")},
    **dict.fromkeys(("candlestick", "ohlc"), PRICES),
    **dict.fromkeys(("sunburst", "treemap", "icicle"), TREE),
    **{kind: {"values": UP} for kind in ("pie", "funnelarea")},
    **{kind: {"r": UP, "theta": UP} for kind in ("scatterpolar", "barpolar")},
    "scatterternary": {"a": UP, "b": UP, "c": UP},
    "scattersmith": {"real": UP, "imag": UP},
    "carpet": {"a": [4, 4, 4, 5, 5, 5, 6, 6, 6], "b": UP * 3, "y": [2, 3, 4, 3, 4, 5, 4, 5, 6]},
    "parcats": COLUMNS,
    "sankey": {"node": {"label": ["a", "b"]}, "link": {"source": [0], "target": [1], "value": [1]}},
    "table": {"header": {"values": ["a"]}, "cells": {"values": [[1, 2]]}},
    "indicator": {"value": 3, "mode": "gauge+number"},
    "scattergeo": {"lon": UP, "lat": UP},
    "choropleth": {"locations": ["FRA", "DEU"], "z": [1, 2]},
}
"""Kinds of traces that Plotly draws as SVG."""

REGL: dict[str, dict[str, Any]] = {
    "scattergl": {"x": UP, "y": UP, "mode": "lines+markers"},
    "scatterpolargl": {"r": UP, "theta": UP},
    "splom": COLUMNS,
    "parcoords": COLUMNS,
}
"""Kinds whose WebGL programs Plotly makes from text, unless it is the strict bundle."""

SPACE: dict[str, dict[str, Any]] = {
    "scatter3d": {"x": UP, "y": UP, "z": UP},
    "surface": {"z": GRID},
    "mesh3d": {"x": [0, 1, 2, 0], "y": [0, 0, 1, 2], "z": [0, 2, 0, 1]},
    "cone": {"x": [1], "y": [1], "z": [1], "u": [1], "v": [1], "w": [0]},
    "streamtube": {**CUBE, "u": [1] * 8, "v": [1] * 8, "w": [1] * 8},
    "volume": {**CUBE, "value": list(range(8))},
    "isosurface": {**CUBE, "value": list(range(8)), "isomin": 1, "isomax": 5},
}
MAPS: dict[str, dict[str, Any]] = {
    "scattermap": {"lon": UP, "lat": UP, "marker": {"size": 30}},
    "densitymap": {"lon": UP, "lat": UP, "z": UP},
}


def plots(text: str) -> dict[str, dict[str, Any]]:
    """Bodies for `/events`, by window: a plot of every kind, with this text in titles, legends, labels and hovers."""
    names = dict.fromkeys(("name", "text", "hovertext", "texttemplate", "hovertemplate", "legendgroup"), text)
    legend = {"legendgrouptitle": {"text": text}, "showlegend": True}
    title = {"title": {"text": text}}
    note = {"text": text, "hovertext": text, "x": 1, "y": 1}
    layout = {**title, "xaxis": title, "yaxis": title, "annotations": [note], "legend": title}
    made = {}
    for kind, members in {**FLAT, **REGL, **SPACE, **MAPS}.items():
        trace = {"type": kind, **names, **legend, **members}
        if "labels" in members:
            trace["labels"] = [text, "b"]
            trace["parents"] = ["", text]
        drawn = {**layout, **MAP, "scene": {f"{axis}axis": title for axis in "xyz"}}
        made[kind] = {"data": [trace], "layout": drawn, "opts": {"title": text, **SMALL}}
    made["table"]["data"][0] |= {"header": {"values": [text]}, "cells": {"values": [[text, text]]}}
    made["sankey"]["data"][0]["node"] = {"label": [text, text]}
    made["parcoords"]["data"][0]["dimensions"] = [
        {"values": UP, "label": text, "ticktext": [text], "tickvals": [1]}
    ] * 2
    made["indicator"]["data"][0] |= title
    return made


def others(text: str) -> dict[str, dict[str, Any]]:
    """Bodies for `/events`, by window: every other type of window."""
    picture = {"type": "image", "content": {"src": PIXEL, "caption": text}}
    fields: list[dict[str, Any]] = [
        {"type": kind, "name": text, "value": text} for kind in ("text", "number", "button")
    ]
    fields.append({"type": "checkbox", "name": text, "value": True})
    fields.append({"type": "select", "name": text, "value": 0, "values": [text, text]})
    fields.append({"type": text, "name": text, "value": text})
    network = {
        "nodes": [{"name": text, "label": text, "color": text}, {"name": "b", "label": "b"}],
        "edges": [{"source": 0, "target": 1, "label": text}],
    }
    points = [{"position": [i % 2, i / 4], "group": 0, "name": text, "label": text, "idx": i} for i in range(4)]
    cloud = {"data": points, "selected": {"html": text, "entityId": text}, "has_previous": True}
    media = f"<audio controls src='{sound()}'></audio><video controls></video>"
    contents: dict[str, dict[str, Any]] = {
        "text": {"type": "text", "content": f"{text}{LETTER}{media}<img src='{PIXEL}'>"},
        "formula": {"type": "text", "content": f"$x^2$ <style>b {{ color: rgb(1, 2, 3) }}</style><b>b</b> {text}"},
        "picture": picture,
        "history": picture,
        "properties": {"type": "properties", "content": fields},
        "network": {"type": "network", "content": network},
        "embeddings": {"type": "embeddings", "content": cloud},
    }
    made = {win: {"data": [data], "opts": {"title": text, **SMALL}} for win, data in contents.items()}
    made["picture"]["opts"]["caption"] = text
    made["history"]["opts"]["store_history"] = True
    return made


def sound() -> str:
    """A tenth of a second of silence, as a data address."""
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(1600))
    return "data:audio/wav;base64," + base64.b64encode(file.getvalue()).decode()
