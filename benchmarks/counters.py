"""What an update takes, counted: numbers that are the same on every machine, and their bounds.

    python -m benchmarks.counters

Each case applies the same updates to something small and to something large. The counts of the large one must not be
higher. Where valgrind is installed, it counts the instructions of the processor as well, which include what C does in a
single step of the interpreter. tests/benchmarks/test_benchmarks_counters.py checks the bounds.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

from benchmarks.bodies import Body, appending, creation, heatmap, image, more_rows, text
from benchmarks.counting import ENV, Counts, count
from benchmarks.instructions import VALGRIND, instructions
from benchmarks.results import OURS, Limit, Result, Section, publish

WIN = "win"


@dataclass(frozen=True)
class Case:
    """The same updates to something small and to something large."""

    title: str
    small: int
    large: int
    made: Callable[[int], Iterable[Body]]
    """The windows, for a size."""
    updates: Callable[[int], Body]
    """The update of each number."""
    grown: Callable[[int], Iterable[Body]] = lambda size: ()
    """Updates that bring a window to a size."""

    def count(self, size: int) -> Counts:
        """Count what an update takes at a size."""
        return count(self.made(size), self.grown(size), self.updates)


def a_point(number: int) -> Body:
    return appending(ENV, WIN, 1_000_000 + number)


def a_picture(number: int) -> Body:
    return image(ENV, WIN, f"data:image/png;base64,{number:010000}", "image_history")


CASES = {
    "points": Case("a point, to a line", 100, 100_000, lambda size: [creation(ENV, WIN, size)], a_point),
    "lines": Case(
        "a line, to a text", 100, 100_000,
        lambda size: [text(ENV, WIN, "a line<br>" * size)], lambda number: text(ENV, WIN, f"line {number:4}"),
    ),
    "rows": Case(
        "a row, to a heatmap", 10, 2_000,
        lambda size: [heatmap(ENV, WIN, size, 50)], lambda number: more_rows(ENV, WIN, 1, 50),
    ),
    "pictures": Case(
        "a picture, to a history", 1, 200,
        lambda size: [a_picture(0)], lambda number: a_picture(1_000 + number),
        lambda size: map(a_picture, range(1, size)),
    ),
    "windows": Case(
        "a point, among windows", 1, 1_000,
        lambda size: [creation(ENV, WIN if number == 0 else f"win{number}", 100) for number in range(size)], a_point,
    ),
    "environments": Case(
        "a point, among environments", 1, 1_000,
        lambda size: [creation(ENV if number == 0 else f"env{number}", WIN, 100) for number in range(size)], a_point,
    ),
}  # fmt: skip

MOST_GROWTH = 1.1
SLACK = Counts(steps=60, memory=2048, json=60, file_calls=0, file_bytes=60, messages=0, sent_bytes=60)
"""A difference up to this is not growth: numbers have more digits in a large window."""

MOST_FOR_A_POINT = Counts(steps=6500, memory=32_000, json=900, file_calls=1, file_bytes=450, messages=1, sent_bytes=500)
"""The most that a point appended to a line of 100 may take, with one viewer."""

MOST_GROWTH_OF_INSTRUCTIONS = 1.3
SIZES_FOR_INSTRUCTIONS = (100, 100_000)


def row(case: Case, name: str) -> str:
    """The row of a count of the large one."""
    return f"{case.title}, size {case.large:,}: {name.replace('_', ' ')}"


def grown(case: Case, small: Counts, large: Counts) -> Iterator[str]:
    """The counts that grow with the size, as sentences."""
    for name, most in asdict(SLACK).items():
        before, after = getattr(small, name), getattr(large, name)
        if after > before * MOST_GROWTH + most:
            yield f"{case.title}: {name} of {case.small:,} is {before:,.0f}, of {case.large:,} {after:,.0f}"


def too_much(point: Counts) -> Iterator[str]:
    """The counts of an appended point above their bound, as sentences."""
    for name, most in asdict(MOST_FOR_A_POINT).items():
        if getattr(point, name) > most:
            yield f"a point, to a line: {name} is {getattr(point, name):,.0f}, at most {most:,} are allowed"


SECTION = Section(
    name="counters",
    title="Counted",
    about="What one update takes in the server, counted instead of timed: the same on every machine. Each row "
    "compares an update to something large with the same update to something small.",
    limits=[
        *(
            Limit(row(case, name), f"size {case.small:,}", MOST_GROWTH)
            for case in CASES.values()
            for name in vars(SLACK)
        ),
        Limit(row(CASES["points"], "instructions"), "size 100", MOST_GROWTH_OF_INSTRUCTIONS),
    ],
)


def main() -> None:
    """Count, and save the result."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    result = Result()
    for case in CASES.values():
        small, large = asdict(case.count(case.small)), asdict(case.count(case.large))
        for name, value in large.items():
            result.figures[row(case, name)] = {OURS: [value], f"size {case.small:,}": [small[name]]}
    if VALGRIND:
        few, many = SIZES_FOR_INSTRUCTIONS
        figures = {OURS: [instructions(many)], f"size {few:,}": [instructions(few)]}
        result.figures[row(CASES["points"], "instructions")] = figures
    publish(SECTION, result)


if __name__ == "__main__":
    main()
