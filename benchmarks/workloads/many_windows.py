"""A thousand windows in one environment: made, saved, shown, found again after a restart."""

from __future__ import annotations

import statistics

from benchmarks.bodies import creation, text
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.targets import at_most, over_floor
from benchmarks.watching import Viewer
from benchmarks.workload import Case, Turn, Workload

WINDOWS = 1000
LABEL = f"{WINDOWS:,} windows"
ENV = "many"


def cases(quick: bool) -> list[Case]:
    """One case."""
    return [Case(LABEL, dict.fromkeys(("ours", "floor", "upstream"), 20 if quick else WINDOWS))]


def shown(port: int, env: str) -> float:
    """Seconds until a new browser has an environment."""
    viewer = Viewer(port)
    seconds = viewer.open(env)
    viewer.close()
    return seconds


def measure(turn: Turn) -> Figures:
    """Fill, save twice, restart, show."""
    server = turn.server
    found = {"empty_mib": server.resident_mib()}
    server.post(f"/env/{ENV}", {"eid": ENV})
    bodies = (
        creation(ENV, f"win{number}", 100) if number % 2 else text(ENV, f"win{number}", "some text " * 20)
        for number in range(turn.count)
    )
    messages = [request("/events", body) for body in bodies]
    cpu = server.cpu_seconds()
    found["fill_s"] = sum(server.one_by_one(messages))
    found["fill_cpu_s"] = server.cpu_seconds() - cpu
    found["save_s"] = server.post("/save", {"data": [ENV]})
    found["save_again_s"] = server.post("/save", {"data": [ENV]})
    server.restart()
    found["start_s"] = server.start_seconds
    found["first_s"] = shown(server.port, ENV)
    found["again_s"] = statistics.median(shown(server.port, ENV) for _ in range(3))
    found["served_mib"] = server.resident_mib()
    return found


WORKLOAD = Workload(
    name="many_windows",
    title="A thousand windows in one environment",
    about="Half of them lines of 100 points, half of them texts. *Shown* is the time until a browser has the last one; "
    "the first time after a restart they are read from disk. The floor reads one file, its log.",
    cases=cases,
    measure=measure,
    measures={
        "fill_s": "all made, s",
        "fill_cpu_s": "… CPU, s",
        "save_s": "saved, s",
        "save_again_s": "saved when nothing changed, s",
        "start_s": "started again, first page, s",
        "first_s": "shown the first time, s",
        "again_s": "shown again, s",
        "empty_mib": "resident memory after a start, MiB",
        "served_mib": "… with the windows served, MiB",
    },
    fresh=True,
    targets=[
        over_floor("Fill 1000 windows in one environment", LABEL, 1.2, "fill_s"),
        over_floor("Deliver those windows to a page, first", LABEL, 1.2, "first_s"),
        over_floor("… again", LABEL, 1.2, "again_s"),
        at_most("Save an environment, nothing changed", LABEL, 0.005, " s", "save_again_s"),
        at_most("Resident memory after a start", LABEL, 45, " MiB", "empty_mib"),
        at_most("… with 1000 windows served", LABEL, 60, " MiB", "served_mib"),
    ],
)
