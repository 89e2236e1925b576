"""An hour of updates in two minutes: fifty plots, two points a second each; memory may grow by the points alone."""

from __future__ import annotations

from benchmarks.bodies import appending, creation
from benchmarks.load import no_collection, request
from benchmarks.results import Figures
from benchmarks.targets import at_most
from benchmarks.workload import Case, Turn, Workload

PLOTS = 50
PER_SECOND = 2
HOUR = PLOTS * PER_SECOND * 3600
QUARTERS = 4
LABEL = f"{PLOTS} plots"
BYTES_PER_POINT = 96
"""Two numbers as Python objects of 32 bytes, and their places in two lists that have room to grow."""


def cases(quick: bool) -> list[Case]:
    """Our server alone."""
    return [Case(LABEL, {"ours": 400 if quick else HOUR})]


def measure(turn: Turn) -> Figures:
    """Append to all plots in turn, and look at the memory after each quarter."""
    server = turn.server
    server.post(f"/env/{turn.env}", {"eid": turn.env})
    for number in range(PLOTS):
        server.post("/events", creation(turn.env, f"plot{number}", 1))
    found = {"start_mib": server.resident_mib()}
    a_quarter = turn.count // QUARTERS
    for quarter in range(QUARTERS):
        steps = range(quarter * a_quarter // PLOTS, (quarter + 1) * a_quarter // PLOTS)
        cpu = server.cpu_seconds()
        with no_collection():
            for step in steps:
                for number in range(PLOTS):
                    server.connection.ask(request("/update", appending(turn.env, f"plot{number}", step)))
        sent = len(steps) * PLOTS
        found[f"mib_{quarter + 1}"] = server.resident_mib()
        found[f"cpu_ms_{quarter + 1}"] = (server.cpu_seconds() - cpu) * 1000 / sent
    grown = found[f"mib_{QUARTERS}"] - found["mib_1"]
    found["bytes_per_point"] = grown * 2**20 / (turn.count * (QUARTERS - 1) / QUARTERS)
    return found


WORKLOAD = Workload(
    name="hour",
    title="An hour in two minutes",
    about=f"{HOUR:,} points, as {PLOTS} plots bring in an hour at {PER_SECOND} points a second each, sent as fast as "
    "they are answered; our server alone.",
    cases=cases,
    measure=measure,
    measures={
        "start_mib": "resident memory at the start, MiB",
        **{f"mib_{quarter}": f"… after {quarter * 15} minutes" for quarter in range(1, QUARTERS + 1)},
        "bytes_per_point": "growth from minute 15 to 60, bytes per point",
        **{f"cpu_ms_{quarter}": f"CPU per point, quarter {quarter}, ms" for quarter in range(1, QUARTERS + 1)},
    },
    rounds=1,
    fresh=True,
    targets=[at_most("Memory over an hour, per point that came", LABEL, BYTES_PER_POINT, " B", "bytes_per_point")],
)
