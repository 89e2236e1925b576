"""`vis.quiver`: shafts, heads, grids, lengths."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visdom import Visdom
from visdom.errors import BadArgument


def strokes(vis: Visdom, *args: object, **kwargs: object) -> list[tuple[float | None, float | None]]:
    message, endpoint = vis.quiver(*args, **kwargs)
    (trace,) = message["data"]
    assert (trace["type"], trace["mode"], endpoint) == ("scatter", "lines", "events")
    return list(zip(trace["x"], trace["y"], strict=True))


def test_arrows_begin_at_row_and_column(unsent):
    X, Y = [[1, 2], [3, 4]], [[10, 20], [30, 40]]
    gap = (None, None)
    assert strokes(unsent, X, Y, opts={"arrowheads": False}) == [
        *((0, 0), (1, 10), gap),
        *((0, 1), (2, 21), gap),
        *((1, 0), (4, 30), gap),
        *((1, 1), (5, 41), gap),
    ]


def test_heads_follow_all_shafts(unsent):
    points = strokes(unsent, [[1.0]], [[0.0]])
    assert points[:3] == [(0, 0), (1, 0), (None, None)]
    left, tip, right, gap = points[3:]
    assert tip == (1, 0)
    assert gap == (None, None)
    assert left == pytest.approx((1 - 0.33 * (1 + 0.33e-5), 0.33 * 0.33 * (1 + 1e-5)))
    assert right == pytest.approx((1 - 0.33 * (1 - 0.33e-5), -0.33 * 0.33 * (1 + 1e-5)))


def test_grids_say_where_arrows_begin(unsent):
    points = strokes(unsent, [[1, 1]], [[2, 2]], [[10, 20]], np.array([[5, 6]]), opts={"arrowheads": False})
    assert points[::3] == [(10, 5), (20, 6)]
    assert points[1::3] == [(11, 7), (21, 8)]


def test_the_longest_arrow_gets_the_requested_length(unsent):
    points = strokes(unsent, [[3, 0.3]], [[4, 0.4]], opts={"normalize": 0.5, "arrowheads": False})
    assert points[1] == pytest.approx((0.3, 0.4))
    assert points[4] == pytest.approx((0.03, 1.04))


def test_a_field_without_length_stays_as_it_is(unsent):
    points = strokes(unsent, [[0, 0]], [[0, math.nan]], opts={"normalize": 1, "arrowheads": False})
    assert points == [(0, 0), (0, 0), (None, None), (0, 1), (0, None), (None, None)]


def test_bytes_do_not_overflow(unsent):
    ones = np.full((1, 1), 200, dtype=np.uint8)
    points = strokes(unsent, ones, ones * 0, ones, opts={"normalize": 100, "arrowheads": False})
    assert points[:2] == [(200, 0), (300, 0)]


def test_no_arrows_make_no_traces(unsent):
    message, _ = unsent.quiver(np.zeros((0, 2)), np.zeros((0, 2)), opts={"normalize": 1})
    assert message["data"] == []


def test_options_say_what_was_drawn_and_the_callers_are_unchanged(unsent):
    opts = {"mode": "markers", "title": "Q", "linecolor": np.array([[255, 0, 0]])}
    message, _ = unsent.quiver([[1]], [[1]], win="w", env="e", opts=opts)
    assert (message["opts"]["mode"], message["opts"]["arrowheads"]) == ("lines", True)
    assert (message["win"], message["eid"], message["layout"]["title"]) == ("w", "e", "Q")
    assert message["data"][0]["line"] == {"color": "#ff0000"}
    assert set(opts) == {"mode", "title", "linecolor"}
    assert opts["mode"] == "markers"


@pytest.mark.parametrize(
    ("args", "opts", "reason"),
    [
        (([1.0], [1.0]), None, "same rows and columns"),
        ((np.zeros((2, 2)), np.zeros((2, 3))), None, r"got \(2, 2\) and \(2, 3\)"),
        (([[1, 2]], [[3, 4]], [[10]]), None, r"gridX with the shape of X, \(1, 2\), got \(1, 1\)"),
        (([[1, 2]], [[3, 4]], None, [10, 2]), None, "gridY with the shape"),
        (([["a"]], [[1]]), None, "numbers, got text"),
        (([[1]], [[1]]), {"normalize": -1}, "normalize.*above 0, got -1"),
        (([[1]], [[1]]), {"normalize": "1"}, "normalize.*above 0, got '1'"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, args, opts, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.quiver(*args, opts=opts)
