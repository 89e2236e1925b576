"""All workloads run, without the released visdom and without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.servers import ROOT
from benchmarks.workloads import WORKLOADS


def command(*flags: str, cache: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "XDG_CACHE_HOME": str(cache)}  # a released visdom found there would be measured as well
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *flags], capture_output=True, text=True, cwd=ROOT, env=environ
    )


@pytest.mark.slow
def test_every_workload_runs_in_its_tiny_form(tmp_path: Path) -> None:
    done = command("--quick", cache=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    headings = [line for line in done.stdout.splitlines() if line.startswith("# ")]
    assert headings == [f"# {workload.title} ({name})" for name, workload in WORKLOADS.items()]
    assert "upstream" not in done.stdout


def test_the_quick_form_of_one_workload_compares_ours_with_the_floor(tmp_path: Path) -> None:
    done = command("--quick", "--only", "appends", cache=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "| CPU of the server, ms | ours | floor | ours / floor |" in done.stdout


def test_the_list_names_all_workloads(tmp_path: Path) -> None:
    done = command("--list", cache=tmp_path)
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(WORKLOADS)


def test_every_module_of_a_workload_is_in_the_list() -> None:
    modules = {path.stem for path in (ROOT / "benchmarks" / "workloads").glob("*.py")} - {"__init__"}
    assert modules == set(WORKLOADS)
