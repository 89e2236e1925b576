"""The page docs/performance.md, made from the committed figures.

python -m benchmarks.report
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measuring import RESULTS, machine, table
from benchmarks.results import Result, number, with_spread
from benchmarks.servers import FLOOR, OURS, ROOT, UPSTREAM
from benchmarks.workload import Workload
from benchmarks.workloads import WORKLOADS

PAGE = ROOT / "docs" / "performance.md"
BOUNDS = ROOT / "benchmarks" / "bounds.md"
"""Written by hand: what bounds those that are not reached."""
NAMES = (OURS, FLOOR, UPSTREAM)
HEAD = [*NAMES, "ours / floor", "upstream / ours"]
COMMANDS = {
    "page": "`python -m benchmarks.page`",
    "soak": "`python -m benchmarks.soak`",
    "client": "`python -m benchmarks.client`",
}
"""Benchmarks that are commands of their own, and make their own page of results."""

INTRODUCTION = """# Performance

What things cost, measured on three servers that take turns in the same run: *ours* keeps every change on disk before it
is acknowledged (`-cache_type JPWA`); *upstream* is visdom 0.2.4, which keeps windows in memory until they are saved;
the *floor* is a bare tornado + orjson server with an append log and patches made by hand (`benchmarks/floor.py`): no
product, but what the same work costs at least in a handler of tornado. Ours is below it where it answers without one.

All figures are medians of the rounds, and in brackets the smallest and the largest; a ratio is taken within each round,
because the two of a round had the same neighbours. Milliseconds and seconds depend on the machine, ratios hardly do.

`python -m benchmarks` measures all of it again and writes this page, in about a quarter of an hour; `--quick` only
shows that everything runs. What was tried to get there, and what was left: [decisions](decisions/index.md)."""


def write(page: Path = PAGE) -> None:
    """Write the page."""
    page.write_text(text(), encoding="utf-8")


def publish(name: str, title: str, texts: Sequence[str], figures: Any) -> None:
    """Write and print the page of results that a command makes of its own, and its figures."""
    page = "\n\n".join([f"# {title}", f"{date.today().isoformat()}, {machine()}.", *texts]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(page, encoding="utf-8")
    record = {"date": date.today().isoformat(), "machine": machine(), "figures": figures}
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    write()
    print(page)


def text() -> str:
    """The page."""
    parts = [
        INTRODUCTION,
        conditions(),
        "## Targets",
        targets(),
        BOUNDS.read_text(encoding="utf-8").strip(),
    ]
    for name, workload in WORKLOADS.items():
        result = Result.load(name)
        if result is not None:
            parts += [f"## {workload.title}", workload.about, tables(workload, result)]
    parts += [own_page(name, command) for name, command in COMMANDS.items() if (RESULTS / f"{name}.md").exists()]
    return "\n\n".join(parts) + "\n"


def conditions() -> str:
    """When and where."""
    results = [result for name in WORKLOADS if (result := Result.load(name)) is not None]
    days, machines = sorted({each.date for each in results}), sorted({each.machine for each in results})
    lines = [f"Measured {' to '.join(dict.fromkeys((days[0], days[-1])))} on {'; '.join(machines)}."]
    busy = [each.busy for each in results]
    lines.append(f"The load average when a workload began: {number(min(busy))} to {number(max(busy))}.")
    return " ".join(lines)


def targets() -> str:
    """Every target with what was reached."""
    rows = []
    for name, workload in WORKLOADS.items():
        result = Result.load(name)
        found = [target.row(result) for target in workload.targets] if result is not None else []
        rows += [row for row in found if row is not None]
    return table(["what", "target", "reached", ""], rows)


def tables(workload: Workload, result: Result) -> str:
    """The figures: with one case a row for each measure, otherwise a table for each measure."""
    if len(result.cases) == 1:
        (label,) = result.cases
        return comparison("", [(title, *cells(result, label, key)) for key, title in workload.measures.items()])
    found = []
    for key, title in workload.measures.items():
        found.append(comparison(title, [(label, *cells(result, label, key)) for label in result.cases]))
    return "\n\n".join(found)


def cells(result: Result, label: str, measure: str) -> list[str]:
    """One row of a comparison, without its name."""
    figures = [with_spread(result.rounds(label, name, measure)) for name in NAMES]
    return [
        *figures,
        with_spread(result.ratios(label, measure, OURS, FLOOR)),
        with_spread(result.ratios(label, measure, UPSTREAM, OURS)),
    ]


def comparison(corner: str, rows: list[tuple[str, ...]]) -> str:
    """A table without the columns in which nothing stands."""
    used = [place for place in range(1, len(HEAD) + 1) if any(row[place] for row in rows)]
    return table(
        [corner, *(HEAD[place - 1] for place in used)], [[row[0], *(row[place] for place in used)] for row in rows]
    )


def own_page(name: str, command: str) -> str:
    """The page that another command made, one level further down."""
    lines = (RESULTS / f"{name}.md").read_text(encoding="utf-8").strip().splitlines()
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in lines) + f"\n\nMade by {command}."


if __name__ == "__main__":
    write()
