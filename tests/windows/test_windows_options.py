"""Options, layout and legend of an update."""

from __future__ import annotations

from typing import Any

import pytest
from window_cases import changed, plot, refused, stored, trace, traces_after

TWO = plot(trace([1], [1], "a"), trace([1], [2], "b"), title="old", margin={"l": 1})


def test_layout_members_are_replaced_one_by_one() -> None:
    after = changed(TWO, {"layout": {"title": "New", "margin": {"r": 2}, "xaxis": {"title": "e/~"}, "legend": None}})
    assert after["content"]["layout"] == {"title": "New", "margin": {"r": 2}, "xaxis": {"title": "e/~"}}


def test_changes_of_the_layout_are_merged_object_by_object() -> None:
    before = plot(trace([1], [1]), xaxis={"title": "x", "type": "log", "range": [0, 1]}, title={"text": "a", "x": 0})
    changes = {"xaxis": {"title": {"text": "e"}, "range": [2, 3]}, "title": "b", "yaxis": {"type": "log"}, "z": None}
    after = changed(before, {"layout_changes": changes, "layout": {"title": "ignored"}})["content"]["layout"]
    assert after["xaxis"] == {"title": {"text": "e"}, "type": "log", "range": [2, 3]}
    assert (after["title"], after["yaxis"], "z" in after) == ({"text": "b", "x": 0}, {"type": "log"}, False)


@pytest.mark.parametrize(
    ("kind", "limits", "after"),
    [
        (None, [1, 100], [1, 100]),
        ("log", [1, 100], [0, 2]),
        ("log", [1, None], [0, None]),
        ("log", [None, None], [None, None]),
        ("log", [-1, 3], [-1, 3]),
        ("log", [0, 5000], None),
    ],
)
def test_limits_of_an_axis_become_its_range(kind: str | None, limits: list[Any], after: list[Any] | None) -> None:
    changes = {"layout_changes": {"xaxis": {"type": kind, "limits": limits}}}
    assert changed(TWO, changes)["content"]["layout"]["xaxis"].get("range") == after


def test_limits_of_an_axis_are_two() -> None:
    for limits in ([], [1], [1, 2, 3]):
        refused(TWO, {"layout_changes": {"xaxis": {"limits": limits}}}, f"expected two, got {len(limits)}")


@pytest.mark.parametrize(
    ("before", "after", "stays"),
    [("log", "linear", False), ("linear", "log", False), (None, "linear", True), ("date", "linear", True)],
)
def test_a_range_goes_when_an_axis_becomes_or_was_logarithmic(before: str | None, after: str, stays: bool) -> None:
    present = plot(trace([1], [1]), xaxis={"type": before, "range": [1, 2]})
    axis = changed(present, {"layout_changes": {"xaxis": {"type": after}}})["content"]["layout"]["xaxis"]
    assert axis.get("range") == ([1, 2] if stays else None)


def test_changed_axes_of_a_plot_in_space_go_to_its_scene() -> None:
    changes = {"xaxis": {"title": "x"}, "scene": {"camera": 1}, "title": "T"}
    for before in (plot(trace([1], [1], type="scatter3d")), plot(trace([1], [1]), scene={"zaxis": {"title": "z"}})):
        layout = changed(before, {"layout_changes": changes})["content"]["layout"]
        scene = {**before["content"]["layout"].get("scene", {}), "camera": 1, "xaxis": {"title": "x"}}
        assert layout == {**before["content"]["layout"], "title": "T", "scene": scene}


def test_changes_of_the_layout_that_are_no_objects_are_refused() -> None:
    refused(TWO, {"layout_changes": [1]}, "`layout_changes`: expected an object, got a list")
    in_space = plot(trace([1], [1], type="scatter3d"))
    refused(in_space, {"layout_changes": {"xaxis": {}, "scene": 1}}, "`layout_changes.scene`: expected an object")
    no_layout = stored("plot", {"data": [], "layout": [1]})
    refused(no_layout, {"layout_changes": {"title": "T"}}, "layout of the stored plot")


@pytest.mark.parametrize("content", [{"data": []}, {"data": [], "layout": None}])
def test_plot_without_layout_gets_one(content: Any) -> None:
    assert changed(stored("plot", content), {"layout": {"title": "T", "x": None}})["content"]["layout"] == {
        "title": "T"
    }


def test_layout_of_another_shape_is_left_alone() -> None:
    refused(stored("plot", {"data": [], "layout": [1]}), {"layout": {"title": "T"}}, "layout of the stored plot")


def test_options_become_members_of_the_window() -> None:
    after = changed(TWO, {"opts": {"title": "T", "width": 3, "caption": None, "markers": False, "a/b~c": [1]}})
    assert (after["title"], after["width"], after["markers"], after["a/b~c"]) == ("T", 3, False, [1])
    assert "caption" not in after


def test_options_do_not_touch_the_structure() -> None:
    names = ["command", "content", "contentID", "has_compare", "i", "id", "old_content", "selected", "type", "version"]
    after = changed(TWO, {"opts": dict.fromkeys(names, "evil")})
    assert {**after, "contentID": "made", "version": 1} == TWO


@pytest.mark.parametrize("option", [{"title": {}}, {"width": []}, {"height": {}}])
def test_options_that_no_page_can_show_are_refused(option: Any) -> None:
    refused(TWO, {"opts": option}, "`opts")


def test_title_becomes_text() -> None:
    assert changed(TWO, {"opts": {"title": 5}})["title"] == "5"


def test_legend_renames_by_position() -> None:
    after = changed(TWO, {"opts": {"legend": ["p", 7, "left over"]}})
    assert [one["name"] for one in after["content"]["data"]] == ["p", 7]
    assert after["legend"] == ["p", 7, "left over"]


def test_legend_names_traces_that_had_no_name() -> None:
    assert traces_after(plot(trace([1], [1], None)), {"opts": {"legend": ["p"]}})[0]["name"] == "p"


def test_names_mean_the_traces_as_the_legend_calls_them() -> None:
    request = {"opts": {"legend": ["p", "q"]}, "data": [trace([2], [9])], "name": "q", "append": True}
    assert traces_after(TWO, request)[1] == trace([1, 2], [2, 9], "q")


@pytest.mark.parametrize(
    ("legend", "why"),
    [
        (["p"], "each of the 2 traces, got 1"),
        ("pq", "`opts.legend`: expected a list, got text"),
        (["p", None], "expected a list of names, got null"),
        (["p", ["q"]], "expected a list of names, got a list"),
    ],
)
def test_legend_that_does_not_fit_is_refused(legend: Any, why: str) -> None:
    refused(TWO, {"opts": {"title": "T", "legend": legend}, "layout": {"title": "T"}}, why)


def test_update_without_data_changes_nothing_but_the_version() -> None:
    after = changed(TWO, {"opts": {}, "layout": {}, "append": True})
    assert {**after, "contentID": "made", "version": 1} == TWO
