"""The controls of the top bar beside environments and views."""

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


def test_the_filter_hides_what_does_not_match(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for title in ("train loss", "train accuracy", "test loss"):
        vis.text(title, win=title.replace(" ", "_"), opts={"title": title})
    page = open_page(server)
    page.shows("train_loss", "train_accuracy", "test_loss")
    field = page.page.locator("[data-cy=filter]")
    field.fill("^te.*loss$")
    expect(page.page.locator(".hidden-window")).to_have_count(2)
    expect(page.window("test_loss")).to_be_visible()
    expect(page.window("train_loss")).not_to_be_visible()
    field.fill("(")
    page.shows("train_loss", "train_accuracy", "test_loss")


def test_the_indicator_disconnects_and_connects(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    page.link("online")
    page.page.locator(".indicator").click()
    page.link("offline")
    vis.text("meanwhile", win="note")
    page.shows()
    page.page.locator(".indicator").click()
    page.link("online")
    page.text("note", "meanwhile")


def test_a_read_only_page_looks_and_changes_nothing(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-readonly")
    page, vis = open_page(server), draw(server)
    page.link("readonly")
    vis.text("fed by a program", win="note")
    page.text("note", "fed by a program")
    expect(page.window("note").locator('button[title="close"]')).to_be_disabled()


def test_below_a_base_url(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-base_url", "/lab/plots")
    page, vis = open_page(server, "/env/main"), draw(server)
    page.link("online")
    vis.line([1, 2], win="curve")
    vis.text("text", win="note", env="other")
    page.points("curve", 2)
    page.choose("other")
    page.shows("note")
