"""A page whose server goes away and comes back, or whose messages get lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lossy_link import LossyLink
from playwright.sync_api import BrowserContext, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]


def test_the_page_goes_on_after_the_server_was_killed(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-cache_type", "JPWA")
    page, vis = open_page(server), draw(server)
    vis.line([1, 2, 3], [0, 1, 2], win="curve", name="a", update="append")
    vis.text("before", win="log")
    page.points("curve", 3)
    server.stop(kill=True)
    page.link("offline")
    page.shows("curve", "log")
    server.start()
    page.link("online")
    vis = draw(server)
    vis.line([4], [4], win="curve", name="a", update="append")
    vis.text("after", win="log", append=True)
    page.points("curve", 4)
    page.text("log", "after")
    page.forgive_lost_server()


def test_a_page_that_missed_a_change_gets_in_step_again(
    server: ServerProcess, context: BrowserContext, open_page: OpenPage, draw: Draw
) -> None:
    link = LossyLink()
    context.route_web_socket("**/socket*", link.route)
    page, vis = open_page(server), draw(server)
    vis.text("a log that is long enough for changes to be sent alone: " + 200 * "." + "start", win="log")
    page.text("log", "start")
    for number in range(3):
        vis.text(f"line {number}", win="log", append=True)
    page.text("log", re.compile("line 0.*line 1.*line 2", re.DOTALL))
    assert link.lost


def test_a_restart_changes_nothing_on_the_screen(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-cache_type", "JPWA")
    page, vis = open_page(server), draw(server)
    for win in ("a", "b", "c"):
        vis.text(win, win=win)
    vis.line([1, 2, 3], win="curve")
    page.in_order("a", "b", "c", "curve")
    page.points("curve", 3)
    page.window("c").locator(".bar").focus()
    page.page.keyboard.press("ArrowLeft")
    page.in_order("a", "c", "b", "curve")
    page.page.evaluate(
        """() => {
            window.changes = [];
            const note = records => window.changes.push(...records.flatMap(({ addedNodes, removedNodes }) =>
                [...addedNodes, ...removedNodes].map(node => node.className ?? node.nodeName)));
            new MutationObserver(note).observe(document.querySelector(".layout"), { childList: true, subtree: true });
        }"""
    )
    server.restart()
    page.link("online")
    draw(server).text("more", win="a", append=True)
    page.text("a", "more")
    page.in_order("a", "c", "b", "curve")
    assert [name for name in page.page.evaluate("window.changes") if "window" in name or "item" in name] == []
    expect(page.page.locator(".window.focus")).to_have_attribute("data-window", "c")
    page.forgive_lost_server()


def test_places_are_kept_over_a_restart_of_the_server_and_a_reload(
    make_server: MakeServer, open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-cache_type", "JPWA")
    page, vis = open_page(server), draw(server)
    for win in ("a", "b", "c"):
        vis.text(win, win=win)
    page.in_order("a", "b", "c")
    page.window("c").locator(".bar").focus()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowRight"):
        page.page.keyboard.press(key)
    page.in_order("c", "a", "b")
    width = page.window("c").evaluate("each => each.getBoundingClientRect().width")
    page.until("JSON.parse(localStorage.getItem('main_c'))?.w > 20")
    server.restart()
    page.link("online")
    page.page.reload()
    page.in_order("c", "a", "b")
    expect(page.window("c")).to_have_css("width", f"{width:g}px")
    page.forgive_lost_server()


def test_the_note_of_the_lost_server_comes_and_goes(make_server: MakeServer, open_page: OpenPage) -> None:
    server = make_server()
    page = open_page(server)
    page.link("online")
    server.stop()
    page.link("offline")
    note = page.page.locator(".offline-note")
    expect(note).to_contain_text("tries again by itself")
    button = note.get_by_role("button", name="Try now")
    expect(button).to_be_visible()
    server.start()
    for shown in button.element_handles():  # none when the page was faster
        shown.dispatch_event("click")
    page.link("online")
    expect(note).to_be_hidden()
    page.forgive_lost_server()
