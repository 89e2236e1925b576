"""docs/storage.md states how much the fault tests try, and counts.json names tests that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from counting import committed

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "storage.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| `tests/faults/(\w+\.py)` \| ([^|]*) \|$", re.MULTILINE)
ROWS = dict(ROW.findall(PAGE))


def collected() -> set[str]:
    """The tests of this folder, by file and name."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", Path(__file__).parent]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {line.removeprefix("tests/faults/") for line in printed.splitlines() if "::" in line}


def totals() -> dict[str, Counter[str]]:
    """The sums of the counts in each file."""
    sums: dict[str, Counter[str]] = {}
    for test, counts in committed().items():
        sums.setdefault(test.partition("::")[0], Counter()).update(counts)
    return sums


@pytest.mark.parametrize("file", sorted(totals()))
def test_the_page_states_the_sums(file: str) -> None:
    expected = ", ".join(f"{count:,} {name}" for name, count in sorted(totals()[file].items()))
    assert ROWS[file] == expected


def test_counts_and_rows_belong_to_tests_that_exist() -> None:
    tests = collected()
    assert set(committed()) <= tests, "remove these from counts.json"
    removals = sum(test.startswith("test_faults_removal.py") for test in tests)
    assert ROWS["test_faults_removal.py"] == f"{removals} tests"
    assert set(ROWS) == {*totals(), "test_faults_removal.py"}
