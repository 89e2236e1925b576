"""The committed page is what the committed figures make."""

from __future__ import annotations

from pathlib import Path

from benchmarks import report
from benchmarks.results import Result
from benchmarks.workloads import WORKLOADS

COMMAND = "run: python -m benchmarks.report"


def test_the_page_is_what_the_figures_make(tmp_path: Path) -> None:
    report.write(tmp_path / "performance.md")
    assert (tmp_path / "performance.md").read_bytes() == report.PAGE.read_bytes(), COMMAND


def test_every_workload_has_figures_and_every_target_a_row() -> None:
    page = report.text()
    for name, workload in WORKLOADS.items():
        result = Result.load(name)
        assert result is not None, f"run: python -m benchmarks --only {name}"
        assert f"\n## {workload.title}\n" in page
        assert all(target.row(result) for target in workload.targets)
