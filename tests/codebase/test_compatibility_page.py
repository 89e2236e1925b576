"""Every row of docs/compatibility.md names a test that is there."""

from __future__ import annotations

import re

import pytest
from sources import ROOT, python_files, tree_of

PAGE = ROOT / "docs" / "compatibility.md"
ROWS = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| (?!visdom 0\.2\.4)", line)]
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)` \|$")


def test_the_page_has_rows() -> None:
    assert len(ROWS) > 50


@pytest.mark.parametrize("row", ROWS)
def test_each_row_says_what_differs_and_names_a_test_that_is_there(row: str) -> None:
    assert row.count(" | ") == 2, "a row has three cells: 0.2.4, ours, the test"
    named = NAMED.search(row)
    assert named, "the last cell names a test as `file.py::name`"
    files = [path for path in python_files() if path.name == named[1]]
    names = [getattr(node, "name", None) for path in files for node in tree_of(path).body]
    assert named[2] in names
