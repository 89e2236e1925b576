"""axe-core finds no serious fault in any part of the page, in both themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from serving import ServerProcess
from watched_page import WatchedPage

from visdom import Visdom

pytestmark = pytest.mark.browser

OpenPage = Callable[..., WatchedPage]
MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]

AXE = Path(__file__).resolve().parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"

POINTS = [
    {"name": f"p{n}", "label": str(n % 2), "group": n % 2, "idx": n, "position": [n / 10, n / 10]} for n in range(5)
]

Faults = Callable[[WatchedPage], list[str]]


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, a package of the page's development."""
    assert AXE.exists(), "axe-core is missing: run `npm ci` in js/"
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def faults(axe: str) -> Faults:
    """Looks at what a page shows now: serious and critical faults, each with the elements that have it."""

    def look(watched: WatchedPage) -> list[str]:
        watched.page.evaluate(axe)
        result: dict[str, Any] = watched.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        serious = [each for each in result["violations"] if each["impact"] in ("serious", "critical")]
        return [f"{each['id']}: {[node['html'][:160] for node in each['nodes']]}" for each in serious]

    return look


@pytest.fixture(params=["light", "dark"])
def open_themed(request: pytest.FixtureRequest, open_page: OpenPage) -> OpenPage:
    """Opens pages in one theme, then in the other."""

    def open_one(server: ServerProcess, path: str = "/") -> WatchedPage:
        page = open_page(server, path)
        page.page.emulate_media(color_scheme=request.param, reduced_motion="reduce")
        expect(page.page.locator("html")).to_have_attribute("data-theme", request.param)
        return page

    return open_one


def every_kind(vis: Visdom) -> None:
    """Windows of all kinds that the page shows."""
    vis.line([1, 2, 3], win="curve", opts={"title": "A curve"})
    vis.text("<h2>Notes</h2><p>with a <a href='https://example.org'>link</a></p>", win="note", opts={"title": "Notes"})
    vis.image([[[0.0, 1.0], [1.0, 0.0]]], win="picture", opts={"caption": "Black and white"})
    vis.image([[[0.0, 1.0], [1.0, 0.0]]], win="pictures", opts={"store_history": True})
    properties = [{"type": "text", "name": "rate", "value": "1"}, {"type": "checkbox", "name": "on", "value": True}]
    selects = [{"type": "select", "name": "kind", "value": 0, "values": ["a"]}, {"type": "button", "value": "Go"}]
    vis.properties([*properties, *selects], win="properties")
    vis.graph([(0, 1), (1, 2)], win="graph", opts={"title": "A graph"})
    content = {"data": POINTS, "selected": {"html": "<b>preview</b>", "entityId": "none"}}
    vis._send({"data": [{"type": "embeddings", "content": content}], "win": "points", "eid": "main"})


def test_the_page_with_its_windows(server: ServerProcess, open_themed: OpenPage, draw: Draw, faults: Faults) -> None:
    every_kind(draw(server))
    page = open_themed(server)
    page.points("curve", 3)
    expect(page.page.locator(".window")).to_have_count(7)
    page.window("points").locator(".embeddings-cloud").press("ArrowRight")
    expect(page.window("points")).to_contain_text("preview")
    assert faults(page) == []
    page.window("note").locator(".bar").focus()
    page.window("curve").locator('button[title="properties"]').click()
    assert faults(page) == []


def test_an_empty_and_an_offline_page(server: ServerProcess, open_themed: OpenPage, faults: Faults) -> None:
    page = open_themed(server)
    expect(page.page.locator(".empty-note")).to_be_visible()
    assert faults(page) == []
    page.page.locator(".indicator").click()
    expect(page.page.locator(".offline-note")).to_be_visible()
    assert faults(page) == []


def test_what_opens_from_the_top_bar(server: ServerProcess, open_themed: OpenPage, draw: Draw, faults: Faults) -> None:
    vis = draw(server)
    for env in ("main", "exp_1", "exp_2"):
        vis.text("x", win="x", env=env)
    page = open_themed(server)
    page.shows("x")
    page.page.locator(".environment-button").click()
    expect(page.page.get_by_role("tree")).to_be_visible()
    assert faults(page) == []
    page.page.keyboard.press("Escape")
    page.page.locator("#viewDropdown").click()
    expect(page.page.get_by_role("menu")).to_be_visible()
    assert faults(page) == []
    page.page.keyboard.press("Escape")
    page.page.locator("#clear-button").click()
    page.page.locator("[data-cy=filter]").fill("(")
    assert faults(page) == []


@pytest.mark.parametrize("label", ["Manage Environments", "Manage Views", "Keyboard shortcuts"])
def test_dialogs(server: ServerProcess, open_themed: OpenPage, draw: Draw, faults: Faults, label: str) -> None:
    draw(server).text("x", win="x")
    page = open_themed(server)
    page.shows("x")
    page.page.get_by_label(label, exact=True).click()
    expect(page.page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == []


def test_messages_and_the_menu_of_a_window(
    server: ServerProcess, open_themed: OpenPage, draw: Draw, faults: Faults
) -> None:
    vis = draw(server)
    vis.text("x", win="x")
    vis.text("y", win="y")
    page = open_themed(server)
    page.shows("x", "y")
    page.window("y").get_by_label("close").click()
    expect(page.page.locator(".toast")).to_be_visible()
    page.window("x").get_by_role("button", name="save").click()
    expect(page.page.get_by_role("menu")).to_be_visible()
    assert faults(page) == []


def test_a_window_that_covers_the_page(
    server: ServerProcess, open_themed: OpenPage, draw: Draw, faults: Faults
) -> None:
    vis = draw(server)
    vis.text("x", win="x")
    vis.text("y", win="y")
    page = open_themed(server, "/env/main?win=x")
    expect(page.page.locator(".full-screen")).to_have_count(1)
    assert faults(page) == []


def test_the_login_page(make_server: MakeServer, open_page: OpenPage, faults: Faults) -> None:
    environ = {"VISDOM_USERNAME": "ada", "VISDOM_PASSWORD": "secret", "VISDOM_USE_ENV_CREDENTIALS": "1"}
    server = make_server("-enable_login", "-force_new_cookie", environ={**environ, "VISDOM_COOKIE": "cookie"})
    page = open_page(server)
    for scheme in ("light", "dark"):
        page.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.page.reload()
        expect(page.page.locator("html")).to_have_attribute("data-theme", scheme)
        page.page.locator("#inputUsername").fill("ada")
        page.page.locator("#inputPassword").fill("wrong")
        page.page.locator("#submitButton").click()
        expect(page.page.locator("#errorMessage")).to_have_text("Invalid Login Information")
        assert faults(page) == []
    page.errors.clear()  # the refusals are failed requests, which the browser notes
