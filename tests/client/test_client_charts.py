"""Rules of all charts: options do not change, refused calls send nothing, each call is one request."""

from __future__ import annotations

import copy
import json

import pytest

from visdom.errors import BadArgument

CALLS = {
    "scatter": ([[1, 2], [3, 4]],),
    "line": ([1, 2],),
    "stem": ([1, 2],),
    "dual_axis_lines": ([1, 2], [3, 4], [5, 6]),
    "bar": ([[1, 2], [3, 4]],),
    "histogram": ([1, 2, 3],),
    "boxplot": ([[1, 2], [3, 4]],),
    "pie": ([1, 2],),
    "sunburst": (["a", "b"], ["", "a"]),
    "heatmap": ([[1, 2], [3, 4]],),
    "surf": ([[1, 2], [3, 4]],),
    "contour": ([[1, 2], [3, 4]],),
    "quiver": ([[1, 2]], [[3, 4]]),
    "mesh": ([[0, 0, 0], [1, 1, 1]],),
    "graph": ([(0, 1)],),
}


@pytest.mark.parametrize("method", CALLS)
def test_the_callers_options_and_data_stay_as_they_are(unsent, method):
    opts = {"title": 3, "own": ["a", "b"], "xtickvals": [1, 2], "layoutopts": {"plotly": {"xaxis": {"a": [1]}}}}
    data = CALLS[method]
    given = copy.deepcopy((opts, data))
    message, _ = getattr(unsent, method)(*data, opts=opts)
    message["opts"]["own"].append("changed")
    message["opts"]["layoutopts"]["plotly"]["xaxis"]["a"].append("changed")
    assert (opts, data) == given


@pytest.mark.parametrize("method", CALLS)
def test_a_chart_is_one_request_and_returns_its_window(vis, recorder, method):
    assert getattr(vis, method)(*CALLS[method], win="w", env="e", opts={"title": "T"}) == "w"
    (post,) = recorder.posts
    assert post.path == "/events"
    assert (post.body["win"], post.body["eid"], post.body["opts"]["title"]) == ("w", "e", "T")


@pytest.mark.parametrize("method", CALLS)
def test_what_is_refused_is_not_sent(vis, recorder, method):
    with pytest.raises(BadArgument):
        getattr(vis, method)(*[3] * len(CALLS[method]))
    assert recorder.posts == []


@pytest.mark.parametrize("method", ["boxplot", "bar", "heatmap", "surf", "contour"])
def test_nan_is_never_written_as_a_word_that_json_does_not_know(unsent, method):
    message, _ = getattr(unsent, method)([[1.0, float("nan")], [3.0, 4.0]])
    assert "NaN" not in json.dumps(message)
