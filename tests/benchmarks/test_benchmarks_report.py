"""The committed page and its plots are what the committed figures make."""

from __future__ import annotations

import xml.etree.ElementTree
from pathlib import Path

from benchmarks import plots, report
from benchmarks.results import Result
from benchmarks.workloads import WORKLOADS

COMMAND = "run: python -m benchmarks.report"


def test_the_page_is_what_the_figures_make(tmp_path: Path) -> None:
    report.write(tmp_path / "performance.md", tmp_path / "pictures")
    assert (tmp_path / "performance.md").read_bytes() == report.PAGE.read_bytes(), COMMAND
    made = {path.name: path.read_bytes() for path in (tmp_path / "pictures").iterdir()}
    assert made == {path.name: path.read_bytes() for path in report.PICTURES.iterdir()}, COMMAND


def test_every_workload_has_figures_and_every_target_a_row() -> None:
    page = report.text()
    for name, workload in WORKLOADS.items():
        result = Result.load(name)
        assert result is not None, f"run: python -m benchmarks --only {name}"
        assert f"\n## {workload.title}\n" in page
        assert all(target.row(result) for target in workload.targets)


def test_every_plot_is_well_formed_and_shows_all_contenders() -> None:
    found = plots.drawn()
    assert set(found) == {"window_size", "windows", "environments", "viewers"}
    for picture in found.values():
        root = xml.etree.ElementTree.fromstring(picture)
        words = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
        assert {"ours", "floor", "upstream"} <= words
