"""A request to one window, among up to a thousand others in its environment."""

from __future__ import annotations

from benchmarks.bodies import appending, creation
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.targets import growth
from benchmarks.workload import Case, Turn, Workload

LEVELS = (1, 10, 100, 1000)
POINTS = 100
ENV = "crowd"


def label(windows: int) -> str:
    """How a case is called."""
    return f"{windows:,} windows" if windows > 1 else "1 window"


def cases(quick: bool) -> list[Case]:
    """More and more windows."""
    count = {"ours": 20, "floor": 20, "upstream": 5} if quick else {"ours": 300, "floor": 300, "upstream": 40}
    return [Case(label(windows), count, {"windows": windows}) for windows in ((1, 10) if quick else LEVELS)]


def measure(turn: Turn) -> Figures:
    """Replace the first window again and again, and then append to it."""
    server, first = turn.server, creation(ENV, "win0", POINTS)
    if turn.round == 0:
        server.post(f"/env/{ENV}", {"eid": ENV})
        for number in range(turn.case.values["windows"]):
            server.post("/events", creation(ENV, f"win{number}", POINTS))
    events = turn.steady([request("/events", first)] * turn.count)
    appends = turn.steady([request("/update", appending(ENV, "win0", POINTS + step)) for step in range(turn.count)])
    return {"event_ms": events["cpu_ms"], "cpu_ms": appends["cpu_ms"], "p50_ms": appends["p50_ms"]}


WORKLOAD = Workload(
    name="windows_among",
    title="Among many windows",
    about=f"A window of {POINTS} points replaced and appended to, while its environment holds ever more windows.",
    cases=cases,
    measure=measure,
    measures={"event_ms": "window replaced, CPU, ms", "cpu_ms": "point appended, CPU, ms", "p50_ms": "… p50, ms"},
    targets=[growth("An append among 1000 windows", label(1000), label(1), 1.2)],
    case_by_case=True,
)
