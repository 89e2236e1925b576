"""All workloads run, without visdom 0.2.4 and without a network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import ROOT
from benchmarks.workloads import WORKLOADS


def command(*flags: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "benchmarks", *flags], capture_output=True, text=True, cwd=ROOT)


@pytest.mark.slow
def test_every_workload_runs_in_its_tiny_form() -> None:
    done = command("--quick")
    assert (done.returncode, done.stderr) == (0, "")
    headings = [line for line in done.stdout.splitlines() if line.startswith("# ")]
    assert [line.partition(",")[0] for line in headings] == [
        f"# {workload.title} ({name}" for name, workload in WORKLOADS.items()
    ]
    assert "upstream" not in done.stdout


def test_another_checkout_is_measured_beside_this_one() -> None:
    done = command("--quick", "--only", "updates", "--beside", str(ROOT))
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| 100,000 points: CPU, ms")]
    assert [(row[2], row[5].rstrip(" |")) for row in rows][:2] == [("floor", ""), ("beside", "1.1")]
    assert f"\nAbove 1.1 x {ROOT}: " in done.stdout


def test_a_folder_that_is_not_a_checkout_is_refused(tmp_path: Path) -> None:
    done = command("--quick", "--beside", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == f"{tmp_path} is expected to be a checkout of this project, but has no folder visdom/server.\n"
