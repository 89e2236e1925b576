"""Options: copied, checked, and turned into a layout."""

from __future__ import annotations

import json
import logging

import numpy as np
import pytest

from visdom.client.messages import to_json
from visdom.client.options import plot_layout, prepare
from visdom.errors import BadArgument


def test_the_callers_options_are_never_changed():
    given = {"title": 3, "legend": ["a"], "xtickvals": np.array([1, 2])}
    prepare(given)["legend"].append("b")
    assert given["title"] == 3
    assert given["legend"] == ["a"]
    assert isinstance(given["xtickvals"], np.ndarray)


def test_no_options_are_empty_options():
    assert prepare(None) == {}


@pytest.mark.parametrize(("title", "shown"), [(12, "12"), (0.5, "0.5"), (True, "True"), (np.float32(0.1), "0.1")])
def test_a_number_as_title_is_shown_as_text(title, shown, caplog):
    assert prepare({"title": title}) == {"title": shown}
    assert "is a number" in caplog.text


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (np.array("Loss"), "Loss"),
        (np.str_("Loss"), "Loss"),
        (np.array("Loss", dtype=object), "Loss"),
        (np.array(12), "12"),
        (np.array(0.1, dtype=np.float32), "0.1"),
        (np.bool_(True), "True"),
        (np.array(0), 0),
        (np.int64(0), 0),
        (np.float32(0), 0.0),
        (np.array(""), ""),
    ],
    ids=repr,
)
def test_a_title_without_dimensions_is_its_text_or_number(unsent, title, shown):
    given = {"title": title}
    found = prepare(given)["title"]
    assert (found, type(found)) == (shown, type(shown))
    assert given["title"] is title
    assert json.loads(to_json(unsent.line([1], opts=given)[0]))["opts"]["title"] == shown
    if isinstance(shown, str):
        assert unsent.graph([(0, 1)], opts={"title": np.array(shown)})[0]["opts"]["title"] == shown


@pytest.mark.parametrize("title", [np.array(["a"]), np.array(b"a"), np.array("2024-01-01", dtype="datetime64[D]")])
def test_other_arrays_are_no_title(title):
    with pytest.raises(BadArgument, match=r"opts\['title'\]: expected"):
        prepare({"title": title})


@pytest.mark.parametrize("title", [0, "", False])
def test_an_empty_title_stays(title):
    assert prepare({"title": title}) == {"title": title}


def test_the_title_none_is_left_out(caplog):
    caplog.set_level(logging.WARNING)
    assert prepare({"title": None, "width": 3}) == {"width": 3}
    assert "None is left out" in caplog.text


@pytest.mark.parametrize(
    "opts",
    [
        {"color": 1},
        {"colormap": ["a"]},
        {"mode": 1},
        {"markersymbol": 3},
        {"markersize": -1},
        {"markersize": "5"},
        {"markersize": np.array([1, 2])},
        {"markerborderwidth": -0.1},
        {"columnnames": ("a",)},
        {"rownames": "ab"},
        {"jpgquality": 101},
        {"opacity": 1.5},
        {"opacity": "0.5"},
        {"fps": -1},
        {"title": ["a"]},
    ],
)
def test_values_that_no_plot_can_use_are_refused_by_name(opts):
    with pytest.raises(BadArgument, match=rf"opts\['{next(iter(opts))}'\]: expected"):
        prepare(opts)


def test_a_refusal_is_what_programs_for_the_old_client_catch():
    for expected in (AssertionError, ValueError):
        with pytest.raises(expected):
            prepare({"opacity": 2})


@pytest.mark.parametrize("opts", ["Loss", 5, [("title", "Loss")]])
def test_options_are_a_dict(opts):
    with pytest.raises(BadArgument, match="opts: expected a dict of options, got"):
        prepare(opts)


@pytest.mark.parametrize("given", ["x", {"plotly": "x"}, {"plotly": ["x"]}])
def test_members_for_plotly_are_a_dict(given):
    with pytest.raises(BadArgument, match=r"opts\['layoutopts'\]: expected a dict"):
        plot_layout({"layoutopts": given})


