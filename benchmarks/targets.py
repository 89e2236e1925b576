"""What must be reached: a limit, and how the value that it limits comes out of the figures of each round."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.results import Result, number, with_spread
from benchmarks.servers import FLOOR, OURS

CPU = "cpu_ms"


@dataclass(frozen=True)
class Target:
    """A limit for one value."""

    text: str
    limit: float
    unit: str
    values: Callable[[Result], list[float]]

    @property
    def budget(self) -> str:
        """The limit in words."""
        return f"≤ {number(self.limit)}{self.unit}"

    def row(self, result: Result) -> list[str] | None:
        """What it is, the limit, the value reached with its spread, and whether that is enough; None: not measured."""
        found = self.values(result)
        if not found:
            return None
        met = statistics.median(found) <= self.limit
        return [self.text, self.budget, with_spread(found), "met" if met else "**not met**"]


def over_floor(text: str, label: str, limit: float, measure: str = CPU) -> Target:
    """Ours may take so much of what the floor takes."""
    return Target(text, limit, " × floor", lambda result: result.ratios(label, measure, OURS, FLOOR))


def growth(text: str, label: str, start: str, limit: float, measure: str = CPU) -> Target:
    """Ours may take so much of what it takes in another case."""

    def values(result: Result) -> list[float]:
        pairs = zip(result.rounds(label, OURS, measure), result.rounds(start, OURS, measure), strict=False)
        return [large / small for large, small in pairs]

    return Target(text, limit, f" × {start}", values)


def at_most(text: str, label: str, limit: float, unit: str, measure: str) -> Target:
    """Ours may take so much."""
    return Target(text, limit, unit, lambda result: result.rounds(label, OURS, measure))


def per_viewer(text: str, label: str, alone: str, count: int, limit: float) -> Target:
    """Each of so many viewers may cost ours so many milliseconds of CPU."""
    return Target(text, limit, " ms", lambda result: viewer_costs(result, OURS, label, alone, count))


def viewer_costs(result: Result, contender: str, label: str, alone: str, count: int) -> list[float]:
    """What each viewer costs for each request, in ms of CPU."""
    pairs = zip(result.rounds(label, contender, CPU), result.rounds(alone, contender, CPU), strict=False)
    return [(watched - unwatched) / count for watched, unwatched in pairs]
