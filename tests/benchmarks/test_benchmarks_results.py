"""Medians, ratios and targets come out of the rounds as they should."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.results import Result, number, with_spread
from benchmarks.servers import FLOOR, OURS, UPSTREAM
from benchmarks.targets import at_most, growth, over_floor, per_viewer


@pytest.fixture
def result() -> Result:
    found = Result("sample", "A sample", {"alone": {"viewers": 0}, "crowd": {"viewers": 10}})
    for ours, floor in ((1.0, 1.0), (3.0, 2.0), (2.4, 2.0)):
        found.add("alone", OURS, {"cpu_ms": ours})
        found.add("alone", FLOOR, {"cpu_ms": floor})
        found.add("crowd", OURS, {"cpu_ms": ours + 0.5})
    return found


def test_a_ratio_is_taken_within_each_round(result: Result) -> None:
    assert result.ratios("alone", "cpu_ms", OURS, FLOOR) == pytest.approx([1.0, 1.5, 1.2])
    assert result.median("alone", OURS, "cpu_ms") == 2.4
    assert result.ratios("alone", "cpu_ms", UPSTREAM, OURS) == []
    assert result.median("alone", UPSTREAM, "cpu_ms") is None


def test_targets_say_what_was_reached_and_whether_it_is_enough(result: Result) -> None:
    assert over_floor("CPU", "alone", 1.2).row(result) == ["CPU", "≤ 1.2 × floor", "1.2 (1–1.5)", "met"]
    assert over_floor("CPU", "alone", 1.1).row(result) == ["CPU", "≤ 1.1 × floor", "1.2 (1–1.5)", "**not met**"]
    assert at_most("CPU", "alone", 3, " ms", "cpu_ms").row(result) == ["CPU", "≤ 3 ms", "2.4 (1–3)", "met"]
    assert per_viewer("each", "crowd", "alone", 10, 0.03).row(result) == [
        "each",
        "≤ 0.03 ms",
        "0.05",
        "**not met**",
    ]
    assert growth("more", "crowd", "alone", 1.25).row(result) == ["more", "≤ 1.25 × alone", "1.21 (1.17–1.5)", "met"]


def test_what_was_not_measured_has_no_row(result: Result) -> None:
    assert at_most("CPU", "elsewhere", 3, " ms", "cpu_ms").row(result) is None


def test_a_result_is_read_as_it_was_saved(result: Result, tmp_path: Path) -> None:
    result.save(tmp_path)
    assert Result.load("sample", tmp_path) == result
    assert Result.load("another", tmp_path) is None


def test_figures_are_written_with_the_digits_that_mean_something() -> None:
    assert [number(value) for value in (12345.6, 123.4, 1.2345, 0.00123, 0, None)] == [
        "12,346",
        "123",
        "1.23",
        "0.00123",
        "0",
        "",
    ]
    assert with_spread([2.0]) == "2"
    assert with_spread([]) == ""
