"""What others wait for while somebody opens an environment of 200 MB."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import orjson

from benchmarks.bodies import appending, creation
from benchmarks.load import Connection, request
from benchmarks.measuring import percentile
from benchmarks.results import Figures
from benchmarks.servers import OURS, Server
from benchmarks.targets import Target
from benchmarks.watching import viewers
from benchmarks.workload import Case, Turn, Workload, latency

WINDOW_POINTS = 50_000
PAUSE_SECONDS = 0.002
AS_FOLDER, AS_FILE = "a file per window", "a file per environment"


def cases(quick: bool) -> list[Case]:
    """Both forms on disk; upstream knows one."""
    values = {"megabytes": 3 if quick else 200, "quiet_ms": 100 if quick else 2000}
    once = {"upstream": 1}
    return [
        Case(AS_FOLDER, {"ours": 1}, values),
        Case(AS_FILE, {"ours": 1, "upstream": 1}, values, once, flags=("-cache_type", "JPE")),
    ]


def large_windows(megabytes: int) -> dict[str, dict[str, Any]]:
    """Windows of one environment that are so large together as JSON text."""
    window: dict[str, Any] = {"command": "window", "type": "plot", "title": "", "inflate": True, "version": 1}
    made = creation("large", "", WINDOW_POINTS)
    window |= {"content": {"data": made["data"], "layout": {}}, "width": None, "height": None, "contentID": "0"}
    count = max(1, megabytes * 1_000_000 // len(orjson.dumps(window)))
    return {f"win{number}": {**window, "id": f"win{number}", "i": number} for number in range(count)}


def prepare(name: str, env_path: Path, case: Case) -> None:
    """The large environment on disk."""
    windows = large_windows(case.values["megabytes"])
    env_path.mkdir(parents=True)
    if name == OURS and case.label == AS_FOLDER:
        folder = env_path / "large" / "jsons"
        folder.mkdir(parents=True)
        for win, window in windows.items():
            (folder / f"{win}.json").write_bytes(orjson.dumps(window))
    else:
        (env_path / "large.json").write_bytes(orjson.dumps({"jsons": windows, "reload": {}}))


class Traffic:
    """Requests to the small environment, one after another, until stopped; remembers what each took."""

    def __init__(self, server: Server) -> None:
        self.latencies: list[float] = []
        self._connection = Connection(server.port)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Traffic:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        point = 100
        while not self._stopped.wait(PAUSE_SECONDS):
            point += 1
            self.latencies.append(self._connection.ask(request("/update", appending("small", "loss", point))))


def measure(turn: Turn) -> Figures:
    """Latencies while nobody looks, and while the large environment is opened."""
    server = turn.server
    server.post("/env/small", {"eid": "small"})
    server.post("/events", creation("small", "loss", 100))
    with Traffic(server) as quiet:
        time.sleep(turn.case.values["quiet_ms"] / 1000)
    with Traffic(server) as busy:
        started = time.perf_counter()
        with viewers(server.port, 1, "large"):
            seconds = time.perf_counter() - started
    before = {f"quiet_{name}": value for name, value in latency(quiet.latencies).items()}
    largest = percentile(busy.latencies, 100) * 1000
    return {"opening_s": seconds, **before, **latency(busy.latencies), "max_ms": largest}


def waiting(text: str, limit: float) -> Target:
    """The slowest hundredth during the opening, beside that of a quiet time."""
    return Target(
        text,
        limit,
        " × before",
        lambda result: [
            during / before
            for during, before in zip(
                result.rounds(AS_FOLDER, OURS, "p50_ms"), result.rounds(AS_FOLDER, OURS, "quiet_p50_ms"), strict=True
            )
        ],
    )


WORKLOAD = Workload(
    name="opening",
    title="Opening an environment of 200 MB",
    about="`POST /update` to a small environment, again and again, while a browser opens a large one. *Opened* is when "
    "the browser has all of it; upstream serves nobody else meanwhile.",
    cases=cases,
    measure=measure,
    measures={
        "opening_s": "opened after, s",
        "quiet_p50_ms": "others before, p50, ms",
        "p50_ms": "others meanwhile, p50, ms",
        "quiet_p99_ms": "others before, p99, ms",
        "p99_ms": "others meanwhile, p99, ms",
        "max_ms": "others meanwhile, slowest, ms",
    },
    rounds=3,
    fresh=True,
    prepare=prepare,
    targets=[waiting("Others while 200 MB are opened, p50", 2.0)],
)
