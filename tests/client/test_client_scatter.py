"""`vis.scatter`: traces per label, names, colours, updates."""

from __future__ import annotations

import math

import numpy as np
import pytest
from recording import Recorder

from visdom import Visdom
from visdom.errors import BadArgument

POINTS = np.array([[0.5, 1.5], [2.0, -1.0], [3.25, 4.0], [4.0, 0.0]])
DEFAULTS = {"mode": "markers", "markersymbol": "dot", "markersize": 10, "markerborderwidth": 0.5}


def traces(vis: Visdom, *args: object, **kwargs: object) -> list[dict]:
    message, _ = vis.scatter(*args, **kwargs)
    return message["data"]


def test_a_new_plot_is_the_message_of_the_released_client(unsent):
    assert unsent.scatter([[1, 2], [3, 4]], win="w", env="e") == (
        {
            "data": [
                {
                    "x": [1, 3],
                    "y": [2, 4],
                    "name": "1",
                    "type": "scatter",
                    "mode": "markers",
                    "textposition": "right",
                    "line": {},
                    "marker": {"size": 10, "symbol": "dot", "line": {"color": "#000000", "width": 0.5}},
                }
            ],
            "win": "w",
            "eid": "e",
            "layout": {"showlegend": False, "margin": {"l": 60, "r": 60, "t": 60, "b": 60}},
            "opts": DEFAULTS,
        },
        "events",
    )


def test_each_label_is_a_trace_of_its_own_in_ascending_order(unsent):
    data = traces(unsent, POINTS, [3, 1, 3, 1])
    assert [(trace["name"], trace["x"]) for trace in data] == [("1", [2.0, 4.0]), ("3", [0.5, 3.25])]


def test_legend_names_labels_and_beats_the_name(unsent):
    data = traces(unsent, POINTS, [1, 2, 1, 2], opts={"legend": ["first", "second"]})
    assert [trace["name"] for trace in data] == ["first", "second"]
    assert traces(unsent, POINTS, name="n", opts={"legend": ["l"]})[0]["name"] == "l"
    assert traces(unsent, POINTS, name="n")[0]["name"] == "n"


@pytest.mark.parametrize("legend", [None, [], (), {}.keys(), range(0)])
@pytest.mark.parametrize("points", [POINTS, POINTS[:0]])
def test_an_empty_legend_is_none(unsent, legend, points):
    message, _ = unsent.scatter(points, opts={"legend": legend})
    assert [trace["name"] for trace in message["data"]] == ["1"][: len(points)]
    assert message["layout"]["showlegend"] is False
    assert "legend" not in message["opts"]


def test_three_columns_make_a_scene_and_nan_a_gap(unsent):
    message, _ = unsent.scatter([[1, 2, math.nan]], opts={"xlabel": "X"})
    assert message["data"][0]["type"] == "scatter3d"
    assert message["data"][0]["z"] == [None]
    assert message["layout"]["scene"] == {"xaxis": {"title": "X"}}


def test_no_points_make_no_traces(unsent):
    assert traces(unsent, np.zeros((0, 2))) == []


def test_text_labels_go_with_their_points(unsent):
    data = traces(unsent, POINTS, [1, 2, 1, 2], opts={"textlabels": np.array(["a", "b", "c", "d"])})
    assert [trace["text"] for trace in data] == [["a", "c"], ["b", "d"]]
    assert data[0]["mode"] == "markers+text"


@pytest.mark.parametrize(
    ("given", "texts"),
    [
        ([[1, 2], [3, 4]], [1, 2, 3, 4]),
        ([["a"], ["b", ["c"]], "d"], ["a", "b", "c", "d"]),
        (["a", 2, None, 4.5], ["a", 2, None, 4.5]),
        (["a", 2, "c", 4.5], ["a", "2", "c", "4.5"]),
        ([1, 2, 3, math.nan], [1, 2, 3, None]),
        (("a", "b", "c", "d"), ["a", "b", "c", "d"]),
        (dict.fromkeys("abcd").keys(), ["a", "b", "c", "d"]),
        (range(4), [0, 1, 2, 3]),
        (np.array([["a", "b"], ["c", "d"]]), ["a", "b", "c", "d"]),
    ],
)
def test_text_labels_of_any_form_are_one_per_point(unsent, given, texts):
    assert traces(unsent, POINTS, opts={"textlabels": given})[0]["text"] == texts


