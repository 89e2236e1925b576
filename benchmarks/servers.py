"""The servers under measurement: how each is started, what it has used so far, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.load import HOST, Connection, beside, one_by_one, request

ROOT = Path(__file__).resolve().parent.parent
OURS, FLOOR, UPSTREAM = "ours", "floor", "upstream"
START_SECONDS = 60.0
SETTLE_SECONDS = 0.005
"""What follows the last answer is paid as well, and the system counts exactly only those who have gone to sleep."""
START_UPSTREAM = "from visdom.server.run_server import main; main()"  # as `visdom`, without its downloads at start
AUTOSAVE = ("-cache_type", "JPWA")


class Server:
    """A server process on a folder; it can be started again, on the same folder and another port."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, environ: dict[str, str]) -> None:
        self.name = name
        self.folder = folder
        self.env_path = folder / "envs"
        self._command = [*command, "-env_path", str(self.env_path)]
        self._environ = {**os.environ, **environ, "HOME": str(folder)}
        self._process: subprocess.Popen[bytes] | None = None
        self.start_seconds = 0.0

    def start(self) -> Server:
        """Start it, and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        command = [*self._command, "-port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            started = time.perf_counter()
            process = subprocess.Popen(command, stdout=log, stderr=log, env=self._environ, cwd=self.folder)
        browser = self._first_connection(process)
        self._process = process
        browser.ask(request("/", b"", "GET"))
        self.start_seconds = time.perf_counter() - started
        browser.close()
        self.connection = Connection(self.port)  # of a program, which sends nothing that pages send
        return self

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process.pid

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"

    def post(self, path: str, body: Any) -> float:
        """Seconds that the answer to a request took."""
        return self.connection.ask(request(path, body))

    def one_by_one(self, messages: Sequence[bytes]) -> list[float]:
        """Seconds that each of these requests took, each sent when the one before was answered."""
        with beside(self.pid):
            return one_by_one(self.connection, messages)

    def cpu_seconds(self) -> float:
        """Processor time of the process so far, of all its threads, also of those that ended; to the nanosecond."""
        time.sleep(SETTLE_SECONDS)
        return time.clock_gettime((~self.pid << 3) | 2)  # the number by which Linux knows the clock of a process

    def resident_mib(self) -> float:
        """Memory of the process that is in use now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End the process, by default at once."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None
            self.connection.close()

    def restart(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process, by default in order, and start it again on what it left."""
        self.end(how)
        self.start()

    def _first_connection(self, process: subprocess.Popen[bytes]) -> Connection:
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                return Connection(self.port)
            except OSError:
                time.sleep(0.002)
        process.kill()
        process.wait()
        log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"{self.name} did not answer:\n{log[-2000:]}")


class Contenders:
    """Who is measured on this machine, and how to make them."""

    def __init__(self, upstream: Path | None) -> None:
        self._upstream = upstream
        self.names = (OURS, FLOOR, UPSTREAM) if upstream else (OURS, FLOOR)

    def python(self, name: str) -> Path:
        """The interpreter that has the client of this contender."""
        return self._upstream if name == UPSTREAM and self._upstream else Path(sys.executable)

    def make(self, name: str, folder: Path, flags: Sequence[str] = ()) -> Server:
        """One of them, not started yet; flags are for ours, which by default keeps every change on disk."""
        # A folder is left out of the paths of upstream, which would find our visdom there.
        ours = {"PYTHONPATH": str(ROOT)}
        if name == OURS:
            kept = () if "-cache_type" in flags else AUTOSAVE
            return Server(name, [sys.executable, "-m", "visdom.server", "-bind_local", *kept, *flags], folder, ours)
        if name == FLOOR:
            return Server(name, [sys.executable, "-m", "benchmarks.floor"], folder, ours)
        quiet = ["-bind_local", "-logging_level", "WARNING"]
        return Server(name, [str(self._upstream), "-c", START_UPSTREAM, *quiet], folder, {})


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
