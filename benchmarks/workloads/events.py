"""A window made again and again: a line of a hundred points, with up to fifty people looking."""

from __future__ import annotations

from benchmarks.bodies import creation
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.targets import over_floor, per_viewer
from benchmarks.watching import viewers
from benchmarks.workload import Case, Turn, Workload

POINTS = 100
VIEWERS = (0, 1, 10, 50)


def label(watching: int) -> str:
    """How a case is called."""
    return f"{watching} watching" if watching else "nobody watching"


def cases(quick: bool) -> list[Case]:
    """With more and more viewers."""
    count = dict.fromkeys(("ours", "floor", "upstream"), 20 if quick else 400)
    return [Case(label(watching), count, {"viewers": watching}) for watching in ((0, 1) if quick else VIEWERS)]


def measure(turn: Turn) -> Figures:
    """Replace one window."""
    message = request("/events", creation(turn.env, "loss", POINTS))
    turn.server.post(f"/env/{turn.env}", {"eid": turn.env})
    turn.server.connection.ask(message)
    with viewers(turn.server.port, turn.case.values["viewers"], turn.env):
        return turn.steady([message] * turn.count)


WORKLOAD = Workload(
    name="events",
    title="A window replaced",
    about=f"`POST /events`: a line of {POINTS} points in the place of the one before.",
    cases=cases,
    measure=measure,
    rounds=7,
    targets=[
        over_floor("`/events`, line of 100 points overwritten, CPU", label(0), 1.2),
        per_viewer("… each further browser watching, CPU", label(50), label(0), 50, 0.03),
    ],
)
