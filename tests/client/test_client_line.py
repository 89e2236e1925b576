"""`vis.line`: shapes of X and Y, options, updates."""

from __future__ import annotations

import datetime
import math

import numpy as np
import pytest

from visdom import Visdom
from visdom.errors import BadArgument

TWO_LINES = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])


def lines(vis: Visdom, *args: object, **kwargs: object) -> list[tuple]:
    message, _ = vis.line(*args, **kwargs)
    return [(trace["x"], trace["y"]) for trace in message["data"]]


@pytest.mark.parametrize(
    ("Y", "X", "expected"),
    [
        ([3, 1, 2], None, [([0.0, 0.5, 1.0], [3.0, 1.0, 2.0])]),
        ([3, 1], [5, 6], [([5, 6], [3, 1])]),
        ([7], [1], [([1], [7])]),
        (TWO_LINES, [5, 6, 7], [([5, 6, 7], [1, 2, 3]), ([5, 6, 7], [10, 20, 30])]),
        (TWO_LINES, TWO_LINES / 2, [([0.5, 1, 1.5], [1, 2, 3]), ([5, 10, 15], [10, 20, 30])]),
        ([1.0, math.nan], [0, 1], [([0, 1], [1.0, None])]),
    ],
)
def test_shapes(unsent, Y, X, expected):
    assert lines(unsent, Y, X) == expected


@pytest.mark.parametrize("Y", [np.array(0.5), np.float64(0.5), np.float32(0.5), [0.5], np.array([[0.5]])])
@pytest.mark.parametrize("X", [np.array(7), np.int64(7), [7], np.datetime64("2024-01-01"), np.array("mon"), None])
def test_a_value_without_dimensions_is_one_point(unsent, Y, X):
    expected = {"datetime64": "2024-01-01", "ndarray": X if X is None else np.asarray(X).item()}
    x = 0.0 if X is None else expected.get(type(X).__name__, 7)
    assert lines(unsent, Y, X) == [([x], [0.5])]
    if X is not None:
        message, _ = unsent.line(Y, X, win="w", name="loss", update="append")
        assert (message["data"][0]["x"], message["append"]) == ([x], True)


def test_whole_numbers_stay_whole_if_both_are(unsent):
    ((x, y),) = lines(unsent, [3, 1], [5, 6])
    assert {type(value) for value in x + y} == {int}


def test_dates_and_text_may_be_abscissas(unsent):
    assert lines(unsent, [1, 2], ["mon", "tue"]) == [(["mon", "tue"], [1, 2])]
    days = np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[D]")
    assert lines(unsent, [1.5, 2], days) == [(["2024-01-01", "2024-01-02"], [1.5, 2.0])]
    day = datetime.date(2024, 1, 1)
    assert lines(unsent, TWO_LINES[:1], [day]) == [(["2024-01-01"], [1.0]), (["2024-01-01"], [10.0])]


def test_the_mode_follows_the_option_markers_alone(unsent):
    for opts, mode in (({"mode": "markers"}, "lines"), ({"markers": True}, "lines+markers")):
        message, _ = unsent.line([1, 2], opts=opts)
        assert message["data"][0]["mode"] == message["opts"]["mode"] == mode


def test_the_callers_options_can_be_used_again(unsent):
    opts = {"linecolor": np.array([[1, 2, 3]]), "markers": False}
    first, _ = unsent.line([1, 2], opts=opts)
    second, _ = unsent.line([1, 2], opts=opts)
    assert first == second
    assert set(opts) == {"linecolor", "markers"}


@pytest.mark.parametrize(
    ("args", "kwargs", "reason"),
    [
        (([5],), {"win": "w", "update": "append"}, "needs X"),
        (([5], [1]), {"update": "replace"}, "needs the win"),
        (([1, 2, 3], [1, 2]), {}, r"expected X with shape \(3,\), got \(2,\)"),
        (([1, 2], [[1, 2]]), {}, "expected X with shape"),
        (([1], np.zeros((1, 1, 1))), {}, "X with 1 or 2 dimensions"),
        (([1, 2], np.array(1)), {}, r"expected X with shape \(2,\), got \(\)"),
        ((np.array(1), [1, 2]), {}, r"expected X with shape \(1,\), got \(2,\)"),
        ((np.zeros((2, 2, 2)),), {}, "Y with 1 or 2 dimensions"),
        ((np.zeros((3, 0)),), {}, "at least one value"),
        (([],), {}, "at least one value"),
        ((0.5, 1), {}, r"Y: expected a list.*got float; a single value is written \[0.5\]"),
        ((TWO_LINES,), {"name": "n"}, "fits one line"),
        ((None,), {"win": "w", "name": "n", "update": "remove", "opts": {"title": "x"}}, "takes no opts"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, args, kwargs, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.line(*args, **kwargs)


def test_a_line_is_removed_by_name(unsent):
    message, endpoint = unsent.line(None, win="w", name="loss", update="remove")
    assert (endpoint, message["delete"], message["name"]) == ("update", True, "loss")
