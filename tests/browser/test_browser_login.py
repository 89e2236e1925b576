"""The login page, and what is behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from visiting import CREDENTIALS
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]


def test_login(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)
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


def test_the_login_page_says_when_the_server_is_away(make_server: MakeServer, open_page: OpenPage) -> None:
    server = make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)
    page = open_page(server)
    expect(page.page.locator("#inputUsername")).to_be_focused()
    page.page.keyboard.type("ada")
    page.page.keyboard.press("Tab")
    page.page.keyboard.type("pässword")
    server.stop()
    page.page.keyboard.press("Enter")
    expect(page.page.locator("#errorMessage")).to_contain_text("does not answer")
    page.forgive_lost_server()
    server.start()
    page.page.keyboard.press("Enter")
    page.link("online")
    page.page.reload()
    page.link("online")


def test_login_below_a_base_url(make_server: MakeServer, open_page: OpenPage) -> None:
    server = make_server("-enable_login", "-force_new_cookie", "-base_url", "/lab", environ=CREDENTIALS)
    page = open_page(server, "/")
    page.page.locator("#inputUsername").fill("ada")
    page.page.locator("#inputPassword").fill("pässword")
    page.page.locator("#submitButton").click()
    page.link("online")
    expect(page.page).to_have_url(f"{server.url}/")


def test_a_link_to_an_environment_leads_through_the_login(
    make_server: MakeServer, open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)
    draw(server, username="ada", password="pässword", env="runs").text("for ada", win="note")
    page = open_page(server, path="/env/runs")
    page.page.locator("#inputUsername").fill("ada")
    page.page.locator("#inputPassword").fill("pässword")
    page.page.keyboard.press("Enter")
    page.link("online")
    page.text("note", "for ada")
