"""The page by the keyboard alone, and keys that go to programs."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]


class Heard:
    """What the events of a window tell a program."""

    def __init__(self, vis: Visdom, *wins: str) -> None:
        self.events: list[dict[str, Any]] = []
        self._arrived = threading.Condition()
        for win in wins:
            vis.register_event_handler(self._hear, win)

    def _hear(self, event: dict[str, Any]) -> None:
        with self._arrived:
            self.events.append(event)
            self._arrived.notify_all()

    def keys(self, count: int) -> list[str]:
        """The keys that were pressed, once there are so many."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.events) >= count, timeout=20), self.events
            return [event["key"] for event in self.events if event["event_type"] == "KeyPress"]


def test_keys_in_a_focused_pane_go_to_programs(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server, use_incoming_socket=True)
    vis.text("type here", win="note")
    vis.text("not here", win="other")
    heard = Heard(vis, "note", "other")
    page = open_page(server)
    page.shows("note", "other")
    page.window("note").locator(".content-text").click()
    for key in ("a", "Shift+B", " ", "Backspace", "Enter", "ArrowLeft", "?"):
        page.page.keyboard.press(key)
    assert heard.keys(8) == ["a", "B", "Shift", " ", "Backspace", "Enter", "ArrowLeft", "?"]
    first = heard.events[0]
    assert (first["target"], first["eid"], first["key_code"]) == ("note", "main", 65)
    assert first["pane_data"]["content"] == "type here"
    expect(page.page.get_by_role("dialog")).to_have_count(0)


def test_keys_of_an_image_go_to_programs(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server, use_incoming_socket=True)
    vis.image([[[0.0, 1.0], [1.0, 0.0]]], win="picture", opts={"width": 300, "height": 300})
    heard = Heard(vis, "picture")
    page = open_page(server)
    page.shows("picture")
    page.window("picture").locator(".content").click()
    page.page.keyboard.press("k")
    assert heard.keys(1)[:1] == ["k"]


def test_keys_elsewhere_stay_on_the_page(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server, use_incoming_socket=True)
    vis.text("<input id='field'>", win="note")
    vis.line([1, 2], win="curve")
    heard = Heard(vis, "note", "curve")
    page = open_page(server)
    page.points("curve", 2)
    page.window("note").locator("#field").fill("")
    page.page.keyboard.type("in a field")
    expect(page.window("note").locator("#field")).to_have_value("in a field")
    page.window("note").locator(".content-text").click(position={"x": 100, "y": 150})
    page.page.keyboard.press("Control+c")
    page.page.keyboard.press("Escape")
    expect(page.window("note").locator(".bar")).to_be_focused()
    page.page.keyboard.press("/")
    page.page.keyboard.type("x")
    expect(page.page.locator("[data-cy=filter]")).to_have_value("x")
    page.page.locator("[data-cy=filter]").fill("")
    page.window("curve").locator(".bar").click()
    page.page.keyboard.press("k")
    page.window("note").locator(".bar").click()
    page.page.keyboard.press("z")
    assert heard.keys(2) == ["Control", "z"]


def test_a_read_only_page_sends_no_keys(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-readonly")
    draw(server).text("x", win="note")
    page = open_page(server)
    sent: list[str] = []
    page.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    page.page.reload()
    page.text("note", "x")
    page.window("note").locator(".content-text").click()
    page.page.keyboard.press("a")
    page.page.keyboard.press("b")
    page.page.wait_for_timeout(300)
    assert sent == []


def test_every_window_is_reached_arranged_and_closed_by_keys(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    for win in ("a", "b", "c"):
        vis.text(win, win=win)
    page = open_page(server)
    page.in_order("a", "b", "c")
    page.page.keyboard.press("n")
    expect(page.window("a").locator(".bar")).to_be_focused()
    page.page.keyboard.press("n")
    expect(page.window("b").locator(".bar")).to_be_focused()
    page.page.keyboard.press("p")
    page.page.keyboard.press("p")
    expect(page.window("c").locator(".bar")).to_be_focused()
    page.page.keyboard.press("ArrowLeft")
    page.in_order("a", "c", "b")
    page.page.keyboard.press("Shift+ArrowRight")
    page.page.keyboard.press("Shift+ArrowDown")
    expect(page.window("c")).to_have_css("height", "335px")
    page.page.keyboard.press("f")
    expect(page.page.locator(".full-screen .window")).to_have_attribute("data-window", "c")
    page.page.keyboard.press("f")
    expect(page.page.locator(".full-screen")).to_have_count(0)
    page.page.keyboard.press("x")
    page.shows("a", "b")
    expect(page.window("b").locator(".bar")).to_be_focused()
    page.page.keyboard.press("u")
    page.shows("a", "b", "c")
    page.page.keyboard.press("Escape")
    expect(page.page.locator(".focus")).to_have_count(0)


def test_the_buttons_of_a_bar_are_reached_by_tab(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for win in ("a", "b"):
        vis.text(win, win=win)
    page = open_page(server)
    page.shows("a", "b")
    page.window("a").locator(".bar").focus()
    for title in ("close", "save", "full screen"):
        page.page.keyboard.press("Tab")
        expect(page.window("a").locator(f'button[title="{title}"]')).to_be_focused()
    page.page.keyboard.press("Tab")
    expect(page.window("a").locator(".content-text")).to_be_focused()
    page.page.keyboard.press("Tab")
    expect(page.window("b").locator(".bar")).to_be_focused()
    outline = page.window("b").locator(".bar").evaluate("bar => getComputedStyle(bar).outlineStyle")
    assert outline == "solid"


def test_shortcuts_open_what_they_say(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    draw(server).text("x", win="x")
    page = open_page(server)
    page.shows("x")
    keyboard = page.page.keyboard
    keyboard.press("?")
    rows = page.page.get_by_role("dialog").locator("kbd")
    expect(rows).to_contain_text(["?", "e", "v", "/", "r", "n", "p", "f", "x", "u", "l", "t", "Escape"])
    keyboard.press("Escape")
    expect(page.page.get_by_role("dialog")).to_have_count(0)
    keyboard.press("e")
    expect(page.page.get_by_label("Search environments")).to_be_focused()
    keyboard.press("Escape")
    page.page.locator(".environment-button").blur()
    keyboard.press("v")
    expect(page.page.get_by_role("menuitemradio")).to_have_text("current ✓")
    keyboard.press("Escape")
    keyboard.press("/")
    expect(page.page.locator("[data-cy=filter]")).to_be_focused()
    page.page.locator("[data-cy=filter]").blur()
    keyboard.press("t")
    expect(page.page.locator("#theme-button")).to_have_attribute("title", "Colours: light")


def test_a_dialog_keeps_the_focus_and_gives_it_back(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    draw(server).text("x", win="x")
    page = open_page(server)
    page.shows("x")
    page.page.get_by_label("Manage Environments").focus()
    page.page.keyboard.press("Enter")
    dialog = page.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(12):
        page.page.keyboard.press("Tab")
        assert page.page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        )
    page.page.keyboard.press("Escape")
    expect(page.page.get_by_label("Manage Environments")).to_be_focused()
    page.page.keyboard.press("Enter")
    page.page.mouse.click(5, 400)
    expect(dialog).to_have_count(0)


def test_the_state_is_announced(server: ServerProcess, open_page: OpenPage) -> None:
    page = open_page(server)
    page.link("online")
    statuses = page.page.get_by_role("status")
    expect(statuses.filter(has_text=re.compile("^online$"))).to_have_count(1)
    expect(statuses.filter(has_text=re.compile("^saved$"))).to_have_count(1)
