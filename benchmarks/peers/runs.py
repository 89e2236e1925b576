"""One run of one peer: logging to the end, or killed in the middle and read again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers import processes
from benchmarks.peers.contenders import Peer
from benchmarks.peers.writers.training import read_progress
from benchmarks.servers import Server

SETTLE_SECONDS = 10.0
"""How long helpers of a killed program may go on to write."""
FIRST_CALL_SECONDS = 60.0
POLL_SECONDS = 0.01


@dataclass(frozen=True)
class Job:
    """What a program logs: all scalars, a picture every so many steps, a pause after each step, until the limit."""

    scalars: int
    images: int
    image_every: int = 1
    pause: float = 0.0
    limit: float = 60.0


@dataclass(frozen=True)
class Loss:
    """Calls that had returned when the program was killed, and how many of their values nobody can read any more."""

    returned: int
    lost: int


def loss(returned: int, readable: list[int]) -> Loss:
    """Steps are counted from 0, so all below `returned` had been logged; one that is readable later does not matter."""
    return Loss(returned, returned - len(set(readable) & set(range(returned))))


class Run:
    """A fresh folder, the peer's server if it needs one, and the program in the peer's environment."""

    def __init__(self, peer: Peer, python: Path, folder: Path, server: Server | None) -> None:
        self.peer, self.python, self.folder, self.server = peer, python, folder, server
        self.family = processes.Family()
        self.data = folder / "data"
        self.progress = folder / "progress"
        for each in (self.data, folder / "home"):
            each.mkdir(parents=True)
        self.log = (folder / "program.log").open("wb")
        self.program: subprocess.Popen[str] | None = None

    def start(self, job: Job) -> None:
        """Have the program ready for a job."""
        if self.program is None:
            self.program = self._popen("write", str(self.progress))
        self._say(json.dumps(vars(job)))
        self._told()

    def begin(self) -> None:
        """Let the program log."""
        self._say("")

    def wait_for_first_call(self) -> None:
        """Return when something was logged."""
        deadline = time.monotonic() + FIRST_CALL_SECONDS
        while not any(read_progress(self.progress)) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)

    def outcome(self) -> dict[str, Any]:
        """What the program tells when all is logged and closed."""
        told: dict[str, Any] = self._told()
        return told

    def close(self) -> None:
        """Let the program end in order."""
        assert self.program is not None
        self.program.communicate()

    def readable(self) -> dict[str, list[int]]:
        """The steps that the peer's own reader finds, after the program has ended."""
        self.program = self._popen("read")
        told: dict[str, list[int]] = self._told()
        return told

    def helpers(self) -> set[int]:
        """The processes beside the program."""
        own = {self.program.pid} if self.program else set()
        return (self.family.living() | ({self.server.pid} if self.server else set())) - own

    def kill(self, everything: bool) -> None:
        """`kill -9` of the program, or of all that belongs to the run; what else there is may come to rest."""
        assert self.program is not None
        processes.kill([self.program.pid, *(self.helpers() if everything else ())])
        self.program.communicate()
        processes.kill(self.family.wait_until_gone(SETTLE_SECONDS))
        if everything and self.server:
            self.server.restart(signal.SIGKILL)

    def disk_bytes(self) -> int:
        """What is on disk."""
        kept = [self.data, *([self.server.env_path] if self.server else [])]
        return sum(processes.disk_bytes(each) for each in kept)

    def end(self) -> None:
        """End every process of the run."""
        processes.kill(self.family.living())
        if self.program is not None:
            self.program.communicate()
        self.log.close()

    def _popen(self, *arguments: str) -> subprocess.Popen[str]:
        environ = {
            **os.environ,
            **self.peer.environment(self.folder),
            processes.MARK: self.family.mark,
            "HOME": str(self.folder / "home"),
            "VISDOM_PORT": str(self.server.port if self.server else 0),
        }
        action, *rest = arguments
        command: list[str | Path] = [self.python, self.peer.path, action, self.data, *rest]
        pipe = subprocess.PIPE
        program = subprocess.Popen(
            command,
            text=True,
            cwd=self.data,
            env=environ,
            stdin=pipe,
            stdout=pipe,
            stderr=self.log,
            start_new_session=True,
        )
        self.family.sessions.add(program.pid)
        return program

    def _say(self, line: str) -> None:
        assert self.program is not None and self.program.stdin is not None
        self.program.stdin.write(line + "\n")
        self.program.stdin.flush()

    def _told(self) -> Any:
        assert self.program is not None and self.program.stdout is not None
        line = self.program.stdout.readline()
        if not line:
            self.program.wait()
            said = Path(self.log.name).read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"{self.peer.name} ended early:\n{said}")
        return json.loads(line)


@dataclass(frozen=True)
class Installed:
    """A peer that can run."""

    peer: Peer
    python: Path
    version: str
    make_server: Callable[[Path], Server] | None = None

    @contextmanager
    def running(self, folder: Path) -> Iterator[Run]:
        """A run in a folder, which is ended in any case."""
        server = self.make_server(folder / "server").start() if self.make_server else None
        try:
            run = Run(self.peer, self.python, folder, server)
            try:
                yield run
            finally:
                run.end()
        finally:
            if server:
                server.end()

    def measured(self, folder: Path, jobs: dict[str, Job], read: bool) -> dict[str, dict[str, Any]]:
        """Of each job: times of its calls, CPU time of the program and of its helpers, bytes on disk.

        With `read` also what is readable when all jobs are done and the program has ended in order.
        """
        outcomes = {}
        with self.running(folder) as run:
            for name, job in jobs.items():
                on_disk = run.disk_bytes()
                run.start(job)
                before = processes.cpu_seconds(run.helpers())
                run.begin()
                outcome = outcomes[name] = run.outcome()
                outcome["helpers"] = len(run.helpers())
                outcome["helper_cpu_seconds"] = processes.cpu_seconds(run.helpers()) - before
                outcome["disk_bytes"] = run.disk_bytes() - on_disk
            if read:
                run.close()
                readable = run.readable()
                for name, outcome in outcomes.items():
                    outcome["readable"] = len(readable[name])
        return outcomes

    def killed(self, folder: Path, job: Job, after: float, everything: bool) -> tuple[Loss, Loss]:
        """Scalars and pictures that are lost when it is killed so many seconds after its first call has returned."""
        with self.running(folder) as run:
            run.start(job)
            run.begin()
            run.wait_for_first_call()
            time.sleep(after)
            run.kill(everything)
            scalars, images = read_progress(run.progress)
            readable = run.readable()
            return loss(scalars, readable["scalars"]), loss(images, readable["images"])
