"""`vis.mesh`: corners, triangles, and the axes that plotly reads."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visdom.errors import BadArgument

CORNERS = [[0, 0, 0], [1, 0, 0], [0, 1, 0]]
FLAT_LAYOUT = {"showlegend": False, "margin": {"l": 60, "r": 60, "t": 60, "b": 60}}


def test_a_mesh_is_the_message_of_the_released_client(unsent):
    assert unsent.mesh(CORNERS, [[0, 1, 2]], win="w", env="e", opts={"color": "red", "opacity": 0.5}) == (
        {
            "data": [
                {
                    "x": [0, 1, 0],
                    "y": [0, 0, 1],
                    "z": [0, 0, 0],
                    "i": [0],
                    "j": [1],
                    "k": [2],
                    "color": "red",
                    "opacity": 0.5,
                    "type": "mesh3d",
                }
            ],
            "win": "w",
            "eid": "e",
            "layout": FLAT_LAYOUT,
            "opts": {"color": "red", "opacity": 0.5},
        },
        "events",
    )


def test_what_is_not_given_is_null(unsent):
    message, _ = unsent.mesh(CORNERS)
    (trace,) = message["data"]
    assert [trace[name] for name in ("i", "j", "k", "color", "opacity")] == [None] * 5


def test_a_mesh_in_the_plane(unsent):
    message, _ = unsent.mesh(((0, 0), (1, 0)), [[0, 1]], opts={"xlabel": "x"})
    (trace,) = message["data"]
    assert (trace["type"], trace["z"], trace["i"], trace["j"], trace["k"]) == ("mesh", None, [0], [1], None)
    assert message["layout"] == {**FLAT_LAYOUT, "xaxis": {"title": "x"}}


def test_axis_options_reach_the_scene(unsent):
    message, _ = unsent.mesh(CORNERS, opts={"xlabel": "x", "zlabel": "z"})
    assert message["layout"]["scene"] == {"xaxis": {"title": "x"}, "zaxis": {"title": "z"}}
    assert message["layout"]["margin"] == FLAT_LAYOUT["margin"]


def test_nan_is_null(unsent):
    message, _ = unsent.mesh([[1.0, 2.0, math.nan]])
    assert message["data"][0]["z"] == [None]


@pytest.mark.parametrize(
    ("args", "opts", "reason"),
    [
        (([1, 2, 3],), None, r"2 or 3 columns, one row per corner, got shape \(3,\)"),
        ((np.zeros((2, 4)),), None, "2 or 3 columns"),
        ((CORNERS, [[0, 1]]), None, r"Y with 3 columns, as X has, got shape \(1, 2\)"),
        ((CORNERS, [0, 1, 2]), None, "Y with 3 columns"),
        ((None,), None, "X: expected a list"),
        (([["a", "b"]],), None, "numbers, got text"),
        ((CORNERS,), {"color": 1}, "color.*a string"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, args, opts, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.mesh(*args, opts=opts)
