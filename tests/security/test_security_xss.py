"""A canary in every field of every window: no script of a stranger runs, whatever is clicked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import every_window
import pytest
import requests
from peers import Page as Peer
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from serving import ServerProcess
from visiting import CREDENTIALS

from visdom import Visdom

pytestmark = pytest.mark.browser

MakeServer = Callable[..., ServerProcess]
Draw = Callable[..., Visdom]

RUN = "new Image().src=`/canary-sang`"
"""Asks for an address, which every tab tells."""

LINK = f"javascript:{RUN}"
FORMULAS = [
    rf"$\href{{{LINK}}}{{\text{{a long formula}}}}$",
    rf"$\mmlToken{{mi}}[href='{LINK}' id='app' class='bar']{{long}}$",
    rf"$\require{{html}}\href{{{LINK}}}{{\text{{a long formula}}}}$",
    r"$\class{x}{\cssId{app}{\style{position: fixed}{x}}}$",
]
HOSTILE = "".join(
    [
        f"<img src=x onerror='{RUN}'><svg onload='{RUN}'><animate onbegin='{RUN}'/></svg>",
        f"<script>{RUN}</script><a href='{LINK}'>link</a><svg><a href='{LINK}'><text>drawn</text></a></svg>",
        f"<math href='{LINK}'><mi xlink:href='{LINK}'>x</mi></math>",
        f"<form action='{LINK}'><button formaction='{LINK}'>send</button></form>",
        f"<iframe srcdoc='<script>{RUN}</script>'></iframe><details open ontoggle='{RUN}'></details>",
        f"<object data='{LINK}'></object><embed src='{LINK}'><base href='//elsewhere.test'>",
        f"<style>@import '{LINK}'; b {{ background: url(\"{LINK}\") }}</style>",
        f"\"'><b onclick='{RUN}' onpointerover='{RUN}' tabindex=0 onfocus='{RUN}'>bold</b> {{{{NONCE}}}}",
        *FORMULAS[:2],
    ]
)
DEAD = HOSTILE[:120]
"""As much of it as a name may have."""

KINDS = ("scatter", "heatmap", "pie", "table", "sankey", "treemap", "parcoords")
"""Each draws its texts in another way."""

CLICK_ALL = """async ({ within, without }) => {
    function* below(root) {
        for (const element of root.querySelectorAll("*")) {
            yield element;
            if (element.shadowRoot !== null) yield* below(element.shadowRoot);
        }
    }
    const inside = [...document.querySelectorAll(within)].flatMap((root) => [root, ...below(root)]);
    const found = inside.filter((element) => element.closest(without) === null);
    const options = { bubbles: true, cancelable: true, composed: true, view: window };
    for (const element of found) {
        for (const kind of ["pointerover", "mouseover", "mousemove", "mousedown", "mouseup", "click"]) {
            element.dispatchEvent(new (kind.startsWith("p") ? PointerEvent : MouseEvent)(kind, options));
        }
        element.focus?.();
    }
    await new Promise((done) => setTimeout(done, 100));
    return found.length;
}"""
"""Clicks on every element, also in shadow roots; returns how many there were."""


class Visit:
    """Tabs of one browser; `sung` are the canaries that ran in any of them."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.sung: list[str] = []
        context.route("**/canary-sang", lambda route: route.abort())
        context.route("http://elsewhere.test/**", lambda route: route.abort())
        context.on("request", self._hear)

    def _hear(self, request: Request) -> None:
        if request.url.endswith("/canary-sang"):
            self.sung.append(request.url)

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url)
        return page

    def stay_on(self, page: Page) -> None:
        """Close all other tabs, which links opened."""
        for other in self.context.pages:
            if other is not page:
                other.close()


@pytest.fixture
def unprotected(chromium: Browser) -> Iterator[Visit]:
    """A visit without the policy of the page: what is shown must be harmless without it."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    yield Visit(context)
    context.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with a canary in every field that it takes."""
    server = ServerProcess(tmp_path_factory.mktemp("hostile") / "server").start()
    vis = Visdom("http://127.0.0.1", port=server.port, use_incoming_socket=False, raise_exceptions=True)
    windows = {kind: every_window.plots(HOSTILE)[kind] for kind in KINDS} | every_window.others(HOSTILE)
    for win, body in windows.items():
        vis._send({"win": f"{win} {DEAD}", "eid": "main", **body})
    vis.text("<br>".join(FORMULAS), win="formulas")
    titles = dict(zip(("title", "xlabel", "ylabel"), FORMULAS, strict=False))
    vis.line([[1, 2], [2, 3]], win="titles", opts={**titles, "legend": FORMULAS[2:]})
    vis._send({"win": "odd", "eid": "main", "data": [{"type": HOSTILE, "content": {}}], "layout": {}})
    vis.text("other", win="other", env=DEAD)
    peer = Peer(server)
    peer.send(cmd="save_layouts", data=json.dumps([[HOSTILE, [["main", [["odd", [0, {"x": 0}]]]]]]]))
    peer.socket.close()
    vis.close_connection()
    yield server
    server.stop()


