"""Image windows on the page: zoom, movement, clicks, history, saving."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from queue import Queue
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect
from serving import ServerProcess
from watched_page import WAIT_MS, WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]
Listen = Callable[[ServerProcess, str], "Queue[dict[str, Any]]"]

WAIT_SECONDS = WAIT_MS / 1000
NOISE = np.random.default_rng(0).random((3, 100, 200))
"""200 wide, 100 high."""


def transform(page: WatchedPage, win: str = "picture") -> tuple[float, float, float]:
    """Scale and offset of the shown picture."""
    matrix: str = page.window(win).locator("img").evaluate("img => getComputedStyle(img).transform")
    scale, _, _, _, x, y = (float(number) for number in matrix.removeprefix("matrix(").rstrip(")").split(","))
    return scale, x, y


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def opened(server: ServerProcess, open_page: OpenPage, draw: Draw, **opts: Any) -> WatchedPage:
    """A page with one picture, whose window has the focus."""
    draw(server).image(NOISE, win="picture", opts={"title": "A picture", **opts})
    page = open_page(server)
    expect(page.window("picture").locator("img")).to_be_visible()
    page.window("picture").locator(".bar .pull-right").click()
    expect(page.window("picture")).to_have_class("window focus")
    return page


def test_the_wheel_zooms_with_ctrl_and_moves_with_alt(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page = opened(server, open_page, draw)
    page.page.mouse.move(*middle(page.window("picture").locator(".picture")))
    page.page.mouse.wheel(0, 100)
    assert transform(page) == (1, 0, 0)
    page.page.keyboard.down("Control")
    for _ in range(5):
        page.page.mouse.wheel(0, -100)
    page.page.keyboard.up("Control")
    page.until("document.querySelector('.content-image').style.transform.includes('scale(1.64')")
    scale, x, y = transform(page)
    page.page.keyboard.down("Alt")
    page.page.mouse.wheel(0, 100)
    page.page.keyboard.up("Alt")
    page.until("before => !document.querySelector('img').style.transform.includes(before)", arg=f"{y}px")
    assert transform(page) == pytest.approx((scale, x, y - 50), abs=0.01)
    assert page.page.evaluate("visualViewport.scale") == 1


def test_dragging_moves_and_a_double_click_resets(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page = opened(server, open_page, draw)
    x, y = middle(page.window("picture").locator(".picture"))
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 30, y - 20, steps=4)
    page.page.mouse.up()
    assert transform(page) == pytest.approx((1, 30, -20), abs=0.01)
    page.page.mouse.dblclick(x, y)
    page.until("document.querySelector('img').style.transform.includes('translate(0px, 0px)')")
    page.page.keyboard.press("+")
    page.until("document.querySelector('img').style.transform.includes('scale(1.25)')")
    page.window("picture").locator('button[title="reset"]').click()
    assert transform(page) == (1, 0, 0)


def test_keys_zoom_and_move(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page = opened(server, open_page, draw)
    page.window("picture").locator(".picture").focus()
    page.page.keyboard.press("+")
    page.page.keyboard.press("+")
    page.page.keyboard.press("-")
    page.page.keyboard.press("Shift+ArrowRight")
    page.until("document.querySelector('img').style.transform.includes('scale(1.25)')")
    scale, x, _ = transform(page)
    assert scale == 1.25
    assert x == pytest.approx(-0.125 * 201 - 50, abs=2)
    page.page.keyboard.press("0")
    page.until("document.querySelector('img').style.transform.endsWith('scale(1)')")


def test_programs_are_told_the_pixel_that_was_clicked(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    page, heard = opened(server, open_page, draw, title="A", caption="noise"), listen(server, "picture")
    shown = page.window("picture").locator(".picture")
    handle = page.page.locator(".react-grid-item", has=page.window("picture")).locator(".react-resizable-handle")

    def click(x: float, y: float) -> dict[str, Any]:
        """Click the point of the shown picture that is at this part of its width and height."""
        box = shown.evaluate(
            """box => {
                const { left, top, width, height } = box.getBoundingClientRect();
                const fit = Math.min(width / 200, height / 100);
                return [left + (width - 200 * fit) / 2, top + (height - 100 * fit) / 2, 200 * fit, 100 * fit];
            }"""
        )
        page.page.mouse.click(box[0] + x * box[2], box[1] + y * box[3])
        while (event := heard.get(timeout=WAIT_SECONDS))["event_type"] == "KeyPress":
            pass  # Control, released
        return event

    event = click(0.25, 0.5)
    assert (event["event_type"], event["target"], event["eid"]) == ("Click", "picture", "main")
    assert event["pane_data"]["id"] == "picture"
    assert event["image_coord"]["visibility"] == "hidden"
    assert (event["image_coord"]["x"], event["image_coord"]["y"]) == (
        pytest.approx(50, abs=1),
        pytest.approx(50, abs=1),
    )

    x, y = middle(handle)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 200, y + 40, steps=4)
    page.page.mouse.up()
    page.until("document.querySelector('.picture').clientWidth > 380")
    coordinates = click(0.75, 0.2)["image_coord"]
    assert (coordinates["x"], coordinates["y"]) == (pytest.approx(150, abs=1), pytest.approx(20, abs=1))

    page.page.keyboard.down("Control")
    page.page.mouse.wheel(0, -100)
    page.page.keyboard.up("Control")
    page.until("!document.querySelector('img').style.transform.endsWith('scale(1)')")
    coordinates = click(0.75, 0.2)["image_coord"]  # zoomed about this very point
    assert (coordinates["x"], coordinates["y"]) == (pytest.approx(150, abs=1), pytest.approx(20, abs=1))


def test_only_a_click_into_the_focused_picture_is_told(
    server: ServerProcess, open_page: OpenPage, draw: Draw, listen: Listen
) -> None:
    vis = draw(server)
    for win in ("one", "two"):
        vis.image(NOISE, win=win)
    heard = listen(server, "one")
    page = open_page(server)
    picture = page.window("one").locator(".picture")
    picture.click(position={"x": 10, "y": 10})  # gives the focus
    picture.click(position={"x": 20, "y": 30})
    page.window("two").locator(".picture").click()
    x, y = middle(picture)
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 20, y, steps=3)
    page.page.mouse.up()  # moved the picture
    page.page.keyboard.press("k")
    first, second = (heard.get(timeout=WAIT_SECONDS) for _ in range(2))
    assert (first["event_type"], first["image_coord"]["x"]) == ("Click", pytest.approx(20, abs=1))
    assert (second["event_type"], second["key"], second["key_code"]) == ("KeyPress", "k", 75)


def test_the_pixel_is_shown_with_alt(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page = opened(server, open_page, draw)
    x, y = middle(page.window("picture").locator(".picture"))
    page.page.keyboard.down("Alt")
    page.page.mouse.move(x, y)
    page.page.mouse.move(x + 1, y)
    expect(page.window("picture").locator(".mouse_image_location")).to_have_text("101 / 50")
    page.page.keyboard.up("Alt")
    page.page.mouse.move(x, y)
    expect(page.window("picture").locator(".mouse_image_location")).to_have_count(0)


def add_steps(vis: Visdom, count: int, **opts: Any) -> None:
    for step in range(count):
        caption = {"caption": f"step {step}"}
        vis.image(np.full((3, 60, 180), step / count), win="history", opts={"store_history": True, **caption, **opts})


def test_arrow_keys_go_through_a_history(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    add_steps(draw(server), 4)
    page = open_page(server)
    history = page.window("history")
    expect(history.locator(".caption")).to_have_text("step 3")
    history.locator(".picture").click()
    page.page.keyboard.press("ArrowLeft")
    expect(history.locator(".caption")).to_have_text("step 2")
    page.page.keyboard.press("Home")
    expect(history.locator(".caption")).to_have_text("step 0")
    page.page.keyboard.press("ArrowLeft")
    page.page.keyboard.press("ArrowRight")
    expect(history.locator(".caption")).to_have_text("step 1")
    history.locator("input[type=range]").focus()
    page.page.keyboard.press("ArrowRight")
    expect(history.locator(".caption")).to_have_text("step 2")
    expect(history.locator("output")).to_have_text("2")


def test_a_history_shows_no_slider_when_told_so(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    add_steps(draw(server), 2, show_slider=False)
    page = open_page(server)
    expect(page.window("history").locator(".caption")).to_have_text("step 1")
    expect(page.window("history").locator("input")).to_have_count(0)


@pytest.mark.parametrize(("opts", "ending"), [({}, "png"), ({"jpgquality": 80}, "jpg")])
def test_a_picture_is_saved_as_it_came(
    server: ServerProcess, open_page: OpenPage, draw: Draw, tmp_path: Path, opts: dict[str, Any], ending: str
) -> None:
    page = opened(server, open_page, draw, title="a/b", **opts)
    page.window("picture").locator('button[title="save"]').click()
    with page.page.expect_download() as download:
        page.page.get_by_role("menuitem", name=ending.upper()).click()
    assert download.value.suggested_filename == f"a_b.{ending}"
    download.value.save_as(tmp_path / "saved")
    with Image.open(tmp_path / "saved") as saved:
        assert saved.size == (200, 100)
        assert saved.format == {"png": "PNG", "jpg": "JPEG"}[ending]


def test_a_picture_becomes_the_first_of_a_history(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page = opened(server, open_page, draw)
    expect(page.window("picture").locator('input[type="range"]')).to_have_count(0)
    draw(server).image(1 - NOISE, win="picture", opts={"store_history": True})
    slider = page.window("picture").locator('input[type="range"]')
    expect(slider).to_have_value("1")
    expect(slider).to_have_attribute("max", "1")
