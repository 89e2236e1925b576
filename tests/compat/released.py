"""The released visdom 0.2.4 in a throw-away environment: its interpreter, its server, its client's drawings."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from serving import free_port
from throwaway import run

# Its setup.py needs an old setuptools, which a build of its own would not take.
INSTALLS = (
    ["setuptools<81", "wheel"],
    ["--no-build-isolation", "visdom==0.2.4", "tornado==6.5.5"],
    ["av", "beautifulsoup4", "lxml", "matplotlib", "networkx", "plotly"],  # what its methods need
)
START_SERVER = "from visdom.server.run_server import main; main()"  # as `visdom`, without its downloads at start
DRAWINGS = Path(__file__).with_name("drawings.py")
START_SECONDS = 40.0

_open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


@contextmanager
def released_server(python: Path, folder: Path, **environ: str) -> Iterator[str]:
    """Run the released server on a free port; yields its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [python, "-c", START_SERVER, "-port", str(port), "-env_path", str(folder / "envs"), "-bind_local"]
    (folder / "home").mkdir(parents=True)
    environ = {**os.environ, "HOME": str(folder / "home"), **environ}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environ, cwd=folder)
    try:
        _wait_until_it_answers(process, url)
        yield url
    finally:
        process.kill()
        process.wait()


def status_of(url: str) -> int:
    """The status that a GET of this address gives."""
    try:
        with _open_directly(url, timeout=START_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def _wait_until_it_answers(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            status_of(url)
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the released server did not answer at {url}")


def drawings_on(python: Path, url: str) -> dict[str, Any]:
    """Let the released client make all drawings on a server; returns its answers and what the server stores."""
    printed = run([python, DRAWINGS, url.rpartition(":")[2]])
    last_line = printed.strip().rpartition("\n")[2]  # the client prints a greeting first
    drawings: dict[str, Any] = json.loads(last_line, parse_constant=str)
    return drawings
