"""`vis.pie`: sizes and names of slices."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visdom.errors import BadArgument


def test_a_pie_is_the_message_of_the_released_client(unsent):
    assert unsent.pie([19, 26], win="w", env="e", opts={"legend": ["a", "b"], "title": "P"}) == (
        {
            "data": [{"values": [19, 26], "labels": ["a", "b"], "type": "pie"}],
            "win": "w",
            "eid": "e",
            "layout": {"showlegend": True, "title": "P", "margin": {"l": 60, "r": 60, "t": 60, "b": 60}},
            "opts": {"legend": ["a", "b"], "title": "P"},
        },
        "events",
    )


@pytest.mark.parametrize(
    ("X", "sizes"), [([5], [5]), ([[1], [2]], [1, 2]), ([], []), ([True, False], [True, False]), ([0.0, 0.5], [0, 0.5])]
)
def test_sizes(unsent, X, sizes):
    message, _ = unsent.pie(X)
    assert message["data"] == [{"values": sizes, "labels": None, "type": "pie"}]


def test_the_number_of_names_is_free(unsent):
    message, _ = unsent.pie([1, 2, 3], opts={"legend": ("a",)})
    assert message["data"][0]["labels"] == ("a",)


@pytest.mark.parametrize(
    ("X", "reason"),
    [
        ([1, -1], "sizes from 0"),
        ([1, math.nan], "sizes from 0"),
        (np.ones((2, 2)), r"one dimension, got shape \(2, 2\)"),
        (["a", "b"], "numbers, got text"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, X, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.pie(X)
