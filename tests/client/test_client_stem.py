"""`vis.stem`: heights, positions, series."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visdom import Visdom
from visdom.client.figures.places import INVISIBLE as DIGITS
from visdom.errors import BadArgument

INVISIBLE = DIGITS[0]
TWO_SERIES = np.array([[1.0, 10.0], [2.0, 20.0]])


def stems(vis: Visdom, *args: object, **kwargs: object) -> list[tuple[list, list]]:
    message, endpoint = vis.stem(*args, **kwargs)
    assert endpoint == "events"
    assert {trace["mode"] for trace in message["data"]} == {"lines"}
    return [(trace["x"], trace["y"]) for trace in message["data"]]


def test_each_value_is_a_stroke_from_the_axis(unsent):
    assert stems(unsent, [3.0, -1.0]) == [([1, 1, None, 2, 2, None], [0, 3, None, 0, -1, None])]


@pytest.mark.parametrize("Y", [[5, 6], [[5], [6]], [[5, 5], [6, 6]]])
def test_each_column_is_a_series(unsent, Y):
    assert stems(unsent, TWO_SERIES, Y) == [
        ([5, 5, None, 6, 6, None], [0, 1, None, 0, 2, None]),
        ([5, 5, None, 6, 6, None], [0, 10, None, 0, 20, None]),
    ]


def test_series_may_have_positions_of_their_own(unsent):
    assert [x[::3] for x, _ in stems(unsent, TWO_SERIES, [[1, 2], [3, 4]])] == [[1, 3], [2, 4]]


@pytest.mark.parametrize(
    ("Y", "x"),
    [
        (["mon", "tue"], ["mon", "mon", None, "tue", "tue", None]),
        (
            np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[D]"),
            ["2024-01-01", "2024-01-01", None, "2024-01-02", "2024-01-02", None],
        ),
    ],
)
def test_positions_may_be_text_or_dates(unsent, Y, x):
    assert stems(unsent, [1, 2], Y) == [(x, [0, 1, None, 0, 2, None])]


@pytest.mark.parametrize(
    ("X", "Y", "places"),
    [
        ([1, 2], ["a", "a"], [["a", f"a{INVISIBLE}"]]),
        ([1, 2, 3], np.array(["a", "b", "a"], dtype=object), [["a", "b", f"a{INVISIBLE}"]]),
        (TWO_SERIES, ["1", "1"], [["1", f"1{INVISIBLE}"]] * 2),
        (TWO_SERIES, [["a", "b"], ["a", "c"]], [["a", f"a{INVISIBLE}"], ["b", "c"]]),
    ],
)
def test_names_that_are_repeated_in_a_series_are_places_of_their_own(unsent, X, Y, places):
    assert [x[::3] for x, _ in stems(unsent, X, Y)] == places
    assert unsent.stem(X, Y)[0]["layout"]["xaxis"] == {"type": "category"}
    assert unsent.stem(X, Y, opts={"xtype": "log"})[0]["layout"]["xaxis"] == {"type": "log"}


@pytest.mark.parametrize(("Y", "x"), [([3, 3], [3, 3]), (["a", "b"], ["a", "b"]), (["a", 1], ["a", 1])])
def test_other_positions_stay_as_they_are(unsent, Y, x):
    message, _ = unsent.stem([1, 2], np.array(Y, dtype=object))
    assert message["data"][0]["x"][::3] == x
    assert "xaxis" not in message["layout"]


def test_a_single_value_is_one_stem(unsent):
    assert stems(unsent, [7]) == [([1, 1, None], [0, 7, None])]
    assert stems(unsent, [7], [3]) == [([3, 3, None], [0, 7, None])]
    assert stems(unsent, np.array(7), np.int64(3)) == [([3, 3, None], [0, 7, None])]


def test_nan_has_no_stem(unsent):
    assert stems(unsent, [math.nan]) == [([1, 1, None], [0, None, None])]


def test_options_of_scatter_work_and_the_callers_are_unchanged(unsent):
    opts = {"legend": ["a", "b"], "mode": "markers", "linecolor": np.array([[1, 2, 3], [4, 5, 6]])}
    message, _ = unsent.stem(TWO_SERIES, win="w", env="e", opts=opts)
    assert [(trace["name"], trace["line"]["color"]) for trace in message["data"]] == [
        ("a", "#010203"),
        ("b", "#040506"),
    ]
    assert (message["win"], message["eid"], message["opts"]["mode"]) == ("w", "e", "lines")
    assert opts["mode"] == "markers"


@pytest.mark.parametrize(
    ("args", "opts", "reason"),
    [
        (([],), None, "at least one value"),
        ((np.zeros((2, 2, 2)),), None, "1 or 2 dimensions"),
        ((["a"],), None, "numbers, got text"),
        (([1, 2], [1, 2, 3]), None, r"expected Y with shape \(2,\), got \(3,\)"),
        ((TWO_SERIES, [1, 2, 3]), None, r"expected Y with shape \(2,\) or \(2, 2\), got \(3,\)"),
        ((TWO_SERIES, np.zeros((2, 3))), None, r"got \(2, 3\)"),
        ((TWO_SERIES, np.zeros((2, 1, 1))), None, r"got \(2, 1, 1\)"),
        ((TWO_SERIES,), {"legend": ["a"]}, "at least 2 names"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, args, opts, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.stem(*args, opts=opts)
