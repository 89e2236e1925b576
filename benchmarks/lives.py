"""Lives of a server under full load, and what it uses meanwhile."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measuring import HERE
from benchmarks.watching import viewers

# The servers and the ledger are those of the tests.
sys.path[:0] = [str(HERE.parent / "tests"), str(HERE.parent / "tests" / "crash")]

import rounds  # noqa: E402
from ledger import SHARED, Ledger, compare  # noqa: E402
from serving import ServerProcess  # noqa: E402

__all__ = ["Ledger", "ServerProcess", "Watched", "compare", "end", "live", "quarters", "rounds"]

SAMPLE_SECONDS = 0.25


@dataclass
class Watched:
    """What a server used while somebody looked: memory in MiB, open files, bytes written."""

    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    written: int = 0
    on_disk: int = 0

    def look(self, pid: int) -> None:
        """Note what a living process uses now."""
        proc = Path(f"/proc/{pid}")
        status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
        if "VmRSS" in status:
            self.memory.append(int(status["VmRSS"].split()[0]) / 1024)
            self.files.append(len(list((proc / "fd").iterdir())))

    def count(self, pid: int) -> None:
        """The bytes that a process has written; it may have ended, but nobody has asked for its exit code yet."""
        counts = dict(line.split(": ") for line in Path(f"/proc/{pid}/io").read_text().splitlines())
        self.written += int(counts["wchar"])
        self.on_disk += int(counts["write_bytes"])


def end(server: ServerProcess, watched: Watched, number: signal.Signals) -> None:
    """End a server with a signal, and count what it has written."""
    os.kill(server.pid, number)
    os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)
    watched.count(server.pid)
    server.stop()


def live(server: ServerProcess, books: list[Path], seed: str, seconds: float, number: signal.Signals) -> Watched:
    """One life of a server under full load."""
    watched, over = Watched(), threading.Event()

    def look() -> None:
        while not over.wait(SAMPLE_SECONDS):
            watched.look(server.pid)

    with viewers(server.port, 2, SHARED), rounds.writers_at_work(server, books, seed):
        looking = threading.Thread(target=look)
        looking.start()
        time.sleep(seconds)
        over.set()
        looking.join()
        end(server, watched, number)
    return watched


def quarters(values: Sequence[float]) -> list[float]:
    """The means of the four quarters."""
    size = len(values) // 4
    return [sum(values[start : start + size]) / size for start in range(0, 4 * size, size)]
