"""An update costs what it changes: the counts do not grow with the window, and do when an update reads all of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.counters import (
    CASES,
    MOST_GROWTH_OF_INSTRUCTIONS,
    SIZES_FOR_INSTRUCTIONS,
    grown,
    too_much,
)
from benchmarks.instructions import VALGRIND, instructions
from visdom.server.workspace import windows

Spoil = Callable[[Any], object]

# What is done to the window, how large it has to be to be noticed, and by which number it is noticed.
SPOILED: dict[str, tuple[Spoil, int, str]] = {
    "the window is copied": (copy.deepcopy, 2_000, "memory"),
    "a list of the window is copied": (lambda window: list(window["content"]["data"][0]["x"]), 20_000, "memory"),
    "the points are compared": (
        lambda window: [0 for x in window["content"]["data"][0]["x"] if x is None],
        2_000,
        "steps",
    ),
    "the window is written": (windows.dumps, 2_000, "json"),
}


@pytest.mark.parametrize("name", CASES)
def test_an_update_takes_the_same_however_much_there_is(name: str) -> None:
    case = CASES[name]
    more = list(grown(case, case.count(case.small), case.count(case.large)))
    assert not more, "\n".join(["an update must cost what it changes, but this grows with what there is:", *more])


def test_a_point_takes_no_more_than_it_may() -> None:
    more = list(too_much(CASES["points"].count(100)))
    assert not more, "\n".join(["make it less, or say in benchmarks/counters.py why it has to be more:", *more])


@pytest.mark.parametrize("case", SPOILED)
def test_an_update_that_reads_the_whole_window_is_noticed(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil, size, measure = SPOILED[case]
    sound = windows.update

    def spoiled(window: Any, *arguments: Any, **keywords: Any) -> Any:
        spoil(window)
        return sound(window, *arguments, **keywords)

    monkeypatch.setattr(windows, "update", spoiled)
    points = CASES["points"]
    more = list(grown(points, points.count(points.small), points.count(size)))
    assert any(f": {measure} of " in sentence for sentence in more), more


if VALGRIND:

    @pytest.mark.slow
    def test_the_processor_does_the_same_for_a_large_window() -> None:
        small, large = map(instructions, SIZES_FOR_INSTRUCTIONS)
        assert large <= small * MOST_GROWTH_OF_INSTRUCTIONS
