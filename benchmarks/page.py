"""How fast the page is: opening, live plots, memory and very long lines, beside plain Plotly in a bare page.

    python -m benchmarks.page [--runs 3] [--seconds 20] [--heap-minutes 10] [--chromium PATH]

Headless Chromium opens the page of our server, and then a bare page that makes the same plots with Plotly alone: no
server, no grid, all data at hand. The heap is measured once; with `--heap-minutes 0` its saved figures stay.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks import ROOT
from benchmarks.bodies import appending, creation
from benchmarks.load import HOST
from benchmarks.page_floor import floor_page
from benchmarks.results import OURS, Figures, Result, Section, publish
from benchmarks.servers import FLOOR, THIS_ONE, Server

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
VIEWPORT: Any = {"width": 1280, "height": 900}
COUNTS = (20, 100, 500)
LIVE_PLOTS = 50
LIVE_POINTS = 100
# The page thins plots of more than 10 000 points: what it draws of them stays as large as it is.
HEAP_POINTS = (LIVE_POINTS, 20_000)
UPDATES_PER_SECOND = 20
MANY_POINTS = 1_000_000
WAIT_MS = 300_000
HEAP_EVERY_SECONDS = 20.0

PAGE = Section(
    name="page",
    title="The page",
    about="Headless Chromium without a graphics card; the floor is plain Plotly in a bare page that makes its data "
    "itself. *Shown* counts from the navigation until all panes are there and every plot in the viewport is "
    f"drawn; the floor draws all plots. *Live*: {LIVE_PLOTS} line plots, {UPDATES_PER_SECOND} updates a "
    "second each, for 20 s by default; ours come from the server, and the page draws them when it has time; "
    "the floor draws each one. Of frames/s and updates/s more is better.",
)
HEAP = Section(
    name="heap",
    title="The heap of the page",
    about=f"The heap and the DOM nodes of the page while points arrive at {LIVE_PLOTS} lines, after collecting "
    "garbage: at the start, and the median of the last quarter of ten minutes. *Points* are two numbers of 8 "
    "bytes for each point that arrived.",
)


class Feeder:
    """Appends a point to each of the live plots, so many times a second, until the end of the block."""

    def __init__(self, server: Server, env: str, start: int = LIVE_POINTS) -> None:
        self.server = server
        self.env = env
        self.sent = 0
        self._start = start
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Feeder:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        point = self._start
        due = time.perf_counter()
        while not self._over.is_set():
            for number in range(LIVE_PLOTS):
                self.server.post("/update", appending(self.env, f"w{number}", point))
                self.sent += 1
            point += 1
            due = max(due + 1 / UPDATES_PER_SECOND, time.perf_counter() - 1)
            time.sleep(max(0.0, due - time.perf_counter()))


class BareFeed:
    """Lets the bare page feed itself; how many points it drew of those that were due, it counts itself."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def __enter__(self) -> BareFeed:
        self._page.evaluate("rate => feed(rate)", UPDATES_PER_SECOND)
        return self

    def __exit__(self, *exception: object) -> None:
        """It ends with its page."""

    @property
    def sent(self) -> int:
        """Points that were drawn so far, over all plots."""
        drawn = "() => Array.from(document.querySelectorAll('.js-plotly-plot'), plot => plot.data[0].x.length)"
        return sum(self._page.evaluate(drawn))


def fill(server: Server, env: str, plots: int, points: int) -> str:
    """The address of an environment with so many lines."""
    server.post(f"/env/{env}", {"eid": env})
    for number in range(plots):
        server.post("/events", creation(env, f"w{number}", points))
    return f"http://{HOST}:{server.port}/env/{env}"


