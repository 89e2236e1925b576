"""A short soak: `kill -9` every few seconds under full load, then one server that stays as small as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_short_soak_keeps_all_promises() -> None:
    command = [sys.executable, "-m", "benchmarks.soak", "--minutes", "0.6", "--no-results"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    print(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 acknowledged changes lost" in done.stdout
