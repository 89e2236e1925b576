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
            trace([1], [1], marker={"color": "red"}),
            trace([1], [1], marker={"color": ["red"]}),
            True,
            "expected text as in the plot, got a list",
        ),
        (
            trace([1], [1], marker={"color": [1]}),
            trace([1], [1], marker={"color": 2}),
            True,
            "expected a list as in the plot, got a number",
        ),
    ],
)
def test_points_that_do_not_fit_are_refused(present: Any, new: Any, append: bool, why: str) -> None:
    refused(stored("plot", {"data": [present], "layout": {}}), {"data": [new], "append": append}, why)


@pytest.mark.parametrize(
    ("present", "new", "append", "expected"),
    [
        ({"color": ["red"], "size": 9}, {"color": ["blue"], "size": 3}, True, {"color": ["red", "blue"], "size": 9}),
        ({"color": ["red"], "size": 9}, {"color": ["blue"], "size": 3}, False, {"color": ["blue"], "size": 9}),
        (None, {"color": ["blue"], "size": 3}, True, {"color": ["blue"]}),
        ({"size": 9}, {"color": ["blue"]}, True, {"size": 9, "color": ["blue"]}),
        ({"color": None}, {"color": ["blue"]}, True, {"color": ["blue"]}),
        ({"color": "red"}, {"color": "blue"}, True, {"color": "blue"}),
        ({"color": "red"}, {"color": ["blue"]}, False, {"color": ["blue"]}),
        ({"color": ["red"]}, {"color": None}, False, {"color": ["red"]}),
        ({"color": ["red"]}, {"size": 4}, False, {"color": ["red"]}),
        ({"color": ["red"]}, None, False, {"color": ["red"]}),
    ],
)
def test_of_the_marker_only_the_colour_changes(present: Any, new: Any, append: bool, expected: Any) -> None:
    before = plot(trace([1], [1], marker=present))
    after = traces_after(before, {"data": [trace([2], [2], marker=new)], "append": append})
    assert after[0]["marker"] == expected
