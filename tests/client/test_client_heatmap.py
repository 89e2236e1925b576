"""`vis.heatmap`: cells, names, background of empty cells, rows and columns added."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visdom.errors import BadArgument


def test_a_new_heatmap_is_the_message_of_the_released_client(unsent):
    opts = {"columnnames": ["a", "b"], "xmin": 0, "title": "T"}
    assert unsent.heatmap([[1, math.nan]], win="w", env="e", opts=opts) == (
        {
            "data": [
                {
                    "z": [[1.0, None]],
                    "x": ["a", "b"],
                    "y": None,
                    "zmin": 0,
                    "zmax": None,
                    "type": "heatmap",
                    "colorscale": "Viridis",
                }
            ],
            "win": "w",
            "eid": "e",
            "layout": {"showlegend": False, "title": "T", "margin": {"l": 60, "r": 60, "t": 60, "b": 60}},
            "opts": {**opts, "colormap": "Viridis"},
        },
        "events",
    )


def test_empty_cells_get_a_background_in_front(unsent):
    message, _ = unsent.heatmap([[1.0, math.nan]], opts={"nancolor": "red"})
    background, cells = message["data"]
    assert background["z"] == [[0.0, 0.0]]
    assert background["colorscale"] == [[0, "red"], [1, "red"]]
    assert cells["z"] == [[1.0, None]]


@pytest.mark.parametrize(
    ("update", "append"),
    [("appendRow", True), ("appendColumn", True), ("prependRow", True), ("prependColumn", True), ("replace", False)],
)
def test_updates_say_where_the_cells_go(unsent, update, append):
    message, endpoint = unsent.heatmap([[1, 2]], win="w", update=update)
    assert endpoint == "update"
    assert (message["updateDir"], message["append"], message["layout"]) == (update, append, {})


def test_a_heatmap_is_removed(unsent):
    assert unsent.heatmap(None, win="w", env="e", update="remove") == (
        {"data": [], "delete": True, "win": "w", "eid": "e"},
        "update",
    )


@pytest.mark.parametrize(
    ("kwargs", "reason"),
    [
        ({"X": [1, 2]}, "rows and columns, got shape"),
        ({"X": [[1]], "update": "append"}, "one of None, 'replace'"),
        ({"X": [[1]], "update": False}, "got False"),
        ({"X": None, "update": "remove"}, "needs the win"),
        ({"X": np.eye(2), "opts": {"columnnames": ["a"]}}, "columnnames.*expected 2 names, one per column, got 1"),
        ({"X": np.eye(2), "opts": {"rownames": []}}, "rownames.*expected 2 names, one per row, got 0"),
        ({"X": np.eye(2), "opts": {"columnnames": ("a", "b")}}, "a list of names"),
        ({"X": np.eye(2), "opts": {"colormap": 3}}, "name of a colour map"),
    ],
)
def test_what_does_not_fit_is_refused(unsent, kwargs, reason):
    with pytest.raises(BadArgument, match=reason):
        unsent.heatmap(**kwargs)
