"""A page in headless Chromium that cannot reach any foreign host, and whose errors are noted."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WAIT_MS = 20_000
POLL_MS = 30
expect.set_options(timeout=WAIT_MS)  # a machine that is busy draws a plot in 3D in more than the usual 5 s
OWN_HOSTS = {"127.0.0.1", "localhost"}
# What the browser itself notes when a request or a socket fails, as it does while a server restarts.
LOST_SERVER = re.compile(r"net::ERR_|WebSocket connection to|Failed to load resource")


@dataclass
class WatchedPage:
    """One tab. `errors` are the lines of its console, `foreign` the addresses that it must not ask for."""

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls, context: BrowserContext, url: str) -> WatchedPage:
        """Open an address in a new tab."""
        watched = cls(context.new_page())
        watched.page.set_default_timeout(WAIT_MS)
        watched.page.route("**/*", watched._let_own_hosts_through)
        watched.page.on("console", lambda message: watched._note(message.type, message.text))
        watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
        watched.page.goto(url)
        return watched

    def _let_own_hosts_through(self, route: Route) -> None:
        url = route.request.url
        if urlsplit(url).hostname in OWN_HOSTS or url.startswith(("data:", "blob:", "file:")):
            route.continue_()
        else:
            self.foreign.append(url)
            route.abort()

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)

    def forgive_lost_server(self) -> None:
        """Forget the errors that say no more than that the server was away for a while."""
        self.errors = [text for text in self.errors if not LOST_SERVER.search(text)]

    def forgive_blocked_scripts(self) -> None:
        """Forget that the policy of the page blocked event attributes, which browsers report when they parse them."""
        self.errors = [text for text in self.errors if not text.startswith("Executing inline event handler violates")]

    def until(self, expression: str, *, arg: object = None, poll_ms: int = POLL_MS) -> None:
        """Wait until a JavaScript expression, or function of `arg`, is true.

        `wait_for_function` would evaluate text inside the page, which its policy forbids.
        """
        end = time.monotonic() + WAIT_MS / 1000
        while not self.page.evaluate(expression, arg):
            if time.monotonic() > end:
                raise TimeoutError(f"never true: {expression} {arg}")
            self.page.wait_for_timeout(poll_ms)

    def window(self, win: str) -> Locator:
        """The frame of a window."""
        return self.page.locator(f'.window[data-window="{win}"]')

    def shows(self, *wins: str) -> None:
        """Wait until exactly these windows are there."""
        expect(self.page.locator(".window")).to_have_count(len(wins), timeout=WAIT_MS)
        for win in wins:
            expect(self.window(win)).to_be_visible(timeout=WAIT_MS)

    def text(self, win: str, expected: str | re.Pattern[str]) -> None:
        """Wait until a text window contains this."""
        expect(self.window(win).locator(".content-text")).to_contain_text(expected, timeout=WAIT_MS)

    def link(self, expected: str) -> None:
        """Wait until the indicator says this."""
        expect(self.page.locator(".indicator")).to_have_text(expected, timeout=WAIT_MS)

    def points(self, win: str, count: int, trace: int = 0) -> None:
        """Wait until Plotly has drawn a trace with so many points."""
        self.until(
            """([win, trace, count]) => {
                const plot = document.querySelector(`.window[data-window="${win}"] .js-plotly-plot`);
                return plot?.calcdata?.[trace]?.length === count;
            }""",
            arg=[win, trace, count],
        )

    def plot_says(self, win: str, expression: str) -> object:
        """The value of a JavaScript expression about `plot`, the Plotly element of a window."""
        return self.window(win).locator(".js-plotly-plot").evaluate(f"plot => {expression}")

    def choose(self, environment: str) -> None:
        """Show this environment alone."""
        self.page.locator(".environment-button").click()
        self.page.get_by_role("treeitem", name=environment, exact=True).click()

    def in_order(self, *wins: str) -> None:
        """Wait until exactly these windows are there, in this reading order."""
        self.until(
            """wins => {
                const found = [...document.querySelectorAll(".window")]
                    .map(each => [each.dataset.window, each.getBoundingClientRect()])
                    .sort(([, a], [, b]) => Math.abs(a.y - b.y) > 8 ? a.y - b.y : a.x - b.x)
                    .map(([win]) => win);
                return JSON.stringify(found) === JSON.stringify(wins);
            }""",
            arg=list(wins),
        )

    def stands_at(self, win: str, x: int, y: int) -> None:
        """Wait until a window has this place on the screen, to the pixel."""
        self.until(
            """([win, x, y]) => {
                const box = document.querySelector(`.window[data-window="${win}"]`).getBoundingClientRect();
                return Math.round(box.x) === x && Math.round(box.y) === y;
            }""",
            arg=[win, x, y],
        )
