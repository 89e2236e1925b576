"""The plot pane: smoothing, zoom, editing, files, figures of every age, long lines, and only what is in view."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lossy_link import LossyLink
from playwright.sync_api import BrowserContext, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]

COUNT_CALLS = """plot => {
    window.calls = [];
    plot.on('plotly_react', () => window.calls.push('react'));
    plot.on('plotly_redraw', () => window.calls.push('extended'));
}"""


def send(vis: Visdom, data: list[dict[str, Any]], layout: dict[str, Any] | None = None, win: str = "plot") -> None:
    """A figure as it is, past what the client would make of it."""
    vis._send({"data": data, "layout": layout or {}, "win": win, "eid": "main"})


def noise(count: int) -> list[float]:
    """A rising line with noise, the same each time."""
    return [float(value) for value in np.linspace(0, 4, count) + np.random.default_rng(3).normal(0, 0.4, count)]


def waits(page: WatchedPage, win: str, condition: str) -> None:
    """Wait until a condition about `plot`, the Plotly element of a window, holds."""
    page.until(
        f"""win => {{
            const plot = document.querySelector(`.window[data-window="${{win}}"] .js-plotly-plot`);
            return plot?._fullData !== undefined && Boolean({condition});
        }}""",
        arg=win,
    )


def drag_over(page: WatchedPage, win: str) -> None:
    """Zoom into the left upper part of a plot."""
    box = page.window(win).locator(".nsewdrag").first.bounding_box()
    assert box is not None
    page.page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + 120, box["y"] + 120, steps=4)
    page.page.mouse.up()


def test_lines_are_smoothed_with_a_copy_in_their_colour(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.line(noise(100), win="plot", name="noise", opts={"showlegend": True})
    page.points("plot", 100)
    window = page.window("plot")
    button = window.locator('button[title="smooth lines"]')
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    slider = window.get_by_label("Smoothing:")
    expect(slider).to_have_value("1")
    slider.fill("12")
    waits(page, "plot", "plot.data.length === 2 && plot.data[1].y[50] !== plot.data[0].y[50]")
    assert page.plot_says("plot", "plot._fullData.map(trace => [trace.opacity, trace.showlegend])") == [
        [0.35, True],
        [1, False],
    ]
    assert page.plot_says("plot", "new Set(plot._fullData.map(trace => trace.line.color)).size") == 1
    vis.line([9.0], [100], win="plot", name="noise", update="append")
    waits(page, "plot", "plot.data[0].y.length === 101 && plot.data[1].y.length === 101")
    button.click()
    waits(page, "plot", "plot.data.length === 1 && plot._fullData[0].opacity === 1")
    expect(slider).to_have_count(0)


def test_what_is_no_line_is_not_smoothed(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    send(vis, [{"type": "bar", "y": [1, 2]}], win="bars")
    page.points("bars", 2)
    expect(page.window("bars").locator('button[title="smooth lines"]')).to_have_count(0)


def test_appended_points_go_to_plotly_alone(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    for name in ("a", "b"):
        vis.line([1.0, 2.0], [0, 1], win="plot", name=name, update="append")
    page.points("plot", 2, trace=1)
    page.window("plot").locator(".js-plotly-plot").evaluate(COUNT_CALLS)
    vis.line([2.0], [2], win="plot", name="b", update="append")
    # Plotly reports a draw after it has taken the data: the report of the first draw may still be under way.
    page.until("window.calls.at(-1) === 'extended'")
    page.page.evaluate("window.calls = []")
    for step in range(3, 6):
        vis.line([float(step)], [step], win="plot", name="b", update="append")
    page.points("plot", 6, trace=1)
    page.until("window.calls.length > 0")
    assert set(page.page.evaluate("window.calls")) == {"extended"}
    vis.line([7.0], [0], win="plot", name="c", update="append")
    page.until("window.calls.includes('react')")
    page.points("plot", 1, trace=2)


def test_a_figure_replaced_keeps_zoom_and_hidden_traces(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    traces = [{"type": "scatter", "mode": "lines", "y": [1, 2, 3], "name": name} for name in ("a", "b")]
    send(vis, traces)
    page.points("plot", 3, trace=1)
    page.window("plot").locator(".legendtoggle").first.click()
    waits(page, "plot", "plot.data[0].visible === 'legendonly'")
    drag_over(page, "plot")
    waits(page, "plot", "plot._fullLayout.xaxis.autorange === false")
    zoomed = page.plot_says("plot", "plot._fullLayout.xaxis.range")
    send(vis, [traces[1], traces[0] | {"y": [1, 2, 3, 4]}])
    waits(page, "plot", "plot.data[1].y.length === 4")
    assert page.plot_says("plot", "plot._fullLayout.xaxis.range") == zoomed
    assert page.plot_says("plot", "plot._fullData.map(trace => [trace.name, trace.visible])") == [
        ["b", True],
        ["a", "legendonly"],
    ]


def test_plots_out_of_view_are_put_away_and_come_back_as_they_were(
    server: ServerProcess, context: BrowserContext, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    for number in range(40):
        vis.line([1.0, 2.0, 3.0], [0, 1, 2], win=f"w{number}", name="a", update="append")
    page = open_page(server)
    page.points("w0", 3)
    expect(page.page.locator(".window")).to_have_count(40)
    for number in range(6):
        page.points(f"w{number}", 3)
    assert page.page.locator(".js-plotly-plot").count() <= 24
    drag_over(page, "w0")
    waits(page, "w0", "plot._fullLayout.xaxis.autorange === false")
    zoomed = page.plot_says("w0", "plot._fullLayout.xaxis.range")
    page.window("w39").scroll_into_view_if_needed()
    page.points("w39", 3)
    expect(page.window("w0").locator(".main-svg")).to_have_count(0)
    vis.line([4.0], [3], win="w0", name="a", update="append")
    page.window("w0").scroll_into_view_if_needed()
    page.points("w0", 4)
    assert page.plot_says("w0", "plot._fullLayout.xaxis.range") == zoomed


def test_options_of_an_append_change_what_is_drawn(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.line([1.0, 10.0], [1, 2], win="plot", name="a", opts={"title": "Loss", "xlabel": "step"})
    page.points("plot", 2)
    opts = {"title": "Loss of run 7", "ytype": "log", "ytickmin": 1, "ytickmax": 1000, "showlegend": True}
    vis.line([100.0], [3], win="plot", name="a", update="append", opts=opts)
    waits(page, "plot", "plot._fullLayout.yaxis.type === 'log' && plot._fullLayout.showlegend")
    expect(page.window("plot").locator(".gtitle")).to_have_text("Loss of run 7")
    expect(page.window("plot").locator(".xtitle")).to_have_text("step")
    assert page.plot_says("plot", "plot._fullLayout.yaxis.range") == [0, 3]


def test_the_editor_changes_titles_scales_and_legend_here_alone(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    page, vis = open_page(server), draw(server)
    other = open_page(server)
    vis.line([1.0, 10.0, 100.0], [1, 2, 3], win="plot", name="a", opts={"title": "Loss", "ylabel": "value"})
    page.points("plot", 3)
    window = page.window("plot")
    window.locator('button[title="edit plot"]').click()
    editor = window.get_by_role("form", name="Edit plot")
    expect(editor.get_by_label("Title")).to_have_value("Loss")
    expect(editor.get_by_label("Y axis")).to_have_value("value")
    editor.get_by_label("Title").fill("Loss of run 7")
    editor.get_by_label("Y logarithmic").check()
    editor.get_by_label("Legend").check()
    waits(page, "plot", "plot._fullLayout.yaxis.type === 'log' && plot._fullLayout.showlegend")
    expect(window.locator(".gtitle")).to_have_text("Loss of run 7")
    vis.line([1000.0], [4], win="plot", name="a", update="append")
    page.points("plot", 4)
    assert page.plot_says("plot", "plot._fullLayout.yaxis.type") == "log"
    other.points("plot", 4)
    assert other.plot_says("plot", "plot._fullLayout.yaxis.type") == "linear"
    editor.get_by_role("button", name="As sent").click()
    expect(window.locator(".gtitle")).to_have_text("Loss")
    page.page.keyboard.press("Escape")
    expect(editor).to_have_count(0)


def save(page: WatchedPage, label: str, folder: Path) -> Path:
    """Choose a file in the menu of the save button."""
    page.window("plot").locator('button[title="save"]').click()
    with page.page.expect_download() as started:
        page.page.get_by_role("menuitem", name=label, exact=True).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def test_a_plot_is_saved_as_picture_and_as_numbers(
    server: ServerProcess, open_page: OpenPage, draw: Draw, tmp_path: Path
) -> None:
    page, vis = open_page(server), draw(server)
    vis.line([1.5, 2.5], [0, 1], win="plot", name="a", opts={"title": "Loss"})
    page.points("plot", 2)
    png = save(page, "PNG", tmp_path)
    assert png.name == "Loss.png"
    assert png.read_bytes().startswith(b"\x89PNG")
    assert "</svg>" in save(page, "SVG", tmp_path).read_text(encoding="utf-8")
    csv = save(page, "CSV of the points", tmp_path)
    assert csv.read_text(encoding="utf-8").split() == ["trace,x,y", "a,0,1.5", "a,1,2.5"]
    figure = json.loads(save(page, "Plotly figure (JSON)", tmp_path).read_text(encoding="utf-8"))
    assert figure["data"][0]["y"] == [1.5, 2.5]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plots_have_the_colours_of_the_page(
    server: ServerProcess, open_page: OpenPage, draw: Draw, scheme: str
) -> None:
    page, vis = open_page(server), draw(server)
    page.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    send(vis, [{"type": "scatter", "y": [1, 2]}])
    send(vis, [{"type": "scatter", "y": [1, 2]}], {"paper_bgcolor": "#ffeedd"}, win="own")
    surface = {"light": "#ffffff", "dark": "#181c24"}[scheme]
    waits(page, "plot", f"plot._fullLayout.paper_bgcolor === '{surface}'")
    waits(page, "own", "plot._fullLayout.paper_bgcolor === '#ffeedd'")
    page.page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
    waits(page, "plot", f"plot._fullLayout.paper_bgcolor !== '{surface}'")


def test_arrays_of_new_plotly_are_shown_smoothed_and_saved(
    server: ServerProcess, open_page: OpenPage, draw: Draw, tmp_path: Path
) -> None:
    page, vis = open_page(server), draw(server)
    encoded = base64.b64encode(np.asarray(noise(50), dtype="<f8").tobytes()).decode()
    send(vis, [{"type": "scatter", "mode": "lines", "name": "a", "y": {"dtype": "f8", "bdata": encoded}}])
    page.points("plot", 50)
    page.window("plot").locator('button[title="smooth lines"]').click()
    page.window("plot").get_by_label("Smoothing:").fill("5")
    waits(page, "plot", "plot.data.length === 2")
    page.points("plot", 50, trace=1)
    lines = save(page, "CSV of the points", tmp_path).read_text(encoding="utf-8").split()
    assert len(lines) == 51


def test_kinds_of_traces_that_are_gone_are_named(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    send(vis, [{"type": "area", "r": [1, 2]}, {"type": "scatter", "y": [1, 2]}])
    send(vis, [{"type": "heatmapgl", "z": [[1, 2], [3, 4]]}], win="renamed")
    expect(page.window("plot").locator(".plot-note")).to_contain_text("area")
    waits(page, "renamed", "plot._fullData[0].type === 'heatmap'")
    expect(page.window("renamed").locator(".plot-note")).to_have_count(0)


def test_a_million_points_are_thinned_and_exact_where_zoomed(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    values = np.sin(np.arange(1_000_000) / 1000)
    values[123_456] = 9
    encoded = base64.b64encode(values.astype("<f4").tobytes()).decode()
    send(vis, [{"type": "scatter", "mode": "lines", "y": {"dtype": "f4", "bdata": encoded}}])
    page = open_page(server)
    waits(page, "plot", "plot.data[0].y.length > 1000 && plot.data[0].y.length < 10000")
    assert page.plot_says("plot", "Math.max(...plot.data[0].y)") == 9
    box = page.window("plot").locator(".nsewdrag").bounding_box()
    assert box is not None
    for _ in range(3):
        page.page.mouse.move(box["x"] + 100, box["y"] + 50)
        page.page.mouse.down()
        page.page.mouse.move(box["x"] + 113, box["y"] + 50, steps=3)
        page.page.mouse.up()
        page.page.wait_for_timeout(400)
    exact = """(() => {
        const [low, high] = plot._fullLayout.xaxis.range;
        const inside = plot.data[0].x.filter(place => place >= low && place <= high).length;
        return high - low < 9000 && Math.abs(inside - (high - low)) < 2;
    })()"""
    waits(page, "plot", exact)


def test_long_lines_are_drawn_by_the_graphics_card_where_there_is_one(
    server: ServerProcess, context: BrowserContext, open_page: OpenPage, draw: Draw
) -> None:
    context.add_init_script(
        """const getContext = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, wishes) {
            return getContext.call(this, kind, {...wishes, failIfMajorPerformanceCaveat: false});
        };"""
    )
    vis = draw(server)
    for number in range(6):
        send(vis, [{"type": "scatter", "mode": "lines", "y": list(range(20_000))}], win=f"w{number}")
    page = open_page(server)
    for number in range(6):
        waits(page, f"w{number}", "plot.data[0].y.length < 10000")
    kinds = [page.plot_says(f"w{number}", "plot._fullData[0].type") for number in range(6)]
    assert kinds.count("scattergl") == 4


@pytest.mark.parametrize(("width", "height"), [(120, 90), (180, 140), (250, 200), (371, 350), (900, 500)])
def test_a_plot_is_readable_at_every_size(
    server: ServerProcess, open_page: OpenPage, draw: Draw, width: int, height: int
) -> None:
    page, vis = open_page(server), draw(server)
    names = ["training of the large network", "validation of the large network"]
    opts = {"title": "Loss", "xlabel": "epoch", "ylabel": "loss", "legend": names, "width": width, "height": height}
    vis.line(np.random.default_rng(0).random((50, 2)) * 1e5, win="plot", opts=opts)
    page.points("plot", 50)
    size = page.plot_says("plot", "[plot._fullLayout._size.w, plot._fullLayout._size.h]")
    assert isinstance(size, list)
    assert size[0] > 0.35 * width
    assert size[1] > 0.3 * height


def test_a_plot_fills_the_page_in_full_screen(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.line([1, 2], win="plot")
    page.points("plot", 2)
    page.window("plot").locator('button[title="full screen"]').click()
    waits(page, "plot", "plot._fullLayout.width > 1000")
    page.page.keyboard.press("Escape")
    waits(page, "plot", "plot._fullLayout.width < 400")


def test_maps_have_their_outlines_without_a_network(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    countries = {"type": "choropleth", "locations": ["FRA", "BRA"], "locationmode": "ISO-3", "z": [1, 2]}
    send(vis, [countries], win="countries")
    send(
        vis,
        [{"type": "scattergeo", "lon": [-10, 40], "lat": [35, 65]}],
        {"geo": {"scope": "europe", "resolution": 50}},
        win="dots",
    )
    expect(page.window("countries").locator(".choroplethlayer path")).to_have_count(2)
    borders = page.window("dots").locator(".layer.countries path").first
    expect(borders).to_have_attribute("d", re.compile(r"^M.{1000,}"))
    expect(page.page.locator('[data-title^="Share"]')).to_have_count(0)


def test_names_that_come_twice_and_single_rows_are_all_seen(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    page, vis = open_page(server), draw(server)
    vis.heatmap(np.eye(3), win="cells", opts={"columnnames": ["1", "1", "2"]})
    vis.boxplot(np.eye(3), win="boxes", opts={"legend": ["7", "7", "8"]})
    vis.pie([1, 2, 3], win="slices", opts={"legend": ["a", "b", "a"]})
    vis.sunburst(["all", "a", "b", "rest", "rest"], ["", "all", "all", "a", "b"], win="sectors")
    vis.contour([[1, 2, 3]], win="row")
    waits(page, "cells", "plot._fullLayout.xaxis._categories.length === 3")
    waits(page, "boxes", "plot.querySelectorAll('path.box').length === 3 && plot._fullLayout.xaxis.type === 'category'")
    for win, count in (("slices", 3), ("sectors", 5)):
        page.window(win).scroll_into_view_if_needed()
        waits(page, win, f"plot.querySelectorAll('.slice').length === {count}")
    page.window("row").scroll_into_view_if_needed()
    waits(page, "row", "plot.querySelectorAll('.contourlines path').length > 3")


def test_formulas_in_titles_are_drawn(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.line([1, 2], win="plot", opts={"title": r"$\sqrt{\alpha}$"})
    page.points("plot", 2)
    expect(page.window("plot").locator(".gtitle-math-group svg")).to_have_count(1)


def test_a_window_out_of_step_is_fetched_alone(
    server: ServerProcess, context: BrowserContext, open_page: OpenPage, draw: Draw
) -> None:
    link = LossyLink()
    context.route_web_socket("**/socket*", link.route)
    vis = draw(server)
    for win in ("curve", "other"):
        vis.line(noise(200), win=win, name="a")
    page = open_page(server)
    page.points("curve", 200)
    environments: list[str] = []
    page.page.on("request", lambda request: environments.append(request.url) if "/env/" in request.url else None)
    for step in (200, 201):
        vis.line([1.0], [step], win="curve", name="a", update="append")
    page.points("curve", 202)
    assert link.lost
    assert [json.loads(text)["cmd"] for text in link.asked if "send_window" in text] == ["send_window"]
    assert environments == []
