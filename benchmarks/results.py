"""What was measured, round by round: saved as JSON lines, and compared in a table, each figure with its ratio."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import ROOT

RESULTS = ROOT / "benchmarks" / "results"
OURS = "ours"

Figures = dict[str, float]
"""What one round found, by the text of its row."""


@dataclass(frozen=True)
class Limit:
    """The largest ratio of one figure of ours to what it is compared with."""

    figure: str
    other: str | float
    """Another server or client, another figure of ours, or a number."""
    most: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of docs/performance.md: what it measures, and the limits."""

    name: str
    title: str
    about: str
    limits: Sequence[Limit] = ()


def machine() -> str:
    """The kind of this machine, without its name."""
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, {python}"


@dataclass
class Result:
    """All rounds of a section: figure -> server or client -> a value for each round."""

    figures: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    date: str = field(default_factory=lambda: date.today().isoformat())
    machine: str = field(default_factory=machine)
    load: float | None = field(default_factory=lambda: round(os.getloadavg()[0], 1))
    """The load average at the start, if the run recorded it."""

    def add(self, who: str, found: Figures) -> None:
        """Add what a round found."""
        for figure, value in found.items():
            self.figures.setdefault(figure, {}).setdefault(who, []).append(value)

    def save(self, name: str, folder: Path = RESULTS) -> None:
        """Write a line about the run, and a line for each figure."""
        lines: list[Any] = [{"date": self.date, "machine": self.machine, "load": self.load}]
        for figure, values in self.figures.items():
            rounds = {who: [float(f"{value:.6g}") for value in each] for who, each in values.items()}
            lines.append({"figure": figure, **rounds})
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")

    @classmethod
    def load_saved(cls, name: str, folder: Path = RESULTS) -> Result:
        """Read what `save` wrote."""
        text = (folder / f"{name}.jsonl").read_text(encoding="utf-8")
        head, *lines = map(json.loads, text.splitlines())
        return cls({line.pop("figure"): line for line in lines}, **head)


@dataclass(frozen=True)
class Comparison:
    """One figure of ours beside what it is compared with."""

    figure: str
    ours: Sequence[float]
    other: str
    theirs: Sequence[float]
    most: float | None

    @property
    def ratios(self) -> list[float]:
        """Ours to theirs, in each round that has both."""
        return [mine / value for mine, value in zip(self.ours, self.theirs, strict=False) if value]

    @property
    def too_much(self) -> bool:
        """Whether the middle ratio is above the limit."""
        return self.most is not None and bool(self.ratios) and statistics.median(self.ratios) > self.most

    def row(self) -> list[str]:
        """The cells of its row."""
        ratio = with_spread(self.ratios)
        return [
            self.figure,
            with_spread(self.ours),
            self.other,
            with_spread(self.theirs),
            f"**{ratio}**" if self.too_much else ratio,
            "" if self.most is None else number(self.most),
        ]


def comparisons(result: Result, limits: Sequence[Limit]) -> Iterator[Comparison]:
    """Each figure beside each other server or client, and beside the other figures and numbers of the limits."""
    for figure, values in result.figures.items():
        mine = [limit for limit in limits if limit.figure == figure]
        most = {limit.other: limit.most for limit in mine}
        for other in [who for who in values if who != OURS]:
            yield Comparison(figure, values[OURS], other, values[other], most.get(other))
        for limit in mine:
            if isinstance(limit.other, str) and limit.other in result.figures:
                theirs = result.figures[limit.other][OURS]
                yield Comparison(figure, values[OURS], f"ours: {limit.other}", theirs, limit.most)
            elif not isinstance(limit.other, str):
                yield Comparison(figure, values[OURS], "target", [limit.other] * len(values[OURS]), limit.most)


def compared(result: Result, limits: Sequence[Limit]) -> str:
    """The table of all comparisons."""
    head = ["", OURS, "compared with", "theirs", "ratio", "at most"]
    return table(head, [comparison.row() for comparison in comparisons(result, limits)])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def number(value: float) -> str:
    """A figure with three digits, or all digits before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return np.format_float_positional(value, precision=3, fractional=False, trim="-")


def with_spread(values: Sequence[float]) -> str:
    """The median, and in brackets the smallest and the largest value."""
    if not values:
        return ""
    least, middle, most = (number(value) for value in (min(values), statistics.median(values), max(values)))
    return middle if least == most else f"{middle} ({least}–{most})"


def publish(section: Section, result: Result) -> None:
    """Save the result of a command, and print its table."""
    result.save(section.name)
    print(f"\n{compared(result, section.limits)}\n\nWrite docs/performance.md with: python -m benchmarks.report")
