"""The processes of a run, whoever started them: who they are, what they used, and their end."""

from __future__ import annotations

import contextlib
import os
import signal
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

MARK = "VISDOM_BENCHMARK_RUN"
"""Environment variable that every process of a run inherits."""
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
POLL_SECONDS = 0.05


@dataclass
class Family:
    """A run's mark, and the sessions of the programs that were started for it.

    A process that is just being started has no environment yet, but a session; one that left the session has the mark.
    """

    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    sessions: set[int] = field(default_factory=set)

    def living(self) -> set[int]:
        """Ids of the processes that belong to the run and have not ended."""
        found = set()
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError):
                    if self._has(folder):
                        found.add(int(folder.name))
        return found

    def wait_until_gone(self, seconds: float) -> set[int]:
        """Those that are still there after so long."""
        deadline = time.monotonic() + seconds
        while (left := self.living()) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        return left

    def _has(self, folder: Path) -> bool:
        state, _, _, session = _fields(folder)[:4]
        if state == "Z":
            return False
        sought = f"{MARK}={self.mark}".encode()
        return int(session) in self.sessions or sought in (folder / "environ").read_bytes().split(b"\0")


def _fields(folder: Path) -> list[str]:
    """What /proc tells of a process after its name: state, parent, group, session and so on."""
    return (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of processes, and of their children that have ended."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            ticks += sum(int(each) for each in _fields(Path(f"/proc/{pid}"))[11:15])
    return ticks / TICKS_PER_SECOND


def kill(pids: Iterable[int]) -> None:
    """`kill -9`, one right after the other."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def disk_bytes(folder: Path) -> int:
    """What all files below a folder take on the disk."""
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
