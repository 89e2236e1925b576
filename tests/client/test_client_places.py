"""Names that come twice: each row, column, box, slice and sector has a place of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from visdom.client.figures.places import distinct

INVISIBLE, OTHER = "\u200b", "\u200c"

TWICE = ["a", "b", "a"]
SEEN = ["a", "b", f"a{INVISIBLE}"]

CALLS: dict[str, tuple[Callable[[Any, list[Any]], Any], str, str]] = {
    "columns": (lambda vis, names: vis.heatmap(np.eye(3), opts={"columnnames": names}), "x", "xaxis"),
    "rows": (lambda vis, names: vis.heatmap(np.eye(3), opts={"rownames": names}), "y", "yaxis"),
    "rows of bars": (lambda vis, names: vis.bar([1, 2, 3], opts={"rownames": names}), "x", "xaxis"),
    "rows of series": (lambda vis, names: vis.bar(np.eye(3), opts={"rownames": names}), "x", "xaxis"),
    "texts below bars": (lambda vis, names: vis.bar([1, 2, 3], [str(name) for name in names]), "x", "xaxis"),
    "objects below bars": (
        lambda vis, names: vis.bar([1, 2, 3], np.array([str(name) for name in names], dtype=object)),
        "x",
        "xaxis",
    ),
    "bins": (lambda vis, names: vis.histogram([1, 2, 3], opts={"rownames": names, "numbins": 3}), "x", "xaxis"),
    "slices": (lambda vis, names: vis.pie([1, 2, 3], opts={"legend": names}), "labels", ""),
    "sectors": (lambda vis, names: vis.sunburst(names, ["", "", ""]), "ids", ""),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("names", "seen"), [(TWICE, SEEN), (["a", "a", "a"], ["a", f"a{INVISIBLE}", f"a{OTHER}"])])
def test_repeated_names_have_places_of_their_own(unsent, call, names, seen):
    draw, member, axis = CALLS[call]
    message, _ = draw(unsent, names)
    assert {tuple(trace[member]) for trace in message["data"]} == {tuple(seen)}
    if axis:
        assert message["layout"][axis]["type"] == "category"


@pytest.mark.parametrize("call", CALLS)
def test_names_that_differ_stay_as_they_are(unsent, call):
    draw, member, axis = CALLS[call]
    message, _ = draw(unsent, ["a", "b", "c"])
    assert message["data"][0].get(member, ["a", "b", "c"]) == ["a", "b", "c"]
    assert not axis or axis not in message["layout"]


def test_boxes_of_one_name_stand_side_by_side(unsent):
    message, _ = unsent.boxplot(np.eye(3), opts={"legend": TWICE})
    assert [trace["name"] for trace in message["data"]] == SEEN
    assert message["layout"]["xaxis"]["type"] == "category"
    assert message["opts"]["legend"] == TWICE


def test_numbers_that_are_repeated_are_names_too(unsent):
    message, _ = unsent.heatmap(np.eye(3), opts={"columnnames": [1, 1, 2], "rownames": ["7", 7, 8], "ytype": "log"})
    (trace,) = message["data"]
    assert (trace["x"], trace["y"]) == ([1, f"1{INVISIBLE}", 2], ["7", f"7{INVISIBLE}", 8])
    assert (message["layout"]["xaxis"]["type"], message["layout"]["yaxis"]["type"]) == ("category", "log")


def test_numbers_and_dates_below_bars_are_positions_and_may_be_repeated(unsent):
    dates = np.array(["2024-01-01", "2024-01-01"], dtype="datetime64[D]")
    for positions in ([1, 1], dates):
        message, _ = unsent.bar([1, 2], positions)
        assert len(set(message["data"][0]["x"])) == 1


def test_a_sector_belongs_to_the_first_one_with_the_label_of_its_parent(unsent):
    message, _ = unsent.sunburst(["all", "a", "b", "rest", "rest"], ["", "all", "all", "a", "b"])
    (trace,) = message["data"]
    assert trace["labels"] == ["all", "a", "b", "rest", "rest"]
    assert trace["ids"] == ["all", "a", "b", "rest", f"rest{INVISIBLE}"]
    assert trace["parents"] == ["", "all", "all", "a", "b"]


def test_rows_with_repeated_names_can_be_appended(server, connect):
    vis = connect(server.port)
    vis.heatmap([[1, 2]], win="w", opts={"columnnames": ["a", "a"], "rownames": ["r"]})
    assert vis.heatmap([[3, 4], [5, 6]], win="w", update="appendRow", opts={"rownames": ["s", "s"]}) == "w"
    assert vis.heatmap([[3], [4], [5]], win="w", update="appendColumn", opts={"columnnames": ["c"]}) == "w"


def test_a_name_that_looks_like_a_repeated_one_stays_apart():
    assert distinct(["a", f"a{INVISIBLE}", "a"]) == ["a", f"a{INVISIBLE}", f"a{OTHER}"]
    names = ("a", "b")
    assert distinct(names) is names


@pytest.mark.parametrize(
    "draw",
    [
        lambda vis, names: vis.bar([1] * len(names), opts={"rownames": names}),
        lambda vis, names: vis.bar([1] * len(names), names),
        lambda vis, names: vis.pie([1] * len(names), opts={"legend": names}),
        lambda vis, names: vis.heatmap([[1]] * len(names), opts={"rownames": names}),
        lambda vis, names: vis.sunburst(names, [""] * len(names)),
    ],
)
def test_names_that_are_repeated_very_often_stay_short(unsent, draw):
    message, _ = draw(unsent, ["cat"] * 3000)
    (trace,) = message["data"]
    own = next(trace[member] for member in ("ids", "labels", "x", "y") if trace.get(member))
    assert len(set(own)) == 3000
    assert max(map(len, own)) <= len("cat") + 11
    assert {name.rstrip(INVISIBLE + OTHER) for name in own} == {"cat"}
