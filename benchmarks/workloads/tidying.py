"""Points appended, and the quiet seconds after them, in which our server folds the journal into the window file."""

from __future__ import annotations

import time

from benchmarks.bodies import appending, creation
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.workload import Case, Turn, Workload

POINTS = 1000


def cases(quick: bool) -> list[Case]:
    """One case."""
    count = {"ours": 1000, "floor": 1000, "upstream": 100}
    if quick:
        count = dict.fromkeys(count, 20)
    return [Case(f"{POINTS:,} points", count, {"quiet_ms": 200 if quick else 3000})]


def measure(turn: Turn) -> Figures:
    """Append, wait, and divide all CPU by the number of points."""
    turn.server.post(f"/env/{turn.env}", {"eid": turn.env})
    turn.server.post("/events", creation(turn.env, "loss", POINTS))
    messages = [request("/update", appending(turn.env, "loss", POINTS + step)) for step in range(turn.count)]
    cpu = turn.server.cpu_seconds()
    turn.server.one_by_one(messages)
    working = turn.server.cpu_seconds() - cpu
    time.sleep(turn.case.values["quiet_ms"] / 1000)
    total = turn.server.cpu_seconds() - cpu
    return {"working_ms": working * 1000 / turn.count, "total_ms": total * 1000 / turn.count}


WORKLOAD = Workload(
    name="tidying",
    title="A point appended, with the quiet seconds after it",
    about="A thousand points, and three seconds in which nothing comes: our server then writes the window as a whole, "
    "which is part of the price.",
    cases=cases,
    measure=measure,
    measures={"working_ms": "CPU per point while they come, ms", "total_ms": "… with the quiet seconds, ms"},
    rounds=3,
)
