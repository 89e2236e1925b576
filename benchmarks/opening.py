"""How long requests to one environment take while somebody opens another one of 200 MB.

    python benchmarks/opening.py [--upstream PYTHON] [--megabytes 200]

A program appends points to a small window all the time. First nobody looks; then a browser opens the large environment,
which the server has to read from disk and send. Measured under both forms on disk, and with the released visdom 0.2.4
for comparison.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from measuring import (
    Contender,
    median,
    percentile,
    start_ours,
    start_upstream,
    table,
    upstream_python,
    viewers,
    write_results,
)
from update import appending, creation

WINDOW_POINTS = 50_000
IDLE_SECONDS = 5.0
PAUSE_SECONDS = 0.002


def large_windows(megabytes: int) -> dict[str, dict[str, Any]]:
    """Windows of one environment that are so large together as JSON text."""
    window: dict[str, Any] = {"command": "window", "type": "plot", "title": "", "inflate": True, "version": 1}
    made = creation("large", "", WINDOW_POINTS)
    window |= {"content": {"data": made["data"], "layout": {}}, "width": None, "height": None, "contentID": "0"}
    count = max(1, megabytes * 1_000_000 // len(orjson.dumps(window)))
    return {f"win{number}": {**window, "id": f"win{number}", "i": number} for number in range(count)}


def write_tree(env_path: Path, windows: dict[str, dict[str, Any]]) -> None:
    """An environment as JPWA keeps it: a file per window."""
    folder = env_path / "large" / "jsons"
    folder.mkdir(parents=True)
    for name, window in windows.items():
        (folder / f"{name}.json").write_bytes(orjson.dumps(window))
    (env_path / "large" / "reload.json").write_bytes(b"{}")


def write_single_file(env_path: Path, windows: dict[str, dict[str, Any]]) -> None:
    """An environment as JPE and upstream keep it: one file."""
    env_path.mkdir(parents=True)
    (env_path / "large.json").write_bytes(orjson.dumps({"jsons": windows, "reload": {}}))


class Traffic:
    """Requests to the small environment, one after another, until stopped; remembers what each took."""

    def __init__(self, server: Contender) -> None:
        self.server = server
        self.latencies: list[float] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Traffic:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        point = 100
        while not self._stopped.wait(PAUSE_SECONDS):
            point += 1
            self.latencies.append(self.server.post("/update", appending("small", "loss", point)))


def measure(server: Contender) -> dict[str, float]:
    """Latencies while nobody looks, and while the large environment is opened."""
    server.post("/env/small", {"eid": "small"})
    server.post("/events", creation("small", "loss", 100))
    with Traffic(server) as idle:
        time.sleep(IDLE_SECONDS)
    with Traffic(server) as busy:
        started = time.perf_counter()
        with viewers(server, 1, "large"):
            seconds = time.perf_counter() - started
    return {
        "opening_s": seconds,
        "requests": len(busy.latencies),
        "idle_p50_ms": median(idle.latencies) * 1000,
        "idle_p99_ms": percentile(idle.latencies, 99) * 1000,
        "p50_ms": median(busy.latencies) * 1000,
        "p99_ms": percentile(busy.latencies, 99) * 1000,
        "max_ms": max(busy.latencies) * 1000,
    }


def run(folder: Path, python: Path, megabytes: int) -> dict[str, dict[str, float]]:
    """The figures of each server."""
    windows = large_windows(megabytes)
    cases: list[tuple[str, str, Callable[[Path, dict[str, Any]], None], Callable[[Path], Contender]]] = [
        ("ours, JPWA", "ours", write_tree, start_ours),
        ("ours, JPE", "ours", write_single_file, lambda below: start_ours(below, cache_type="JPE")),
        ("upstream 0.2.4", "upstream", write_single_file, lambda below: start_upstream(below, python)),
    ]
    figures = {}
    for number, (name, env_folder, write, start) in enumerate(cases):
        below = folder / str(number)
        write(below / env_folder, windows)
        server = start(below)
        try:
            figures[name] = measure(server)
        finally:
            server.end()
    return figures


def page(figures: dict[str, dict[str, float]]) -> str:
    """The table of results."""
    rows = []
    for name, found in figures.items():
        during = [f"{found[key]:.2f}" for key in ("idle_p50_ms", "p50_ms", "idle_p99_ms", "p99_ms", "max_ms")]
        ratios = [f"{found['p50_ms'] / found['idle_p50_ms']:.1f}", f"{found['p99_ms'] / found['idle_p99_ms']:.1f}"]
        rows.append([name, f"{found['opening_s']:.1f}", *during, *ratios])
    head = ["", "opening, s", "idle p50, ms", "p50, ms", "idle p99, ms", "p99, ms", "max, ms", "p50 ratio", "p99 ratio"]
    return table(head, rows)


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upstream", type=Path, metavar="PYTHON")
    parser.add_argument("--megabytes", type=int, default=200)
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = run(folder, upstream_python(flags.upstream, folder), flags.megabytes)
    text = (
        f"`POST /update` to a small environment while a browser opens one of {flags.megabytes} MB. `opening` ends when "
        "the browser has all of it; upstream serves nobody else meanwhile."
    )
    write_results("opening", "Opening a large environment", [text, page(figures)], figures)


if __name__ == "__main__":
    main()
