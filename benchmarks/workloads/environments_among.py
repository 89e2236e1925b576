"""A request to one environment, among up to a thousand others."""

from __future__ import annotations

from benchmarks.among import POINTS, crowd
from benchmarks.bodies import creation, text
from benchmarks.servers import Server


def fill(server: Server, environments: int) -> None:
    """So many environments with a window each, and in the first one that of points."""
    for number in range(environments):
        server.post(f"/env/env{number}", {"eid": f"env{number}"})
        server.post("/events", text(f"env{number}", "note", "some text"))
    server.post("/events", creation("env0", "loss", POINTS))


WORKLOAD = crowd("environments_among", "environment", "env0", "loss", fill)
