"""`vis.surf` and `vis.contour`: heights, colours and their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visdom.errors import BadArgument

HEIGHTS = np.array([[1, 2, 3], [4, 5, 6]])


def test_a_surface_is_the_message_of_the_released_client(unsent):
    assert unsent.surf(HEIGHTS, win="w", env="e", opts={"zlabel": "z"}) == (
        {
            "data": [
                {"z": HEIGHTS.tolist(), "cmin": 1.0, "cmax": 6.0, "type": "surface", "colorscale": "Viridis"},
            ],
            "win": "w",
            "eid": "e",
            "layout": {
                "showlegend": False,
                "margin": {"l": 0, "r": 60, "t": 20, "b": 0},
                "scene": {"zaxis": {"title": "z"}},
            },
            "opts": {"zlabel": "z", "xmin": 1.0, "xmax": 6.0, "colormap": "Viridis"},
        },
        "events",
    )


def test_contours_have_a_flat_layout(unsent):
    message, endpoint = unsent.contour(HEIGHTS, opts={"xlabel": "x", "colormap": "Hot"})
    assert endpoint == "events"
    assert (message["data"][0]["type"], message["data"][0]["colorscale"]) == ("contour", "Hot")
    assert message["layout"]["xaxis"] == {"title": "x"}
    assert message["layout"]["margin"] == {"l": 60, "r": 60, "t": 60, "b": 60}


@pytest.mark.parametrize(("given", "limit"), [(0, 0.0), ("0.5", 0.5), (True, 1.0), (np.float32(0.5), 0.5)])
def test_limits_are_numbers_also_if_given_as_text(unsent, given, limit):
    message, _ = unsent.surf(HEIGHTS, opts={"xmin": given})
    assert message["data"][0]["cmin"] == message["opts"]["xmin"] == limit
    assert message["data"][0]["cmax"] == 6.0


@pytest.mark.parametrize("method", ["surf", "contour"])
def test_holes_do_not_spoil_the_limits(unsent, method):
    message, _ = getattr(unsent, method)([[1.0, math.nan], [3.0, math.inf]])
    (trace,) = message["data"]
    assert trace["z"] == [[1.0, None], [3.0, math.inf]]
    assert (trace["cmin"], trace["cmax"]) == (1.0, 3.0)


def test_without_any_number_the_page_chooses_the_limits(unsent):
    message, _ = unsent.surf(np.full((2, 2), np.nan))
    assert (message["data"][0]["cmin"], message["data"][0]["cmax"]) == (None, None)


@pytest.mark.parametrize(("method", "kind"), [("surf", "surface"), ("contour", "contour")])
@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0,), (0, 0, 0), (1, 0)])
def test_an_empty_array_has_no_surface(unsent, method, kind, shape):
    with pytest.raises(BadArgument) as raised:
        getattr(unsent, method)(np.zeros(shape))
    assert str(raised.value) == (
        f"{method}: an empty array has no {kind}: expected X with at least one row and one column, got shape {shape}"
    )


def test_dimensions_of_length_one_do_not_count(unsent):
    message, _ = unsent.contour(HEIGHTS[np.newaxis])
    assert message["data"][0]["z"] == HEIGHTS.tolist()


@pytest.mark.parametrize("method", ["surf", "contour"])
@pytest.mark.parametrize(
    ("X", "drawn"),
    [
        ([[1, 2, 3]], {"z": [[1, 2, 3]] * 2, "y": [-0.5, 0.5]}),
        ([[1], [2], [3]], {"z": [[1, 1], [2, 2], [3, 3]], "x": [-0.5, 0.5]}),
        ([[7]], {"z": [[7, 7]] * 2, "x": [-0.5, 0.5], "y": [-0.5, 0.5]}),
        (np.array([[[1, 2]]]), {"z": [[1, 2]] * 2, "y": [-0.5, 0.5]}),
        (np.array([[[1], [2]]]), {"z": [[1, 1], [2, 2]], "x": [-0.5, 0.5]}),
        (np.array([[[1, 2], [3, 4]]]), {"z": [[1, 2], [3, 4]]}),
    ],
)
def test_a_single_row_or_column_is_a_band(unsent, method, X, drawn):
    message, _ = getattr(unsent, method)(X)
    (trace,) = message["data"]
    assert {name: trace[name] for name in trace if name in "xyz"} == drawn
    assert (trace["cmin"], trace["cmax"]) == (np.min(X), np.max(X))


@pytest.mark.parametrize("method", ["surf", "contour"])
@pytest.mark.parametrize(
    ("X", "opts", "reason"),
    [
        ([1, 2, 3], None, r"rows and columns, got shape \(3,\)"),
        (np.zeros((1, 2, 1, 0)), None, r"got shape \(1, 2, 1, 0\)"),
        (np.zeros((0, 3)), None, r"got shape \(0, 3\)"),
        (np.zeros((2, 2, 2)), None, "got shape"),
        ([["a", "b"], ["c", "d"]], None, "numbers, got text"),
        (HEIGHTS, {"xmin": None}, "xmin.*expected a number, got None"),
        (HEIGHTS, {"xmax": "high"}, "xmax.*expected a number, got 'high'"),
        (HEIGHTS, {"colormap": ["a"]}, "colormap"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, method, X, opts, reason):
    with pytest.raises(BadArgument, match=reason):
        getattr(unsent, method)(X, opts=opts)
