"""The processes of a run: all that carry its mark, whoever started them, what they used, and their end."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

MARK = "VISDOM_BENCHMARK_RUN"
"""Environment variable that every process of a run inherits."""
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
POLL_SECONDS = 0.05


def marked(run: str) -> set[int]:
    """Ids of the living processes that carry the mark of a run."""
    sought = f"{MARK}={run}".encode()
    found = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                if sought in (folder / "environ").read_bytes().split(b"\0"):
                    found.add(int(folder.name))
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of processes, and of their children that have ended."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += sum(int(each) for each in fields[11:15])
    return ticks / TICKS_PER_SECOND


def kill(pids: Iterable[int]) -> None:
    """`kill -9`, one right after the other."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def wait_until_gone(run: str, seconds: float) -> set[int]:
    """The processes of a run that are still there after so long."""
    deadline = time.monotonic() + seconds
    while (left := marked(run)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return left


def disk_bytes(folder: Path) -> int:
    """What all files below a folder take on the disk."""
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
