"""Rounds become medians, ratios and rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.results import OURS, Limit, Result, comparisons, number, with_spread

FLOOR, UPSTREAM = "floor", "upstream"


@pytest.fixture
def result() -> Result:
    found = Result()
    for ours, floor in ((1.0, 1.0), (3.0, 2.0), (2.4, 2.0)):
        found.add(OURS, {"small": ours, "large": ours + 0.5})
        found.add(FLOOR, {"small": floor})
    found.add(UPSTREAM, {"small": 10.0})
    return found


def rows(result: Result, *limits: Limit) -> list[list[str]]:
    return [comparison.row() for comparison in comparisons(result, limits)]


def test_a_ratio_is_taken_within_each_round(result: Result) -> None:
    floor, upstream = comparisons(result, [])
    assert floor.ratios == pytest.approx([1.0, 1.5, 1.2])
    assert floor.row() == ["small", "2.4 (1–3)", FLOOR, "2 (1–2)", "1.2 (1–1.5)", ""]
    assert upstream.ratios == [0.1], "one round of upstream"


def test_a_limit_compares_with_a_server_a_number_or_another_figure(result: Result) -> None:
    limits = [Limit("small", FLOOR, 1.2), Limit("small", 3.0), Limit("large", "small", 1.25)]
    assert [row[2:] for row in rows(result, *limits)] == [
        [FLOOR, "2 (1–2)", "1.2 (1–1.5)", "1.2"],
        [UPSTREAM, "10", "0.1", ""],
        ["target", "3", "0.8 (0.333–1)", "1"],
        ["ours: small", "2.4 (1–3)", "1.21 (1.17–1.5)", "1.25"],
    ]


def test_a_ratio_above_its_limit_is_bold(result: Result) -> None:
    assert rows(result, Limit("small", FLOOR, 1.1))[0][4:] == ["**1.2 (1–1.5)**", "1.1"]


def test_a_server_that_did_not_take_part_has_no_row(result: Result) -> None:
    assert not [row for row in rows(result, Limit("large", UPSTREAM, 1.1)) if row[2] == UPSTREAM and row[0] == "large"]


def test_a_result_is_read_as_it_was_saved(result: Result, tmp_path: Path) -> None:
    result.save("sample", tmp_path)
    assert Result.load_saved("sample", tmp_path) == result


def test_figures_have_three_digits_or_all_before_the_point() -> None:
    assert [number(value) for value in (12345.6, 123.4, 1.2345, 0.00123, 0.0000987, 0)] == [
        "12,346",
        "123",
        "1.23",
        "0.00123",
        "0.0000987",
        "0",
    ]
    assert with_spread([2.0]) == "2"
    assert with_spread([]) == ""
