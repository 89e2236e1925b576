"""Rows appended to a heatmap."""

from __future__ import annotations

from benchmarks.bodies import heatmap, more_rows
from benchmarks.load import request
from benchmarks.results import Figures
from benchmarks.targets import growth, over_floor
from benchmarks.workload import Case, Turn, Workload

COLUMNS = 100
UPSTREAM_COUNT = {10: 20, 1_000: 1}
UPSTREAM_ROUNDS = {10: 5, 1_000: 1}


def label(rows: int) -> str:
    """How a case is called."""
    return f"{rows:,} × {COLUMNS}"


def cases(quick: bool) -> list[Case]:
    """A small and a large heatmap."""
    return [
        Case(
            label(rows),
            {"ours": 10, "floor": 10, "upstream": 1} if quick else {"ours": 200, "floor": 200, "upstream": upstream},
            {"rows": rows},
            {"upstream": UPSTREAM_ROUNDS[rows]},
        )
        for rows, upstream in UPSTREAM_COUNT.items()
        if not (quick and rows > 10)
    ]


def measure(turn: Turn) -> Figures:
    """Append one row at a time."""
    turn.server.post(f"/env/{turn.env}", {"eid": turn.env})
    turn.server.post("/events", heatmap(turn.env, "map", turn.case.values["rows"], COLUMNS))
    return turn.steady([request("/update", more_rows(turn.env, "map", 1, COLUMNS))] * turn.count)


WORKLOAD = Workload(
    name="heatmap_rows",
    title="A row appended to a heatmap",
    about=f"`POST /update` with `appendRow`: one row of {COLUMNS} values more, in a heatmap of so many rows at first.",
    cases=cases,
    measure=measure,
    targets=[
        over_floor("A row appended to a heatmap, CPU", label(10), 1.3),
        growth("… to one of 1000 rows", label(1_000), label(10), 1.2),
    ],
)
