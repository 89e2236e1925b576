"""Images of one megabyte, with up to ten people looking."""

from __future__ import annotations

from benchmarks.bodies import image, picture
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.targets import over_floor
from benchmarks.watching import viewers
from benchmarks.workload import Case, Turn, Workload
from benchmarks.workloads.events import label

SIZE = 1_000_000
VIEWERS = (0, 1, 10)


def cases(quick: bool) -> list[Case]:
    """With more and more viewers."""
    count = dict.fromkeys(("ours", "floor", "upstream"), 3 if quick else 20)
    return [Case(label(watching), count, {"viewers": watching}) for watching in ((0, 1) if quick else VIEWERS)]


def measure(turn: Turn) -> Figures:
    """Replace the image again and again."""
    messages = [request("/events", image(turn.env, "image", picture(SIZE))) for _ in range(2)] * turn.count
    turn.server.post(f"/env/{turn.env}", {"eid": turn.env})
    turn.server.connection.ask(messages[0])
    with viewers(turn.server.port, turn.case.values["viewers"], turn.env):
        return turn.steady(messages[: turn.count])


WORKLOAD = Workload(
    name="images",
    title="An image of 1 MB",
    about="`POST /events`: an image of 1 MB in the place of the one before.",
    cases=cases,
    measure=measure,
    targets=[
        over_floor("`/events`, image of 1 MB, nobody watching, CPU", label(0), 1.2),
        over_floor("… one watching, CPU", label(1), 1.2),
    ],
)
