"""The servers under measurement: how each is started, how it stores an environment, and what it uses."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from released import INSTALLS, START_SERVER
from serving import START_SECONDS, ServerProcess
from throwaway import make_venv

from benchmarks import ROOT
from benchmarks.load import Connection, on_one_processor, one_by_one, request
from benchmarks.results import OURS, Figures

FLOOR, BESIDE, UPSTREAM = "floor", "beside", "upstream"
AUTOSAVE = ("-cache_type", "JPWA")
POLL_SECONDS = 0.002
SLEEP_SECONDS = 0.005
"""The work after the last response counts as well, and the system counts exactly only processes that sleep."""

Windows = Mapping[str, Mapping[str, Any]]


def write_folder(env_path: Path, eid: str, windows: Windows) -> None:
    """Write an environment as our server stores it: a file for each window."""
    folder = env_path / eid / "jsons"
    folder.mkdir(parents=True)
    for win, window in windows.items():
        (folder / f"{win}.json").write_bytes(orjson.dumps(window))


def write_log(env_path: Path, eid: str, windows: Windows) -> None:
    """Write an environment as the floor stores it: a log."""
    (env_path / f"{eid}.log").write_bytes(b"".join(orjson.dumps(window) + b"\n" for window in windows.values()))


def write_file(env_path: Path, eid: str, windows: Windows) -> None:
    """Write an environment as visdom 0.2.4 stores it: one file."""
    (env_path / f"{eid}.json").write_bytes(orjson.dumps({"jsons": windows, "reload": {}}))


@dataclass(frozen=True)
class Contender:
    """A server that takes part: its name, its command, the PYTHONPATH of its process, how it stores windows."""

    name: str
    command: Sequence[str]
    pythonpath: str
    write: Callable[[Path, str, Windows], None] = write_folder
    flags: Sequence[str] = ()


def checkout(name: str, path: Path) -> Contender:
    """Our server as it stands in a checkout; every change is on disk before its response."""
    if not (path / "visdom" / "server").is_dir():
        raise SystemExit(f"{path} is expected to be a checkout of this project, but has no folder visdom/server.")
    return Contender(name, [sys.executable, "-m", "visdom.server", "-bind_local"], str(path), flags=AUTOSAVE)


THIS_ONE = checkout(OURS, ROOT)
BARE = Contender(FLOOR, [sys.executable, "-m", "benchmarks.floor"], str(ROOT), write_log)


def upstream_python() -> Path:
    """The interpreter of an environment with visdom 0.2.4, which the first call installs below the user's cache."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return make_venv(base / "visdom-benchmarks", *INSTALLS[:2])


def upstream() -> Contender:
    """The released visdom 0.2.4."""
    command = [str(upstream_python()), "-c", START_SERVER, "-bind_local", "-logging_level", "WARNING"]
    return Contender(UPSTREAM, command, "", write_file)


class Server(ServerProcess):
    """A server under measurement; `start_seconds` is the time from its start to its first page."""

    def __init__(self, contender: Contender, folder: Path, env_path: Path | None = None) -> None:
        super().__init__(folder, *contender.flags, env_path=env_path, environ={"PYTHONPATH": contender.pythonpath})
        self.contender = contender
        self.start_seconds = 0.0

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop(kill=True)

    def start(self) -> Server:
        """Start it, and wait for its first page."""
        command = [*self.contender.command, *self.flags, "-port", str(self.port), "-env_path", str(self.env_path)]
        with (self.folder / "server.log").open("ab") as log:
            started = time.perf_counter()
            process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environ, cwd=self.folder)
        browser = self._first_connection(process)
        self.process = process
        browser.send(request("/", b"", "GET"))
        self.start_seconds = time.perf_counter() - started
        browser.close()
        self.connection = Connection(self.port)  # that of a program, which sends nothing that pages send
        return self

    def stop(self, kill: bool = False) -> int | None:
        """Close the connection and end the process; its exit code."""
        if self.process is not None:
            self.connection.close()
        return super().stop(kill)

    def post(self, path: str, body: Any) -> float:
        """Send a request; the seconds until its response was read."""
        return self.connection.send(request(path, body))

    def one_by_one(self, messages: Iterable[bytes], most_seconds: float = 60.0) -> list[float]:
        """Send requests, each after the response to the previous one; the seconds of each."""
        encoded = list(messages)
        with on_one_processor(self.pid):
            return one_by_one(self.connection, encoded, most_seconds)

    def steady(self, what: str, messages: Iterable[bytes], most_seconds: float = 2.0) -> Figures:
        """CPU of the server for each of these requests, and their latency; a slow server gets fewer of them."""
        before = self.cpu_seconds()
        seconds = self.one_by_one(messages, most_seconds)
        cpu = self.cpu_seconds() - before
        return {f"{what}: CPU, ms": cpu * 1000 / len(seconds), **latency(what, seconds)}

    def cpu_seconds(self) -> float:
        """Processor time so far, of all threads, also of those that ended."""
        time.sleep(SLEEP_SECONDS)
        return time.clock_gettime((~self.pid << 3) | 2)  # the number of the clock of a process in Linux

    def resident_mib(self) -> float:
        """The resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def _first_connection(self, process: subprocess.Popen[bytes]) -> Connection:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                return Connection(self.port)
            except OSError:
                time.sleep(POLL_SECONDS)
        process.kill()
        process.wait()
        raise RuntimeError(f"{self.contender.name} did not answer:\n{self.log()[-2000:]}")


def latency(what: str, seconds: Sequence[float]) -> Figures:
    """The median and the slowest hundredth."""
    p50, p99 = np.percentile(seconds, [50, 99]) * 1000
    return {f"{what}: p50, ms": float(p50), f"{what}: p99, ms": float(p99)}
