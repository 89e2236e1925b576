"""Choosing environments: one, several to compare, none; their list, their addresses."""

from __future__ import annotations

import json
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


def test_another_environment_is_chosen_and_remembered(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("in main", win="same")
    vis.text("in run", win="same", env="exp_run")
    vis.text("too", win="second", env="exp_run")
    page = open_page(server)
    page.text("same", "in main")
    page.choose("exp_run")
    page.shows("same", "second")
    page.text("same", "in run")
    vis.text("not here", win="third", env="main")
    vis.text("here", win="second", env="exp_run")
    page.text("second", "here")
    page.shows("same", "second")
    page.page.reload()
    page.text("same", "in run")


def test_the_list_of_environments_follows_the_server(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    page.link("online")
    page.page.locator(".environment-button").click()
    options = page.page.locator(".environment-option")
    expect(options).to_have_text(["main"])
    vis.text("x", env="exp_b")
    vis.text("x", env="exp_a")
    expect(options).to_have_text(["exp_a", "exp_b", "main"])
    page.page.get_by_label("Search environments").fill("P_B")
    expect(options).to_have_text(["exp_b"])
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".chip-name")).to_have_text("exp_b")
    page.shows(*[window["id"] for window in windows_of(vis, "exp_b")])


def windows_of(vis: Visdom, env: str) -> list[dict[str, str]]:
    return list(json.loads(vis.get_window_data(win=None, env=env)).values())


def test_the_address_of_an_environment_opens_it(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("in main", win="m")
    vis.text("in a b", win="w", env="a b?#é")
    page = open_page(server, "/env/a%20b%3F%23%C3%A9")
    page.shows("w")
    expect(page.page.locator(".chip-name")).to_have_text("a b?#é")


def test_a_comparison_is_shown(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for env in ("one", "two"):
        vis.line([1, 2, 3], [0, 1, 2], win="loss", env=env, name="train", update="append", opts={"title": "Loss"})
    page = open_page(server, "/compare/one+two")
    page.points("loss", 3, trace=1)
    expect(page.page.locator(".chip-name")).to_have_text(["one", "two"])
    assert page.plot_says("loss", "plot.data.map(trace => trace.name)") == ["0_train", "1_train"]
    expect(page.window("loss").locator('button[title="close"]')).to_be_disabled()
