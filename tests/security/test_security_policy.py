"""Everything that the page can show is drawn under its policy, here and in an exported file."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import every_window
import pytest
import requests
from playwright.sync_api import BrowserContext, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

Draw = Callable[..., Visdom]

NOTE_VIOLATIONS = """
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
        violations.push(`${effectiveDirective} ${blockedURI}`);
    }, true);
"""

INK = """element => {
    const plot = element.querySelector(".js-plotly-plot");
    const { scene, map } = plot._fullLayout;
    scene?._scene?.glplot.redraw();  // without a new frame, the canvas of WebGL is empty
    map?._subplot?.map.redraw();
    return [...plot.querySelectorAll("canvas")].some((canvas) => {
        if (canvas.width * canvas.height === 0) return false;
        const brush = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
        brush.drawImage(canvas, 0, 0);
        const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size > 1;
    });
}"""


def send(vis: Visdom, win: str, body: dict[str, Any]) -> None:
    vis._send({"win": win, "eid": vis.env, **body})


def draw_everything(vis: Visdom, text: str) -> list[str]:
    windows = {**every_window.others(text), **every_window.plots(text)}
    for win, body in windows.items():
        send(vis, win, body)
    send(vis, "history", windows["history"])
    return list(windows)


def see_all(page: WatchedPage, windows: list[str]) -> None:
    """Look at each window in turn, and see that it is drawn."""
    for win in windows:
        frame = page.window(win)
        frame.scroll_into_view_if_needed()
        if win in every_window.plots(""):
            expect(frame.locator(".main-svg").first).to_be_attached()
            expect(frame.locator(".pane-note, .plot-note")).to_have_count(0)
        if win in {**every_window.REGL, **every_window.SPACE, **every_window.MAPS}:
            wait_for_ink(page, win)
    expect(page.window("formula").locator("mjx-container")).to_be_visible()
    expect(page.window("formula").locator("b")).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.window("text").locator("audio")).to_have_js_property("duration", 0.1)
    for win in ("picture", "history", "text"):
        expect(page.window(win).locator("img").first).to_have_js_property("naturalWidth", 4)
    expect(page.window("network").locator("circle")).to_have_count(2)


def wait_for_ink(page: WatchedPage, win: str) -> None:
    end = time.monotonic() + 20
    while not page.window(win).evaluate(INK):
        assert time.monotonic() < end, f"{win} stays empty"
        page.page.wait_for_timeout(30)


def save_pictures(page: WatchedPage, windows: list[str]) -> None:
    for win in windows:
        frame = page.window(win)
        frame.scroll_into_view_if_needed()
        expect(frame.locator(".main-svg, .node, canvas").first).to_be_attached()
        frame.get_by_role("button", name="save", exact=True).click()
        with page.page.expect_download():
            page.page.get_by_role("menuitem", name="PNG", exact=True).click()


def check(page: WatchedPage) -> None:
    assert page.page.evaluate("violations") == []
    assert page.errors == []
    assert page.foreign == []


def test_everything_is_drawn_under_the_policy(
    server: ServerProcess, context: BrowserContext, draw: Draw, tmp_path: Path
) -> None:
    windows = draw_everything(draw(server), "plain")
    exported = tmp_path / "exported.html"
    exported.write_bytes(requests.get(server.url + "/export/main.html", timeout=60).content)
    context.add_init_script(NOTE_VIOLATIONS)
    page = WatchedPage.opened(context, server.url)
    see_all(page, windows)
    save_pictures(page, ["scatter", "scattergl", "surface", "network", "embeddings"])
    check(page)
    page.page.close()
    server.stop()
    page = WatchedPage.opened(context, exported.as_uri())
    assert page.page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1
    see_all(page, ["text", "scatter", "scattergl", "surface", "scattergeo"])
    check(page)


def test_pictures_by_address_are_shown_from_allowed_origins_only(
    make_server: Callable[..., ServerProcess], context: BrowserContext, draw: Draw
) -> None:
    foreign = make_server("-allow_origin", "*")  # so that its pictures may be shown elsewhere
    picture = (
        f"<img src='{foreign.url}/static/favicon.svg'><style>p {{ background: url({foreign.url}/a.png) }}</style><p>p"
    )
    context.add_init_script(NOTE_VIOLATIONS)
    for flags, width, blocked in (([], 0, True), (["-allow_images", foreign.url], 1, False)):
        server = make_server(*flags)
        draw(server).text(picture, win="w")
        page = WatchedPage.opened(context, server.url)
        page.text("w", "p")
        page.until("new Promise((done) => setTimeout(() => done(true), 300))")
        violations = page.page.evaluate("violations")
        assert violations.count(f"img-src {foreign.url}/static/favicon.svg") == blocked
        assert violations.count(f"img-src {foreign.url}/a.png") == blocked
        assert (page.window("w").locator("img").evaluate("image => image.naturalWidth") > 0) == (width > 0)