@pytest.mark.parametrize("given", [None, {}, {"plotly": None}, {"other": 1}])
def test_no_members_for_plotly_change_nothing(given):
    assert plot_layout({"layoutopts": given}) == plot_layout({})


def test_empty_and_limit_values_pass():
    opts = {"markersize": 0, "fps": 0, "opacity": 1, "jpgquality": 100, "markerborderwidth": 0, "columnnames": []}
    assert prepare(opts) == opts


def test_names_may_be_an_array():
    assert prepare({"columnnames": np.array(["a", "b"])}) == {"columnnames": ["a", "b"]}


@pytest.mark.parametrize("names", [{"a": 1, "b": 2}.keys(), {1: "a", 2: "b"}.values()])
@pytest.mark.parametrize("option", ["legend", "columnnames", "xticklabels", "textlabels"])
def test_names_may_be_keys_and_values_of_a_dict(names, option):
    assert prepare({option: names}) == {option: ["a", "b"]}


@pytest.mark.parametrize("option", ["legend", "rownames", "ytickvals"])
def test_a_range_is_a_list_of_numbers(option):
    assert prepare({option: range(2)}) == {option: [0, 1]}


def test_a_flat_plot_has_margins_and_no_axes_by_default():
    assert plot_layout({}) == {"showlegend": False, "margin": {"l": 60, "r": 60, "t": 60, "b": 60}}


def test_a_scene_has_its_own_margins():
    assert plot_layout({"margintop": 5}, dimensions=3) == {
        "showlegend": False,
        "margin": {"l": 0, "r": 60, "t": 5, "b": 0},
        "scene": {},
    }


def test_a_legend_is_shown_unless_switched_off():
    assert plot_layout({"legend": ["a"]})["showlegend"] is True
    assert plot_layout({"legend": ["a"], "showlegend": False})["showlegend"] is False


@pytest.mark.parametrize(
    ("opts", "axis"),
    [
        ({"xtype": "log"}, {"type": "log"}),
        ({"xlabel": "step"}, {"title": "step"}),
        ({"xtickmin": 0, "xtickmax": 2}, {"range": [0, 2]}),
        ({"xtickvals": [1]}, {"tickvals": [1]}),
        ({"xticklabels": ["a"]}, {"ticktext": ["a"]}),
        ({"xtickstep": 2}, {"dtick": 2}),
        ({"xtick": False}, {"showticklabels": False}),
        ({"xtickfont": {"size": 9, "family": None}}, {"tickfont": {"size": 9}}),
        ({"xtickmin": 0, "xlabel": "x"}, {"title": "x"}),
    ],
)
def test_each_axis_option_alone_makes_the_axis(opts, axis):
    assert plot_layout(opts)["xaxis"] == axis


def test_a_scene_counts_ticks_instead_of_giving_their_step():
    scene = plot_layout({"ztickmin": 0, "ztickmax": 2, "ztickstep": 0.5}, dimensions=3)["scene"]
    assert scene == {"zaxis": {"range": [0, 2], "nticks": 4}}


@pytest.mark.parametrize(("shown", "axis"), [(True, {}), (False, {"showticklabels": False})])
def test_a_scene_can_hide_what_is_written_at_ticks(shown, axis):
    assert plot_layout({"ztick": shown}, dimensions=3)["scene"] == {"zaxis": axis}


def test_layoutopts_for_plotly_replace_whole_members():
    layout = plot_layout({"xlabel": "x", "layoutopts": {"plotly": {"xaxis": {"type": "log"}, "legend": {"y": None}}}})
    assert layout["xaxis"] == {"type": "log"}
    assert layout["legend"] == {}
    assert plot_layout({"layoutopts": {"other": 1}}) == plot_layout({})


def test_stacked_bars_are_stacked():
    assert plot_layout({"stacked": True})["barmode"] == "stack"
