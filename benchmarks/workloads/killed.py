"""`kill -9`: how many of the acknowledged windows and points are gone when the server was started again."""

from __future__ import annotations

import json
import signal

from benchmarks.bodies import appending, creation
from benchmarks.load import Connection, request
from benchmarks.results import Figures
from benchmarks.targets import at_most
from benchmarks.workload import Case, Turn, Workload

WINDOWS = 100
LABEL = f"{WINDOWS} windows"
ENV = "doomed"


def cases(quick: bool) -> list[Case]:
    """One case."""
    return [Case(LABEL, dict.fromkeys(("ours", "upstream"), 10 if quick else WINDOWS))]


def points_found(port: int) -> list[int]:
    """How many points each window has."""
    connection = Connection(port)
    try:
        connection.ask(request("/win_data", {"eid": ENV, "win": None}))
    except RuntimeError:
        return []  # upstream refuses to speak of an environment that is gone
    finally:
        connection.close()
    return [len(window["content"]["data"][0]["x"]) for window in json.loads(connection.body).values()]


def measure(turn: Turn) -> Figures:
    """Make windows, append a point to each, kill the server, count."""
    server = turn.server
    server.post(f"/env/{ENV}", {"eid": ENV})
    names = [f"win{number}" for number in range(turn.count)]
    server.one_by_one([request("/events", creation(ENV, name, 10)) for name in names])
    server.one_by_one([request("/update", appending(ENV, name, 10)) for name in names])
    server.restart(signal.SIGKILL)
    found = points_found(server.port)
    updated = sum(points == 11 for points in found)
    share = 100 / turn.count
    return {"windows": (turn.count - len(found)) * share, "updates": (turn.count - updated) * share}


WORKLOAD = Workload(
    name="killed",
    title="Killed",
    about="Windows made, a point appended to each, everything acknowledged, then `kill -9` and a new start.",
    cases=cases,
    measure=measure,
    measures={"windows": "windows lost, %", "updates": "points lost, %"},
    rounds=3,
    fresh=True,
    targets=[
        at_most("`kill -9`: acknowledged windows lost", LABEL, 0, " %", "windows"),
        at_most("… acknowledged updates lost", LABEL, 0, " %", "updates"),
    ],
)
