"""How fast the page is: opening, live plots, memory and very long lines, beside plain Plotly in a bare page.

    python -m benchmarks.page [--runs 3] [--seconds 20] [--heap-minutes 10] [--chromium PATH]

Headless Chromium opens the page of our server, and then a bare page that makes the same plots with Plotly alone: no
server, no grid, all data at hand. Each figure is the median of several runs. The heap is measured once; with
`--heap-minutes 0` that of an earlier run stays.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.bodies import appending, creation
from benchmarks.measuring import HERE, RESULTS, median, table
from benchmarks.page_floor import floor_page
from benchmarks.report import publish
from benchmarks.servers import OURS, Contenders, Server

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
VIEWPORT: Any = {"width": 1280, "height": 900}
COUNTS = (20, 100, 500)
LIVE_PLOTS = 50
LIVE_POINTS = 100
# Plots with more points than 10,000 are thinned: what is drawn of them stays as large as it is.
HEAP_POINTS = (LIVE_POINTS, 20_000)
UPDATES_PER_SECOND = 20
MANY_POINTS = 1_000_000
WAIT_MS = 300_000
MEMORY_EVERY_SECONDS = 20.0

Figures = dict[str, dict[str, float]]


class Feeder:
    """Appends a point to each of the live plots, so many times a second, until it is closed."""

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


def fill(server: Server, env: str, plots: int, points: int) -> str:
    """The address of an environment with so many lines."""
    server.post(f"/env/{env}", {"eid": env})
    for number in range(plots):
        server.post("/events", creation(env, f"w{number}", points))
    return f"{server.url}/env/{env}"


@contextmanager
def tab(browser: Browser, url: str, count: int) -> Iterator[tuple[Page, CDPSession, float]]:
    """A new visit: the page, its debugger, and the milliseconds until all panes were shown."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    page.add_init_script(path=HERE / "page.js")
    page.goto(url, wait_until="commit")
    shown = float(page.evaluate("count => bench.allShown(count)", count))
    debugger = context.new_cdp_session(page)
    debugger.send("Performance.enable")
    yield page, debugger, shown
    context.close()


def metric(debugger: CDPSession, name: str) -> float:
    """One of the figures that the browser keeps about a page."""
    found = debugger.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in found if each["name"] == name)


def opening(browser: Browser, url: str, count: int) -> dict[str, float]:
    """Milliseconds from navigation to all panes shown."""
    with tab(browser, url, count) as (_, _, shown):
        return {"ms": shown}


def living(browser: Browser, url: str, seconds: float, feed: Callable[[Page], Any]) -> dict[str, float]:
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
    return {**frames, "ms_per_update": busy * 1000 / updates, "rate": updates / elapsed, "busy": busy / elapsed * 100}


class BareFeed:
    """The bare page feeds itself; how much of what was due it did, its own timer knows."""

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


def remembering(browser: Browser, server: Server, points: int, minutes: float) -> list[dict[str, float]]:
    """The heap while lines of so many points get more: after so many seconds and points, MiB."""
    env = f"heap{points}"
    url = fill(server, env, LIVE_PLOTS, points)
    found: list[dict[str, float]] = []
    with tab(browser, url, LIVE_PLOTS) as (_, debugger, _), Feeder(server, env, points) as feeder:
        started = time.perf_counter()
        while (passed := time.perf_counter() - started) < minutes * 60 or not found:
            debugger.send("HeapProfiler.collectGarbage")
            heap = metric(debugger, "JSHeapUsedSize") / 2**20
            found.append({"seconds": passed, "points": feeder.sent, "mib": heap, "nodes": metric(debugger, "Nodes")})
            time.sleep(MEMORY_EVERY_SECONDS)
    return found


def long_line(browser: Browser, url: str) -> dict[str, float]:
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
        return {"show_ms": shown, "zoom_ms": float(page.evaluate("() => globalThis.zoom"))}


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    """The middle value of each figure."""
    return {name: median([run[name] for run in runs]) for name in runs[0]}


