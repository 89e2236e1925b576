"""`vis.bar`: series, positions, names, stacking."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest

from visdom import Visdom
from visdom.errors import BadArgument

TWO_SERIES = np.array([[1, 10], [2, 20], [3, 30]])


def bars(vis: Visdom, *args: object, **kwargs: object) -> list[tuple]:
    message, _ = vis.bar(*args, **kwargs)
    return [(trace["x"], trace["y"], trace.get("name")) for trace in message["data"]]


def test_bars_are_the_message_of_the_released_client(unsent):
    assert unsent.bar([3, 1, 2], win="w", env="e", opts={"title": 7, "stacked": True}) == (
        {
            "data": [{"y": [3, 1, 2], "x": [1, 2, 3], "type": "bar"}],
            "win": "w",
            "eid": "e",
            "layout": {
                "showlegend": False,
                "title": "7",
                "margin": {"l": 60, "r": 60, "t": 60, "b": 60},
                "barmode": "stack",
            },
            "opts": {"title": "7", "stacked": True},
        },
        "events",
    )


def test_bars_stand_beside_each_other_by_default(unsent):
    message, _ = unsent.bar(TWO_SERIES)
    assert message["opts"] == {"stacked": False}
    assert "barmode" not in message["layout"]


def test_each_column_is_a_series(unsent):
    assert bars(unsent, TWO_SERIES, opts={"legend": ["a", "b"]}) == [
        ([1, 2, 3], [1, 2, 3], "a"),
        ([1, 2, 3], [10, 20, 30], "b"),
    ]


@pytest.mark.parametrize("X", [[5, 6], [[5, 6]], [[5], [6]], [[[5]], [[6]]]])
def test_dimensions_of_length_one_do_not_count(unsent, X):
    assert bars(unsent, X) == [([1, 2], [5, 6], None)]


def test_with_a_legend_each_bar_of_a_vector_is_a_series(unsent):
    assert bars(unsent, [5, 6], opts={"legend": ["a", "b"]}) == [([1], [5], "a"), ([1], [6], "b")]
    assert bars(unsent, [5, 6], [9], opts={"legend": ("a", "b")}) == [([9], [5], "a"), ([9], [6], "b")]


def test_a_single_value_is_one_bar(unsent):
    assert bars(unsent, [5]) == [([1], [5], None)]
    assert bars(unsent, [5], [2], opts={"legend": ["a"]}) == [([2], [5], "a")]


def test_no_values_make_no_bars(unsent):
    assert bars(unsent, []) == [([], [], None)]
    assert bars(unsent, np.zeros((3, 0))) == []


@pytest.mark.parametrize(
    ("positions", "x"),
    [
        ([[10], [20], [30]], [10, 20, 30]),
        (["mon", "tue", "wed"], ["mon", "tue", "wed"]),
        (np.array(["2024-01-01", "NaT", "2024-01-03"], dtype="datetime64[D]"), ["2024-01-01", None, "2024-01-03"]),
        ([datetime.date(2024, 1, day) for day in (1, 2, 3)], ["2024-01-01", "2024-01-02", "2024-01-03"]),
    ],
)
def test_positions_are_numbers_dates_or_text(unsent, positions, x):
    assert bars(unsent, [1, 2, 3], positions) == [(x, [1, 2, 3], None)]


def test_row_names_stand_in_for_positions(unsent):
    assert bars(unsent, [1, 2], [8, 9], opts={"rownames": ["r", "s"]}) == [(["r", "s"], [1, 2], None)]
    assert bars(unsent, [1, 2], opts={"rownames": np.array(["r", "s"])}) == [(["r", "s"], [1, 2], None)]
    assert bars(unsent, [1, 2], opts={"rownames": None}) == [(None, [1, 2], None)]


def test_nan_leaves_a_bar_out(unsent):
    assert bars(unsent, [-1.0, math.nan]) == [([1, 2], [-1.0, None], None)]


@pytest.mark.parametrize(
    ("args", "opts", "reason"),
    [
        ((np.zeros((2, 2, 2)),), None, "1 or 2 dimensions"),
        (((1, 2),), None, "X: expected a list"),
        ((TWO_SERIES, [1, 2]), None, r"per row of X: 3, got shape \(2,\)"),
        ((TWO_SERIES, TWO_SERIES), None, "got shape"),
        ((TWO_SERIES,), {"legend": ["a"]}, "legend.*expected 2 names, one per column, got 1"),
        ((TWO_SERIES,), {"legend": 3}, "legend.*a list of names, got 3"),
        (([1, 2],), {"legend": []}, "legend.*expected 2 names"),
        (([1, 2],), {"rownames": ["a"]}, "rownames.*expected 2 names, one per row"),
        (([1, 2],), {"rownames": ("a", "b")}, "rownames.*a list"),
        (([1, 2],), {"rownames": ["x"], "legend": ["a", "b"]}, "not both"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, args, opts, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.bar(*args, opts=opts)


def test_the_callers_options_can_be_used_again(unsent):
    opts = {"legend": ["a", "b"]}
    assert unsent.bar(TWO_SERIES, opts=opts) == unsent.bar(TWO_SERIES, opts=opts)
    assert opts == {"legend": ["a", "b"]}
