"""One point appended, to windows of a hundred to a hundred thousand points, with up to fifty people looking."""

from __future__ import annotations

import itertools

from benchmarks.bodies import appending, creation
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.targets import growth, over_floor, per_viewer
from benchmarks.watching import viewers
from benchmarks.workload import Case, Turn, Workload

SIZES = (100, 1_000, 10_000, 100_000)
VIEWERS = (0, 1, 10, 50)
COUNT = 300
UPSTREAM_COUNT = {100: 50, 1_000: 20, 10_000: 4, 100_000: 1}
"""It takes 1.7 s for one point in the largest."""
UPSTREAM_ROUNDS = {100: 5, 1_000: 3, 10_000: 2, 100_000: 1}
UPSTREAM_VIEWERS = (0, 10)


def label(points: int, watching: int = 0) -> str:
    """How a case is called."""
    return f"{points:,} points" + (f", {watching} watching" if watching else "")


def case(points: int, watching: int, count: int) -> Case:
    """One size and number of viewers."""
    counts = {"ours": count, "floor": count}
    if watching in UPSTREAM_VIEWERS:
        counts["upstream"] = min(count, UPSTREAM_COUNT[points])
    values = {"points": points, "viewers": watching}
    return Case(label(points, watching), counts, values, {"upstream": UPSTREAM_ROUNDS[points]})


def cases(quick: bool) -> list[Case]:
    """Every size with every number of viewers."""
    if quick:
        return [case(100, 0, 20), case(10_000, 0, 20), case(100, 1, 20)]
    return [case(points, watching, COUNT) for points, watching in itertools.product(SIZES, VIEWERS)]


def measure(turn: Turn) -> Figures:
    """Make a window, and append to it one point at a time."""
    points = turn.case.values["points"]
    turn.server.post(f"/env/{turn.env}", {"eid": turn.env})
    turn.server.post("/events", creation(turn.env, "loss", points))
    messages = [request("/update", appending(turn.env, "loss", points + step)) for step in range(turn.count)]
    with viewers(turn.server.port, turn.case.values["viewers"], turn.env):
        return turn.steady(messages)


WORKLOAD = Workload(
    name="appends",
    title="A point appended",
    about="`POST /update`: one point more in a line. Upstream copies and compares the whole window each time; it does "
    "this less often here, and with as many viewers only where its row says so.",
    cases=cases,
    measure=measure,
    targets=[
        over_floor("`/update`, one point, window of 100, CPU", label(100), 1.3),
        growth("… of 10 000", label(10_000), label(100), 1.2),
        growth("… of 100 000", label(100_000), label(100), 1.3),
        per_viewer("… each further browser watching, CPU", label(100, 50), label(100), 50, 0.03),
    ],
)
