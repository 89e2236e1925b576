"""The calls and imports of a client that are timed, and the program that makes them (`calls.py`)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from benchmarks.measuring import HERE

CALLS = {
    "append": ('`vis.line(update="append")`, one point', 100, 1.0),
    "named_append": ("… with a name", 100, 1.0),
    "text": ("`vis.text`", 100, 0.8),
    "image": ("`vis.image`, 3 × 512 × 512 bytes", 10, 40.0),
}
"""Name of the call -> what it is, how many make a round, and the milliseconds that the median may take."""

IMPORTS = ("import visdom", "from visdom import Visdom")
TIMED_IMPORT = "import time; begin = time.perf_counter(); {}; print(time.perf_counter() - begin)"


class Program:
    """A running program with one of the clients."""

    def __init__(self, name: str, python: Path, port: int, folder: Path) -> None:
        self.name = name
        self.log = (folder / f"{name}-client.log").open("wb")
        command = [str(python), str(HERE / "calls.py"), str(port)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, text=True, cwd=folder, stdin=pipe, stdout=pipe, stderr=self.log)

    def milliseconds(self, call: str, count: int) -> list[float]:
        """What each of so many calls took."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the program has no pipes")
        self.process.stdin.write(f"{call} {count}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the program with the client {self.name} ended; see {self.log.name}")
        return [seconds * 1000 for seconds in json.loads(line)]

    def end(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.communicate()
        self.log.close()


def import_ms(python: Path, statement: str, folder: Path) -> float:
    """What an import takes in a new process."""
    command = [str(python), "-c", TIMED_IMPORT.format(statement)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    return float(done.stdout) * 1000
