"""The login page, and what is behind it."""

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


def test_login(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    environ = {"VISDOM_USERNAME": "ada", "VISDOM_PASSWORD": "pässword", "VISDOM_USE_ENV_CREDENTIALS": "1"}
    server = make_server("-enable_login", "-force_new_cookie", environ={**environ, "VISDOM_COOKIE": "secret"})
    page = open_page(server)
    page.page.locator("#inputUsername").fill("ada")
    page.page.locator("#inputPassword").fill("wrong")
    page.page.locator("#submitButton").click()
    expect(page.page.locator("#errorMessage")).to_have_text("Invalid Login Information")
    page.errors.clear()  # the refusal is a failed request, which the browser notes
    page.page.locator("#inputPassword").fill("pässword")
    page.page.keyboard.press("Enter")
    page.link("online")
    vis = draw(server, username="ada", password="pässword")
    vis.text("for ada", win="note")
    page.text("note", "for ada")
