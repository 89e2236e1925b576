"""The login page, and what is behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from visiting import CREDENTIALS
from watched_page import WatchedPage

from visdom import Visdom
from visdom.server.identity.passwords import hash_password, sent_for, stored
from visdom.server.identity.roles import Role
from visdom.server.identity.users import User, UsersFile

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


def log_in(page: WatchedPage, name: str, password: str) -> None:
    page.page.locator("#inputUsername").fill(name)
    page.page.locator("#inputPassword").fill(password)
    page.page.keyboard.press("Enter")
    page.link("online" if name != "vera" else "readonly")


def test_log_out_shows_the_form_in_every_tab(make_server: MakeServer, open_page: OpenPage) -> None:
    server = make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)
    page = open_page(server)
    log_in(page, "ada", "pässword")
    other = open_page(server, path="/env/main")
    other.link("online")
    cookies = page.page.context.cookies()
    page.page.get_by_role("button", name="Log out").click()
    expect(page.page.locator("#inputUsername")).to_be_visible()
    other.link("offline")
    other.page.reload()
    expect(other.page.locator("#inputUsername")).to_be_visible()
    page.page.context.add_cookies(cookies)  # a copy
    page.page.reload()
    expect(page.page.locator("#inputUsername")).to_be_visible()
    log_in(page, "ada", "pässword")
    for each in (page, other):
        each.forgive_lost_server()


def test_without_a_login_there_is_nothing_to_log_out_of(make_server: MakeServer, open_page: OpenPage) -> None:
    page = open_page(make_server())
    page.link("online")
    expect(page.page.get_by_role("button", name="Log out")).to_have_count(0)


def test_the_page_of_a_viewer_is_read_only(
    make_server: MakeServer, open_page: OpenPage, draw: Draw, tmp_path: Path
) -> None:
    users = tmp_path / "users.json"
    accounts = {"ada": Role.EDITOR, "vera": Role.VIEWER}
    UsersFile(users).write(User(name, role, stored(hash_password(sent_for(name)))) for name, role in accounts.items())
    server = make_server("-users", str(users))
    vis = draw(server, username="ada", password="ada")
    vis.text("for all", win="note")
    page = open_page(server)
    log_in(page, "vera", "vera")
    page.text("note", "for all")
    expect(page.page.get_by_title("Manage Environments")).to_be_disabled()
    expect(page.page.get_by_title("Clear Current Environment")).to_be_disabled()
    vis.text("and later", win="later")
    page.text("later", "and later")
    page.page.get_by_role("button", name="Log out").click()
    log_in(page, "ada", "ada")
    expect(page.page.get_by_title("Manage Environments")).to_be_enabled()


def test_the_link_with_the_token_opens_the_page_and_leaves_no_token(
    make_server: MakeServer, open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-token")
    token = re.findall(r"\?token=(\S+)$", server.log(), re.MULTILINE)[-1]
    draw(server, token=token, env="runs").text("for ada", win="note")
    page = open_page(server, path=f"/env/runs?token={token}")
    page.link("online")
    page.text("note", "for ada")
    assert token not in page.page.url and page.page.url.startswith(f"{server.url}/env/runs")
    assert page.page.evaluate("document.cookie") == ""
    page.page.get_by_role("button", name="Log out").click()
    page.page.locator("#inputPassword").fill("wrong")
    page.page.keyboard.press("Enter")
    expect(page.page.locator("#errorMessage")).to_have_text("Invalid Login Information")
    page.page.locator("#inputPassword").fill(token)
    page.page.keyboard.press("Enter")
    page.link("online")
    page.errors.clear()  # the refusal is a failed request, which the browser notes


def test_two_servers_on_one_host_have_logins_of_their_own(make_server: MakeServer, open_page: OpenPage) -> None:
    servers = [make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS) for _ in range(2)]
    pages = [open_page(server) for server in servers]
    for page in pages:
        log_in(page, "ada", "pässword")
    for page in pages:
        page.page.reload()
        page.link("online")


def test_the_form_says_when_it_has_to_wait(make_server: MakeServer, open_page: OpenPage) -> None:
    server = make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)
    page = open_page(server)
    page.page.locator("#inputUsername").fill("ada")
    for _ in range(7):
        page.page.locator("#inputPassword").fill("wrong")
        page.page.keyboard.press("Enter")
        expect(page.page.locator("#submitButton")).to_be_enabled()
        expect(page.page.locator("#errorMessage")).not_to_be_empty()
        if "Too many logins" in page.page.locator("#errorMessage").inner_text():
            break
    expect(page.page.locator("#errorMessage")).to_contain_text("Too many logins failed: try again in")
    page.errors.clear()
