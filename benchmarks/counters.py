"""Numbers that no machine and no neighbour changes, and their bounds: they keep the cost of an update flat.

    python -m benchmarks.counters

Of each case, something small and something large gets the same updates. What `counting` counts must not be more for the
large one. Where valgrind is installed, the instructions of the processor are counted as well, which see what C does
inside a single step of the interpreter. tests/benchmarks/test_benchmarks_counters.py holds the bounds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from benchmarks.bodies import Body, appending, creation, heatmap, image, more_rows, text
from benchmarks.counting import ENV, Counts, count
from benchmarks.instructions import VALGRIND, instructions
from benchmarks.measuring import RESULTS, table

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
        """What an update takes at a size."""
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
"""So much more is no growth: numbers have more digits in a large window."""

MOST_FOR_A_POINT = Counts(steps=6500, memory=32_000, json=900, file_calls=1, file_bytes=450, messages=1, sent_bytes=500)
"""What appending a point to a line of 100 may take, with one page watching."""

MOST_GROWTH_OF_INSTRUCTIONS = 1.3
SIZES_FOR_INSTRUCTIONS = (100, 100_000)


def grown(case: Case, small: Counts, large: Counts) -> Iterator[str]:
    """What is more for the large one than for the small one, in sentences."""
    for name, most in asdict(SLACK).items():
        before, after = getattr(small, name), getattr(large, name)
        if after > before * MOST_GROWTH + most:
            yield f"{case.title}: {name} of {case.small:,} is {before:,.0f}, of {case.large:,} {after:,.0f}"


def too_much(point: Counts) -> Iterator[str]:
    """What of appending a point is more than it may be, in sentences."""
    for name, most in asdict(MOST_FOR_A_POINT).items():
        if getattr(point, name) > most:
            yield f"a point, to a line: {name} is {getattr(point, name):,.0f}, at most {most:,} are allowed"


def main() -> None:
    """Count, print, and keep the result."""
    found = {name: (case.count(case.small), case.count(case.large)) for name, case in CASES.items()}
    rows = [
        [f"{case.title} of {size:,}", *(f"{value:,.0f}" for value in asdict(counts).values())]
        for name, case in CASES.items()
        for size, counts in zip((case.small, case.large), found[name], strict=True)
    ]
    print(table(["added", *(name.replace("_", " ") for name in asdict(SLACK))], rows))
    figures: dict[str, object] = {
        name: {str(CASES[name].small): asdict(small), str(CASES[name].large): asdict(large)}
        for name, (small, large) in found.items()
    }
    if VALGRIND:
        counted = {str(size): instructions(size) for size in SIZES_FOR_INSTRUCTIONS}
        print("\ninstructions: " + ", ".join(f"{value:,.0f} at {size} points" for size, value in counted.items()))
        figures["instructions"] = counted
    text_of_all = json.dumps({"date": date.today().isoformat(), "figures": figures}, indent=1)
    (RESULTS / "counters.json").write_text(text_of_all + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