@contextmanager
def tab(browser: Browser, url: str, count: int) -> Iterator[tuple[Page, CDPSession, float]]:
    """A new tab: its page, its debugger, and the milliseconds until all panes were shown."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.add_init_script(path=ROOT / "benchmarks" / "page.js")
    page.goto(url, wait_until="commit")
    shown = float(page.evaluate("count => bench.allShown(count)", count))
    debugger = context.new_cdp_session(page)
    debugger.send("Performance.enable")
    yield page, debugger, shown
    context.close()


def metric(debugger: CDPSession, name: str) -> float:
    """One of the figures that the browser has about a page."""
    found = debugger.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in found if each["name"] == name)


def opening(browser: Browser, url: str, count: int) -> Figures:
    """Milliseconds from the navigation until all panes are shown."""
    with tab(browser, url, count) as (_, _, shown):
        return {f"{count} windows shown, ms": shown}


def living(browser: Browser, url: str, seconds: float, feed: Callable[[Page], Any]) -> Figures:
    """Frames and work of the main thread while points arrive."""
    with tab(browser, url, LIVE_PLOTS) as (page, debugger, _), feed(page) as source:
        time.sleep(2)
        before, sent = metric(debugger, "TaskDuration"), source.sent
        started = time.perf_counter()
        page.evaluate("bench.startFrames()")
        page.wait_for_timeout(seconds * 1000)
        frames = page.evaluate("bench.stopFrames()")
        busy, updates = metric(debugger, "TaskDuration") - before, source.sent - sent
        elapsed = time.perf_counter() - started
    return {
        "live: frames/s": frames["fps"],
        "live: 99 % of frames within, ms": frames["slow_ms"],
        "live: updates/s (ours: sent, floor: drawn)": updates / elapsed,
        "live: main thread per update, ms": busy * 1000 / updates,
        "live: main thread busy, %": busy / elapsed * 100,
    }


def long_line(browser: Browser, url: str) -> Figures:
    """Milliseconds to show a very long line, and to zoom into it."""
    with tab(browser, url, 1) as (page, _, shown):
        box = page.locator(".nsewdrag").bounding_box()
        assert box is not None
        page.evaluate("() => void (globalThis.zoom = bench.zoomed(3000))")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 20, y, steps=3)
        page.mouse.up()
        zoom = float(page.evaluate("() => globalThis.zoom"))
    return {"10⁶ points: shown, ms": shown, "10⁶ points: zoom, ms": zoom}


def measured(browser: Browser, server: Server, bare: str, runs: int, seconds: float) -> Result:
    """All runs of the page and of its floor."""
    result = Result()
    urls = {count: fill(server, f"open{count}", count, LIVE_POINTS) for count in COUNTS}
    long_url = fill(server, "long", 1, MANY_POINTS)
    for number in range(runs):
        for count, url in urls.items():
            result.add(OURS, opening(browser, url, count))
            result.add(FLOOR, opening(browser, f"{bare}?plots={count}&points={LIVE_POINTS}", count))
        env = f"live{number}"
        live_url = fill(server, env, LIVE_PLOTS, LIVE_POINTS)
        result.add(OURS, living(browser, live_url, seconds, lambda _, env=env: Feeder(server, env)))  # type: ignore[misc]
        result.add(FLOOR, living(browser, f"{bare}?plots={LIVE_PLOTS}&points={LIVE_POINTS}", seconds, BareFeed))
        result.add(OURS, long_line(browser, long_url))
        result.add(FLOOR, long_line(browser, f"{bare}?plots=1&points={MANY_POINTS}"))
        print(f"run {number + 1} of {runs}", flush=True)
    return result


def add_heap(result: Result, browser: Browser, server: Server, points: int, minutes: float) -> None:
    """The heap and the nodes while lines of so many points get more."""
    env = f"heap{points}"
    url = fill(server, env, LIVE_PLOTS, points)
    heap: list[float] = []
    nodes: list[float] = []
    sent: list[int] = []
    with tab(browser, url, LIVE_PLOTS) as (_, debugger, _), Feeder(server, env, points) as feeder:
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end or not sent:
            debugger.send("HeapProfiler.collectGarbage")
            heap.append(metric(debugger, "JSHeapUsedSize") / 2**20)
            nodes.append(metric(debugger, "Nodes"))
            sent.append(feeder.sent)
            time.sleep(HEAP_EVERY_SECONDS)
    last = slice(-max(1, len(sent) // 4), None)
    name = f"lines of {points:,} points"
    arrived = (statistics.median(sent[last]) - sent[0]) * 16 / 2**20
    result.figures |= {
        f"{name}: heap, MiB": {OURS: [statistics.median(heap[last])], "at the start": [heap[0]]},
        f"{name}: growth of the heap, MiB": {OURS: [statistics.median(heap[last]) - heap[0]], "points": [arrived]},
        f"{name}: DOM nodes": {OURS: [statistics.median(nodes[last])], "at the start": [nodes[0]]},
    }


def main() -> None:
    """Measure and save the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--heap-minutes", type=float, default=10.0)
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="another browser than that of Playwright")
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, floor_page() as bare:
        browser = playwright.chromium.launch(executable_path=flags.chromium, args=FLAGS)
        with Server(THIS_ONE, Path(folder) / "server") as server:
            server.start()
            if flags.runs:
                publish(PAGE, measured(browser, server, bare, flags.runs, flags.seconds))
            if flags.heap_minutes:
                heap = Result()
                for points in HEAP_POINTS:
                    add_heap(heap, browser, server, points, flags.heap_minutes)
                publish(HEAP, heap)
        browser.close()


if __name__ == "__main__":
    main()