def test_webgl_and_filled_areas(unsent):
    (trace,) = traces(unsent, POINTS, opts={"webgl": True, "fillarea": True})
    assert (trace["type"], trace["fill"]) == ("scattergl", "tonexty")


def test_colours_per_point_and_per_label(unsent):
    per_point = traces(
        unsent, POINTS, opts={"markercolor": np.array([[0, 0, 0], [255, 0, 16], [1, 2, 3], [9, 99, 199]])}
    )
    assert per_point[0]["marker"]["color"] == ["#000000", "#ff0010", "#010203", "#0963c7"]
    per_label = traces(
        unsent, POINTS, np.array([1.0, 2, 1, 2]), opts={"markercolor": np.array([[255, 0, 0], [0, 255, 0]])}
    )
    assert [trace["marker"]["color"] for trace in per_label] == [["#ff0000"] * 2, ["#00ff00"] * 2]
    opacity = traces(unsent, POINTS[:1], opts={"markercolor": np.array([51])})
    assert opacity[0]["marker"]["color"] == ["rgba(0, 0, 255, 0.2)"]


def test_line_colours_and_dashes_are_per_label_and_not_sent_as_options(unsent):
    opts = {"linecolor": np.array([[0, 0, 255], [16, 32, 64]]), "dash": np.array(["dot", "solid"])}
    message, _ = unsent.scatter(POINTS, [1, 2, 1, 2], opts=opts)
    assert [trace["line"] for trace in message["data"]] == [
        {"color": "#0000ff", "dash": "dot"},
        {"color": "#102040", "dash": "solid"},
    ]
    assert message["opts"] == DEFAULTS
    assert set(opts) == {"linecolor", "dash"}


class Tensor:
    """Looks like a tensor of torch, and cannot be read by numpy."""

    def __init__(self, values: list) -> None:
        self.values = values

    def detach(self) -> Tensor:
        return self

    cpu = detach

    def numpy(self) -> np.ndarray:
        return np.array(self.values)


@pytest.mark.parametrize("form", [list, tuple, np.array, Tensor])
@pytest.mark.parametrize("method", ["scatter", "line", "stem"])
def test_colours_and_dashes_may_be_lists(unsent, form, method):
    opts = {
        "linecolor": form([[0, 0, 255], [16, 32, 64]]),
        "dash": form(["dot", "solid"]),
        "markercolor": form([[255, 0, 0], [0, 255, 0]]),
    }
    data = {"scatter": [POINTS, [1, 2, 1, 2]], "line": [POINTS], "stem": [POINTS]}[method]
    message, _ = getattr(unsent, method)(*data, opts=opts)
    first, second = message["data"]
    assert (first["line"], second["line"]) == (
        {"color": "#0000ff", "dash": "dot"},
        {"color": "#102040", "dash": "solid"},
    )
    assert [set(trace["marker"]["color"]) for trace in (first, second)] == [{"#ff0000"}, {"#00ff00"}]
    assert not opts.keys() & message["opts"].keys()


def test_opacities_may_be_a_list_or_a_range(unsent):
    (trace,) = traces(unsent, POINTS[:2], opts={"markercolor": [51, 255]})
    assert trace["marker"]["color"] == ["rgba(0, 0, 255, 0.2)", "rgba(0, 0, 255, 1.0)"]


def test_trace_options_go_to_the_trace_of_that_name(unsent):
    data = traces(
        unsent, POINTS, [1, 2, 1, 2], opts={"traceopts": {"plotly": {"2": {"mode": "lines", "opacity": 0.5}}}}
    )
    assert [trace["mode"] for trace in data] == ["markers", "lines"]
    assert data[1]["opacity"] == 0.5


