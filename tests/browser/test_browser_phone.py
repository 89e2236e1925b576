"""The page on a phone: one column, wide enough for fingers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A visit by a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    yield context
    context.close()


def test_panes_stand_in_one_column(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.line([1, 2, 3], win="curve")
    vis.text("x", win="note")
    vis.line([1, 2, 3], win="wide", opts={"width": 900, "height": 200})
    page = open_page(server)
    page.in_order("curve", "note", "wide")
    boxes = [page.window(win).bounding_box() for win in ("curve", "note", "wide")]
    assert [(round(box["x"]), round(box["width"])) for box in boxes if box] == [(10, 370)] * 3
    assert page.page.evaluate("document.documentElement.scrollWidth") == 390


def test_turned_to_the_side_or_seen_on_a_desktop_the_places_are_as_before(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    for win in ("a", "b", "c"):
        vis.text(win, win=win)
    page = open_page(server)
    page.in_order("a", "b", "c")
    page.page.set_viewport_size({"width": 1280, "height": 800})
    for win, x in (("a", 10), ("b", 264), ("c", 518)):
        page.stands_at(win, x, 60)
    page.page.set_viewport_size({"width": 390, "height": 800})
    expect(page.window("c")).to_have_css("width", "370px")


def test_every_control_is_there_and_can_be_touched(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("x", win="x")
    vis.text("y", win="y", env="other")
    page = open_page(server)
    page.shows("x")
    for button in page.page.locator(".navbar-form .btn:visible, .bar button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 33, button.get_attribute("title")
        assert box["x"] + box["width"] <= 390
    page.page.locator(".environment-button").tap()
    page.page.get_by_role("treeitem", name="other", exact=True).tap()
    page.shows("y")
    page.window("y").get_by_label("full screen").tap()
    expect(page.page.locator(".full-screen")).to_have_count(1)
    page.window("y").get_by_label("full screen").tap()
    page.window("y").locator('button[title="close"]').tap()
    page.shows()


def test_a_dialog_fits_the_screen(server: ServerProcess, open_page: OpenPage) -> None:
    page = open_page(server)
    page.link("online")
    for label in ("Manage Environments", "Manage Views", "Keyboard shortcuts"):
        page.page.get_by_label(label, exact=True).tap()
        box = page.page.get_by_role("dialog").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.page.get_by_role("dialog").get_by_label("Close").tap()
        expect(page.page.get_by_role("dialog")).to_have_count(0)
