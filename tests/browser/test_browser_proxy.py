"""The page behind nginx: below any prefix, and what it says when a proxy stands in its way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from proxied import KEEP_HOST, UPGRADE, Nginx
from serving import ServerProcess
from visiting import CREDENTIALS
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
MakeProxy = Callable[..., Nginx]
Draw = Callable[..., Visdom]


def note(page: WatchedPage, *texts: str) -> None:
    """Wait until the note about the lost connection contains these texts."""
    for text in texts:
        expect(page.page.locator(".offline-note")).to_contain_text(text)


def drop(page: WatchedPage, name: str, text: str) -> None:
    """Drop a file onto the page."""
    page.page.evaluate(
        """([name, text]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], name));
            window.dispatchEvent(new DragEvent("drop", { dataTransfer }));
        }""",
        [name, text],
    )


def leave(page: WatchedPage) -> None:
    """Close a page that is not connected, and forget what the browser noted about that."""
    page.page.close()
    page.forgive_lost_server()


def log_in(page: WatchedPage) -> None:
    page.page.locator("#inputUsername").fill("ada")
    page.page.locator("#inputPassword").fill("pässword")
    page.page.locator("#submitButton").click()


@pytest.mark.parametrize("flags", [(), ("-use_frontend_client_polling",)], ids=["websocket", "polling"])
@pytest.mark.parametrize("path", ["/", "/env/runs", "/compare/main+runs", "/any/thing"])
def test_below_a_prefix_that_the_proxy_cuts(
    make_server: MakeServer, make_proxy: MakeProxy, open_page: OpenPage, draw: Draw, path: str, flags: tuple[str, ...]
) -> None:
    server = make_server(*flags)
    proxy = make_proxy(server, "/lab/plots/", KEEP_HOST, UPGRADE, cuts_prefix=True)
    vis = draw(server, env="runs")
    vis.line([1, 2], win="curve")
    page = open_page(proxy, path)
    page.link("online")
    page.choose("main")
    expect(page.page).to_have_url(f"{proxy.url}/env/main")
    page.choose("runs")
    page.points("curve", 2)  # Plotly is a module of its own
    vis.line([3], [2], win="curve", update="append")
    page.page.reload()
    page.points("curve", 3)
    page.page.go_back()
    expect(page.page).to_have_url(f"{proxy.url}/env/main")
    page.shows()


def test_what_the_page_leads_to_is_below_the_prefix(
    server: ServerProcess, make_proxy: MakeProxy, open_page: OpenPage, draw: Draw, tmp_path: Path
) -> None:
    proxy = make_proxy(server, "/lab/", KEEP_HOST, UPGRADE, cuts_prefix=True)
    draw(proxy).text("here", win="note")
    page = open_page(proxy)
    page.text("note", "here")
    page.page.get_by_role("button", name="Manage Environments").click()
    for ending in ("json", "html"):
        with page.page.expect_download() as started:
            page.page.locator(f'a[href="/lab/export/main.{ending}"]').click()
        assert "here" in Path(started.value.path()).read_text(encoding="utf-8")
    page.page.keyboard.press("Escape")
    drop(page, "sent.json", json.dumps({"jsons": {}, "reload": {}}))
    expect(page.page).to_have_url(f"{proxy.url}/env/sent")
    assert "sent" in draw(server).get_env_list()
    assert page.page.locator('link[href*="user/style.css"]').evaluate("link => link.sheet !== null")


def test_login_below_a_prefix_that_the_proxy_cuts(
    make_server: MakeServer, make_proxy: MakeProxy, open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)
    proxy = make_proxy(server, "/lab/", KEEP_HOST, UPGRADE, cuts_prefix=True)
    draw(server, username="ada", password="pässword", env="runs").text("for ada", win="note")
    page = open_page(proxy, "/env/runs")
    expect(page.page.locator("#inputUsername")).to_be_focused()
    log_in(page)
    page.text("note", "for ada")
    expect(page.page).to_have_url(f"{proxy.url}/env/runs")


@pytest.mark.parametrize(
    ("path", "shown"),
    [("", "/lab/"), ("/env/deep%2Fer", "/lab/env/deep/er"), ("//env/deep_er", "/lab//env/deep_er")],
    ids=["no slash at the end", "encoded slash", "empty parts"],
)
def test_a_proxy_that_changes_more_of_the_path_than_the_prefix(
    server: ServerProcess, make_proxy: MakeProxy, open_page: OpenPage, draw: Draw, path: str, shown: str
) -> None:
    draw(server, env="deep_er").text("found", win="note")
    proxy = make_proxy(server, "/lab", KEEP_HOST, UPGRADE, "rewrite ^/lab/?(.*)$ /$1 break;")
    page = open_page(proxy, path)
    page.link("online")
    expect(page.page).to_have_url(re.compile(re.escape(shown) + "$"))
    page.choose("deep_er")
    page.text("note", "found")
    page.forgive_lost_server()  # the browser looks ahead for files before the page knows its path


def test_below_a_prefix_that_the_proxy_keeps(
    make_server: MakeServer, make_proxy: MakeProxy, open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-base_url", "/lab")
    proxy = make_proxy(server, "/lab/", KEEP_HOST, UPGRADE)
    draw(server).text("found", win="note")
    page = open_page(proxy, "/env/main")
    page.text("note", "found")


@pytest.mark.parametrize("flags", [(), ("-enable_login", "-force_new_cookie")], ids=["page", "login"])
def test_a_prefix_that_the_proxy_keeps_and_the_server_does_not_know(
    make_server: MakeServer, make_proxy: MakeProxy, open_page: OpenPage, flags: tuple[str, ...]
) -> None:
    page = open_page(make_proxy(make_server(*flags, environ=CREDENTIALS), "/lab/"))
    expect(page.page.locator("body")).to_contain_text("start the server with this prefix as -base_url")
    leave(page)


@pytest.mark.parametrize(
    ("setting", "host"),
    [
        ("", "127.0.0.1:{port}"),
        ("proxy_set_header Host $host;", "127.0.0.1"),
        ("proxy_set_header Host visdom.internal;", "visdom.internal"),
    ],
    ids=["default", "without port", "another"],
)
def test_a_proxy_that_changes_the_host(
    make_server: MakeServer, make_proxy: MakeProxy, open_page: OpenPage, draw: Draw, setting: str, host: str
) -> None:
    server = make_server("-allow_host", "visdom.internal")
    proxy = make_proxy(server, "/", UPGRADE, setting)
    page = open_page(proxy)
    flag = f"-allow_origin {proxy.url}"
    host = host.format(port=server.port)
    note(page, f"The page is at {proxy.url}, the server is asked as {host}: start it with {flag}")
    page.link("offline")
    assert server.log().count(flag) == 1
    server.stop()
    server.flags += flag.split()
    server.start()
    page.link("online")
    draw(server).text("seen", win="note")
    page.text("note", "seen")
    expect(page.page.locator(".offline-note")).to_be_hidden()
    page.forgive_lost_server()


def test_a_proxy_that_changes_the_host_of_a_polling_page(
    make_server: MakeServer, make_proxy: MakeProxy, open_page: OpenPage
) -> None:
    server = make_server("-use_frontend_client_polling")
    proxy = make_proxy(server)
    page = open_page(proxy)
    note(page, f"asked as 127.0.0.1:{server.port}", f"-allow_origin {proxy.url}")
    leave(page)


def test_a_proxy_that_changes_the_host_of_a_login(
    make_server: MakeServer, make_proxy: MakeProxy, open_page: OpenPage
) -> None:
    server = make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)
    proxy = make_proxy(server)
    page = open_page(proxy)
    log_in(page)
    expect(page.page.locator("#errorMessage")).to_contain_text(f"-allow_origin {proxy.url}")
    leave(page)


def test_a_proxy_that_lets_no_websocket_through(
    server: ServerProcess, make_proxy: MakeProxy, open_page: OpenPage, draw: Draw
) -> None:
    page = open_page(make_proxy(server, "/", KEEP_HOST))
    page.link("online")
    expect(page.page.locator(".toast")).to_contain_text("may not pass on the header Upgrade")
    draw(server).text("polled", win="note")
    page.text("note", "polled")
    page.forgive_lost_server()


def test_a_server_that_is_away_behind_a_proxy(
    server: ServerProcess, make_proxy: MakeProxy, open_page: OpenPage, draw: Draw
) -> None:
    page = open_page(make_proxy(server, "/", KEEP_HOST, UPGRADE))
    page.link("online")
    server.stop()
    note(page, "A proxy answered instead of the server: 502 Bad Gateway")
    server.start()
    page.link("online")
    draw(server).text("back", win="note")
    page.text("note", "back")
    page.forgive_lost_server()


def test_a_login_whose_server_is_away_behind_a_proxy(
    make_server: MakeServer, make_proxy: MakeProxy, open_page: OpenPage
) -> None:
    server = make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)
    page = open_page(make_proxy(server, "/", KEEP_HOST, UPGRADE))
    server.stop()
    log_in(page)
    expect(page.page.locator("#errorMessage")).to_contain_text("502 Bad Gateway")
    leave(page)


def test_a_page_whose_login_no_longer_counts(make_server: MakeServer, open_page: OpenPage) -> None:
    server = make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)
    page = open_page(server)
    log_in(page)
    page.link("online")
    server.stop()
    server.environ["VISDOM_PASSWORD"] = "changed"
    server.start()
    note(page, "The server asks for a login: reload the page.")
    leave(page)


def test_a_file_that_is_too_large_for_the_proxy(
    server: ServerProcess, make_proxy: MakeProxy, open_page: OpenPage
) -> None:
    page = open_page(make_proxy(server, "/", KEEP_HOST, UPGRADE))
    page.link("online")
    drop(page, "large.json", "x" * 1_100_000)
    expect(page.page.locator(".toast")).to_contain_text("large.json was not uploaded. A proxy answered")
    expect(page.page.locator(".toast")).to_contain_text("413 Request Entity Too Large. It limits the size of requests")
    page.forgive_lost_server()
