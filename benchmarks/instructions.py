"""Counts the instructions of the processor that an update takes, with valgrind's callgrind.

    python -m benchmarks.instructions POINTS

appends a point to a line of so many with each line of its standard input.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import ROOT
from benchmarks.bodies import appending, creation
from benchmarks.counting import ENV, update_of, updated_server

VALGRIND = shutil.which("valgrind") is not None and shutil.which("callgrind_control") is not None
WIN = "win"
WARMING, COUNTED = 20, 100


def instructions(points: int) -> float:
    """The number of instructions that append a point to a line of so many."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/counts", sys.executable, "-m"]
        process = subprocess.Popen(
            [*command, "benchmarks.instructions", str(points)],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        with process:
            try:
                _append(process, WARMING)
                _control(process, "--zero")
                _append(process, COUNTED)
                _control(process, "--dump")
            finally:
                process.kill()
        return _total(Path(folder)) / COUNTED


def _append(process: subprocess.Popen[str], count: int) -> None:
    assert process.stdin is not None and process.stdout is not None
    for _ in range(count):
        process.stdin.write("\n")
        process.stdin.flush()
        process.stdout.readline()


def _control(process: subprocess.Popen[str], order: str) -> None:
    subprocess.run(["callgrind_control", order, str(process.pid)], check=True, capture_output=True)


def _total(folder: Path) -> int:
    """The instructions in the only dump there is."""
    dumps = [path.read_text(encoding="utf-8", errors="replace") for path in folder.glob("counts.*")]
    found = [re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE) for text in dumps]
    return max(int(one[1]) for one in found if one is not None)


def append_until_the_end(points: int) -> None:
    """Append a point for each line of standard input."""
    with updated_server([creation(ENV, WIN, points)], [appending(ENV, WIN, -1)]) as workspace:
        for number, _ in enumerate(sys.stdin):
            update_of(workspace, appending(ENV, WIN, points + number))()
            print(flush=True)


if __name__ == "__main__":
    append_until_the_end(int(sys.argv[1]))
