"""Windows on the page: they appear, change and go while one looks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from queue import Queue
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]


def test_windows_appear_while_one_looks(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    page.link("online")
    vis.text("hello", win="note", opts={"title": "A note"})
    vis.line([1, 3, 2], win="curve", opts={"title": "A curve"})
    vis.image(np.zeros((3, 40, 60)), win="picture", opts={"title": "A picture"})
    page.shows("note", "curve", "picture")
    page.text("note", "hello")
    page.points("curve", 3)
    expect(page.window("note").locator(".bar")).to_contain_text("A note")
    expect(page.window("curve").locator(".gtitle")).to_have_text("A curve")


def test_windows_made_before_are_there(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for number in range(12):
        vis.text(f"text {number}", win=f"w{number}")
    page = open_page(server)
    page.shows(*(f"w{number}" for number in range(12)))
    page.text("w11", "text 11")


def test_points_appended_show_up(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.line([0.0], [0], win="loss", name="train")
    page.points("loss", 1)
    for step in range(1, 50):
        vis.line([step**0.5], [step], win="loss", name="train", update="append")
    page.points("loss", 50)
    vis.line([1.0, 2.0], [0, 1], win="loss", name="validation", update="append")
    page.points("loss", 2, trace=1)
    assert page.plot_says("loss", "plot.data.map(trace => trace.name)") == ["train", "validation"]


def test_text_appended_shows_up(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("start 😀", win="log")
    page.text("log", "start 😀")
    for line in range(20):
        vis.text(f"line {line} 𝒳", win="log", append=True)
    page.text("log", "line 19 𝒳")
    lines = page.window("log").locator(".content-text .html").inner_text().splitlines()
    assert lines == ["start 😀", *(f"line {line} 𝒳" for line in range(20))]


def test_a_picture_is_as_large_as_it_was_sent(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.image(np.random.default_rng(0).random((3, 120, 200)), win="picture", opts={"caption": "noise"})
    picture = page.window("picture").locator("img.content-image")
    expect(picture).to_be_visible()
    assert picture.evaluate("img => [img.naturalWidth, img.naturalHeight]") == [200, 120]
    box = page.window("picture").locator(".picture").bounding_box()
    assert box is not None
    assert 199 <= box["width"] <= 203
    assert 120 <= box["height"] < 140
    expect(page.window("picture").locator(".caption")).to_have_text("noise")


def test_an_image_history_has_a_slider(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    for step in range(3):
        vis.image(
            np.full((3, 30, 30), step / 3), win="history", opts={"store_history": True, "caption": f"step {step}"}
        )
    caption = page.window("history").locator(".caption")
    expect(caption).to_have_text("step 2")
    page.window("history").locator("input[type=range]").fill("0")
    expect(caption).to_have_text("step 0")
    vis.image(np.ones((3, 30, 30)), win="history", opts={"store_history": True, "caption": "step 3"})
    expect(caption).to_have_text("step 3")


@pytest.mark.parametrize(
    "trace",
    [
        {"type": "heatmap", "z": [[1, 2], [3, 4]], "colorbar": {"title": "old words", "titleside": "right"}},
        {"type": "surface", "z": [[1, 2], [3, 4]]},
        {"type": "bar", "x": ["a", "b"], "y": [1, 2]},
        {"type": "pie", "labels": ["a", "b"], "values": [1, 2], "title": "old words"},
        {"type": "scatter3d", "x": [1, 2], "y": [1, 2], "z": [1, 2], "mode": "markers"},
        {"type": "scattergl", "x": [1, 2], "y": [1, 2], "mode": "markers"},
    ],
    ids=lambda trace: trace["type"],
)
def test_plots_of_every_kind_are_drawn(
    server: ServerProcess, open_page: OpenPage, draw: Draw, trace: dict[str, Any]
) -> None:
    page, vis = open_page(server), draw(server)
    layout = {"title": "A title", "titlefont": {"size": 21}, "xaxis": {"title": "steps"}}
    vis._send({"data": [trace], "layout": layout, "win": "plot", "eid": "main"})
    page.shows("plot")
    expect(page.window("plot").locator(".gtitle")).to_have_text("A title")
    assert page.plot_says("plot", "plot._fullLayout.title.font.size") == 21
    assert page.plot_says("plot", "plot._fullData.map(trace => trace.type)") == [trace["type"]]


def test_zoom_and_hidden_traces_are_kept_while_points_arrive(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    page, vis = open_page(server), draw(server)
    for name in ("a", "b"):
        vis.line([1, 2, 3], [0, 1, 2], win="plot", name=name, update="append", opts={"showlegend": True})
    page.points("plot", 3, trace=1)
    plot = page.window("plot")
    plot.locator(".legendtoggle").first.click()
    page.until("document.querySelector('.js-plotly-plot').data[0].visible === 'legendonly'")
    box = plot.locator(".nsewdrag").bounding_box()
    assert box is not None
    page.page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 120, box["y"] + 120, steps=4)
    page.page.mouse.up()
    page.until("document.querySelector('.js-plotly-plot').layout.xaxis.autorange === false")
    zoomed = page.plot_says("plot", "plot.layout.xaxis.range")
    vis.line([4], [4], win="plot", name="b", update="append")
    page.points("plot", 4, trace=1)
    assert page.plot_says("plot", "plot.layout.xaxis.range") == zoomed
    assert page.plot_says("plot", "plot.data.map(trace => trace.visible)") == ["legendonly", None]


def test_closing_from_python(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("stays", win="stays")
    vis.text("goes", win="goes")
    page.shows("stays", "goes")
    vis.close("goes")
    page.shows("stays")


def test_closed_and_made_again_from_python_is_there(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("old", win="note")
    page.shows("note")
    vis.close("note")
    vis.text("new", win="note")
    page.text("note", "new")
    assert vis.win_exists("note")
    vis.text("more", win="note", append=True)
    page.text("note", "more")


def test_closing_on_the_page_reaches_the_server_and_other_pages(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    page, other, vis = open_page(server), open_page(server), draw(server)
    vis.text("stays", win="stays")
    vis.text("goes", win="goes")
    page.shows("stays", "goes")
    other.shows("stays", "goes")
    page.window("goes").locator('button[title="close"]').click()
    page.shows("stays")
    other.shows("stays")
    assert vis.win_exists("goes") is False
    page.page.reload()
    page.shows("stays")


@pytest.mark.parametrize("kind", ["table", "plot_history", "image_compare"])
def test_a_window_of_an_unknown_type_is_named_and_disturbs_nobody(
    server: ServerProcess, open_page: OpenPage, draw: Draw, kind: str
) -> None:
    vis = draw(server)
    vis.text("fine", win="fine")
    vis.text("odd", win="odd")
    stored = json.loads(vis.get_window_data("odd"))
    vis.set_window_data(json.dumps({**stored, "type": kind, "content": [1]}), win="odd")
    page = open_page(server)
    page.shows("fine", "odd")
    expect(page.window("odd")).to_contain_text(f"This page does not show windows of type {kind}.")
    page.text("fine", "fine")


def test_html_in_text_cannot_run(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text(
        "<b style='color:red'>bold</b><script>window.hacked = 1</script><svg onload='window.hacked = 2'></svg>"
        "<img src='data:image/png;base64,' onerror='window.hacked = 3'>"
        "<a id='link' href='javascript:window.hacked = 4'>link</a><iframe src='javascript:parent.hacked = 5'></iframe>",
        win="<img src=x onerror='window.hacked = 6'>",
        opts={"title": "<img src=x onerror='window.hacked = 7'>"},
    )
    text = page.page.locator(".content-text")
    expect(text.locator("b")).to_have_css("color", "rgb(255, 0, 0)")
    text.locator("#link").click()
    vis.text("later", win="later")
    expect(page.window("later")).to_be_visible()
    assert page.page.evaluate("window.hacked") is None
    assert text.locator("script, iframe, [onload], [onerror]").count() == 0
    page.forgive_blocked_scripts()


def test_html_in_text_runs_where_the_server_trusts_it(
    make_server: Callable[..., ServerProcess], open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-trust_html")
    page, vis = open_page(server), draw(server)
    vis.text(
        "<button onclick='this.textContent = typeof later'>press</button><div style='height: 2000px'></div>"
        "<script>try { parent.document.title = 'taken' } catch (error) { document.write(error.name) }</script>",
        win="form",
    )
    frame = page.window("form").frame_locator("iframe")
    expect(frame.locator("body")).to_contain_text("SecurityError")
    vis.text("<b>more</b><script>var later = 1</script>", win="form", append=True)
    expect(frame.locator("b")).to_have_text("more")
    frame.get_by_role("button", name="press").click()
    expect(frame.get_by_role("button", name="number")).to_be_visible()  # still there; a script came later
    expect(page.window("form")).to_have_class(re.compile("focus"))
    assert frame.locator("html").evaluate("({ scrollHeight, clientHeight }) => scrollHeight > clientHeight")
    assert page.page.title() == "main · visdom"


def test_a_window_of_trusted_html_can_be_made_smaller(
    make_server: Callable[..., ServerProcess], open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-trust_html")
    page, vis = open_page(server), draw(server)
    vis.text("<p>text</p>", win="w", opts={"width": 400, "height": 400})
    window, mouse = page.window("w"), page.page.mouse
    expect(window.frame_locator("iframe").locator("p")).to_be_visible()
    before = window.bounding_box()
    assert before is not None
    corner = before["x"] + before["width"] - 5, before["y"] + before["height"] - 5
    mouse.move(*corner)
    mouse.down()
    for step in range(1, 11):
        mouse.move(corner[0] - 15 * step, corner[1] - 15 * step)
    mouse.up()
    page.page.wait_for_function(
        "width => document.querySelector('[data-window=w]').offsetWidth < width", arg=before["width"] - 100
    )
    expect(window).not_to_have_class(re.compile("resizing"))


def test_programs_get_the_keys_typed_into_trusted_html(
    make_server: Callable[..., ServerProcess],
    open_page: OpenPage,
    draw: Draw,
    listen: Callable[[ServerProcess, str], Queue[dict[str, Any]]],
) -> None:
    server = make_server("-trust_html")
    draw(server).text("<p>type here</p><input>", win="form")
    heard = listen(server, "form")
    page = open_page(server)
    frame = page.window("form").frame_locator("iframe")
    frame.locator("input").press("x")
    frame.locator("p").click()
    page.page.keyboard.press("a")
    assert heard.get(timeout=20)["key"] == "a"


def test_a_plot_that_cannot_be_drawn_disturbs_nobody(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis._send({"data": [{"type": "bar", "y": [1]}], "layout": {"xaxis": 5}, "win": "bad", "eid": "main"})
    vis.line([1, 2], win="good")
    page = open_page(server)
    page.shows("bad", "good")
    page.points("good", 2)
