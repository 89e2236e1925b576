"""A page whose server goes away and comes back, or whose messages get lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute
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
    lost: list[str] = []

    def lose_one_change(socket: WebSocketRoute) -> None:
        def pass_on(message: str | bytes) -> None:
            text = message if isinstance(message, str) else message.decode()
            if "window_update" in text and not lost:
                lost.append(text)
            else:
                socket.send(message)

        socket.connect_to_server().on_message(pass_on)

    context.route_web_socket("**/socket*", lose_one_change)
    page, vis = open_page(server), draw(server)
    vis.text("a log that is long enough for changes to be sent alone: " + 200 * "." + "start", win="log")
    page.text("log", "start")
    for number in range(3):
        vis.text(f"line {number}", win="log", append=True)
    page.text("log", re.compile("line 0.*line 1.*line 2", re.DOTALL))
    assert lost
