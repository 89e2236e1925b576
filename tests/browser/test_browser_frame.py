"""The frames of windows: where they stand, and what their bars offer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]


def test_windows_stand_in_order_side_by_side(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for win in ("a", "b", "c"):
        vis.line([1, 2], win=win)
    vis.text("x", win="d")
    page = open_page(server)
    page.shows("a", "b", "c", "d")
    boxes = [page.window(win).bounding_box() for win in "abcd"]
    assert [(round(box["x"]), round(box["y"])) for box in boxes if box] == [(10, 60), (391, 60), (772, 60), (10, 420)]
    assert [(round(box["width"]), round(box["height"])) for box in boxes if box] == [(371, 350)] * 3 + [(244, 290)]


def test_a_moved_and_resized_pane_stays_so_after_a_reload(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    for win in ("a", "b"):
        vis.text(win, win=win)
    page = open_page(server)
    page.shows("a", "b")
    page.window("b").locator(".bar").drag_to(page.window("a").locator(".bar"), target_position={"x": 5, "y": 5})
    handle = page.page.locator(".react-grid-item", has=page.window("b")).locator(".react-resizable-handle")
    handle.hover()
    page.page.mouse.down()
    box = handle.bounding_box()
    assert box is not None
    page.page.mouse.move(box["x"] + 160, box["y"] + 100, steps=5)
    page.page.mouse.up()
    expect(page.window("b")).not_to_have_css("width", "244px")
    moved = page.window("b").bounding_box()
    assert moved is not None
    assert moved["x"] < 20
    assert moved["width"] > 350
    page.page.wait_for_function("localStorage.getItem('main_b') !== null")
    page.page.reload()
    page.shows("a", "b")
    expect(page.window("b")).to_have_css("width", f"{moved['width']:g}px")
    after, other = page.window("b").bounding_box(), page.window("a").bounding_box()
    assert after is not None and other is not None
    assert after["x"] < other["x"]
