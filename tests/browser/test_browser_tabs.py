"""Two tabs on one server stay in step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
Draw = Callable[..., Visdom]


def test_windows_come_change_and_go_in_both(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, other, vis = open_page(server), open_page(server), draw(server)
    vis.line([1, 2], [0, 1], win="curve", name="a", update="append")
    vis.text("one", win="log")
    for each in (page, other):
        each.points("curve", 2)
    for number in range(3, 9):
        vis.line([number], [number], win="curve", name="a", update="append")
        vis.text(f"line {number}", win="log", append=True)
    for each in (page, other):
        each.page.bring_to_front()
        each.points("curve", 8)
        each.text("log", "line 8")
    page.page.bring_to_front()
    page.window("log").locator('button[title="close"]').click()
    page.shows("curve")
    other.page.bring_to_front()
    other.shows("curve")


def test_what_one_clears_the_other_can_bring_back(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for win in ("a", "b"):
        vis.text(win, win=win)
    page, other = open_page(server), open_page(server)
    page.shows("a", "b")
    other.shows("a", "b")
    page.page.bring_to_front()
    page.page.locator("#clear-button").click()
    page.page.locator("#clear-button").click()
    page.shows()
    other.page.bring_to_front()
    other.shows()
    other.page.keyboard.press("u")
    other.shows("a", "b")
    page.page.bring_to_front()
    page.shows("a", "b")


def test_each_tab_looks_at_its_own_environment(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("of one", win="note", env="one")
    vis.text("of two", win="note", env="two")
    page, other = open_page(server, "/env/one"), open_page(server, "/env/two")
    page.text("note", "of one")
    other.text("note", "of two")
    vis.text("more", win="note", env="one", append=True)
    page.page.bring_to_front()
    page.text("note", "more")
    expect(other.window("note").locator(".content-text")).to_have_text("of two")


def test_a_fork_and_a_deleted_environment_are_listed_by_both(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    vis.text("x", win="x")
    page, other = open_page(server), open_page(server)
    page.shows("x")
    other.shows("x")
    page.page.bring_to_front()
    page.page.get_by_label("Manage Environments").click()
    page.page.get_by_label("Save or fork current environment:").fill("copy")
    page.page.get_by_role("button", name="fork").click()
    expect(page.page.locator(".chip-name")).to_have_text(["copy"])
    other.page.bring_to_front()
    other.page.locator(".environment-button").click()
    expect(other.page.locator(".environment-option")).to_have_text(["copy", "main"])
    vis.delete_env("copy")
    expect(other.page.locator(".environment-option")).to_have_text(["main"])
