"""Pages that get their messages by requests, without a websocket."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]


def test_without_websockets(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-use_frontend_client_polling")
    page, vis = open_page(server), draw(server)
    page.link("online")
    for number in range(3):
        vis.text(f"line {number}", win="log", append=number > 0)
    vis.line([1, 2], win="curve")
    page.points("curve", 2)
    page.text("log", "line 2")
    page.window("log").locator('button[title="close"]').click()
    page.shows("curve")
    page.page.reload()
    page.shows("curve")
    assert vis.win_exists("log") is False


def test_views_environments_and_undo_without_websockets(
    make_server: MakeServer, open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-use_frontend_client_polling")
    vis = draw(server)
    for win in ("a", "b", "c"):
        vis.text(win, win=win)
    vis.text("elsewhere", win="e", env="other")
    page = open_page(server)
    page.in_order("a", "b", "c")
    page.page.locator("#clear-button").click()
    page.page.locator("#clear-button").click()
    page.shows()
    page.page.locator(".toast").get_by_role("button", name="Undo").click()
    page.in_order("a", "b", "c")
    page.choose("other")
    page.text("e", "elsewhere")


def test_polling_goes_on_after_a_restart(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-use_frontend_client_polling", "-cache_type", "JPWA")
    page, vis = open_page(server), draw(server)
    vis.text("before", win="log")
    page.text("log", "before")
    server.stop(kill=True)
    page.link("offline")
    server.start()
    page.link("online")
    draw(server).text("after", win="log", append=True)
    page.text("log", "after")
    page.forgive_lost_server()