@pytest.mark.parametrize(
    ("kwargs", "reason"),
    [
        ({"X": [1, 2, 3], "Y": [1, 2, 3]}, "2 or 3 columns"),
        ({"X": np.zeros((2, 4))}, "2 or 3 columns"),
        ({"X": ((1, 2), (3, 4))}, "expected a list, an array"),
        ({"X": POINTS, "Y": [1, 2]}, "one label in Y per point"),
        ({"X": POINTS, "Y": [1, 1.5, 2, 1]}, "whole numbers from 1"),
        ({"X": POINTS, "Y": [0, 1, 2, 1]}, "whole numbers from 1"),
        ({"X": POINTS, "Y": [1, 2, 1, 2], "name": "n"}, "fits one line or label"),
        ({"X": POINTS, "Y": [1, 2, 1, 2], "name": ""}, "fits one line or label"),
        ({"X": POINTS, "Y": [1, 2, 1, 2], "opts": {"legend": ["a"]}}, "at least 2 names"),
        ({"X": POINTS, "opts": {"legend": [["a"]]}}, "a name for each trace"),
        ({"X": POINTS, "opts": {"legend": "abc"}}, "a list of names"),
        ({"X": POINTS, "opts": {"textlabels": ["a"]}}, "expected 4 labels"),
        ({"X": POINTS, "opts": {"markercolor": [[0, 0, 0], [1, 1, 1]]}}, "4 rows .per point. or 1 .per label., got 2"),
        ({"X": POINTS, "opts": {"markercolor": "red"}}, r"opts\['markercolor'\]: expected a list, an array"),
        ({"X": POINTS, "opts": {"markercolor": 3}}, r"opts\['markercolor'\]: expected a list, an array"),
        ({"X": POINTS, "opts": {"markercolor": ["red"]}}, "whole numbers from 0 to 255"),
        ({"X": POINTS, "opts": {"markercolor": np.array(3)}}, "a list or an array, got the single value 3"),
        ({"X": POINTS, "opts": {"linecolor": [[1, 2], [3]]}}, r"opts\['linecolor'\]: expected rows of equal length"),
        ({"X": POINTS, "opts": {"dash": "dot"}}, r"opts\['dash'\]: expected a list, an array"),
        ({"X": POINTS, "opts": {"markercolor": np.array([[0, 0, 256]] * 4)}}, "from 0 to 255"),
        ({"X": POINTS, "opts": {"markercolor": np.array([[0.5, 0, 0]] * 4)}}, "from 0 to 255"),
        ({"X": POINTS, "opts": {"markercolor": np.zeros((3, 3), int)}}, "4 rows .* or 1"),
        ({"X": POINTS, "opts": {"markercolor": np.zeros((4, 2), int)}}, "3 columns"),
        ({"X": POINTS, "opts": {"linecolor": np.zeros((2, 3), int)}}, "one row per line"),
        ({"X": POINTS, "opts": {"dash": np.array(["dot", "dash"])}}, "one row per line"),
        ({"X": POINTS, "opts": {"textlabels": 4}}, "expected a list of texts, one per point, got 4"),
        ({"X": POINTS, "opts": {"traceopts": {"1": {}}}}, "traceopts"),
        ({"X": POINTS, "opts": {"traceopts": "dot"}}, "traceopts"),
        ({"X": POINTS, "opts": {"traceopts": {"plotly": "dot"}}}, "traceopts"),
        ({"X": POINTS, "opts": {"traceopts": {"plotly": {"1": "dot"}}}}, "got 'dot' as a trace"),
        ({"X": POINTS, "update": "append"}, "needs the win"),
        ({"X": [1, 2], "Y": [1, 2], "win": "w", "update": "replace"}, "2 or 3 columns"),
        (
            {"X": [1, 2], "Y": [1], "win": "w", "update": "replace", "name": "n"},
            r"the vector X, \(2,\), got shape \(1,\)",
        ),
        (
            {"X": [1], "Y": [[1]], "win": "w", "update": "replace", "name": "n"},
            r"the vector X, \(1,\), got shape \(1, 1\)",
        ),
        ({"X": [1, 2], "win": "w", "update": "replace", "name": "n"}, "got nothing"),
        ({"X": None, "win": "w", "update": "remove"}, "the name of the trace"),
        ({"X": None, "name": "n", "update": "remove"}, "needs the win"),
        ({"X": None, "win": "w", "name": "n", "update": "remove", "opts": {}}, "takes no opts"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_sent(vis: Visdom, recorder: Recorder, kwargs, reason):
    with pytest.raises(BadArgument, match=reason):
        vis.scatter(**kwargs)
    assert recorder.posts == []


@pytest.mark.parametrize(
    ("answer", "endpoint", "append"),
    [("true", "/update", True), ("false", "/events", None), ("<html>", "/update", True)],
)
def test_append_makes_a_new_plot_only_when_the_window_is_surely_missing(vis, recorder, answer, endpoint, append):
    recorder.answer = lambda post: answer
    vis.scatter(POINTS, win="w", update="append")
    question, drawing = recorder.posts
    assert (question.path, question.body) == ("/win_exists", {"win": "w", "eid": "main"})
    assert drawing.path == endpoint
    assert drawing.body.get("append") is append
    assert bool(drawing.body["layout"]) is (endpoint == "/events")


@pytest.mark.parametrize("word", ["replace", "insert", "new", "update", True])
def test_the_other_words_of_the_released_client_replace_with_one_request(vis, recorder, word):
    vis.scatter(POINTS, win="w", update=word)
    (post,) = recorder.posts
    assert (post.path, post.body["append"], post.body["name"], post.body["layout"]) == ("/update", False, None, {})


@pytest.mark.parametrize("word", ["apend", "add", "Append", "append_row", "none", 1, ["append"]])
@pytest.mark.parametrize("method", ["scatter", "line", "heatmap"])
def test_a_misspelt_word_is_refused_with_the_words_that_exist(vis: Visdom, recorder: Recorder, method, word):
    with pytest.raises(BadArgument, match="update.*one of.*'replace', .*, got"):
        getattr(vis, method)([[1.0, 2.0]], win="w", update=word)
    assert recorder.posts == []


def test_an_update_by_name_takes_two_vectors(unsent):
    message, endpoint = unsent.scatter([1, 2], [3, 4], win="w", name="t", update="replace")
    assert endpoint == "update"
    assert message["name"] == "t"
    assert (message["data"][0]["x"], message["data"][0]["y"]) == ([1, 2], [3, 4])


@pytest.mark.parametrize("value", [np.float32, np.int64, np.array])
def test_an_update_by_name_takes_two_values_without_dimensions(unsent, value):
    message, _ = unsent.scatter(value(1), value(3), win="w", name="t", update="append")
    assert (message["data"][0]["x"], message["data"][0]["y"]) == ([1], [3])


def test_an_empty_word_draws_a_new_plot_without_axes(unsent):
    message, endpoint = unsent.scatter(POINTS, win="w", update="")
    assert (endpoint, message["layout"]) == ("events", {})


def test_a_trace_is_removed_by_name(unsent):
    assert unsent.scatter(None, win="w", env="e", name="t", update="remove") == (
        {"data": [], "name": "t", "delete": True, "win": "w", "eid": "e"},
        "update",
    )


def test_labels_may_be_any_numbers_such_as_identifiers(unsent):
    assert [trace["name"] for trace in traces(unsent, POINTS, [7, 10**12, 7, 7])] == ["7", "1000000000000"]


def test_a_name_fits_points_of_one_label_whichever_it_is(unsent):
    assert traces(unsent, POINTS, [2, 2, 2, 2], name="n")[0]["name"] == "n"
    assert traces(unsent, POINTS, name="")[0]["name"] == ""
    with pytest.raises(BadArgument, match="fits one line or label, got 2"):
        unsent.scatter(POINTS, [2, 2, 3, 3], name="n")


def test_members_for_plotly_find_their_trace_by_name_or_by_number(unsent):
    data = traces(
        unsent, POINTS, [1, 2, 1, 2], opts={"traceopts": {"plotly": {"2": {"opacity": 0.5}, 0: {"visible": False}}}}
    )
    assert [(trace.get("visible"), trace.get("opacity")) for trace in data] == [(False, None), (None, 0.5)]
