"""`vis.dual_axis_lines`: two lines, two y axes, and options of its own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visdom.errors import BadArgument


def test_the_defaults_are_those_of_the_released_client(unsent):
    assert unsent.dual_axis_lines([1, 2], [3, 4], [5, 6], None, "w", "e") == (
        {
            "data": [
                {"x": [1.0, 2.0], "y": [3.0, 4.0], "name": "Y1 axis", "type": "scatter"},
                {"x": [1.0, 2.0], "y": [5.0, 6.0], "name": "Y2 axis", "type": "scatter", "yaxis": "y2"},
            ],
            "win": "w",
            "eid": "e",
            "layout": {
                "title": "Example Double Y axis",
                "yaxis": {"title": "Y1 axis", "titlefont": {"color": "black"}, "tickfont": {"color": "black"}},
                "yaxis2": {
                    "title": "Y2 axis",
                    "titlefont": {"color": "rgb(148, 103, 0189)"},
                    "tickfont": {"color": "rgb(148, 103, 189)"},
                    "overlaying": "y",
                    "side": "right",
                },
                "showlegend": True,
                "margin": {"b": 60, "r": 60, "t": 60, "l": 60},
            },
            "opts": {"height": 300, "width": 500},
        },
        "events",
    )


def test_every_option_has_its_member(unsent):
    opts = {"height": 1, "width": 2, "name_y1": "one", "name_y2": "two", "title": 5, "side": "left", "top": 3}
    opts |= {f"color_{what}_y{number}": f"{what}{number}" for what in ("title", "tick") for number in (1, 2)}
    message, _ = unsent.dual_axis_lines([1], [2], [3], opts={**opts, "showlegend": False})
    layout = message["layout"]
    assert [trace["name"] for trace in message["data"]] == ["one", "two"]
    assert (layout["title"], layout["showlegend"]) == (5, False)
    assert layout["margin"] == {"b": 60, "r": 60, "t": 3, "l": 60}
    assert layout["yaxis"] == {"title": "one", "titlefont": {"color": "title1"}, "tickfont": {"color": "tick1"}}
    assert layout["yaxis2"]["titlefont"] == {"color": "title2"}
    assert layout["yaxis2"]["tickfont"] == {"color": "tick2"}
    assert layout["yaxis2"]["side"] == "left"


def test_options_of_other_plots_have_no_effect(unsent):
    opts = {"xlabel": "x", "legend": ["a"], "marginleft": 1, "layoutopts": {"plotly": {"a": 1}}, "opacity": -4}
    with_them, _ = unsent.dual_axis_lines([1], [2], [3], opts)
    without, _ = unsent.dual_axis_lines([1], [2], [3])
    assert with_them["layout"] == without["layout"]
    assert with_them["opts"] == {**opts, "height": 300, "width": 500}
    assert "height" not in opts


@pytest.mark.parametrize(
    ("X", "x"),
    [
        ((1, 2), [1.0, 2.0]),
        (["1", "2.5"], [1.0, 2.5]),
        (["mon", "tue"], ["mon", "tue"]),
        (np.array(["2024-01-01", "2024-01-02"], dtype="datetime64[D]"), ["2024-01-01", "2024-01-02"]),
    ],
)
def test_abscissas(unsent, X, x):
    message, _ = unsent.dual_axis_lines(X, ["3", "4"], (5.0, math.nan))
    first, second = message["data"]
    assert (first["x"], second["x"]) == (x, x)
    assert (first["y"], second["y"]) == ([3.0, 4.0], [5.0, None])


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ((), "X: expected a list, an array or a tensor, got NoneType"),
        (([1], [2]), "Y2: expected a list"),
        (([1, 2], [3, 4], [5]), "equal lengths, got 2, 2 and 1"),
        ((np.ones((2, 2)), np.ones((2, 2)), np.ones((2, 2))), r"X with one dimension, got shape \(2, 2\)"),
        (([1], ["a"], [2]), "Y1: expected numbers"),
        (([1], [2], np.array(["2024-01-01"], dtype="datetime64[D]")), "Y2: expected numbers"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, args, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.dual_axis_lines(*args)


def test_values_without_dimensions_are_one_point(unsent):
    message, _ = unsent.dual_axis_lines(np.int64(1), np.array(2.5), np.float32(0.5))
    assert [(trace["x"], trace["y"]) for trace in message["data"]] == [([1], [2.5]), ([1], [0.5])]
