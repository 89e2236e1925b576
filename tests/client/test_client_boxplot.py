"""`vis.boxplot`: a box per column, and their names."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visdom.errors import BadArgument

TWO_BOXES = np.array([[1.0, 10.0], [2.0, 20.0]])


def test_boxes_are_the_message_of_the_released_client(unsent):
    assert unsent.boxplot(TWO_BOXES, win="w", env="e", opts={"legend": ["a", "b"]}) == (
        {
            "data": [{"y": [1.0, 2.0], "type": "box", "name": "a"}, {"y": [10.0, 20.0], "type": "box", "name": "b"}],
            "win": "w",
            "eid": "e",
            "layout": {"showlegend": True, "margin": {"l": 60, "r": 60, "t": 60, "b": 60}},
            "opts": {"legend": ["a", "b"]},
        },
        "events",
    )


@pytest.mark.parametrize("opts", [None, {"legend": None}])
def test_boxes_without_names_are_counted_from_0(unsent, opts):
    message, _ = unsent.boxplot(TWO_BOXES, opts=opts)
    assert [trace["name"] for trace in message["data"]] == ["column 0", "column 1"]


@pytest.mark.parametrize(
    ("X", "boxes"),
    [
        ([3, 1], [[3, 1]]),
        ([[3, 1]], [[3, 1]]),
        ([7], [[7]]),
        ([], [[]]),
        (np.zeros((3, 0)), []),
        (np.zeros((0, 2)), [[], []]),
        ([1.0, math.nan], [[1.0, None]]),
    ],
)
def test_shapes(unsent, X, boxes):
    message, _ = unsent.boxplot(X)
    assert [trace["y"] for trace in message["data"]] == boxes


@pytest.mark.parametrize(
    ("X", "opts", "reason"),
    [
        (np.zeros((2, 2, 2)), None, r"1 or 2 dimensions, got shape \(2, 2, 2\)"),
        (TWO_BOXES, {"legend": ["a"]}, "expected 2 names, one per column, got 1"),
        (3, None, "X: expected a list"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, X, opts, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.boxplot(X, opts=opts)
