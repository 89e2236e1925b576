"""Eight programs that write at the same time."""

from __future__ import annotations

import time

from benchmarks.bodies import appending, creation
from benchmarks.load import at_once, request
from benchmarks.results import Figures
from benchmarks.targets import over_floor
from benchmarks.workload import COSTS, Case, Turn, Workload, latency

PROGRAMS = (1, 8)
POINTS = 100


def label(programs: int) -> str:
    """How a case is called."""
    return f"{programs} programs" if programs > 1 else "1 program"


def cases(quick: bool) -> list[Case]:
    """One program, and eight."""
    count = {"ours": 40, "floor": 40, "upstream": 8} if quick else {"ours": 1600, "floor": 1600, "upstream": 240}
    return [Case(label(programs), count, {"programs": programs}) for programs in PROGRAMS]


def measure(turn: Turn) -> Figures:
    """Every program appends to a window of an environment of its own."""
    server, programs = turn.server, turn.case.values["programs"]
    messages = []
    for number in range(programs):
        env = f"{turn.env}_{number}"
        server.post(f"/env/{env}", {"eid": env})
        server.post("/events", creation(env, "loss", POINTS))
        steps = range(turn.count // programs)
        messages.append([request("/update", appending(env, "loss", POINTS + step)) for step in steps])
    cpu, started = server.cpu_seconds(), time.perf_counter()
    latencies = at_once(server.port, messages)
    elapsed = time.perf_counter() - started
    cpu_ms = (server.cpu_seconds() - cpu) * 1000 / len(latencies)
    return {"per_s": len(latencies) / elapsed, "cpu_ms": cpu_ms, **latency(latencies)}


WORKLOAD = Workload(
    name="programs",
    title="Eight programs at once",
    about=f"Each appends points to a window of {POINTS} in an environment of its own, as fast as it is answered.",
    cases=cases,
    measure=measure,
    measures={"per_s": "requests/s", **COSTS},
    targets=[over_floor("Eight programs at once, CPU of an append", label(8), 1.3)],
)
