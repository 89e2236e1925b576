"""Writes docs/performance.md from the saved results: `python -m benchmarks.report`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import ROOT, client, counters, kill, page, soak
from benchmarks.results import Result, Section, compared, number
from benchmarks.workloads import WORKLOADS

PAGE = ROOT / "docs" / "performance.md"
COMMANDS: dict[str, tuple[Section, ...]] = {
    "benchmarks --upstream": tuple(WORKLOADS.values()),
    "benchmarks.kill": (kill.SECTION,),
    "benchmarks.client": (client.SECTION,),
    "benchmarks.page": (page.PAGE, page.HEAP),
    "benchmarks.soak": (soak.SOAK, soak.COSTS),
    "benchmarks.counters": (counters.SECTION,),
}
"""Each command, and the sections that it measures."""

INTRODUCTION = """# Performance

*Ours* writes every change to disk before it acknowledges it (`-cache_type JPWA`). Each row compares it with something:

- *floor*: a bare tornado + orjson server with an append log and patches built by hand (`benchmarks/floor.py`), which
  shows what the same work costs at least in a tornado handler. Ours is below it where it answers without one.
- *upstream*: visdom 0.2.4, which has windows in memory alone until a program saves them.
- *ours: …*: another row; *target*: a number.

The servers take turns in the same run. Figures are medians of the rounds, with the smallest and the largest in
brackets. A ratio is that of ours to the other, taken within each round, because both had the same load from other
processes. Milliseconds and seconds depend on the machine, ratios hardly do. A ratio above its limit is bold."""


def write(target: Path = PAGE) -> None:
    """Write the page."""
    parts = [INTRODUCTION]
    for command, sections in COMMANDS.items():
        for section in sections:
            parts += text_of(section, command)
    target.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def text_of(section: Section, command: str) -> Iterator[str]:
    """A section of the page."""
    result = Result.load_saved(section.name)
    yield f"## {section.title}"
    yield section.about
    run = f"`python -m {command}`, {result.date}, {result.machine}"
    yield run + ("." if result.load is None else f"; the load average was {number(result.load)} at the start.")
    yield compared(result, section.limits)


if __name__ == "__main__":
    write()
