"""A request to one environment, among up to a thousand others."""

from __future__ import annotations

from benchmarks.bodies import appending, creation, text
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.targets import growth
from benchmarks.workload import Case, Turn, Workload

LEVELS = (1, 10, 100, 1000)
POINTS = 100


def label(environments: int) -> str:
    """How a case is called."""
    return f"{environments:,} environments" if environments > 1 else "1 environment"


def cases(quick: bool) -> list[Case]:
    """More and more environments."""
    count = {"ours": 20, "floor": 20, "upstream": 5} if quick else {"ours": 300, "floor": 300, "upstream": 40}
    levels = (1, 10) if quick else LEVELS
    return [Case(label(environments), count, {"environments": environments}) for environments in levels]


def measure(turn: Turn) -> Figures:
    """Replace a window of the first environment again and again, and then append to it."""
    server, first = turn.server, creation("env0", "loss", POINTS)
    if turn.round == 0:
        for number in range(turn.case.values["environments"]):
            server.post(f"/env/env{number}", {"eid": f"env{number}"})
            server.post("/events", text(f"env{number}", "note", "some text"))
        server.post("/events", first)
    events = turn.steady([request("/events", first)] * turn.count)
    appends = turn.steady([request("/update", appending("env0", "loss", POINTS + step)) for step in range(turn.count)])
    return {"event_ms": events["cpu_ms"], "cpu_ms": appends["cpu_ms"], "p50_ms": appends["p50_ms"]}


WORKLOAD = Workload(
    name="environments_among",
    title="Among many environments",
    about=f"A window of {POINTS} points replaced and appended to, while the server holds ever more environments.",
    cases=cases,
    measure=measure,
    measures={"event_ms": "window replaced, CPU, ms", "cpu_ms": "point appended, CPU, ms", "p50_ms": "… p50, ms"},
    targets=[growth("An append among 1000 environments", label(1000), label(1), 1.2)],
    case_by_case=True,
)
