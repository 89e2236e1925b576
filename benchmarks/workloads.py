"""What `python -m benchmarks` measures: updates, events, a thousand windows, the start, and a large environment."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from benchmarks.bodies import appending, creation, image, picture, text
from benchmarks.load import Connection, request
from benchmarks.results import Figures, Limit, Section
from benchmarks.servers import FLOOR, Contender, Server, latency
from benchmarks.watching import Viewer, viewers

ENV = "run"
VIEWERS = 50


@dataclass(frozen=True, kw_only=True)
class Workload(Section):
    """The same work for every server, in turn; each round starts a new process."""

    measure: Callable[[Server, bool], Figures]
    """Starts the server and measures; with True, in a tiny form."""
    prepare: Callable[[Contender, Path, bool], None] | None = None
    """Writes the folder that all rounds of a server start on; without it, each round has an empty one."""
    rounds: int = 5


def start_warm(server: Server) -> None:
    """Start a server, and send requests until it has imported and allocated what they need."""
    server.start()
    server.post(f"/env/{ENV}", {"eid": ENV})
    for point in range(100):
        server.post("/events", creation(ENV, "warm", point + 1))
        server.post("/update", appending(ENV, "warm", point + 1))


def each_viewer(server: Server, what: str, messages: list[bytes], figures: Figures) -> Figures:
    """CPU that each further viewer costs for each request."""
    with viewers(server.port, VIEWERS, ENV):
        watched = server.steady(what, messages)
    cpu = f"{what}: CPU, ms"
    return {f"{what}: each of {VIEWERS} viewers, CPU, ms": (watched[cpu] - figures[cpu]) / VIEWERS}


def measure_updates(server: Server, quick: bool) -> Figures:
    """Append to lines of several lengths, one point at a time."""
    start_warm(server)
    count = 20 if quick else 300
    figures: Figures = {}
    for points in (100, 10_000, 100_000):
        server.post("/events", creation(ENV, "loss", points))
        messages = [request("/update", appending(ENV, "loss", points + step)) for step in range(count)]
        figures |= server.steady(f"{points:,} points", messages)
    server.post("/events", creation(ENV, "loss", 100))
    messages = [request("/update", appending(ENV, "loss", 100 + step)) for step in range(count)]
    return figures | each_viewer(server, "100 points", messages, figures)


UPDATES = Workload(
    name="updates",
    title="A point appended",
    about="`POST /update`: one point more, in lines of 100 to 100 000 points. Visdom 0.2.4 copies and compares the "
    "whole window each time.",
    measure=measure_updates,
    limits=[
        Limit("100 points: CPU, ms", FLOOR, 1.3),
        Limit("10,000 points: CPU, ms", "100 points: CPU, ms", 1.2),
        Limit("100,000 points: CPU, ms", "100 points: CPU, ms", 1.3),
        Limit(f"100 points: each of {VIEWERS} viewers, CPU, ms", 0.03),
    ],
)


def measure_events(server: Server, quick: bool) -> Figures:
    """Replace a line, and an image."""
    start_warm(server)
    lines = [request("/events", creation(ENV, "loss", 100))] * (20 if quick else 400)
    pictures = [request("/events", image(ENV, "image", picture(1_000_000))) for _ in range(2)] * (2 if quick else 10)
    figures = {**server.steady("a line", lines), **server.steady("an image", pictures)}
    with viewers(server.port, 1, ENV):
        watched = server.steady("an image", pictures)
    figures["an image: CPU with one viewer, ms"] = watched["an image: CPU, ms"]
    return figures | each_viewer(server, "a line", lines, figures)


EVENTS = Workload(
    name="events",
    title="A window replaced",
    about="`POST /events`: a line of 100 points, and an image of 1 MB, in place of the previous one.",
    measure=measure_events,
    rounds=7,
    limits=[
        Limit("a line: CPU, ms", FLOOR, 1.2),
        Limit(f"a line: each of {VIEWERS} viewers, CPU, ms", 0.03),
        Limit("an image: CPU, ms", FLOOR, 1.2),
        Limit("an image: CPU with one viewer, ms", FLOOR, 1.2),
    ],
)


def shown(server: Server) -> float:
    """Seconds until a new viewer has all windows."""
    viewer = Viewer(server.port)
    seconds = viewer.open(ENV)
    viewer.close()
    return seconds


def filled(server: Server, env: str, count: int) -> Figures:
    """Make so many windows in a new environment."""
    server.post(f"/env/{env}", {"eid": env})
    bodies = (
        creation(env, f"win{number}", 100) if number % 2 else text(env, f"win{number}", "some text " * 20)
        for number in range(count)
    )
    before = server.cpu_seconds()
    seconds = sum(server.one_by_one(request("/events", body) for body in bodies))
    return {"filled, s": seconds, "filled: CPU, s": server.cpu_seconds() - before}


def measure_windows(server: Server, quick: bool) -> Figures:
    """Make windows, save them, start again, and show them."""
    server.start()
    fills = [filled(server, env, 20 if quick else 1000) for env in (ENV, "again", "more")]
    figures = {figure: statistics.median(fill[figure] for fill in fills) for figure in fills[0]}
    server.post("/save", {"data": [ENV]})  # visdom 0.2.4 has nothing on disk before
    server.restart(kill=False)
    figures["shown first, s"] = shown(server)
    figures["shown again, s"] = statistics.median(shown(server) for _ in range(3))
    figures["memory then, MiB"] = server.resident_mib()
    return figures


WINDOWS = Workload(
    name="windows",
    title="A thousand windows in one environment",
    about="Half of them are lines of 100 points, half are texts. *Shown* is the time until a viewer has the last "
    "one; the first time after a restart the server reads them from disk.\n\n"
    "*Shown first* is above its limit: the floor reads one file, its log, and ours opens a file for each "
    "window. Of 35 ms, 19 go into opening, reading and closing the files, 3 into listing the folder, 5 into "
    "encoding. A file for each window can be read, copied, repaired or removed alone. Reading in two or four "
    "threads took 31 ms instead of 19.",
    measure=measure_windows,
    limits=[
        Limit("filled, s", FLOOR, 1.2),
        Limit("filled: CPU, s", FLOOR, 1.2),
        Limit("shown first, s", FLOOR, 1.2),
        Limit("shown again, s", FLOOR, 1.2),
        Limit("memory then, MiB", 60.0),
    ],
)


def stored(win: str, kind: str, content: Any) -> dict[str, Any]:
    """A window as every server stores it."""
    window = {"command": "window", "id": win, "i": 0, "version": 1, "type": kind, "title": "", "content": content}
    return window | {"inflate": True, "width": None, "height": None, "contentID": "0"}


def prepare_starting(contender: Contender, env_path: Path, quick: bool) -> None:
    """Write a thousand environments of one text."""
    for number in range(50 if quick else 1000):
        contender.write(env_path, f"run{number}", {"note": stored("note", "text", "some text")})


def measure_starting(server: Server, quick: bool) -> Figures:
    """Start, with a thousand environments and with one."""
    server.start()
    connection = Connection(server.port)
    page = connection.send(request("/", b"", "GET"))
    connection.close()
    found = {"1000 environments: first page, s": server.start_seconds, "1000 environments: next page, ms": page * 1000}
    with Server(server.contender, server.folder / "one") as other:
        other.env_path.mkdir()
        server.contender.write(other.env_path, "run0", {"note": stored("note", "text", "some text")})
        other.start()
        return {
            **found,
            "1 environment: first page, s": other.start_seconds,
            "1 environment: memory after the start, MiB": other.resident_mib(),
        }


STARTING = Workload(
    name="starting",
    title="Starting",
    about="From the start of the process to its first page, with a thousand environments on disk and with one. The "
    "floor reads nothing when it starts; visdom 0.2.4 lists its folder for each page.",
    measure=measure_starting,
    prepare=prepare_starting,
    limits=[
        Limit("1000 environments: first page, s", 0.35),
        Limit("1000 environments: first page, s", "1 environment: first page, s", 1.3),
        Limit("1 environment: memory after the start, MiB", 45.0),
    ],
)


def prepare_opening(contender: Contender, env_path: Path, quick: bool) -> None:
    """Write an environment of 200 MB."""
    window = stored("", "plot", {"data": creation("", "", 50_000)["data"], "layout": {}})
    count = (3_000_000 if quick else 200_000_000) // len(orjson.dumps(window))
    contender.write(env_path, "large", {f"w{number}": {**window, "id": f"w{number}"} for number in range(count)})


class Others:
    """A program that appends points to a small environment, until the end of the block; `seconds` of each request."""

    def __init__(self, server: Server) -> None:
        self.seconds: list[float] = []
        self._connection = Connection(server.port)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Others:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        for point in itertools.count(100):
            self.seconds.append(self._connection.send(request("/update", appending(ENV, "loss", point))))
            if self._over.wait(0.002):
                return


def measure_opening(server: Server, quick: bool) -> Figures:
    """Latency of updates to a small environment, before and while a viewer opens the large one."""
    server.start()
    server.post(f"/env/{ENV}", {"eid": ENV})
    server.post("/events", creation(ENV, "loss", 100))
    with Others(server) as before:
        time.sleep(0.1 if quick else 2)
    with Others(server) as meanwhile:
        started = time.perf_counter()
        with viewers(server.port, 1, "large"):
            seconds = time.perf_counter() - started
    figures = {**latency("others before", before.seconds), **latency("others meanwhile", meanwhile.seconds)}
    return {**figures, "others meanwhile: slowest, ms": max(meanwhile.seconds) * 1000, "opened, s": seconds}


OPENING = Workload(
    name="opening",
    title="Opening an environment of 200 MB",
    about="`POST /update` to a small environment, again and again, before and while a viewer opens a large one. "
    "*Opened* is when the viewer has all of it; visdom 0.2.4 answers no other request meanwhile.",
    measure=measure_opening,
    prepare=prepare_opening,
    rounds=3,
    limits=[Limit("others meanwhile: p50, ms", "others before: p50, ms", 2.0)],
)

WORKLOADS = {workload.name: workload for workload in (UPDATES, EVENTS, WINDOWS, STARTING, OPENING)}
