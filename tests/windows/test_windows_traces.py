"""Updating one trace: points and marker colours."""

from __future__ import annotations

from typing import Any

import pytest
from window_cases import plot, refused, stored, trace, traces_after

NAN = float("nan")


def check(present: Any, new: Any, expected: Any, *, append: bool = True) -> None:
    before = stored("plot", {"data": [present], "layout": {}})
    assert traces_after(before, {"data": [new], "append": append}) == [expected]


def test_append_extends_points() -> None:
    check(trace([1, 2], [3, 4]), trace([3], [5], "other"), trace([1, 2, 3], [3, 4, 5]))


def test_append_of_more_points_than_there_are() -> None:
    check(trace([1], [2]), trace([2, 3, 4], [3, 4, 5]), trace([1, 2, 3, 4], [2, 3, 4, 5]))


def test_replace_sets_points_and_keeps_the_rest() -> None:
    present = trace([1, 2], [3, 4], "keep", line={"color": "red"})
    check(present, trace([9], [8], "other", mode="x"), {**present, "x": [9], "y": [8]}, append=False)


def test_missing_points_stay_null() -> None:
    check(trace([1], [1]), trace([2, 3], [None, 5]), trace([1, 2, 3], [1, None, 5]))


def test_dates_and_labels_are_appended() -> None:
    check(trace(["2020-01-01"], [1]), trace(["2020-01-02"], [2]), trace(["2020-01-01", "2020-01-02"], [1, 2]))


@pytest.mark.parametrize("append", [True, False])
@pytest.mark.parametrize("x", [[None, None], [NAN, None], []])
def test_all_missing_x_masks_the_trace(x: Any, append: bool) -> None:
    present = trace([1], [1], marker={"color": ["red"]})
    check(present, trace(x, [5, 6], marker={"color": ["blue"]}), present, append=append)


def test_points_can_be_replaced_by_none_at_all() -> None:
    check(trace([1], [1], text=["a"]), trace([], []), trace([], []), append=False)
    check(trace([1], [1]), trace([], []), trace([1], [1]), append=True)


@pytest.mark.parametrize(
    "new", [trace([5, 6], [7]), trace([5], [6, 7]), trace([5, 6], [7, 8], z=[9]), trace([5, 6], [7, 8], z=[])]
)
def test_coordinates_that_would_part_are_refused(new: Any) -> None:
    present = trace([1], [1], **({"z": [1]} if "z" in new else {}))
    before = stored("plot", {"data": [present], "layout": {}})
    refused(before, {"data": [new], "append": True}, "as many values of each coordinate")


def test_numbers_of_a_colour_scale_get_no_colour_between_them() -> None:
    present = trace([1, 2], [1, 2], marker={"color": [0.1]})
    check(
        present,
        trace([3], [3], marker={"color": [0.3]}),
        trace([1, 2, 3], [1, 2, 3], marker={"color": [0.1, None, 0.3]}),
    )


def test_partly_missing_x_does_not_mask() -> None:
    check(trace([1], [1]), trace([None, 2], [5, 6]), trace([1, None, 2], [1, 5, 6]))


def test_trace_of_y_alone_is_extended() -> None:
    check(trace(y=[1]), trace(y=[2]), trace(y=[1, 2]))


def test_trace_without_points_is_started() -> None:
    check(trace(), trace([1], [2]), trace([1], [2]))
    check({**trace(), "x": None, "y": None}, trace([1], [2]), trace([1], [2]))


def test_replace_can_bring_x_to_a_trace_of_y() -> None:
    check(trace(y=[1]), trace([5], [6]), trace([5], [6]), append=False)


def test_replace_of_points_in_an_encoded_form() -> None:
    check(trace({"bdata": "AA=="}, [1]), trace([5], [6]), trace([5], [6]), append=False)


@pytest.mark.parametrize(
    ("present", "new", "append", "why"),
    [
        (trace([1], [1]), trace(y=[2]), True, "plot have x and y, those of the update y"),
        (trace([1], [1]), trace(y=[2]), False, "plot have x and y, those of the update y"),
        (trace(y=[1]), trace([2], [2]), True, "plot have y, those of the update x and y"),
        (trace([1], [1]), {"type": "scatter"}, True, "found neither"),
        (trace([1], [1]), {"x": None, "y": None}, True, "found neither"),
        (trace([1], [1]), trace(3, [1]), True, "`x` of the new data: expected a list, got a number"),
        (trace([1], [1]), trace([1], "y"), True, "`y` of the new data: expected a list, got text"),
        (trace({"bdata": "AA=="}, [1]), trace([1], [1]), True, "`x` of the stored trace: expected a list"),
        (trace([1], 5), trace([1], [1]), True, "`y` of the stored trace: expected a list, got a number"),
        (trace([1], [1]), trace([1], [1], marker=[1]), True, "`marker` of the new data: expected an object"),
        (trace([1], [1], marker=3), trace([1], [1], marker={"color": 1}), True, "`marker` of the stored trace"),
        (
            trace([1], [1], text=["a"]),
            trace([2], [2], text=["b", "c"]),
            True,
            "`text` of the new data: expected 1 values",
        ),
        (trace([1], [1]), trace([2], [2], marker={"size": [1, 2]}), True, "`marker.size` of the new data: expected 1"),
        (trace([1], [1], z=[1]), trace([2], [2]), True, "plot have x and y and z, those of the update x and y"),
        (trace([1], [1]), trace([2], [2], z=[2]), True, "plot have x and y, those of the update x and y and z"),
    ],
)
def test_points_that_do_not_fit_are_refused(present: Any, new: Any, append: bool, why: str) -> None:
    refused(stored("plot", {"data": [present], "layout": {}}), {"data": [new], "append": append}, why)


