"""nginx and Caddy in front of a server with a login: TLS, a path of their own, websockets, pages and programs."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from over_tls import Certificate, make_certificate
from playwright.sync_api import Browser, BrowserContext, expect
from proxied import KEEP_HOST, TELL_HTTPS, UPGRADE, Caddy, Nginx, Proxy
from serving import ServerProcess
from visiting import CREDENTIALS
from watched_page import WatchedPage

from visdom import Visdom

PATH = "/lab/"

MakeServer = Callable[..., ServerProcess]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A visit of a person who trusts the certificate."""
    context = chromium.new_context(ignore_https_errors=True)
    yield context
    context.close()


@pytest.fixture
def server(make_server: MakeServer) -> ServerProcess:
    return make_server("-enable_login", "-force_new_cookie", environ=CREDENTIALS)


@pytest.fixture(params=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest, server: ServerProcess, certificate: Certificate, tmp_path: Path
) -> Iterator[Proxy]:
    folder, made = tmp_path / "proxy", certificate
    if request.param == "nginx":
        settings = (KEEP_HOST, UPGRADE, TELL_HTTPS)
        proxy: Proxy = Nginx(folder, server, PATH, *settings, cuts_prefix=True, certificate=made)
    else:
        proxy = Caddy(folder, server, PATH, made)
    yield proxy.start()
    proxy.stop()


@pytest.fixture
def vis(proxy: Proxy, certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visdom]:
    """A program that logs in through the proxy, and listens."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.certfile))
    made = Visdom(
        "https://127.0.0.1",
        port=proxy.port,
        base_url=proxy.base_url,
        env="runs",
        username="ada",
        password="pässword",
        raise_exceptions=True,
    )
    yield made
    made.close_connection()


@pytest.mark.browser
def test_a_page_logs_in_shows_what_is_drawn_and_sends_events(
    proxy: Proxy, vis: Visdom, open_page: Callable[..., WatchedPage]
) -> None:
    assert vis.socket_alive
    assert vis.text("first", win="note") == "note"
    clicked = threading.Event()
    vis.register_event_handler(lambda event: clicked.set(), "note")
    page = open_page(proxy, "/env/runs")
    page.page.locator("#inputUsername").fill("ada")
    page.page.locator("#inputPassword").fill("pässword")
    with page.page.expect_websocket() as connected:
        page.page.locator("#submitButton").click()
    assert connected.value.url.startswith(proxy.url.replace("https", "wss") + "/socket")
    page.text("note", "first")
    page.link("online")
    expect(page.page).to_have_url(f"{proxy.url}/env/runs")
    vis.text("second", win="note")
    page.text("note", "second")
    page.window("note").click()
    page.page.keyboard.press("a")
    assert clicked.wait(20)


def test_strangers_get_nothing_through_the_proxy(proxy: Proxy, vis: Visdom, certificate: Certificate) -> None:
    vis.text("for ada", win="note")
    trusted = str(certificate.certfile)
    for path, body in (("/win_data", {"win": None, "eid": "runs"}), ("/events", {"win": "x", "data": []})):
        answer = requests.post(proxy.url + path, data=json.dumps(body), verify=trusted, timeout=20)
        assert 400 <= answer.status_code < 500 and "for ada" not in answer.text
    foreign = {"Origin": "https://evil.example"}
    answer = requests.post(proxy.url + "/env_state", data="{}", headers=foreign, verify=trusted, timeout=20)
    assert 400 <= answer.status_code < 500
