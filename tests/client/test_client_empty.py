"""Empty data: an empty window that the next call fills, or `BadArgument`; the same rule for all methods."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from visdom import Visdom
from visdom.errors import BadArgument

NONE, NO_ROWS, NO_COLUMNS = np.zeros(0), np.zeros((0, 3)), np.zeros((3, 0))

Call = Callable[[Visdom], Any]

DRAWN: dict[str, Call] = {
    "bar": lambda vis: vis.bar(NONE, win="w"),
    "bar without rows": lambda vis: vis.bar(NO_ROWS, win="w"),
    "bar without series": lambda vis: vis.bar(NO_COLUMNS, win="w"),
    "bar with an empty legend": lambda vis: vis.bar([], win="w", opts={"legend": []}),
    "boxplot": lambda vis: vis.boxplot(NONE, win="w"),
    "boxplot without boxes": lambda vis: vis.boxplot(NO_COLUMNS, win="w"),
    "pie": lambda vis: vis.pie([], win="w"),
    "sunburst": lambda vis: vis.sunburst([], [], [], win="w"),
    "scatter": lambda vis: vis.scatter(np.zeros((0, 2)), win="w"),
    "scatter in space": lambda vis: vis.scatter(NO_ROWS, win="w", opts={"title": "T"}),
    "dual_axis_lines": lambda vis: vis.dual_axis_lines([], [], [], win="w"),
    "heatmap": lambda vis: vis.heatmap([[]], win="w"),
    "heatmap without rows": lambda vis: vis.heatmap(NO_ROWS, win="w", opts={"nancolor": "red"}),
    "heatmap without columns": lambda vis: vis.heatmap(NO_COLUMNS, win="w"),
    "appended heatmap": lambda vis: vis.heatmap(NO_ROWS, win="w", update="appendRow"),
    "quiver": lambda vis: vis.quiver(NO_ROWS, NO_ROWS, win="w"),
    "normalized quiver": lambda vis: vis.quiver(NO_ROWS, NO_ROWS, win="w", opts={"normalize": 1}),
    "mesh": lambda vis: vis.mesh(NO_ROWS, win="w"),
    "mesh without triangles": lambda vis: vis.mesh(np.eye(3), NO_ROWS, win="w"),
    "graph": lambda vis: vis.graph([], win="w"),
    "plotlyplot": lambda vis: vis.plotlyplot({"data": [], "layout": {}}, win="w"),
    "text": lambda vis: vis.text("", win="w"),
    "properties": lambda vis: vis.properties([], win="w"),
}

REFUSED: dict[str, Call] = {
    "histogram": lambda vis: vis.histogram([]),
    "surf": lambda vis: vis.surf(NO_ROWS),
    "contour": lambda vis: vis.contour(NO_COLUMNS),
    "image": lambda vis: vis.image(np.zeros((3, 0, 2))),
    "image of a history": lambda vis: vis.image(np.zeros((0, 2)), win="w", opts={"store_history": True}),
    "images": lambda vis: vis.images([]),
    "images without pixels": lambda vis: vis.images(np.zeros((2, 3, 0, 2))),
    "audio": lambda vis: vis.audio(NONE),
    "video": lambda vis: vis.video(np.zeros((0, 16, 16, 3))),
    "svg": lambda vis: vis.svg(""),
    "matrix without dimensions": lambda vis: vis.heatmap([]),
}


@pytest.mark.parametrize("name", DRAWN)
def test_empty_data_draw_an_empty_window_which_the_next_call_fills(server, connect, name):
    vis = connect(server.port, env=name)
    assert DRAWN[name](vis) == DRAWN[name](vis) == "w"
    assert json.loads(vis.get_window_data("w"))["id"] == "w"
    assert vis.line([[1, 2], [3, 4]], win="w") == "w"
    assert len(json.loads(vis.get_window_data("w"))["content"]["data"]) == 2


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_empty_is_refused_and_nothing_sent(vis, recorder, name):
    with pytest.raises(BadArgument, match=r"expected .*, (got|found)"):
        REFUSED[name](vis)
    assert recorder.posts == []


def stored(vis: Visdom) -> list[dict[str, Any]]:
    return json.loads(vis.get_window_data("w"))["content"]["data"]


@pytest.mark.parametrize("columns", [2, 3])
def test_points_fill_an_empty_scatter(server, connect, columns):
    vis = connect(server.port, env=f"scatter {columns}")
    vis.scatter(np.zeros((0, columns)), win="w", opts={"xlabel": "a"})
    for step in range(2):
        assert vis.scatter(np.full((1, columns), step), win="w", update="append") == "w"
    assert [trace["x"] for trace in stored(vis)] == [[0, 1]]


@pytest.mark.parametrize("empty", [NO_ROWS, NO_COLUMNS, [[]]])
@pytest.mark.parametrize("update", ["appendRow", "prependRow", "appendColumn", "prependColumn"])
@pytest.mark.parametrize("opts", [{}, {"nancolor": "red"}])
def test_rows_and_columns_fill_an_empty_heatmap(server, connect, empty, update, opts):
    vis = connect(server.port, env="heatmap")
    vis.heatmap(empty, win="w", opts={"title": "T", **opts})
    assert vis.heatmap(np.eye(3), win="w", update=update, opts=opts) == "w"
    assert [trace["z"] for trace in stored(vis)][-1] == np.eye(3).tolist()


def test_a_line_fills_an_empty_text(server, connect):
    vis = connect(server.port)
    vis.text("", win="t")
    vis.text("first", win="t", append=True)
    assert json.loads(vis.get_window_data("t"))["content"] == "<br>first"
