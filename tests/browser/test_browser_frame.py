"""The frames of windows: where they stand, and what their bars offer."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
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
    page.until("localStorage.getItem('main_b') !== null")
    page.page.reload()
    page.shows("a", "b")
    expect(page.window("b")).to_have_css("width", f"{moved['width']:g}px")
    after, other = page.window("b").bounding_box(), page.window("a").bounding_box()
    assert after is not None and other is not None
    assert after["x"] < other["x"]


def test_a_closed_window_is_brought_back_to_its_place(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("stays", win="a")
    vis.text("goes", win="goes", opts={"title": "The one"})
    vis.text("stays", win="b")
    page.in_order("a", "goes", "b")
    page.window("goes").locator('button[title="close"]').click()
    page.in_order("a", "b")
    page.page.locator(".toast", has_text="Closed “The one”.").get_by_role("button", name="Undo").click()
    page.text("goes", "goes")
    page.in_order("a", "goes", "b")
    expect(page.page.locator(".toast")).to_have_count(0)
    assert vis.win_exists("goes")


def test_the_focus_goes_from_pane_to_pane_and_away(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for win in ("a", "b"):
        vis.text(win, win=win)
    page = open_page(server)
    page.shows("a", "b")
    page.window("a").locator(".content-text").click()
    expect(page.page.locator(".window.focus")).to_have_attribute("data-window", "a")
    expect(page.page.locator(".bar.focus")).to_have_count(1)
    page.window("b").locator(".bar").click()
    expect(page.page.locator(".window.focus")).to_have_attribute("data-window", "b")
    page.page.locator("[data-cy=filter]").click()
    expect(page.page.locator(".focus")).to_have_count(0)


def drag_handle(page: WatchedPage, win: str, right: int, down: int) -> None:
    """Drag the lower right corner of a window."""
    handle = page.page.locator(".react-grid-item", has=page.window(win)).locator(".react-resizable-handle")
    handle.hover()
    box = handle.bounding_box()
    assert box is not None
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + right, box["y"] + down, steps=5)
    page.page.mouse.up()


def test_a_double_click_on_the_corner_gives_a_window_its_own_size_back(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    draw(server).text("x", win="x", opts={"width": 300, "height": 200})
    page = open_page(server)
    page.shows("x")
    before = page.window("x").bounding_box()
    drag_handle(page, "x", 150, 90)
    assert page.window("x").bounding_box() != before
    page.page.locator(".react-resizable-handle").dblclick()
    assert before is not None
    expect(page.window("x")).to_have_css("width", f"{before['width']:g}px")
    expect(page.window("x")).to_have_css("height", f"{before['height']:g}px")


def test_moves_and_sizes_reach_the_server_and_other_browsers(
    make_server: MakeServer, chromium: Browser, open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-cache_type", "JPWA")
    vis = draw(server)
    for win in ("a", "b", "c"):
        vis.text(win, win=win)
    page = open_page(server)
    page.in_order("a", "b", "c")
    page.window("c").locator(".bar").drag_to(page.window("a").locator(".bar"), target_position={"x": 5, "y": 5})
    drag_handle(page, "c", 130, 0)
    page.in_order("c", "a", "b")
    width = page.window("c").evaluate("each => each.getBoundingClientRect().width")
    page.page.wait_for_timeout(500)
    server.restart()
    page.link("online")
    page.in_order("c", "a", "b")
    page.forgive_lost_server()
    visitor = chromium.new_context(viewport={"width": 1280, "height": 900})
    other = WatchedPage.opened(visitor, server.url)
    other.in_order("c", "a", "b")
    expect(other.window("c")).to_have_css("width", f"{width:g}px")
    visitor.close()


def test_a_press_on_the_bar_alone_moves_nothing(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for win in ("a", "b"):
        vis.text(win, win=win)
    page = open_page(server)
    page.in_order("a", "b")
    page.until("localStorage.getItem('main_a') !== null")
    before = page.page.evaluate("localStorage.getItem('main_a')")
    page.window("b").locator(".bar").click()
    page.window("a").locator(".bar").click()
    page.in_order("a", "b")
    page.page.wait_for_timeout(500)
    assert page.page.evaluate("localStorage.getItem('main_a')") == before


def test_a_window_covers_the_page_and_goes_back(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.line([1, 2, 3], win="curve")
    vis.text("x", win="note")
    page = open_page(server)
    page.points("curve", 3)
    page.window("curve").get_by_label("full screen").click()
    expect(page.page).to_have_url(f"{server.url}/env/main?win=curve")
    page.until("document.querySelector('[data-window=curve] .main-svg').getBoundingClientRect().width > 1200")
    expect(page.page.locator(".navbar-form")).to_have_attribute("inert", "")
    page.page.keyboard.press("Escape")
    expect(page.page).to_have_url(f"{server.url}/env/main")
    expect(page.window("note")).to_be_visible()
    page.until("document.querySelector('[data-window=curve] .main-svg').getBoundingClientRect().width < 400")
    page.stands_at("curve", 10, 60)


def test_the_address_of_a_window_shows_it_alone(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("x", win="a & b")
    vis.text("y", win="other")
    page = open_page(server, "/env/main?win=a+%26+b")
    expect(page.page.locator(".full-screen .window")).to_have_attribute("data-window", "a & b")
    box = page.window("a & b").bounding_box()
    assert box is not None
    assert box["width"] > 1200
    gone = open_page(server, "/env/main?win=gone")
    gone.shows("a & b", "other")
    expect(gone.page.locator("[inert]")).to_have_count(0)


def test_the_details_of_a_plot_are_listed_and_changed_here(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    page, vis = open_page(server), draw(server)
    vis.line([1, 2, 3], win="curve", name="train", opts={"title": "Loss"})
    page.points("curve", 3)
    window = page.window("curve")
    window.locator('button[title="properties"]').click()
    expect(window.locator('button[title="properties"]')).to_have_class("active")
    table = window.locator(".attachedWindow .table-properties")
    expect(table).to_have_count(2)
    expect(window.locator(".attachedWindow h3")).to_have_text(["Data[0] Properties", "Layout Properties"])
    field = window.get_by_label("Data[0] Properties: name", exact=True)
    expect(field).to_have_value("train")
    field.fill("renamed")
    field.press("Enter")
    page.until("document.querySelector('[data-window=curve] .js-plotly-plot').data[0].name === 'renamed'")
    window.locator('button[title="properties"]').click()
    expect(window.locator(".attachedWindow")).to_have_count(0)
    assert "renamed" not in vis.get_window_data("curve")


def test_a_text_has_no_details(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("x", win="note")
    page.shows("note")
    expect(page.window("note").locator('button[title="properties"]')).to_have_count(0)


def test_the_save_menu_offers_files_and_a_link(
    server: ServerProcess, context: BrowserContext, open_page: OpenPage, draw: Draw
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page, vis = open_page(server), draw(server)
    vis.text("kept", win="a note", opts={"title": "Notes: all"})
    page.shows("a note")
    button = page.window("a note").get_by_role("button", name="save")
    button.click()
    with page.page.expect_download() as started:
        page.page.get_by_role("menuitem", name="JSON of the window").click()
    assert json.loads(started.value.path().read_text())["content"] == "kept"
    button.click()
    expect(page.page.get_by_role("menuitem").first).to_be_focused()
    page.page.keyboard.press("End")
    page.page.keyboard.press("Enter")
    expect(page.page.get_by_role("menu")).to_have_count(0)
    expect(page.page.locator(".toast")).to_contain_text("The link is on the clipboard.")
    assert page.page.evaluate("navigator.clipboard.readText()") == f"{server.url}/env/main?win=a+note"
    expect(button).to_be_focused()
    page.page.keyboard.press("Enter")
    page.page.keyboard.press("Escape")
    expect(page.page.get_by_role("menu")).to_have_count(0)
