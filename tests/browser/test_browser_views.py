"""Saved views: saving, choosing, deleting; packing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]


def manage(page: WatchedPage) -> Locator:
    """Open the dialog that manages views."""
    page.page.get_by_label("Manage Views").click()
    return page.page.get_by_role("dialog", name="Layout Views Management Modal")


def save_view(page: WatchedPage, name: str) -> None:
    dialog = manage(page)
    dialog.get_by_label("Save or fork current layout:").fill(name)
    dialog.get_by_role("button", name="fork").click()
    page.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def choose_view(page: WatchedPage, name: str) -> None:
    page.page.locator("#viewDropdown").click()
    page.page.get_by_role("menuitemradio", name=name).click()


def move_to_front(page: WatchedPage, win: str) -> None:
    """Move a window before all others, by the keyboard."""
    page.window(win).locator(".bar").focus()
    for _ in range(page.page.locator(".window").count()):
        page.page.keyboard.press("ArrowLeft")


def three_windows(vis: Visdom) -> None:
    for win in ("a", "b", "c"):
        vis.text(win, win=win)


def test_a_view_brings_back_order_and_sizes(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_windows(draw(server))
    page = open_page(server)
    page.shows("a", "b", "c")
    expect(page.page.locator("#viewDropdown")).to_have_text("current")
    move_to_front(page, "c")
    page.page.keyboard.press("Shift+ArrowRight")
    page.in_order("c", "a", "b")
    wide = page.window("c").bounding_box()
    save_view(page, "c first")
    expect(page.page.locator("#viewDropdown")).to_have_text("c first")
    page.window("c").locator(".bar").focus()
    page.page.keyboard.press("Shift+ArrowLeft")
    move_to_front(page, "b")
    page.in_order("b", "c", "a")
    expect(page.page.locator("#viewDropdown")).to_have_text("current")
    choose_view(page, "c first")
    page.in_order("c", "a", "b")
    assert wide is not None
    expect(page.window("c")).to_have_css("width", f"{wide['width']:g}px")
    expect(page.page).to_have_url(f"{server.url}/env/main#c%20first")


def test_the_menu_of_views_ticks_the_one_shown(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_windows(draw(server))
    page = open_page(server)
    page.shows("a", "b", "c")
    save_view(page, "mine")
    page.page.locator("#viewDropdown").click()
    entries = page.page.locator("ul.dropdown-menu[aria-labelledby=viewDropdown] a")
    expect(entries).to_have_text(["current", "mine ✓"])
    page.page.keyboard.press("ArrowUp")
    page.page.keyboard.press("Enter")
    expect(page.page.locator("#viewDropdown")).to_have_text("current")
    expect(page.page.locator("#viewDropdown")).to_be_focused()


def test_a_view_is_opened_by_its_address(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_windows(draw(server))
    page = open_page(server)
    page.shows("a", "b", "c")
    move_to_front(page, "c")
    save_view(page, "c first")
    move_to_front(page, "a")
    page.in_order("a", "c", "b")
    other = open_page(server, "/env/main#c%20first")
    other.in_order("c", "a", "b")
    expect(other.page.locator("#viewDropdown")).to_have_text("c first")


def sees_both_views(page: WatchedPage) -> None:
    page.page.bring_to_front()
    page.page.locator("#viewDropdown").click()
    expect(page.page.get_by_role("menuitemradio")).to_have_text(["current", "one ✓", "two"])
    page.page.keyboard.press("Escape")


def test_views_are_told_to_other_pages_and_survive_a_restart(
    make_server: MakeServer, open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-cache_type", "JPWA")
    three_windows(draw(server))
    page, other = open_page(server), open_page(server)
    page.shows("a", "b", "c")
    other.shows("a", "b", "c")
    save_view(page, "one")
    other.page.bring_to_front()
    other.page.locator("#viewDropdown").click()
    expect(other.page.get_by_role("menuitemradio")).to_have_text(["current ✓", "one"])
    other.page.keyboard.press("Escape")
    save_view(other, "two")
    sees_both_views(page)
    server.restart()
    page.link("online")
    sees_both_views(page)
    for each in (page, other):
        each.link("online")
        each.forgive_lost_server()


def test_a_view_is_deleted_after_a_second_press(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_windows(draw(server))
    page = open_page(server)
    page.shows("a", "b", "c")
    save_view(page, "old")
    dialog = manage(page)
    choice = dialog.get_by_label("Delete layout view selected in dropdown:")
    button = dialog.locator(".modal-row .btn", has_text="Delete")
    expect(choice).to_have_value("old")
    button.click()
    button.click()
    expect(page.page.locator("#viewDropdown")).to_have_text("current")
    expect(choice).to_have_value("current")
    expect(button).to_be_disabled()


def test_the_unsaved_view_has_no_name_to_save_under(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_windows(draw(server))
    page = open_page(server)
    page.shows("a", "b", "c")
    dialog = manage(page)
    expect(dialog.get_by_label("Save or fork current layout:")).to_have_value("current")
    expect(dialog.get_by_role("button", name="save")).to_be_disabled()


def test_a_comparison_has_no_views(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.line([1, 2], win="w", env="one")
    vis.line([1, 2], win="w", env="two")
    page = open_page(server, "/compare/one+two")
    page.link("online")
    expect(page.page.locator("#viewDropdown")).to_have_text("compare")
    expect(page.page.locator("#viewDropdown")).to_be_disabled()
    expect(page.page.get_by_label("Manage Views")).to_be_disabled()


def test_repack_closes_the_gaps(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    three_windows(draw(server))
    page = open_page(server)
    page.shows("a", "b", "c")
    page.window("b").locator(".bar").hover()
    page.page.mouse.down()
    page.page.mouse.move(1100, 70, steps=5)
    page.page.mouse.up()
    page.in_order("a", "c", "b")
    page.page.get_by_label("Repack").click()
    for win, x in (("a", 10), ("c", 264), ("b", 518)):
        page.stands_at(win, x, 60)


def test_windows_that_a_view_does_not_know_come_behind(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    three_windows(vis)
    page = open_page(server)
    page.in_order("a", "b", "c")
    move_to_front(page, "c")
    save_view(page, "c first")
    vis.text("new", win="new")
    page.in_order("c", "a", "b", "new")
    move_to_front(page, "new")
    choose_view(page, "c first")
    page.in_order("c", "a", "b", "new")
