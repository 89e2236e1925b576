"""The judge of the client lets exactly those differences pass that are listed, documented and tested."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sources import ROOT

CATALOGUE = ROOT / "tests" / "conformance" / "client"
LISTED: list[dict[str, Any]] = json.loads((CATALOGUE / "deliberate.json").read_text(encoding="utf-8"))
BY_CASE = {entry["case"]: entry for entry in LISTED}
ONLY = "^(bar/|matplot/resizable)"  # the cases that are judged here, some of which are on the list


def judged(folder: Path, entries: list[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
    """What the judge says about our client with this list of deliberate differences."""
    listed = folder / "deliberate.json"
    listed.write_text(json.dumps(entries), encoding="utf-8")
    command = [sys.executable, CATALOGUE / "compare.py", sys.executable, "--pythonpath", ROOT, "--only", ONLY]
    return subprocess.run([*command, "--deliberate", listed], capture_output=True, text=True)


@pytest.mark.parametrize("case", BY_CASE)
def test_each_listed_case_stands_on_the_page_with_its_test(case: str) -> None:
    page = (ROOT / "docs" / "compatibility.md").read_text(encoding="utf-8")
    assert BY_CASE[case]["reason"]
    assert f"`{BY_CASE[case]['test']}` |" in page


def test_every_wrong_payload_of_the_released_client_is_equal_or_listed() -> None:
    golden = json.loads((CATALOGUE / "golden-public.json").read_text(encoding="utf-8"))["cases"]
    kept = {case["name"] for case in golden if "bug" in case["tags"]} - set(BY_CASE)
    assert kept == {"heatmap/nancolour-update"}


def test_an_exact_list_passes(tmp_path: Path) -> None:
    done = judged(tmp_path, LISTED)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"bar/nan-negative": None}, "differs bar/nan-negative  at $.requests[0][1].data[0].y[1]: "),
        ({"bar/single-value": None}, 'differs bar/single-value  at $.raised: expected "AssertionError", got null'),
        ({"bar/nan-negative": {"$.returned": 1}}, "listed  bar/nan-negative  but the list expects other differences"),
        ({"bar/single-value": {"$.returned": 1}}, "listed  bar/single-value  but it succeeds where upstream raised"),
        ({"bar/vector": {"$.returned": 1}}, "listed  bar/vector  but it is equal"),
        ({"bar/no-such-case": {}}, "listed  bar/no-such-case  but there is no such case"),
    ],
)
def test_a_list_that_is_not_exact_fails(changed: dict[str, Any], complaint: str, tmp_path: Path) -> None:
    entries = dict(BY_CASE)
    for case, differences in changed.items():
        entries[case] = {"case": case, "reason": "a reason", "differences": differences}
        if differences is None:
            del entries[case]
    done = judged(tmp_path, list(entries.values()))
    assert done.returncode == 1
    assert complaint in done.stdout
