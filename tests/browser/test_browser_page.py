"""The page around its windows: environments, grid, filter, connection, login."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]


def choose(page: WatchedPage, name: str) -> None:
    page.page.locator(".environment-button").click()
    page.page.get_by_role("button", name=name, exact=True).click()


def test_another_environment_is_chosen_and_remembered(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("in main", win="same")
    vis.text("in run", win="same", env="exp_run")
    vis.text("too", win="second", env="exp_run")
    page = open_page(server)
    page.text("same", "in main")
    choose(page, "exp_run")
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
    expect(page.page.locator(".environment-button")).to_have_text("exp_b")
    page.shows(*[window["id"] for window in windows_of(vis, "exp_b")])


def windows_of(vis: Visdom, env: str) -> list[dict[str, str]]:
    return list(json.loads(vis.get_window_data(win=None, env=env)).values())


def test_the_address_of_an_environment_opens_it(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("in main", win="m")
    vis.text("in a b", win="w", env="a b?#é")
    page = open_page(server, "/env/a%20b%3F%23%C3%A9")
    page.shows("w")
    expect(page.page.locator(".environment-button")).to_have_text("a b?#é")


def test_a_comparison_is_shown(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for env in ("one", "two"):
        vis.line([1, 2, 3], [0, 1, 2], win="loss", env=env, name="train", update="append", opts={"title": "Loss"})
    page = open_page(server, "/compare/one+two")
    page.points("loss", 3, trace=1)
    expect(page.page.locator(".chip")).to_have_text(["one", "two"])
    assert page.plot_says("loss", "plot.data.map(trace => trace.name)") == ["0_train", "1_train"]
    expect(page.window("loss").locator('button[title="close"]')).to_be_disabled()


def test_windows_stand_in_order_side_by_side(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for win in ("a", "b", "c"):
        vis.line([1, 2], win=win)
    vis.text("x", win="d")
    page = open_page(server)
    page.shows("a", "b", "c", "d")
    boxes = [page.window(win).bounding_box() for win in "abcd"]
    assert [(round(box["x"]), round(box["y"])) for box in boxes if box] == [(10, 60), (391, 60), (772, 60), (10, 420)]
    assert [(round(box["width"]), round(box["height"])) for box in boxes if box] == [(371, 350)] * 3 + [(244, 290)]


def test_a_moved_and_resized_pane_stays_so_after_a_reload(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    for win in ("a", "b"):
        vis.text(win, win=win)
    page = open_page(server)
    page.shows("a", "b")
    page.window("b").locator(".bar").drag_to(page.window("a").locator(".bar"), target_position={"x": 5, "y": 5})
    handle = page.page.locator(".react-grid-item", has=page.window("b")).locator(".react-resizable-handle")
    handle.hover()
    page.page.mouse.down()
    box = handle.bounding_box()
    assert box is not None
    page.page.mouse.move(box["x"] + 160, box["y"] + 100, steps=5)
    page.page.mouse.up()
    expect(page.window("b")).not_to_have_css("width", "244px")
    moved = page.window("b").bounding_box()
    assert moved is not None
    assert moved["x"] < 20
    assert moved["width"] > 350
    page.page.wait_for_function("localStorage.getItem('main_b') !== null")
    page.page.reload()
    page.shows("a", "b")
    expect(page.window("b")).to_have_css("width", f"{moved['width']:g}px")
    after, other = page.window("b").bounding_box(), page.window("a").bounding_box()
    assert after is not None and other is not None
    assert after["x"] < other["x"]


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


def test_the_page_goes_on_after_the_server_was_killed(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-cache_type", "JPWA")
    page, vis = open_page(server), draw(server)
    vis.line([1, 2, 3], [0, 1, 2], win="curve", name="a", update="append")
    vis.text("before", win="log")
    page.points("curve", 3)
    server.stop(kill=True)
    page.link("offline")
    page.shows("curve", "log")
    server.start()
    page.link("online")
    vis = draw(server)
    vis.line([4], [4], win="curve", name="a", update="append")
    vis.text("after", win="log", append=True)
    page.points("curve", 4)
    page.text("log", "after")
    page.forgive_lost_server()


def test_a_page_that_missed_a_change_gets_in_step_again(
    server: ServerProcess, context: BrowserContext, open_page: OpenPage, draw: Draw
) -> None:
    lost: list[str] = []

    def lose_one_change(socket: WebSocketRoute) -> None:
        def pass_on(message: str | bytes) -> None:
            text = message if isinstance(message, str) else message.decode()
            if "window_update" in text and not lost:
                lost.append(text)
            else:
                socket.send(message)

        socket.connect_to_server().on_message(pass_on)

    context.route_web_socket("**/socket*", lose_one_change)
    page, vis = open_page(server), draw(server)
    vis.text("a log that is long enough for changes to be sent alone: " + 200 * "." + "start", win="log")
    page.text("log", "start")
    for number in range(3):
        vis.text(f"line {number}", win="log", append=True)
    page.text("log", re.compile("line 0.*line 1.*line 2", re.DOTALL))
    assert lost


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
    choose(page, "other")
    page.shows("note")


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
