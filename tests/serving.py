"""The real server as a process of its own: private folder, free port, ended by its own id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

START_SECONDS = 40.0
STOP_SECONDS = 20.0

_open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def free_port() -> int:
    """A port of this machine on which no process listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """`python -m visdom.server` on 127.0.0.1, with everything it writes below `folder`.

    `restart` keeps port and `env_path`. All it printed, over all its lives, is in `log()`.
    """

    def __init__(
        self,
        folder: Path,
        *flags: str,
        env_path: Path | None = None,
        environ: dict[str, str] | None = None,
        prefix: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.env_path = env_path or folder / "envs"
        self.prefix = prefix
        """The words of a command that runs the server in its own place."""
        self.flags = [str(flag) for flag in flags]
        self.environ = {**os.environ, "HOME": str(self.home), "PYTHONUNBUFFERED": "1", **(environ or {})}
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.home.mkdir(parents=True)

    @property
    def base_url(self) -> str:
        """The value of `-base_url`, if that flag is given."""
        return self.flags[self.flags.index("-base_url") + 1] if "-base_url" in self.flags else ""

    @property
    def url(self) -> str:
        """Address that all routes begin with."""
        return f"http://127.0.0.1:{self.port}{self.base_url}"

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self.process is None:
            raise RuntimeError("the server was not started")
        return self.process.pid

    def log(self) -> str:
        """What the server printed so far."""
        path = self.folder / "server.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def start(self) -> ServerProcess:
        """Start it and return when it answers."""
        command = [
            *self.prefix,
            sys.executable,
            "-m",
            "visdom.server",
            "-port",
            str(self.port),
            "-env_path",
            str(self.env_path),
        ]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "-bind_local", *self.flags],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environ,
            )
        self._wait_until_it_answers(self.process)
        return self

    def stop(self, kill: bool = False) -> int | None:
        """End it with SIGTERM, or at once with SIGKILL; returns its exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def restart(self, kill: bool = True) -> ServerProcess:
        """End it (by default with SIGKILL) and start it again on the same port and folder."""
        self.stop(kill=kill)
        return self.start()

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with {process.returncode} before it answered:\n{self.log()}")
            try:
                _open_directly(f"{self.url}/", timeout=5).close()
                return
            except urllib.error.HTTPError as answer:
                answer.close()
                return
            except OSError:
                time.sleep(0.03)
        self.stop(kill=True)
        raise RuntimeError(f"the server did not answer within {START_SECONDS:.0f} s:\n{self.log()}")
