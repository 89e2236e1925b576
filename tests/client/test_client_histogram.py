"""`vis.histogram`: counts, positions, number of bins."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visdom import Visdom
from visdom.errors import BadArgument


def counted(vis: Visdom, *args: object, **kwargs: object) -> tuple[list[float], list[int]]:
    message, endpoint = vis.histogram(*args, **kwargs)
    (trace,) = message["data"]
    assert (trace["type"], endpoint) == ("bar", "events")
    return trace["x"], trace["y"]


def test_bars_stand_from_the_smallest_value_to_the_largest(unsent):
    assert counted(unsent, [1, 2, 2, 3, 3, 4], opts={"numbins": 3}) == ([1.0, 2.5, 4.0], [1, 2, 3])


@pytest.mark.parametrize(("values", "bins"), [(6, 6), (30, 30), (31, 30), (500, 30)])
def test_there_are_thirty_bins_unless_there_are_fewer_values(unsent, values, bins):
    message, _ = unsent.histogram(np.arange(values))
    assert len(message["data"][0]["y"]) == bins
    assert message["opts"] == {"numbins": bins, "stacked": False}


def test_options_of_bars_work(unsent):
    opts = {"title": 3, "rownames": ["low", "high"], "numbins": np.int64(2)}
    message, _ = unsent.histogram([1, 2, 3], "w", "e", opts)
    assert (message["win"], message["eid"], message["layout"]["title"]) == ("w", "e", "3")
    assert message["data"][0]["x"] == ["low", "high"]
    assert set(opts) == {"title", "rownames", "numbins"}


def test_one_bin_and_one_value_are_one_bar(unsent):
    assert counted(unsent, [1, 2, 5], opts={"numbins": 1}) == ([3.0], [3])
    assert counted(unsent, [7]) == ([7.0], [1])


def test_equal_values_have_one_position(unsent):
    assert counted(unsent, [5, 5, 5]) == ([5.0, 5.0, 5.0], [0, 3, 0])


def test_truth_values_are_counted(unsent):
    assert counted(unsent, np.array([True, False, True])) == ([0.0, 0.5, 1.0], [1, 0, 2])


def test_dimensions_of_length_one_do_not_count(unsent):
    assert counted(unsent, [[1], [2]]) == counted(unsent, [1, 2])


@pytest.mark.parametrize(
    ("X", "opts", "reason"),
    [
        ([], None, "at least one value"),
        (np.zeros((3, 3)), None, r"one dimension.*got shape \(3, 3\)"),
        ([1.0, math.nan], None, "NaN or infinity"),
        ([1.0, None], None, "NaN or infinity"),
        ([1.0, math.inf], None, "NaN or infinity"),
        (["a", "b"], None, "numbers, got text"),
        (np.array(["2024-01-01"], dtype="datetime64[D]"), None, "numbers, got dates"),
        ([1, 2], {"numbins": 0}, "numbins.*above 0, got 0"),
        ([1, 2], {"numbins": 2.5}, "numbins.*whole number"),
        ([1, 2], {"numbins": math.inf}, "numbins.*whole number"),
        ([1, 2], {"numbins": "2"}, "numbins.*whole number"),
        (np.zeros((1, 2, 1, 3)), None, r"got shape \(1, 2, 1, 3\)"),
        ([1, 2], {"numbins": None}, "numbins.*got None"),
        ([1, 2], {"legend": ["a", "b"]}, "one position in Y"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, X, opts, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.histogram(X, opts=opts)


@pytest.mark.parametrize("bins", [3, 3.0, np.float32(3), np.int8(3), np.array(3), np.array(3.0)])
def test_the_number_of_bins_may_be_any_whole_number(unsent, bins):
    message, _ = unsent.histogram([1, 2, 3, 3], opts={"numbins": bins})
    assert message["data"][0]["y"] == [1, 1, 2]
