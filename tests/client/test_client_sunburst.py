"""`vis.sunburst`: labels, parents, values, and options under both of their names."""

from __future__ import annotations

import numpy as np
import pytest

from visdom.errors import BadArgument

LABELS, PARENTS = ["r", "a", "b"], ["", "r", "r"]


def test_a_sunburst_is_the_message_of_the_released_client(unsent):
    opts = {"size": 20, "font_color": "red", "opacity": 0.5, "marker_width": 3}
    assert unsent.sunburst(LABELS, PARENTS, [10, 4, 6], win="w", env="e", opts=opts) == (
        {
            "data": [
                {
                    "labels": LABELS,
                    "parents": PARENTS,
                    "values": [10, 4, 6],
                    "outsidetextfont": {"size": 20, "color": "red"},
                    "leaf": {"opacity": 0.5},
                    "marker": {"line": {"width": 3}},
                    "type": "sunburst",
                }
            ],
            "win": "w",
            "eid": "e",
            "layout": {"showlegend": False, "margin": {"l": 60, "r": 60, "t": 60, "b": 60}},
            "opts": opts,
        },
        "events",
    )


def test_what_is_not_given_is_null(unsent):
    message, _ = unsent.sunburst(np.array(LABELS), PARENTS)
    (trace,) = message["data"]
    assert trace["outsidetextfont"] == {"size": None, "color": None}
    assert trace["leaf"] == {"opacity": None}
    assert trace["marker"] == {"line": {"width": None}}
    assert "values" not in trace


def test_the_names_that_the_manual_of_the_released_client_gives_work_too(unsent):
    message, _ = unsent.sunburst(LABELS, PARENTS, opts={"font_size": 20, "line_width": 3})
    (trace,) = message["data"]
    assert trace["outsidetextfont"]["size"] == 20
    assert trace["marker"]["line"]["width"] == 3


def test_a_single_sector_may_have_a_value(unsent):
    message, _ = unsent.sunburst(["r"], [""], [7])
    assert message["data"][0]["values"] == [7]


def test_values_lose_dimensions_of_length_one_and_nan_is_null(unsent):
    message, _ = unsent.sunburst(LABELS, PARENTS, np.array([[1.0, np.nan, 2.0]]))
    assert message["data"][0]["values"] == [1.0, None, 2.0]


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        ((["r", "a"], [""]), "as many parents as labels"),
        (([["r"]], [[""]]), "as many parents as labels"),
        ((("r",), ("",)), "labels: expected a list"),
        ((LABELS, PARENTS, np.ones((2, 2))), "one value per label: 3"),
        ((LABELS, PARENTS, [1]), "one value per label: 3"),
        ((LABELS, PARENTS, None, None, None, {"opacity": 3}), "opacity"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, args, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.sunburst(*args)
