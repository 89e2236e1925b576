"""Options that come with an update change the window and what is drawn, and nothing that they do not name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from recording import Recorder

from visdom import Visdom
from visdom.client.options import layout_changes

MARGIN = {"l": 60, "r": 60, "t": 60, "b": 60}
DRESSED = {"title": "Loss", "xlabel": "step", "xtype": "log", "legend": ["a"], "marginleft": 9}


def window_of(vis: Visdom, win: str = "w") -> dict[str, Any]:
    return json.loads(vis.get_window_data(win))


def layout_of(vis: Visdom) -> dict[str, Any]:
    return window_of(vis)["content"]["layout"]


UPDATES: dict[str, Callable[[Visdom, dict], Any]] = {
    "append": lambda vis, opts: vis.line([3], [3], win="w", update="append", opts=opts),
    "append by name": lambda vis, opts: vis.line([3], [3], win="w", name="a", update="append", opts=opts),
    "replace": lambda vis, opts: vis.scatter([[3, 3]], win="w", update="replace", opts=opts),
    "without data": lambda vis, opts: vis.update_window_opts("w", opts),
}


@pytest.mark.parametrize("update", UPDATES.values(), ids=UPDATES)
def test_options_of_an_update_change_the_plot_and_the_bar(real, update):
    real.line([1, 2], [1, 2], win="w", opts=DRESSED)
    update(real, {"title": "Better", "ylabel": "loss", "xlabel": "epoch", "showlegend": False})
    assert window_of(real)["title"] == "Better"
    assert layout_of(real) == {
        "title": "Better",
        "showlegend": False,
        "margin": {**MARGIN, "l": 9},
        "xaxis": {"title": "epoch", "type": "log"},
        "yaxis": {"title": "loss"},
    }


@pytest.mark.parametrize("update", UPDATES.values(), ids=UPDATES)
@pytest.mark.parametrize("opts", [{"width": 300}, {"ytickstep": 2}, {"layoutopts": {"plotly": {"hovermode": "x"}}}])
def test_what_is_not_named_stays(real, update, opts):
    real.line([1, 2], [1, 2], win="w", opts=DRESSED)
    before = layout_of(real)
    update(real, opts)
    made = {"ytickstep": {"yaxis": {"dtick": 2}}, "layoutopts": {"hovermode": "x"}}
    assert layout_of(real) == {**before, **made.get(next(iter(opts)), {})}


def test_a_legend_of_an_update_is_shown(real):
    real.line([1], [1], win="w")
    real.line([1], [1], win="w", name="val", update="append", opts={"legend": ["val"]})
    assert layout_of(real)["showlegend"] is True


def test_a_heatmap_takes_options_with_its_rows(real):
    real.heatmap([[1, 2]], win="w", opts={"xlabel": "x", "ytype": "category"})
    real.heatmap([[3, 4]], win="w", update="appendRow", opts={"title": "Two rows", "xlabel": "column", "ylabel": "row"})
    layout = layout_of(real)
    assert (layout["title"], layout["xaxis"]) == ("Two rows", {"title": "column"})
    assert layout["yaxis"] == {"title": "row", "type": "category"}


@pytest.mark.parametrize(
    ("draw", "update"),
    [
        (lambda vis: vis.scatter([[1, 2, 3]], win="w", opts={"xlabel": "x", "ztickstep": 1}), "append"),
        (lambda vis: vis.scatter([[1, 2, 3]], win="w", opts={"xlabel": "x", "ztickstep": 1}), None),
        (lambda vis: vis.surf([[1, 2], [3, 4]], win="w", opts={"xlabel": "x"}), None),
        (lambda vis: vis.mesh([[0, 0, 0], [1, 0, 0], [0, 1, 1]], [[0, 1, 2]], win="w", opts={"xlabel": "x"}), None),
    ],
)
def test_axes_of_plots_in_space_are_those_of_their_scene(real, draw, update):
    draw(real)
    flat = layout_of(real).get("xaxis")
    opts = {"zlabel": "height", "xtype": "log", "title": "In space"}
    if update:
        real.scatter([[4, 5, 6]], win="w", update=update, opts=opts)
    else:
        real.update_window_opts("w", opts)
    layout = layout_of(real)
    assert (layout["title"], layout["scene"]["zaxis"]) == ("In space", {"title": "height"})
    assert layout["scene"]["xaxis"] == {"title": "x", "type": "log"}
    assert (layout.get("xaxis"), layout.get("zaxis")) == (flat, None)


@pytest.mark.parametrize("update", ["append", "replace"])
@pytest.mark.parametrize("letter", "xyz")
def test_the_step_of_an_axis_in_space_is_a_number_of_ticks(real, update, letter):
    opts = {f"{letter}tickmin": 0, f"{letter}tickmax": 10, f"{letter}tickstep": 2}
    for step in (2, 5):
        real.scatter([[1, 2, 3]], win="w", update=update, opts={**opts, f"{letter}tickstep": step})
        assert layout_of(real)["scene"][f"{letter}axis"] == {"range": [0, 10], "nticks": 10 / step}


@pytest.mark.parametrize("written", [False, True])
def test_an_axis_in_space_is_written_at_again(real, written):
    real.scatter([[1, 2, 3]], win="w", opts={"ztick": False})
    real.scatter([[1, 2, 3]], win="w", update="append", opts={"ztick": written})
    assert layout_of(real)["scene"]["zaxis"] == {"showticklabels": written}


@pytest.mark.parametrize(
    "draw",
    [
        lambda vis: vis.bar([1, 2], win="w"),
        lambda vis: vis.pie([1, 2], win="w"),
        lambda vis: vis.boxplot([1, 2], win="w"),
        lambda vis: vis.histogram([1, 2, 3], win="w"),
        lambda vis: vis.contour([[1, 2], [3, 4]], win="w"),
        lambda vis: vis.quiver([[1.0]], [[1.0]], win="w"),
        lambda vis: vis.stem([1, 2], win="w"),
        lambda vis: vis.dual_axis_lines([1], [1], [1], win="w"),
        lambda vis: vis.sunburst(["a"], [""], win="w"),
    ],
)
def test_every_plot_gets_a_title_a_size_and_axes(real, draw):
    draw(real)
    before = layout_of(real)
    assert real.update_window_opts("w", {"title": "T", "width": 320, "xlabel": "x", "marginleft": 5}) == "w"
    window = window_of(real)
    assert (window["title"], window["width"]) == ("T", 320)
    expected = {**before, "title": "T", "xaxis": {**before.get("xaxis", {}), "title": "x"}}
    assert window["content"]["layout"] == {**expected, "margin": {**before["margin"], "l": 5}}


@pytest.mark.parametrize(
    "draw",
    [
        lambda vis: vis.text("hello", win="w"),
        lambda vis: vis.image(np.zeros((3, 2, 2)), win="w", opts={"caption": "old"}),
        lambda vis: vis.image(np.zeros((3, 2, 2)), win="w", opts={"store_history": True}),
        lambda vis: vis.properties([], win="w"),
        lambda vis: vis.graph([[0, 1]], win="w"),
        lambda vis: vis.svg('<svg width="1"></svg>', win="w"),
    ],
)
def test_windows_that_are_no_plots_get_a_title_and_a_size(real, draw):
    draw(real)
    before = window_of(real)["content"]
    assert real.update_window_opts("w", {"title": "T", "height": 111, "xlabel": "no axis here"}) == "w"
    window = window_of(real)
    assert (window["title"], window["height"], window["content"]) == ("T", 111, before)


def test_a_caption_is_an_option_of_an_image(real):
    real.image(np.zeros((3, 2, 2)), win="w", opts={"caption": "old"})
    real.update_window_opts("w", {"caption": "new"})
    assert window_of(real)["content"]["caption"] == "new"


def test_every_append_may_bring_the_same_options(real):
    opts = {"title": "T", "xlabel": "step", "xtickvals": [1, 2], "legend": ["a"]}
    for step in range(3):
        real.line([step], [step], win="w", update="append", opts=opts)
    assert layout_of(real) == {
        "title": "T",
        "showlegend": True,
        "margin": MARGIN,
        "xaxis": {"title": "step", "tickvals": [1, 2]},
    }


def test_a_title_that_is_an_object_keeps_its_font(real):
    figure = {"data": [{"type": "bar", "y": [1]}], "layout": {"title": {"text": "old", "font": {"size": 30}}}}
    real._send({"data": figure["data"], "layout": figure["layout"], "win": "w"})
    real.update_window_opts("w", {"title": "new"})
    assert layout_of(real) == {"title": {"text": "new", "font": {"size": 30}}}


def test_a_log_takes_the_options_to_the_server_that_replays_it(real, tmp_path):
    path = str(tmp_path / "log")
    offline = Visdom(env=real.env, offline=True, log_to_filename=path)
    offline.line([1], [1], win="w", opts=DRESSED)
    offline.line([2], [2], win="w", update="append", opts={"xlabel": "epoch"})
    offline.update_window_opts("w", {"title": "Better"})
    real.replay_log(path)
    assert layout_of(real)["xaxis"] == {"title": "epoch", "type": "log"}
    assert (layout_of(real)["title"], layout_of(real)["margin"]["l"]) == ("Better", 9)


def test_a_server_that_cannot_merge_gets_the_payload_of_the_released_client(recorder: Recorder, connect):
    vis = connect(recorder.port)
    recorder.forget()
    vis.line([1], [1], win="w", update="replace", opts=DRESSED)
    vis.update_window_opts("w", {"title": "T"})
    assert recorder.posts[0].body["layout"] == {}
    assert recorder.posts[1].body["layout"] == {"title": "T", "showlegend": False, "margin": MARGIN}
    assert all("layout_changes" not in post.body for post in recorder.posts)


@pytest.mark.parametrize(
    ("opts", "changes"),
    [
        ({}, {}),
        ({"mode": "lines", "markersize": 3, "width": 9}, {}),
        ({"legend": []}, {}),
        ({"legend": ["a"], "showlegend": False}, {"showlegend": False}),
        ({"marginbottom": 0}, {"margin": {"b": 0}}),
        ({"ztick": False}, {"zaxis": {"showticklabels": False}}),
        ({"stacked": True}, {"barmode": "stack"}),
        ({"title": 5}, {"title": "5"}),
        ({"title": "", "ylabel": ""}, {"title": "", "yaxis": {"title": ""}}),
        ({"xtype": "log", "xtickmin": 1, "xtickmax": 10}, {"xaxis": {"type": "log", "limits": [1, 10]}}),
        ({"title": None, "xtickfont": None}, {}),
    ],
)
def test_options_change_what_they_name_only(opts, changes):
    assert layout_changes(opts) == changes
