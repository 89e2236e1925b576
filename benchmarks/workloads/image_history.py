"""A history of two hundred images."""

from __future__ import annotations

from benchmarks.bodies import image, picture
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.targets import at_most
from benchmarks.workload import Case, Turn, Workload, last_to_first

SIZE = 200_000
IMAGES = 200
UPSTREAM_IMAGES = 40
LABEL = f"images of {SIZE // 1000} kB"


def cases(quick: bool) -> list[Case]:
    """One case."""
    count = {"ours": IMAGES, "floor": IMAGES, "upstream": UPSTREAM_IMAGES}
    return [Case(LABEL, dict.fromkeys(count, 8) if quick else count, rounds={"upstream": 1})]


def measure(turn: Turn) -> Figures:
    """Append all images to a history of one."""
    first, further = (image(turn.env, "history", picture(SIZE), "image_history") for _ in range(2))
    turn.server.post(f"/env/{turn.env}", {"eid": turn.env})
    turn.server.post("/events", first)
    cpu = turn.server.cpu_seconds()
    seconds = turn.server.one_by_one([request("/update", further)] * turn.count)
    return {
        "seconds": sum(seconds),
        "each_ms": sum(seconds) * 1000 / turn.count,
        "cpu_ms": (turn.server.cpu_seconds() - cpu) * 1000 / turn.count,
        "growth": last_to_first(seconds),
    }


WORKLOAD = Workload(
    name="image_history",
    title="A history of images",
    about=f"{IMAGES} images of 0.2 MB appended to a history; upstream appends {UPSTREAM_IMAGES}, because each costs it "
    "more than the one before.",
    cases=cases,
    measure=measure,
    measures={
        "cpu_ms": "CPU per image, ms",
        "each_ms": "latency per image, mean, ms",
        "growth": "last quarter / first",
    },
    targets=[
        at_most("Image history, 200 × 0.2 MB appended", LABEL, 1.0, " s", "seconds"),
        at_most("… flat: last quarter over first", LABEL, 1.2, "", "growth"),
    ],
)
