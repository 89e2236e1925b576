"""Servers under measurement, requests to them, their CPU time and memory, and the pages of results."""

from __future__ import annotations

import http.client
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60.0
# Its setup.py needs an old setuptools, which a build of its own would not take.
UPSTREAM_INSTALLS = (["setuptools<81", "wheel"], ["--no-build-isolation", "visdom==0.2.4", "tornado==6.5.5"])
START_UPSTREAM = "from visdom.server.run_server import main; main()"  # as `visdom`, without its downloads at start


class Contender:
    """A server process: where it answers and what it has used."""

    def __init__(self, name: str, command: list[str], folder: Path) -> None:
        self.name = name
        self.port = int(command[command.index("-port") + 1]) if "-port" in command else int(command[2])
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        folder.mkdir(parents=True, exist_ok=True)
        self.log = (folder / f"{name}.log").open("wb")
        environ = {**os.environ, "HOME": str(folder)}
        started = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, env=environ, cwd=folder)
        self._wait_until_it_answers()
        self.start_seconds = time.perf_counter() - started

    def post(self, path: str, body: Any) -> float:
        """Seconds that the answer to a request took."""
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        started = time.perf_counter()
        self.http.request("POST", path, text)
        answer = self.http.getresponse()
        answer.read()
        elapsed = time.perf_counter() - started
        if answer.status != 200:
            raise RuntimeError(f"{self.name} answered {answer.status} to {path}")
        return elapsed

    def cpu_seconds(self) -> float:
        """User and system time of the process so far, all its threads together."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def resident_mib(self) -> float:
        """Memory of the process that is in use now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def end(self) -> None:
        """End the process at once."""
        self.http.close()
        self.process.kill()
        self.process.wait()
        self.log.close()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                self.http.request("GET", "/")
                self.http.getresponse().read()
                return
            except OSError:
                self.http.close()
                time.sleep(0.005)
        raise RuntimeError(f"{self.name} did not answer; see {self.log.name}")


def free_port() -> int:
    """A port that nobody listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_ours(folder: Path, *flags: str, cache_type: str = "JPWA") -> Contender:
    """Our server, every window kept on disk."""
    command = [sys.executable, "-m", "visdom.server", "-port", str(free_port()), "-env_path", str(folder / "ours")]
    return Contender("ours", [*command, "-bind_local", "-cache_type", cache_type, *flags], folder)


def start_upstream(folder: Path, python: Path) -> Contender:
    """The released server, which keeps windows in memory only."""
    command = [str(python), "-c", START_UPSTREAM, "-port", str(free_port()), "-env_path", str(folder / "upstream")]
    return Contender("upstream", [*command, "-bind_local", "-logging_level", "WARNING"], folder)


def start_floor(folder: Path) -> Contender:
    """The bare server of floor.py."""
    return Contender(
        "floor", [sys.executable, str(HERE / "floor.py"), str(free_port()), str(folder / "floor.log")], folder
    )


def upstream_python(given: Path | None, folder: Path) -> Path:
    """The interpreter of an environment with the released visdom: the given one, or a new one."""
    if given is not None:
        return given
    venv.create(folder / "upstream-venv", with_pip=True)
    python = folder / "upstream-venv" / "bin" / "python"
    for arguments in UPSTREAM_INSTALLS:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *arguments], check=True)
    return python


@contextmanager
def viewers(server: Contender, count: int, env: str) -> Iterator[None]:
    """Browsers that look at an environment for the while."""
    command = [sys.executable, str(HERE / "viewers.py"), server.url, str(count), env]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"the viewers of {server.name} could not connect")
        yield
        process.stdin.close()
        process.stdout.read()


def percentile(values: list[float], percent: float) -> float:
    """The value that this share of all values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))]


def median(values: list[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """What kind of machine this is, without its name."""
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, {python}"


def write_results(name: str, title: str, texts: list[str], figures: Any) -> None:
    """Write and print a page of results, and the figures it was made from."""
    page = "\n\n".join([f"# {title}", f"{date.today().isoformat()}, {machine()}.", *texts]) + "\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(page, encoding="utf-8")
    record = {"date": date.today().isoformat(), "machine": machine(), "figures": figures}
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(page)
