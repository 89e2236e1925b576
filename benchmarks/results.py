"""Figures by case, contender and round: kept as JSON, made into medians, ratios and tables."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from benchmarks.measuring import RESULTS, machine

Figures = dict[str, float]
"""What one turn found, by the name of the measure."""


@dataclass
class Result:
    """What a workload found: of each case and contender, each measure in each round."""

    name: str
    title: str
    cases: dict[str, dict[str, int]]
    figures: dict[str, dict[str, dict[str, list[float]]]] = field(default_factory=dict)
    date: str = field(default_factory=lambda: date.today().isoformat())
    machine: str = field(default_factory=machine)
    busy: float = field(default_factory=lambda: round(os.getloadavg()[0], 1))
    """How many processes wanted a processor when it began."""

    def add(self, label: str, contender: str, found: Figures) -> None:
        """Note what one turn found."""
        measures = self.figures.setdefault(label, {}).setdefault(contender, {})
        for name, value in found.items():
            measures.setdefault(name, []).append(value)

    def rounds(self, label: str, contender: str, measure: str) -> list[float]:
        """The values of a measure, one of each round; none if this contender did not do it."""
        return self.figures.get(label, {}).get(contender, {}).get(measure, [])

    def median(self, label: str, contender: str, measure: str) -> float | None:
        """The middle one of them."""
        found = self.rounds(label, contender, measure)
        return statistics.median(found) if found else None

    def ratios(self, label: str, measure: str, above: str, below: str) -> list[float]:
        """How often one contender's value holds the other's, in each round that both did."""
        pairs = zip(self.rounds(label, above, measure), self.rounds(label, below, measure), strict=False)
        return [mine / theirs for mine, theirs in pairs if theirs]

    def save(self, folder: Path = RESULTS) -> None:
        """Write it as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        rounded = json.loads(json.dumps(asdict(self)), parse_float=lambda text: float(f"{float(text):.5g}"))
        (folder / f"{self.name}.json").write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, name: str, folder: Path = RESULTS) -> Result | None:
        """What was saved under this name, if anything was."""
        path = folder / f"{name}.json"
        return cls(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def number(value: float | None) -> str:
    """A figure with as many digits as mean something."""
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def with_spread(values: Sequence[float]) -> str:
    """The middle value, and the smallest and the largest of all rounds."""
    if not values:
        return ""
    least, middle, most = (number(value) for value in (min(values), statistics.median(values), max(values)))
    return middle if least == most else f"{middle} ({least}–{most})"
