"""`-fsync always`: one round of syncs serves all writers that wait for one."""

from __future__ import annotations

import time

from benchmarks.bodies import appending, creation
from benchmarks.counted_server import syncs
from benchmarks.load import at_once, request
from benchmarks.results import Figures
from benchmarks.targets import at_most
from benchmarks.workload import Case, Turn, Workload, latency

WRITERS = (1, 8, 64)
POINTS = 100


def label(writers: int, mode: str = "always", windows: int = 1) -> str:
    """How a case is called."""
    who = f"{writers} writers" if writers > 1 else "1 writer"
    what = "" if writers == 1 else (" of one window" if windows == 1 else " of a window each")
    return f"{mode}, {who}{what}"


def cases(quick: bool) -> list[Case]:
    """More and more writers of one window, and of a window each; and the default, for comparison."""
    kinds = [("always", writers, 1) for writers in WRITERS]
    kinds += [("always", writers, writers) for writers in WRITERS if writers > 1]
    kinds += [("everysec", 1, 1), ("everysec", 64, 64)]
    return [
        Case(
            label(writers, mode, windows),
            {"ours": 64 if quick else 1280},
            {"writers": writers, "windows": windows},
            flags=("-fsync", mode),
        )
        for mode, writers, windows in (kinds[:1] + kinds[2:3] if quick else kinds)
    ]


def measure(turn: Turn) -> Figures:
    """Everybody appends; what is synced is counted inside the server."""
    server, writers, windows = turn.server, turn.case.values["writers"], turn.case.values["windows"]
    server.post("/env/fast", {"eid": "fast"})
    for number in range(windows):
        server.post("/events", creation("fast", f"win{number}", POINTS))
    steps = range(turn.count // writers)
    messages = [
        [request("/update", appending("fast", f"win{number % windows}", POINTS + step)) for step in steps]
        for number in range(writers)
    ]
    before, started = syncs(server.folder), time.perf_counter()
    latencies = at_once(server.port, messages)
    elapsed = time.perf_counter() - started
    made = syncs(server.folder) - before
    return {"per_s": len(latencies) / elapsed, "syncs": made / len(latencies), **latency(latencies)}


WORKLOAD = Workload(
    name="group_commit",
    title="Synced before the answer",
    about="`-fsync always`, and the default `everysec` beside it; our server alone, which counts its syncs. A round of "
    "syncs serves all who wait: those who write to one window share a single sync, and where each has a window of its "
    "own, the files are synced side by side.",
    cases=cases,
    measure=measure,
    measures={"per_s": "requests/s", "syncs": "syncs per request", "p50_ms": "latency p50, ms", "p99_ms": "p99, ms"},
    rounds=3,
    fresh=True,
    targets=[at_most("`-fsync always`, 64 writers of one window, syncs per request", label(64), 0.1, "", "syncs")],
)
