"""How much each fault test tries: counts.json holds the numbers, and docs/storage.md states their sums."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

import pytest

FILE = Path(__file__).with_name("counts.json")
UPDATE = "VISDOM_UPDATE_COUNTS"
ENOUGH = {"disks": 0.5}
"""The share of a count that has to be reached, 0.9 unless it is here. The order in which unsynced calls reach the disk
differs from run to run, and with it the number of different disks: from 409 to 588 were seen for one test."""


def committed() -> dict[str, dict[str, int]]:
    """The counts of each test, by its file and name."""
    counts: dict[str, dict[str, int]] = json.loads(FILE.read_text(encoding="utf-8"))
    return counts


def report(request: pytest.FixtureRequest, **counts: int) -> None:
    """Fail if the test tried clearly less than before; with VISDOM_UPDATE_COUNTS=1, write its counts to the file."""
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    test = f"{request.node.path.name}::{request.node.name}"
    if os.environ.get(UPDATE):
        return update(test, counts)
    expected = committed().get(test, {})
    hint = f"if that is right, run it with {UPDATE}=1 and commit {FILE.name}"
    assert counts.keys() == expected.keys(), f"{FILE.name} has {expected} for {test}: {hint}"
    lower = [name for name, count in counts.items() if count < ENOUGH.get(name, 0.9) * expected[name]]
    assert not lower, f"{test} tried {counts}, expected about {expected}: {hint}"
    return None


def update(test: str, counts: dict[str, int]) -> None:
    """Write the counts of one test to the file, one line per test; tests on several processors take turns."""
    with FILE.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        known = {**json.load(file), test: counts}
        lines = [f"{json.dumps(test)}: {json.dumps(known[test], sort_keys=True)}" for test in sorted(known)]
        file.seek(0)
        file.truncate()
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
