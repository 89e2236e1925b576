"""The controls of the top bar beside environments and views."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom
from visdom.protocol.names import FEATURES_HEADER

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


def test_a_faulty_regular_expression_is_shown_and_not_thrown(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    draw(server).text("x", win="x", opts={"title": "X"})
    page = open_page(server)
    page.shows("x")
    field = page.page.locator("[data-cy=filter]")
    field.fill("(")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.page.locator(".filter-fault")).to_contain_text("Invalid regular expression")
    field.fill("(X)")
    expect(field).to_have_attribute("aria-invalid", "false")
    expect(page.page.locator(".filter-count")).to_have_text("1 of 1")


def test_the_filter_searches_words_as_well_and_is_remembered(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    vis = draw(server)
    for title in ("Train loss", "Train accuracy", "Test loss (mean)"):
        vis.text(title, win=title, opts={"title": title})
    page = open_page(server)
    field, kind = page.page.locator("[data-cy=filter]"), page.page.get_by_label("Regular expression")
    field.fill("loss train")
    expect(page.page.locator(".filter-count")).to_have_text("0 of 3")
    kind.click()
    expect(kind).to_have_attribute("aria-pressed", "false")
    expect(page.page.locator(".filter-count")).to_have_text("1 of 3")
    expect(page.window("Train loss")).to_be_visible()
    page.page.reload()
    expect(field).to_have_value("loss train")
    expect(page.page.locator(".filter-count")).to_have_text("1 of 3")
    page.page.get_by_label("Clear filter").click()
    expect(page.page.locator(".hidden-window")).to_have_count(0)
    expect(page.page.get_by_label("Clear filter")).to_be_disabled()


def test_the_filter_leaves_the_order_as_it_was(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for win in ("a", "b", "c"):
        vis.text(win, win=win, opts={"title": win})
    page = open_page(server)
    page.in_order("a", "b", "c")
    field = page.page.locator("[data-cy=filter]")
    field.fill("c")
    page.stands_at("c", 10, 60)
    field.press("Escape")
    page.in_order("a", "b", "c")


def test_clearing_asks_and_can_be_undone(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    for win in ("a", "b", "c"):
        vis.text(win, win=win)
    vis.text("of another", win="other", env="other")
    page = open_page(server)
    page.shows("a", "b", "c")
    button = page.page.locator("#clear-button")
    expect(button).to_have_attribute("title", "Clear Current Environment")
    button.click()
    expect(button).to_have_class(re.compile("btn-warning"))
    expect(button).to_have_attribute("title", "Are you sure?")
    page.page.mouse.move(600, 600)
    expect(button).not_to_have_class(re.compile("btn-warning"))
    page.shows("a", "b", "c")
    button.click()
    button.click()
    page.shows()
    page.page.locator(".toast", has_text="Closed 3 windows.").get_by_role("button", name="Undo").click()
    page.in_order("a", "b", "c")
    assert vis.win_exists("other", env="other")


def test_offline_nothing_can_be_changed_and_a_note_says_so(
    server: ServerProcess, open_page: OpenPage, draw: Draw
) -> None:
    draw(server).text("x", win="x")
    page = open_page(server)
    page.shows("x")
    page.page.locator(".indicator").click()
    page.link("offline")
    for control in ("#clear-button", "[title='Manage Environments']", "#viewDropdown", "[title='Manage Views']"):
        expect(page.page.locator(control)).to_be_disabled()
    expect(page.window("x").locator('button[title="close"]')).to_be_disabled()
    expect(page.page.get_by_label("Repack")).to_be_enabled()
    note = page.page.locator(".offline-note")
    expect(note).to_contain_text("Disconnected")
    note.get_by_role("button", name="Connect").click()
    page.link("online")
    expect(note).to_be_hidden()


def test_a_read_only_page_offers_to_look_alone(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-readonly")
    vis = draw(server)
    vis.text("x", win="x")
    vis.text("y", win="y", env="other")
    page = open_page(server)
    page.link("readonly")
    page.shows("x")
    expect(page.page.locator(".indicator")).to_have_class(re.compile("btn-warning"))
    for control in ("#clear-button", "[title='Manage Environments']", "[title='Manage Views']"):
        expect(page.page.locator(control)).to_be_disabled()
    expect(page.page.locator("#viewDropdown")).to_be_enabled()
    page.choose("other")
    page.shows("y")
    vis.close("y", env="other")
    page.shows()


def test_the_link_to_what_is_shown_is_copied(
    server: ServerProcess, context: BrowserContext, open_page: OpenPage, draw: Draw
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    draw(server).text("x", win="x", env="exp 1")
    page = open_page(server)
    page.choose("exp 1")
    page.shows("x")
    page.page.get_by_label("Copy a link to what is shown").click()
    expect(page.page.locator(".toast")).to_contain_text("The link is on the clipboard.")
    assert page.page.evaluate("navigator.clipboard.readText()") == f"{server.url}/env/exp%201"
    other = open_page(server, "/env/exp%201")
    other.shows("x")


def test_the_style_sheet_of_the_user_comes_last(make_server: MakeServer, tmp_path: Path, open_page: OpenPage) -> None:
    (tmp_path / "envs").mkdir()
    (tmp_path / "envs" / "style.css").write_text(
        "html { background: rgb(1, 2, 3) } .navbar-form { color: rgb(4, 5, 6) }"
    )
    page = open_page(make_server(env_path=tmp_path / "envs"))
    page.link("online")
    expect(page.page.locator("html")).to_have_css("background-color", "rgb(1, 2, 3)")
    expect(page.page.locator(".navbar-form")).to_have_css("color", "rgb(4, 5, 6)")


def test_what_the_server_refuses_is_told(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    draw(server).text("x", win="x")
    page = open_page(server)
    page.shows("x")
    page.page.keyboard.press("u")
    expect(page.page.locator(".toast")).to_be_visible()
    page.page.locator(".toast").get_by_label("Dismiss").click()
    expect(page.page.locator(".toast")).to_have_count(0)


def test_what_is_not_on_disk_is_marked_until_it_is_saved(
    make_server: MakeServer, open_page: OpenPage, draw: Draw
) -> None:
    server = make_server("-cache_type", "JPE", "-save_interval", "0", "-save_threshold", "0")
    page, vis = open_page(server), draw(server)
    vis.text("a", win="a")
    vis.text("b", win="b")
    vis.text("c", win="c", env="other")
    page.shows("a", "b")
    state = page.page.locator(".saved-state")
    expect(state).to_have_text("2 not saved")
    mark = page.window("a").get_by_role("img", name="not saved")
    expect(mark).to_have_attribute("title", "Not saved: It changed since it was saved.")
    state.click()
    expect(state).to_have_text("saved")
    expect(page.page.get_by_role("img", name="not saved")).to_have_count(0)
    vis.text("more", win="b", append=True)
    expect(state).to_have_text("1 not saved")
    expect(page.window("b").get_by_role("img", name="not saved")).to_be_visible()


def test_with_autosave_all_is_saved_at_once(make_server: MakeServer, open_page: OpenPage, draw: Draw) -> None:
    server = make_server("-cache_type", "JPWA")
    page = open_page(server)
    draw(server).text("a", win="a")
    page.shows("a")
    expect(page.page.locator(".saved-state")).to_have_text("saved")
    expect(page.page.get_by_role("img", name="not saved")).to_have_count(0)


def test_a_failed_request_is_told(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    vis = draw(server)
    vis.text("x", win="x")
    vis.text("y", win="y", env="other")
    page = open_page(server)
    page.shows("x")
    failure = {"status": 500, "body": "The disk does not answer.", "headers": {FEATURES_HEADER: ""}}
    page.page.route("**/env/other", lambda route: route.fulfill(**failure))
    page.choose("other")
    expect(page.page.locator(".toast")).to_contain_text("The disk does not answer.")
    page.shows()
    page.forgive_lost_server()


def test_notices_stay_while_they_are_looked_at(server: ServerProcess, open_page: OpenPage, draw: Draw) -> None:
    page, vis = open_page(server), draw(server)
    vis.text("x", win="x")
    page.shows("x")
    page.page.clock.install()
    page.window("x").locator('button[title="close"]').click()
    toast = page.page.locator(".toast")
    toast.hover()
    page.page.clock.run_for(30_000)
    expect(toast).to_be_visible()
    page.page.mouse.move(10, 300)
    page.page.clock.run_for(11_000)
    expect(toast).to_have_count(0)