def click(visit: Visit, page: Page, within: str, without: str = ":not(*)") -> int:
    count = int(page.evaluate(CLICK_ALL, {"within": within, "without": without}))
    visit.stay_on(page)
    return count


def look_through(visit: Visit, page: Page, windows: str = ".window") -> None:
    """See each window, and click on everything in it while it is drawn."""
    expect(page.locator(".window").first).to_be_visible()
    for number, frame in enumerate(page.locator(windows).all()):
        frame.scroll_into_view_if_needed()
        if frame.get_attribute("data-type") == "plot":
            expect(frame.locator(".main-svg, .pane-note").first).to_be_attached()
        frame.evaluate("(frame, number) => { frame.dataset.number = number }", number)
        assert click(visit, page, f"[data-number='{number}'] .content", ".modebar-btn") >= 1
    expect(page.locator("mjx-container").first).to_be_attached()


def test_no_canary_sings_in_a_window(hostile: ServerProcess, unprotected: Visit) -> None:
    page = unprotected.open(hostile.url)
    look_through(unprotected, page)
    click(
        unprotected, page, ".window .bar", "[title=close], [title=save], [title='full screen']"
    )  # opens the properties of each plot
    assert click(unprotected, page, ".attachedWindow") > 100  # the properties of each plot
    page.locator(".window [title=save]").first.click()
    click(unprotected, page, "[role=menu]")
    assert unprotected.sung == []


def test_no_canary_sings_in_an_exported_file(hostile: ServerProcess, unprotected: Visit, tmp_path: Path) -> None:
    file = tmp_path / "exported.html"
    file.write_bytes(requests.get(hostile.url + "/export/main.html", timeout=60).content)
    windows = ".window:not([data-type=plot]), [data-window=titles], [data-window^=scatter]"
    look_through(unprotected, unprotected.open(file.as_uri()), windows)
    assert unprotected.sung == []


def test_no_canary_sings_in_the_rest_of_the_page(hostile: ServerProcess, unprotected: Visit) -> None:
    for opener in (".environment-button", "#viewDropdown", "[aria-label='Manage Views']"):
        page = unprotected.open(f"{hostile.url}/env/{quote(DEAD, safe='')}")
        expect(page.locator(".window")).to_have_count(1)
        page.locator(opener).click()
        assert click(unprotected, page, "#app", ".window, .indicator, [aria-label^=Clear]") > 30
    assert unprotected.sung == []


def test_no_canary_sings_in_a_notice(server: ServerProcess, unprotected: Visit, draw: Draw) -> None:
    draw(server).text("note", win="note", opts={"title": HOSTILE})
    page = unprotected.open(server.url)
    bad = {"name": f"<img src=x onerror='{RUN.replace('/', '')}'>.json", "mimeType": "application/json", "buffer": b"{"}
    page.locator(".window [title=close]").click()
    page.get_by_label("Manage Environments").click()
    page.get_by_label("Environment file").set_input_files(bad)
    page.keyboard.press("Escape")
    for start in ("Closed", "<img"):
        expect(page.get_by_role("log").get_by_text(start).first).to_be_visible()
    click(unprotected, page, "[role=log]")
    assert unprotected.sung == []


def test_no_canary_sings_on_an_address(
    hostile: ServerProcess, unprotected: Visit, make_server: Callable[..., ServerProcess]
) -> None:
    guarded = make_server("-enable_login", environ=CREDENTIALS)
    paths = ("/error/", "/env/", "/compare/", "/user/", "/static/", "/#", "/env/main?win=")
    starts = [*(hostile.url + path for path in paths), guarded.url + "/env/", guarded.url + "/?x="]
    for url in [start + quote(DEAD, safe="") for start in starts]:
        page = unprotected.open(url)
        click(unprotected, page, "body")
    page = unprotected.open(guarded.url)
    for field in ("Username", "Password"):
        page.get_by_label(field).fill(HOSTILE)
    page.get_by_role("button", name="Login").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    assert unprotected.sung == []


def test_the_policy_alone_silences_canaries(server: ServerProcess, chromium: Browser) -> None:
    for bypass_csp in (True, False):
        visit = Visit(chromium.new_context(bypass_csp=bypass_csp))
        page = visit.open(server.url)
        page.evaluate("html => document.body.append(document.createRange().createContextualFragment(html))", HOSTILE)
        page.wait_for_timeout(500)
        page.get_by_text("link", exact=True).click()
        assert (len(visit.sung) > 2) == bypass_csp
        visit.context.close()
