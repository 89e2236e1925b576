"""What appending one point costs, for windows of a hundred to a hundred thousand points and up to ten people looking.

    python benchmarks/update.py [--upstream PYTHON] [--rounds 3]

Three servers run side by side and take turns: ours with every change on disk before it is acknowledged (JPWA), the
released visdom 0.2.4, which keeps windows in memory only, and the bare server of floor.py. PYTHON is the interpreter of
an environment that holds visdom 0.2.4 and tornado 6.5.5; without it such an environment is made for the run.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measuring import (
    Contender,
    median,
    start_floor,
    start_ours,
    start_upstream,
    table,
    upstream_python,
    viewers,
    write_results,
)

SIZES = (100, 1_000, 10_000, 100_000)
VIEWERS = (0, 1, 10)
NAMES = ("ours", "floor", "upstream")
REQUESTS = {"ours": dict.fromkeys(SIZES, 1000), "floor": dict.fromkeys(SIZES, 1000)}
REQUESTS["upstream"] = {100: 100, 1_000: 30, 10_000: 5, 100_000: 2}  # it takes 1.7 s per append to the largest


@dataclass
class Cell:
    """What was measured for one server, window size and number of viewers."""

    latencies: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def cpu_ms(self) -> float:
        return self.cpu * 1000 / len(self.latencies)

    @property
    def p50_ms(self) -> float:
        return median(self.latencies) * 1000


Cells = dict[tuple[str, int, int], Cell]


def creation(env: str, win: str, points: int) -> dict[str, Any]:
    """The request that makes a line of so many points."""
    trace = {
        "type": "scatter",
        "mode": "lines",
        "name": "1",
        "x": list(range(points)),
        "y": [n * 0.5 for n in range(points)],
    }
    return {"eid": env, "win": win, "data": [trace], "layout": {"title": {"text": "loss"}}, "opts": {"title": "loss"}}


def appending(env: str, win: str, point: int) -> dict[str, Any]:
    """The request that the client sends for one more point."""
    trace = {"type": "scatter", "mode": "lines", "name": "1", "x": [point], "y": [point * 0.5]}
    return {"eid": env, "win": win, "data": [trace], "layout": {}, "opts": {}, "append": True, "name": None}


def measure(server: Contender, points: int, watching: int, cell: Cell, round_number: int) -> None:
    """Make a window, append to it one point at a time, and add what that took to the cell."""
    env, win = f"env_{points}_{watching}_{round_number}", "loss"
    server.post(f"/env/{env}", {"eid": env})
    server.post("/events", creation(env, win, points))
    with viewers(server, watching, env):
        server.post("/update", appending(env, win, points))
        cpu = server.cpu_seconds()
        count = REQUESTS[server.name][points]
        cell.latencies += [server.post("/update", appending(env, win, points + n)) for n in range(1, count + 1)]
        cell.cpu += server.cpu_seconds() - cpu


def run(servers: list[Contender], rounds: int) -> Cells:
    """All cells, the servers taking turns in each."""
    cells: Cells = {}
    for round_number in range(rounds):
        for points in SIZES:
            for watching in VIEWERS:
                for server in servers:
                    cell = cells.setdefault((server.name, points, watching), Cell())
                    measure(server, points, watching, cell, round_number)
    return cells


def compared(cells: Cells, what: str) -> str:
    """The table of one measure, as figures and as ratios."""
    rows = []
    for points in SIZES:
        for watching in VIEWERS:
            ours, floor, upstream = (getattr(cells[name, points, watching], what) for name in NAMES)
            figures = [
                f"{ours:.2f}",
                f"{floor:.2f}",
                f"{upstream:.2f}",
                f"{ours / floor:.2f}",
                f"{upstream / ours:.1f}",
            ]
            rows.append([f"{points:,}, {watching}", *figures])
    return table(["points, viewers", "ours", "floor", "upstream", "ours / floor", "upstream / ours"], rows)


def growth(cells: Cells, what: str) -> str:
    """How much more the largest window costs than the smallest."""
    rows = []
    for watching in VIEWERS:
        ratios = [
            getattr(cells[name, SIZES[-1], watching], what) / getattr(cells[name, SIZES[0], watching], what)
            for name in NAMES
        ]
        rows.append([str(watching), *(f"{ratio:.2f}" for ratio in ratios)])
    return table(["viewers", *NAMES], rows)


def main() -> None:
    """Measure and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upstream", type=Path, metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=3)
    flags = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = upstream_python(flags.upstream, folder)
        servers = [start_ours(folder), start_floor(folder), start_upstream(folder, python)]
        try:
            cells = run(servers, flags.rounds)
        finally:
            for server in servers:
                server.end()
    texts = [
        "`POST /update`, one point. Ours keeps every change on disk (JPWA); upstream 0.2.4 keeps windows in memory; "
        "the floor is a bare tornado + orjson server with an append log. All in one run, taking turns.",
        "## CPU of the server, ms per request",
        compared(cells, "cpu_ms"),
        "## Latency, median, ms",
        compared(cells, "p50_ms"),
        f"## CPU at {SIZES[-1]:,} points over CPU at {SIZES[0]:,}",
        growth(cells, "cpu_ms"),
        f"## Latency at {SIZES[-1]:,} points over latency at {SIZES[0]:,}",
        growth(cells, "p50_ms"),
    ]
    figures = [
        {"server": key[0], "points": key[1], "viewers": key[2], "cpu_ms": cell.cpu_ms, "p50_ms": cell.p50_ms}
        for key, cell in cells.items()
    ]
    write_results("update", "Appending one point", texts, figures)


if __name__ == "__main__":
    main()
