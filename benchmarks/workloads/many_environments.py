"""A thousand environments of one window each: made, saved, found again after a restart, one of them shown."""

from __future__ import annotations

from benchmarks.bodies import creation
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.workload import Case, Turn, Workload
from benchmarks.workloads.many_windows import shown

ENVIRONMENTS = 1000
LABEL = f"{ENVIRONMENTS:,} environments"


def cases(quick: bool) -> list[Case]:
    """One case."""
    return [Case(LABEL, dict.fromkeys(("ours", "floor", "upstream"), 20 if quick else ENVIRONMENTS))]


def measure(turn: Turn) -> Figures:
    """Fill, save twice, restart, show one."""
    server = turn.server
    names = [f"env{number}" for number in range(turn.count)]
    messages = [request(f"/env/{name}", {"eid": name}) for name in names]
    found = {"make_s": sum(server.one_by_one(messages))}
    messages = [request("/events", creation(name, "loss", 100)) for name in names]
    found["fill_s"] = sum(server.one_by_one(messages))
    found["save_s"] = server.post("/save", {"data": names})
    found["save_again_s"] = server.post("/save", {"data": names})
    server.restart()
    found["start_s"] = server.start_seconds
    last = names[-1]
    found["first_ms"] = shown(server.port, last) * 1000
    found["again_ms"] = min(shown(server.port, last) for _ in range(5)) * 1000
    found["served_mib"] = server.resident_mib()
    return found


WORKLOAD = Workload(
    name="many_environments",
    title="A thousand environments of one window",
    about="Each with a line of 100 points. The floor keeps a file per environment, ours a folder.",
    cases=cases,
    measure=measure,
    measures={
        "make_s": "all environments made, s",
        "fill_s": "all windows made, s",
        "save_s": "all saved, s",
        "save_again_s": "all saved when nothing changed, s",
        "start_s": "started again, first page, s",
        "first_ms": "one shown the first time, ms",
        "again_ms": "… again, ms",
        "served_mib": "resident memory then, MiB",
    },
    rounds=3,
    fresh=True,
)