@pytest.mark.parametrize(
    ("present", "new", "append", "expected"),
    [
        ({"color": ["red"], "size": 9}, {"color": ["blue"], "size": 3}, True, {"color": ["red", "blue"], "size": 9}),
        ({"color": ["red"], "size": 9}, {"color": ["blue"], "size": 3}, False, {"color": ["blue"], "size": 9}),
        (None, {"color": ["blue"], "size": 3}, True, {"color": ["#1f77b4", "blue"]}),
        ({"size": 9}, {"color": ["blue"]}, True, {"size": 9, "color": ["#1f77b4", "blue"]}),
        ({"color": None}, {"color": ["blue"]}, True, {"color": ["#1f77b4", "blue"]}),
        ({"color": "red"}, {"color": ["blue"]}, True, {"color": ["red", "blue"]}),
        ({"color": ["red"]}, {"color": "blue"}, True, {"color": ["red", "blue"]}),
        ({"color": "red"}, {"color": "blue"}, True, {"color": "blue"}),
        ({"color": "red"}, {"color": ["blue"]}, False, {"color": ["blue"]}),
        ({"color": ["red"]}, {"color": None}, False, {"color": ["red"]}),
        ({"color": ["red"]}, {"size": 4}, False, {"color": ["red"]}),
        ({"color": ["red"]}, None, False, {"color": ["red"]}),
    ],
)
def test_single_values_stay_except_for_the_colour(present: Any, new: Any, append: bool, expected: Any) -> None:
    before = plot(trace([1], [1], marker=present))
    after = traces_after(before, {"data": [trace([2], [2], marker=new)], "append": append})
    assert after[0]["marker"] == expected


def test_all_coordinates_grow_together() -> None:
    check(
        trace([1], [2], z=[3], type="scatter3d"),
        trace([4], [5], z=[6], type="scatter3d"),
        trace([1, 4], [2, 5], z=[3, 6], type="scatter3d"),
    )
    check({"r": [1], "theta": [2]}, {"r": [3], "theta": [4]}, {"r": [1, 3], "theta": [2, 4]})
    check({"lat": [1], "lon": [2]}, {"lat": [3], "lon": [4]}, {"lat": [3], "lon": [4]}, append=False)


MEMBERS = [
    ("text", [], ["a"], ["b"], ["a", "b"], None),
    ("text", [], "a", ["b"], ["a", "b"], "a"),
    ("text", [], None, ["b"], ["", "b"], None),
    ("text", [], ["a"], "b", ["a", "b"], None),
    ("text", [], ["a"], None, ["a"], None),
    ("hovertext", [], ["a"], ["b"], ["a", "b"], None),
    ("customdata", [], [[1, 2]], [[3, 4]], [[1, 2], [3, 4]], None),
    ("ids", [], ["p"], ["q"], ["p", "q"], None),
    ("size", ["marker"], [4], [5], [4, 5], None),
    ("size", ["marker"], 9, [5], [9, 5], 9),
    ("size", ["marker"], None, [5], [6, 5], None),
    ("symbol", ["marker"], ["dot"], ["cross"], ["dot", "cross"], None),
    ("opacity", ["marker"], 0.5, [1], [0.5, 1], 0.5),
    ("width", ["marker", "line"], [1], [2], [1, 2], None),
    ("width", ["marker", "line"], None, [2], [0, 2], None),
    ("array", ["error_y"], [0.1], [0.2], [0.1, 0.2], None),
    ("arrayminus", ["error_x"], None, [0.2], [0, 0.2], None),
]


def with_member(x: int, name: str, groups: list[str], value: Any) -> Any:
    members = {} if value is None else {name: value}
    for group in reversed(groups):
        members = {group: members} if members else {}
    return {**trace([x], [x]), **members}


@pytest.mark.parametrize(("name", "groups", "present", "new", "appended", "_"), MEMBERS)
def test_what_points_have_grows_with_them(
    name: str, groups: list[str], present: Any, new: Any, appended: Any, _: Any
) -> None:
    expected = {**with_member(0, name, groups, appended), "x": [1, 2], "y": [1, 2]}
    check(with_member(1, name, groups, present), with_member(2, name, groups, new), expected)


@pytest.mark.parametrize(("name", "groups", "present", "new", "_", "kept"), MEMBERS)
def test_what_points_have_is_replaced_with_them(
    name: str, groups: list[str], present: Any, new: Any, _: Any, kept: Any
) -> None:
    after = present if new is None else new if isinstance(new, list) or isinstance(present, list) else kept
    check(
        with_member(1, name, groups, present),
        with_member(2, name, groups, new),
        with_member(2, name, groups, after),
        append=False,
    )


def test_labels_of_points_that_are_gone_go_too() -> None:
    present = trace([1, 2], [1, 2], text=["a", "b"], marker={"size": [1, 2], "symbol": "dot"})
    check(present, trace([3], [3]), trace([3], [3], marker={"symbol": "dot"}), append=False)


def test_a_list_that_was_too_short_or_too_long_fits_again() -> None:
    check(
        trace([1, 2], [1, 2], text=["a"]), trace([3], [3], text=["c"]), trace([1, 2, 3], [1, 2, 3], text=["a", "", "c"])
    )
    check(trace([1], [1], text=["a", "x"]), trace([3], [3], text=["c"]), trace([1, 3], [1, 3], text=["a", "c"]))
    check(
        trace([1], [1], text=["a"]), trace([2, 3], [2, 3], text=["c"]), trace([1, 2, 3], [1, 2, 3], text=["a", "c", ""])
    )
