"""The committed page is what the committed results make."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.results import OURS, RESULTS, Result, Section, comparisons

SECTIONS = [section for sections in report.COMMANDS.values() for section in sections]


def test_the_page_is_what_the_results_make(tmp_path: Path) -> None:
    report.write(tmp_path / "performance.md")
    assert (tmp_path / "performance.md").read_bytes() == report.PAGE.read_bytes(), "run: python -m benchmarks.report"


def test_every_result_has_a_section() -> None:
    assert {path.stem for path in RESULTS.iterdir()} == {section.name for section in SECTIONS}


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_every_figure_and_limit_has_a_comparison(section: Section) -> None:
    result = Result.load_saved(section.name)
    rows = list(comparisons(result, section.limits))
    assert {row.figure for row in rows} == set(result.figures)
    assert all(result.figures[limit.figure][OURS] for limit in section.limits)
    assert sum(row.most is not None for row in rows) == len(section.limits)
