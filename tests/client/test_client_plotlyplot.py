"""`vis.plotlyplot`: figures of plotly and plain dicts."""

from __future__ import annotations

import math
import sys

import numpy as np
import plotly.graph_objects as go
import pytest

from visdom.errors import BadArgument, MissingPackage


def test_a_dict_is_sent_as_it_is(unsent):
    figure = {"data": [{"type": "bar", "y": [1, 2]}], "layout": {"title": {"text": "T"}, "width": 300}, "frames": [1]}
    message, endpoint = unsent.plotlyplot(figure, win="w", env="e")
    assert endpoint == "events"
    assert message == {
        "data": figure["data"],
        "layout": figure["layout"],
        "win": "w",
        "eid": "e",
        "opts": {"title": "T"},
    }


@pytest.mark.parametrize(
    ("layout", "opts"),
    [
        ({}, {}),
        ({"title": "Plain"}, {"title": "Plain"}),
        ({"title": "some text"}, {"title": "some text"}),
        ({"title": {"text": "text"}}, {"title": "text"}),
        ({"title": ""}, {"title": ""}),
        ({"title": 5}, {"title": "5"}),
        ({"title": {"x": 0.5}}, {}),
        ({"title": {"text": None}}, {"title": None}),
        ({"title": {"text": 5}}, {"title": 5}),
        ({"title": None}, {}),
    ],
)
def test_the_title_of_the_layout_becomes_that_of_the_pane(unsent, layout, opts):
    message, _ = unsent.plotlyplot({"data": [], "layout": layout})
    assert (message["opts"], message["layout"]) == (opts, layout)


def test_arrays_become_lists_and_nan_null(unsent):
    message, _ = unsent.plotlyplot({"data": [{"y": np.array([1.0, math.nan, math.inf])}], "layout": {}})
    assert message["data"] == [{"y": [1, None, None]}]


def test_a_figure_is_encoded_by_plotly(unsent):
    figure = go.Figure(go.Scatter(y=[1, 2], name="s"), layout={"title": "Obj", "template": {}})
    message, _ = unsent.plotlyplot(figure)
    assert message["data"] == [{"y": [1, 2], "name": "s", "type": "scatter"}]
    assert message["layout"]["title"] == {"text": "Obj"}
    assert message["opts"] == {"title": "Obj"}


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        ({"data": []}, "got a dict with data"),
        ({"layout": {}}, "got a dict with layout"),
        ({"data": [], "layout": None}, "expected a figure"),
        ({}, "got a dict with nothing"),
        ([], "got list"),
        ("fig", "got str"),
        (None, "got NoneType"),
        (object(), "plotly can encode"),
    ],
)
def test_other_types_are_refused_and_nothing_is_sent(vis, recorder, figure, reason):
    with pytest.raises(BadArgument, match=reason):
        vis.plotlyplot(figure)
    assert recorder.posts == []


def test_without_plotly_the_error_names_the_package(unsent, monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly.utils", None)
    for kind in (MissingPackage, RuntimeError, ImportError):
        with pytest.raises(kind, match=r"plotly: pip install 'visdom\[plotly\]'"):
            unsent.plotlyplot({"data": [], "layout": {}})
