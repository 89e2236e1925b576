"""What a training loop pays for a call, and a program for the import: our client beside that of visdom 0.2.4.

    python -m benchmarks.client [--rounds 9]

Both draw into our server and take turns. The first run installs visdom 0.2.4 into a cache.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks import ROOT
from benchmarks.results import OURS, Figures, Limit, Result, Section, publish
from benchmarks.servers import THIS_ONE, UPSTREAM, Server, upstream_python

CALLS = {
    "append": ('`vis.line(update="append")`, one point', 100, 1.0),
    "named_append": ("the same with a name", 100, 1.0),
    "text": ("`vis.text`", 100, 0.8),
    "image": ("`vis.image`, 3 × 512 × 512 bytes", 10, 40.0),
}
"""Name of the call -> its title, how many make a round, the milliseconds that the median may take."""

IMPORTS = ("import visdom", "from visdom import Visdom")
TIMED_IMPORT = "import time; begin = time.perf_counter(); {}; print(time.perf_counter() - begin)"

SECTION = Section(
    name="client",
    title="Drawing and importing",
    about="Our client and that of visdom 0.2.4 draw into our server, which writes every change to disk before it "
    "acknowledges it, and take turns. An append is one request of our client, and two of the released one, "
    "which first sends a request to learn whether the window exists. *p90* is the time that nine of ten "
    "calls do not exceed.",
    limits=[
        *(Limit(f"{title}: p50, ms", most) for title, _, most in CALLS.values()),
        *(Limit(f"`{statement}`, ms", 200.0) for statement in IMPORTS),
    ],
)


class Program:
    """A running program with one of the clients (`calls.py`), and imports in its interpreter."""

    def __init__(self, name: str, python: Path, port: int, folder: Path) -> None:
        self.name = name
        self.python = python
        self.folder = folder
        self.environ = {**os.environ, "PYTHONPATH": str(ROOT) if name == OURS else ""}
        command = [str(python), str(ROOT / "benchmarks" / "calls.py"), str(port)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, text=True, cwd=folder, env=self.environ, stdin=pipe, stdout=pipe)

    def round(self) -> Figures:
        """Milliseconds of every call and import."""
        figures: Figures = {}
        for name, (title, count, _) in CALLS.items():
            p50, p90 = np.percentile(self._seconds(name, count), [50, 90]) * 1000
            figures |= {f"{title}: p50, ms": float(p50), f"{title}: p90, ms": float(p90)}
        return figures | {f"`{statement}`, ms": self._import_seconds(statement) * 1000 for statement in IMPORTS}

    def end(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.communicate()

    def _seconds(self, call: str, count: int) -> list[float]:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the program has no pipes")
        self.process.stdin.write(f"{call} {count}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the program with the client of {self.name} ended")
        found: list[float] = json.loads(line)
        return found

    def _import_seconds(self, statement: str) -> float:
        command = [str(self.python), "-c", TIMED_IMPORT.format(statement)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=self.folder, env=self.environ)
        return float(done.stdout)


def measured(pythons: dict[str, Path], rounds: int, folder: Path) -> Result:
    """All rounds; the first one warms up and does not count."""
    result = Result()
    with Server(THIS_ONE, folder / "server") as server:
        server.start()
        programs = [Program(name, python, server.port, folder) for name, python in pythons.items()]
        try:
            for number in range(rounds + 1):
                for program in programs if number % 2 else programs[::-1]:
                    found = program.round()
                    if number:
                        result.add(program.name, found)
        finally:
            for program in programs:
                program.end()
    return result


def main() -> None:
    """Measure and save the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        pythons = {OURS: Path(sys.executable), UPSTREAM: upstream_python()}
        publish(SECTION, measured(pythons, rounds, Path(folder)))


if __name__ == "__main__":
    main()
