"""What else a server does: windows made and replaced, images, filling and showing an environment, starting, memory.

    python benchmarks/events.py [--upstream PYTHON]

The same three servers as in update.py take turns.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from measuring import (
    Contender,
    median,
    start_floor,
    start_ours,
    start_upstream,
    table,
    upstream_python,
    viewers,
    write_results,
)
from update import appending, creation

NAMES = ("ours", "floor", "upstream")
MANY = 1000
HISTORY = 200
QUIET_SECONDS = 4.0

Figures = dict[str, dict[str, float]]


def picture(size: int) -> str:
    """A data URL of so many bytes that no compression shrinks."""
    return "data:image/png;base64," + base64.b64encode(os.urandom(size * 3 // 4)).decode()


def image(env: str, win: str, source: str, kind: str = "image") -> bytes:
    """The request that shows an image."""
    data = [{"type": kind, "content": {"src": source, "caption": None}}]
    return json.dumps({"eid": env, "win": win, "data": data, "opts": {}}).encode()


def text(env: str, win: str) -> bytes:
    """The request that shows a short text."""
    data = [{"type": "text", "content": "some text " * 20}]
    return json.dumps({"eid": env, "win": win, "data": data, "opts": {}}).encode()


def cpu_ms(server: Contender, path: str, body: Any, count: int) -> float:
    """CPU per request, in ms."""
    server.post(path, body)
    before = server.cpu_seconds()
    for _ in range(count):
        server.post(path, body)
    return (server.cpu_seconds() - before) * 1000 / count


def overwritten(server: Contender) -> float:
    return cpu_ms(server, "/events", json.dumps(creation("lines", "loss", 100)).encode(), 800)


def large_image(server: Contender) -> float:
    return cpu_ms(server, "/events", image("images", "image", picture(1_000_000)), 50)


def large_image_watched(server: Contender) -> float:
    server.post("/env/watched", {"eid": "watched"})
    with viewers(server, 1, "watched"):
        return cpu_ms(server, "/events", image("watched", "image", picture(1_000_000)), 50)


def appended_until_quiet(server: Contender) -> float:
    """Our server tidies up when a window has been quiet for a while: that is part of the price."""
    server.post("/events", creation("curves", "loss", 1000))
    before = server.cpu_seconds()
    for number in range(1000):
        server.post("/update", appending("curves", "loss", number))
    time.sleep(QUIET_SECONDS)
    return server.cpu_seconds() - before  # seconds for a thousand requests are milliseconds for one


def filling(server: Contender) -> float:
    started = time.perf_counter()
    for number in range(MANY):
        server.post("/events", creation("many", f"win{number}", 100) if number % 2 else text("many", f"win{number}"))
    return time.perf_counter() - started


def quiet_after_filling(server: Contender) -> float:
    before = server.cpu_seconds()
    time.sleep(QUIET_SECONDS)
    return server.cpu_seconds() - before


def showing(server: Contender, times: int = 1) -> float:
    before = server.cpu_seconds()
    with viewers(server, times, "many"):
        return (server.cpu_seconds() - before) / times


def showing_again(server: Contender) -> float:
    return showing(server, 10)


# Row of the table -> what measures it; made in this order on the same servers.
MEASURES = {
    "`/events`, line of 100 points overwritten, CPU ms": overwritten,
    "`/events`, image of 1 MB, nobody watching, CPU ms": large_image,
    "`/events`, image of 1 MB, one watching, CPU ms": large_image_watched,
    "`/update`, a point appended to 1000, with the quiet seconds after 1000 of them, CPU ms": appended_until_quiet,
    "resident memory after a start, MiB": Contender.resident_mib,
    f"{MANY} windows made in one environment, s": filling,
    "quiet seconds after that, CPU s": quiet_after_filling,
    "those windows sent to a page, first time, CPU s": showing,
    "those windows sent to a page, again, CPU s": showing_again,
    "resident memory then, MiB": Contender.resident_mib,
}
FRESH = "resident memory after a start, MiB"  # from here on with new servers
REPEATED = {overwritten, large_image, large_image_watched}
ROUNDS = 7


def compare_servers(folder: Path, python: Path) -> Figures:
    """Every measure of every server, the median of the rounds; memory and filling start with new servers."""
    figures: Figures = {}
    servers: list[Contender] = []
    try:
        for number, (name, measure) in enumerate(MEASURES.items()):
            if number == 0 or name == FRESH:
                for server in servers:
                    server.end()
                below = folder / f"servers{number}"
                servers = [start_ours(below), start_floor(below), start_upstream(below, python)]
            rounds = [[measure(server) for server in servers] for _ in range(ROUNDS if measure in REPEATED else 1)]
            figures[name] = {
                server.name: median(list(found))
                for server, found in zip(servers, zip(*rounds, strict=True), strict=True)
            }
    finally:
        for server in servers:
            server.end()
    return figures


def image_history(folder: Path) -> dict[str, float]:
    """Seconds that a history of images takes, and its last quarter against its first."""
    server = start_ours(folder)
    try:
        server.post("/events", image("main", "history", picture(200_000), "image_history"))
        body = image("main", "history", picture(200_000), "image_history")
        seconds = [server.post("/update", body) for _ in range(HISTORY)]
    finally:
        server.end()
    quarter = HISTORY // 4
    return {"seconds": sum(seconds), "last_to_first_quarter": sum(seconds[-quarter:]) / sum(seconds[:quarter])}


def starting(folder: Path, python: Path, environments: int) -> dict[str, float]:
    """Seconds from the start of the process to the first page, with so many environments on disk."""
    for name in ("ours", "upstream"):
        (folder / name).mkdir(parents=True)
        for number in range(environments):
            (folder / name / f"run{number}.json").write_text('{"jsons": {}, "reload": {}}', encoding="utf-8")
    seconds: dict[str, list[float]] = {"ours": [], "upstream": []}
    for _ in range(5):
        for server in (start_ours(folder, cache_type="JPE"), start_upstream(folder, python)):
            seconds[server.name].append(server.start_seconds)
            server.end()
    return {name: min(found) for name, found in seconds.items()}


def ratio(ours: float, floor: float) -> str:
    return f"{ours / floor:.2f}" if floor else "-"


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upstream", type=Path, metavar="PYTHON")
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = upstream_python(flags.upstream, folder)
        figures = compare_servers(folder, python)
        history = image_history(folder / "history")
        starts = {count: starting(folder / f"start{count}", python, count) for count in (1, MANY)}
    rows = [
        [name, *(f"{found[server]:.2f}" for server in NAMES), ratio(found["ours"], found["floor"])]
        for name, found in figures.items()
    ]
    start_rows = [
        [f"{count:,}", *(f"{found[name]:.2f}" for name in ("ours", "upstream"))] for count, found in starts.items()
    ]
    texts = [
        "Ours under JPWA: every change is on disk before it is acknowledged. Upstream 0.2.4 keeps windows in memory.",
        table(["", *NAMES, "ours / floor"], rows),
        "## Start to first page, s",
        table(["environments on disk", "ours", "upstream"], start_rows),
        f"## {HISTORY} images of 0.2 MB appended to a history (ours)",
        f"{history['seconds']:.2f} s; the last quarter took {history['last_to_first_quarter']:.2f} × the first.",
    ]
    write_results(
        "events", "Windows, images, starting", texts, {"servers": figures, "history": history, "start": starts}
    )


if __name__ == "__main__":
    main()
