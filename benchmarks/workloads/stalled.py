"""A viewer that stops reading: what the server keeps for it, and what others wait for."""

from __future__ import annotations

from benchmarks.bodies import creation, image, picture
from benchmarks.load import no_collection, request
from benchmarks.results import Figures
from benchmarks.targets import at_most
from benchmarks.watching import Viewer
from benchmarks.workload import Case, Turn, Workload, latency

SIZE = 1_000_000
OTHERS = 5
"""Requests of others after each image."""
NOBODY, ONE = "nobody watching", "one who stopped reading"


def cases(quick: bool) -> list[Case]:
    """Without, and with one who does not read."""
    count = dict.fromkeys(("ours", "floor", "upstream"), 5 if quick else 200)
    return [Case(NOBODY, count, {"stalled": 0}), Case(ONE, count, {"stalled": 1})]


def measure(turn: Turn) -> Figures:
    """Send images to the environment that is watched, and lines to another one."""
    server, quiet_env = turn.server, f"{turn.env}_quiet"
    for env in (turn.env, quiet_env):
        server.post(f"/env/{env}", {"eid": env})
    small = request("/events", creation(quiet_env, "loss", 100))
    large = request("/events", image(turn.env, "image", picture(SIZE)))
    server.connection.ask(large)
    viewer = None
    if turn.case.values["stalled"]:
        viewer = Viewer(server.port)
        viewer.open(turn.env)
    before, seconds = server.resident_mib(), []
    with no_collection():
        for _ in range(turn.count):
            server.connection.ask(large)
            seconds += [server.connection.ask(small) for _ in range(OTHERS)]
    grown = server.resident_mib() - before
    if viewer is not None:
        viewer.close()
    return {"grown_mib": grown, **latency(seconds)}


WORKLOAD = Workload(
    name="stalled",
    title="A viewer that stops reading",
    about="200 images of 1 MB replace each other in an environment that somebody opened who reads nothing any more; "
    "others replace a line in another environment.",
    cases=cases,
    measure=measure,
    measures={"grown_mib": "memory grew by, MiB", "p50_ms": "others, p50, ms", "p99_ms": "others, p99, ms"},
    rounds=3,
    fresh=True,
    targets=[at_most("Memory for a viewer that stops reading, 200 MB sent", ONE, 20, " MiB", "grown_mib")],
)
