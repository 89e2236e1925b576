"""Fixtures of tests with a browser: Chromium, watched pages, and programs that draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Queue
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from proxied import Nginx
from serving import ServerProcess
from watched_page import CHROMIUM, CHROMIUM_FLAGS, WatchedPage

from visdom import Visdom

CREDENTIALS = {
    "VISDOM_USERNAME": "ada",
    "VISDOM_PASSWORD": "pässword",
    "VISDOM_USE_ENV_CREDENTIALS": "1",
    "VISDOM_COOKIE": "secret",
}
"""The environment of a server with a login."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a file; no longer, because `asyncio.run` refuses to work beside Playwright."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A visit without a past: no cookies, nothing remembered."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def open_page(context: BrowserContext) -> Iterator[Callable[..., WatchedPage]]:
    """Opens tabs; in the end none of them had an error in its console or asked a foreign host for anything."""
    opened: list[WatchedPage] = []

    def open_one(server: ServerProcess | Nginx, path: str = "/") -> WatchedPage:
        opened.append(WatchedPage.opened(context, server.url + path))
        return opened[-1]

    yield open_one
    assert [page.foreign for page in opened] == [[] for _ in opened]
    assert [page.errors for page in opened] == [[] for _ in opened]


@pytest.fixture
def draw() -> Iterator[Callable[..., Visdom]]:
    """Makes clients of a server; their connections are closed in the end."""
    clients: list[Visdom] = []

    def make(server: ServerProcess | Nginx, **arguments: Any) -> Visdom:
        arguments = {"use_incoming_socket": False, "base_url": server.base_url or "/", **arguments}
        clients.append(Visdom("http://127.0.0.1", port=server.port, raise_exceptions=True, **arguments))
        return clients[-1]

    yield make
    for client in clients:
        client.close_connection()


@pytest.fixture
def listen(draw: Callable[..., Visdom]) -> Callable[[ServerProcess, str], Queue[dict[str, Any]]]:
    """A program that hears what people do with a window: the events, in their order."""

    def start(server: ServerProcess, win: str) -> Queue[dict[str, Any]]:
        heard: Queue[dict[str, Any]] = Queue()
        draw(server, use_incoming_socket=True).register_event_handler(heard.put, win)
        return heard

    return start
