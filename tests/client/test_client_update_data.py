"""Updates of points and lines on a real server: each value goes to its trace, and what a point has goes with it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from visdom import Visdom

RED, GREEN, BLUE = (np.array([row], dtype="uint8") for row in ([255, 0, 0], [0, 255, 0], [0, 0, 255]))


def traces(vis: Visdom) -> list[dict[str, Any]]:
    return json.loads(vis.get_window_data("w"))["content"]["data"]


def values(vis: Visdom, *members: str) -> list[list[Any]]:
    """These members of each trace, behind its name."""
    return [[trace["name"], *(trace.get(member) for member in members)] for trace in traces(vis)]


# -- points in space


@pytest.mark.parametrize("dtype", ["int64", "float32", "float16", "bool", object])
def test_points_in_space_grow_and_are_replaced(real, dtype):
    points = np.array([[1, 0, 1], [0, 1, 1]], dtype=dtype)
    real.scatter(points, win="w")
    assert real.scatter(points[:1], win="w", update="append") == "w"
    assert values(real, "x", "y", "z") == [["1", [1, 0, 1], [0, 1, 0], [1, 1, 1]]]
    assert real.scatter(points[1:], win="w", update="replace") == "w"
    assert values(real, "x", "y", "z") == [["1", [0], [1], [1]]]


@pytest.mark.parametrize("update", ["append", "replace", "insert", "new"])
def test_a_new_name_in_space_is_a_new_trace(real, update):
    real.scatter([[1, 2, 3]], win="w", name="a")
    real.scatter([[4, 5, 6]], win="w", name="b", update=update)
    assert values(real, "x", "y", "z") == [["a", [1], [2], [3]], ["b", [4], [5], [6]]]


def test_a_name_in_space_finds_its_trace(real):
    real.scatter([[1, 2, 3], [4, 5, 6]], [1, 2], win="w", opts={"legend": ["a", "b"]})
    real.scatter([[7, 8, 9]], win="w", name="b", update="append")
    real.scatter([[0, 0, np.nan]], win="w", name="a", update="replace")
    assert values(real, "x", "y", "z") == [["a", [0], [0], [None]], ["b", [4, 7], [5, 8], [6, 9]]]


def test_a_trace_in_space_beside_a_flat_one_grows_whole(real):
    real.scatter([[1, 2]], win="w", name="flat")
    for height in (3, 4):
        real.scatter([[height, height, height]], win="w", name="high", update="append")
    assert values(real, "x", "y", "z") == [["flat", [1], [2], None], ["high", [3, 4], [3, 4], [3, 4]]]


@pytest.mark.parametrize(("before", "after"), [([[1, 2, 3]], [[4, 5]]), ([[1, 2]], [[4, 5, 6]])])
def test_points_of_other_dimensions_are_refused_whole(real, before, after, caplog):
    real.scatter(before, win="w")
    stored = real.get_window_data("w")
    assert real.scatter(after, win="w", update="append", opts={"title": "T"}) is False
    assert "The points of the plot have" in caplog.text
    assert real.get_window_data("w") == stored


# -- what each point has


@pytest.mark.parametrize("labels", [["c"], ("c",), np.array(["c"]), [["c"]]], ids=["list", "tuple", "array", "nested"])
def test_texts_go_with_their_points(real, labels):
    real.scatter([[1, 2], [3, 4]], win="w", opts={"textlabels": ["a", "b"]})
    real.scatter([[5, 6]], win="w", update="append", opts={"textlabels": labels})
    real.scatter([[7, 8]], win="w", update="append")
    real.scatter([[9, 9]], win="w", update="append", opts={"textlabels": labels})
    assert values(real, "x", "text") == [["1", [1, 3, 5, 7, 9], ["a", "b", "c", "", "c"]]]
    real.scatter([[0, 0]], win="w", update="replace", opts={"textlabels": labels})
    assert values(real, "x", "text") == [["1", [0], ["c"]]]
    real.scatter([[1, 1], [2, 2]], win="w", update="replace")
    assert values(real, "x", "text") == [["1", [1, 2], None]]


@pytest.mark.parametrize(("opts", "mode"), [({}, "markers+text"), ({"mode": "lines"}, "lines+text")])
@pytest.mark.parametrize("update", ["append", "replace"])
def test_the_first_texts_of_a_trace_are_shown(real, update, opts, mode):
    real.scatter([[1, 2]], win="w", opts=opts)
    real.scatter([[3, 4]], win="w", update=update, opts={"textlabels": ["a"]})
    assert values(real, "mode", "text") == [["1", mode, ["", "a"] if update == "append" else ["a"]]]


def test_texts_in_space_and_of_labels_go_with_their_points(real):
    points = np.arange(6).reshape(2, 3)
    real.scatter(points, [1, 2], win="w", opts={"textlabels": ["a", "b"]})
    real.scatter(points[::-1], [2, 1], win="w", update="append", opts={"textlabels": ["c", "d"]})
    assert values(real, "z", "text") == [["1", [2, 2], ["a", "d"]], ["2", [5, 5], ["b", "c"]]]


def test_colours_go_with_their_points(real):
    for point, colour in enumerate((RED, GREEN, BLUE)):
        real.line([point], [point], win="w", update="append", opts={"markercolor": colour, "markers": True})
    assert traces(real)[0]["marker"]["color"] == ["#ff0000", "#00ff00", "#0000ff"]
    real.line([7], [7], win="w", update="replace", opts={"markercolor": GREEN})
    assert traces(real)[0]["marker"]["color"] == ["#00ff00"]


def test_members_for_plotly_go_with_their_points(real):
    def draw(point: int, **more: Any) -> None:
        members = {"customdata": [f"c{point}"], "hovertext": [f"h{point}"], "error_y": {"array": [point]}}
        real.scatter([[point, point]], win="w", opts={"traceopts": {"plotly": {"1": members}}}, **more)

    draw(1)
    draw(2, update="append")
    assert values(real, "customdata", "hovertext", "error_y") == [["1", ["c1", "c2"], ["h1", "h2"], {"array": [1, 2]}]]
    draw(3, update="replace")
    assert values(real, "customdata", "hovertext", "error_y") == [["1", ["c3"], ["h3"], {"array": [3]}]]


# -- columns and labels


def test_a_further_column_is_a_further_line(real):
    real.line([[1, 2], [3, 4]], [1, 2], win="w")
    real.line([[5, 6, 7]], [3], win="w", update="append")
    assert values(real, "y") == [["1", [1, 3, 5]], ["2", [2, 4, 6]], ["3", [7]]]


@pytest.mark.parametrize(("legend", "names"), [(["a", "b"], "ab"), (None, "12"), ([], "12"), (("a", "b"), "ab")])
def test_a_label_alone_goes_to_its_own_trace(real, legend, names):
    opts = {"legend": legend}
    real.scatter([[1, 1], [2, 2]], [1, 2], win="w", opts=opts)
    real.scatter([[3, 3]], [2], win="w", update="append", opts=opts)
    assert values(real, "x") == [[names[0], [1]], [names[1], [2, 3]]]


def test_a_new_label_is_a_new_trace(real):
    real.scatter([[1, 1]], [1], win="w")
    real.scatter([[2, 2]], [2], win="w", update="append")
    assert values(real, "x") == [["1", [1]], ["2", [2]]]


def test_a_label_finds_its_trace_when_the_legend_comes_with_the_first_call_only(real):
    real.scatter([[1, 1], [2, 2]], [1, 2], win="w", opts={"legend": ["a", "b"]})
    real.scatter([[3, 3]], [2], win="w", update="append")
    assert values(real, "x") == [["a", [1]], ["b", [2, 3]]]


def test_a_legend_in_another_order_takes_its_columns_along(real):
    real.line([[1, 10]], [1], win="w", opts={"legend": ["train", "val"]})
    real.line([[20, 2]], [2], win="w", update="append", opts={"legend": ["val", "train"]})
    real.line([[30]], [3], win="w", update="append", opts={"legend": ["val"]})
    real.line([[3, 40, 100]], [4], win="w", update="append", opts={"legend": ["train", "val", "test"]})
    assert values(real, "y") == [["train", [1, 2, 3]], ["val", [10, 20, 30, 40]], ["test", [100]]]


def test_one_column_more_than_lines_is_not_dropped_by_a_replacement(real):
    real.line([[1, 2]], [1], win="w")
    real.line([[3, 4, 5]], [1], win="w", update="replace")
    assert values(real, "y") == [["1", [3]], ["2", [4]], ["3", [5]]]


def test_fewer_columns_than_lines_do_not_replace_some_of_them(real, caplog):
    real.line([[1, 2]], [1], win="w")
    stored = real.get_window_data("w")
    assert real.line([[3]], [1], win="w", update="replace", opts={"title": "T"}) is False
    assert "`name` chooses a single trace" in caplog.text
    assert real.get_window_data("w") == stored


def test_columns_that_are_missing_leave_their_line_alone(real):
    real.line([[1, 2]], [1], win="w")
    real.line([[3, 4]], [[np.nan, 2]], win="w", update="append")
    assert values(real, "y") == [["1", [1]], ["2", [2, 4]]]
