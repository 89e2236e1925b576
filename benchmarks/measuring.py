"""What every benchmark needs: medians, tables, the kind of machine, and pages of results."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that this share of all values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """What kind of machine this is, without its name."""
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, {python}"


def write_results(name: str, title: str, texts: Sequence[str], figures: Any) -> None:
    """Write and print a page of results, and its figures; docs/performance.md holds the page as well."""
    from benchmarks import report  # which needs this module

    page = "\n\n".join([f"# {title}", f"{date.today().isoformat()}, {machine()}.", *texts]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(page, encoding="utf-8")
    record = {"date": date.today().isoformat(), "machine": machine(), "figures": figures}
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    report.write()
    print(page)
