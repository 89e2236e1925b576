"""A log of ten thousand lines in a text window."""

from __future__ import annotations

from benchmarks.bodies import text
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.targets import at_most, over_floor
from benchmarks.workload import Case, Turn, Workload, last_to_first, latency

LINES = 10_000
UPSTREAM_LINES = 2_000
LABEL = f"{LINES:,} lines"


def cases(quick: bool) -> list[Case]:
    """One case."""
    count = {"ours": LINES, "floor": LINES, "upstream": UPSTREAM_LINES}
    return [Case(LABEL, dict.fromkeys(count, 40) if quick else count, rounds={"upstream": 1})]


def measure(turn: Turn) -> Figures:
    """Append all lines to a text window."""
    turn.server.post(f"/env/{turn.env}", {"eid": turn.env})
    turn.server.post("/events", text(turn.env, "log", "the first line"))
    lines = (f"epoch {step}: loss {1 / (step + 1):.6f}, accuracy {step / LINES:.4f}" for step in range(turn.count))
    messages = [request("/update", text(turn.env, "log", line)) for line in lines]
    cpu = turn.server.cpu_seconds()
    seconds = turn.server.one_by_one(messages)
    return {
        "cpu_ms": (turn.server.cpu_seconds() - cpu) * 1000 / turn.count,
        **latency(seconds),
        "growth": last_to_first(seconds),
    }


WORKLOAD = Workload(
    name="text_log",
    title="A log in a text window",
    about=f"{LINES:,} lines appended to a text, one by one; upstream appends {UPSTREAM_LINES:,}.",
    cases=cases,
    measure=measure,
    measures={
        "cpu_ms": "CPU per line, ms",
        "p50_ms": "latency p50, ms",
        "p99_ms": "latency p99, ms",
        "growth": "last quarter / first",
    },
    rounds=3,
    targets=[
        over_floor("A line appended to a text, CPU", LABEL, 1.3),
        at_most("… flat: last quarter over first", LABEL, 1.2, "", "growth"),
    ],
)
