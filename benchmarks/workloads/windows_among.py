"""A request to one window, among up to a thousand others in its environment."""

from __future__ import annotations

from benchmarks.among import POINTS, crowd
from benchmarks.bodies import creation
from benchmarks.servers import Server

ENV = "crowd"


def fill(server: Server, windows: int) -> None:
    """One environment with so many windows."""
    server.post(f"/env/{ENV}", {"eid": ENV})
    for number in range(windows):
        server.post("/events", creation(ENV, f"win{number}", POINTS))


WORKLOAD = crowd("windows_among", "window", ENV, "win0", fill)