def measure(browser: Browser, server: Server, bare: str, flags: argparse.Namespace) -> dict[str, Any]:
    """All figures, ours and those of the floor."""
    figures: dict[str, Any] = {"busy": os.getloadavg()[0]}

    def both(name: str, ours: Callable[[], dict[str, float]], floor: Callable[[], dict[str, float]]) -> None:
        figures[name] = {"ours": medians([ours() for _ in range(flags.runs)])}
        figures[name]["floor"] = medians([floor() for _ in range(flags.runs)])
        print(name, json.dumps(figures[name]), flush=True)

    for count in COUNTS:
        url = fill(server, f"open{count}", count, LIVE_POINTS)
        floor_url = f"{bare}?plots={count}&points={LIVE_POINTS}"
        both(f"open{count}", lambda: opening(browser, url, count), lambda: opening(browser, floor_url, count))  # noqa: B023

    def live() -> dict[str, float]:
        url = fill(server, "live", LIVE_PLOTS, LIVE_POINTS)
        return living(browser, url, flags.seconds, lambda _: Feeder(server, "live"))

    live_floor = f"{bare}?plots={LIVE_PLOTS}&points={LIVE_POINTS}"
    both("live", live, lambda: living(browser, live_floor, flags.seconds, BareFeed))
    long_url = fill(server, "long", 1, MANY_POINTS)
    long_floor = f"{bare}?plots=1&points={MANY_POINTS}"
    both("long", lambda: long_line(browser, long_url), lambda: long_line(browser, long_floor))
    if not flags.heap_minutes:
        return figures | earlier_heap()
    heap = {points: remembering(browser, server, points, flags.heap_minutes) for points in HEAP_POINTS}
    return figures | {"heap": heap, "heap_measured": date.today().isoformat()}


def earlier_heap() -> dict[str, Any]:
    """The heap as the run before found it, and when it was measured."""
    record = json.loads((RESULTS / "page.json").read_text(encoding="utf-8"))
    figures = record["figures"]
    return {"heap": figures["heap"], "heap_measured": figures.get("heap_measured", record["date"])}


def page_of(figures: dict[str, Any], flags: argparse.Namespace) -> list[str]:
    """The tables of results."""
    rows = [
        [f"{count} windows shown, ms", *(f"{figures[f'open{count}'][side]['ms']:.0f}" for side in ("ours", "floor"))]
        for count in COUNTS
    ]
    live = {"fps": "frames/s", "slow_ms": "99 % of frames within, ms", "rate": "updates/s (ours: sent, floor: drawn)"}
    live |= {"ms_per_update": "main thread per update, ms", "busy": "main thread busy, %"}
    for name, words in live.items():
        rows.append([f"live: {words}", *(f"{figures['live'][side][name]:.2f}" for side in ("ours", "floor"))])
    for name, words in {"show_ms": "show", "zoom_ms": "zoom"}.items():
        rows.append([f"10⁶ points: {words}, ms", *(f"{figures['long'][side][name]:.0f}" for side in ("ours", "floor"))])
    texts = [
        f"Headless Chromium without a graphics card; {figures['busy']:.1f} processes wanted a processor when it began. "
        f"Medians of {flags.runs} runs. The floor is plain Plotly in a bare page that makes its data itself.",
        "*Shown* counts from the navigation until all panes are there and every plot in the viewport is drawn; the "
        f"floor draws all of them. *Live*: {LIVE_PLOTS} line plots, {UPDATES_PER_SECOND} updates a second each for "
        f"{flags.seconds:g} s; ours come from the server, and are drawn when there is time; the floor draws each one.",
        table(["", "ours", "floor"], rows),
    ]
    for points, heap in figures["heap"].items():
        texts += heap_texts(int(points), heap, figures["heap_measured"])
    return texts


def heap_texts(points: int, heap: list[dict[str, float]], day: str) -> list[str]:
    """How the heap fared."""
    picked = heap[:: max(1, len(heap) // 10)]
    cells = [
        [f"{each[name]:.0f}" for name in ("seconds", "points", "nodes")] + [f"{each['mib']:.1f}"] for each in picked
    ]
    growth = (heap[-1]["points"] - heap[0]["points"]) * 16 / 2**20
    minutes = heap[-1]["seconds"] / 60
    words = (
        f"The heap during {minutes:.0f} minutes of that with lines of {points:,} points at first, after collecting "
        f"garbage (measured {day}); the points alone that arrive in this time are {growth:.1f} MiB as two numbers each."
    )
    return [words, table(["s", "points so far", "nodes", "MiB"], cells)]


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--heap-minutes", type=float, default=10.0)
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="another browser than that of Playwright")
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright, floor_page() as bare:
        browser = playwright.chromium.launch(executable_path=flags.chromium, args=FLAGS)
        server = Contenders(None).make(OURS, Path(name)).start()
        try:
            figures = measure(browser, server, bare, flags)
        finally:
            server.end()
            browser.close()
    publish("page", "The page", page_of(figures, flags), figures)


if __name__ == "__main__":
    main()
