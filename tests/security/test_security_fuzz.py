"""Spoiled requests, messages and files: no 500, no traceback, a sound folder, and nothing acknowledged is lost.

`VISDOM_FUZZ_MINUTES=10` looks for longer; without it, all of these tests together take about a minute.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import websocket
from bad_requests import GOOD
from fuzz_strategies import Step, cut, steps
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from serving import ServerProcess

from visdom.autosave import open_tree
from visdom.autosave.cli import run
from visdom.autosave.cli.main import Exit
from visdom.windows.patch import replay

SECONDS = float(os.environ.get("VISDOM_FUZZ_MINUTES", "1")) * 60
PARTS = 7
"""How many tests share that time."""
CACHE_TYPES = ("JPE", "JPW", "JPWA")
FAULTY = str(Path(__file__).with_name("faulty"))
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of values nested deeply

State = dict[str, dict[str, Any]]


def for_a_while(test: Callable[[], None], seconds: float = SECONDS / PARTS) -> None:
    """Run a hypothesis test again, with other examples each time, until the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        test()


quick = settings(max_examples=5, deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck))


class Target:
    """A server that gets spoiled requests, with a new folder for each example."""

    def __init__(self, server: ServerProcess) -> None:
        self.server = server

    def begin(self) -> None:
        """Start with windows of all types and nothing else."""
        self.server.stop(kill=True)
        shutil.rmtree(self.server.env_path, ignore_errors=True)
        self._read_of_log = len(self.server.log())
        self.server.start()
        for what, (path, body) in GOOD.items():
            if what.startswith("make"):
                self.send(Step(path, json.dumps(body).encode()))

    def send(self, step: Step) -> None:
        """Send one request; the server must answer and not fail."""
        if step.is_message:
            with contextlib.closing(self._connect(step.path)) as link:
                link.send(step.body, websocket.ABNF.OPCODE_TEXT)
                link.ping()
                link.recv()
            return
        status, text = self._post(step.path, step.body)
        assert status < http.HTTPStatus.INTERNAL_SERVER_ERROR, f"{step}: {status} {text}"
        assert "Traceback" not in text, f"{step}: {text}"

    def state(self) -> State:
        """All windows of all environments."""
        names = json.loads(self._post("/env_state", b"{}")[1])
        return {
            eid: json.loads(self._post("/win_data", json.dumps({"eid": eid, "win": None}).encode())[1]) for eid in names
        }

    def end(self) -> None:
        """Save, kill, check and start: everything must be there."""
        before = self.state()
        status, text = self._post("/save", json.dumps({"data": list(before)}).encode())
        assert status == http.HTTPStatus.OK, text
        log = self.server.log()[self._read_of_log :]
        assert "Traceback" not in log, log[-3000:]
        self.server.stop(kill=True)
        assert run(["check", str(self.server.env_path)], replay, program="check") == 0
        self.server.start()
        assert self.state() == before, "the server lost what it had acknowledged"

    def _post(self, path: str, body: bytes) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("POST", path, body)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def _connect(self, path: str) -> websocket.WebSocket:
        return websocket.create_connection(f"ws://127.0.0.1:{self.server.port}{path}", timeout=30)

    def survives(self, steps: list[Step]) -> None:
        """One example, from an empty folder to the next start."""
        self.begin()
        for step in steps:
            self.send(step)
        self.end()


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
def test_spoiled_requests_lose_nothing(cache_type: str, make_server: Callable[..., ServerProcess]) -> None:
    target = Target(make_server("-cache_type", cache_type))
    for_a_while(quick(given(steps)(lambda steps: target.survives(steps))))


def test_a_server_that_counts_a_failed_save_as_done_is_found_out(make_server: Callable[..., ServerProcess]) -> None:
    target = Target(make_server("-cache_type", "JPE", environ={"PYTHONPATH": FAULTY}))
    long = settings(quick, max_examples=1000, phases=[Phase.generate])
    with pytest.raises(AssertionError, match="lost what it had acknowledged"):
        long(given(steps)(lambda steps: target.survives(steps)))()


# Files

WINS = ("text", "line", "other")


def fill(folder: Path, cache_type: str) -> Path:
    """A folder with three windows, two of which were changed, as a kill leaves it."""
    with contextlib.closing(open_tree(str(folder / "open"), cache_type, replay=replay, fsync="never")) as tree:
        tree["e"] = {}
        windows = tree["e"]["jsons"]
        for win in WINS:
            windows[win] = {"id": win, "type": "text", "content": "x" * 40, "version": 1}
        for win in WINS[1:]:
            with tree.lock:
                windows[win].update(content="y", version=2)
                changes = {"content": "y", "version": 2}
                patch = [{"op": "replace", "path": f"/{key}", "value": value} for key, value in changes.items()]
                windows.append(win, json.dumps(patch).encode())
        if cache_type != "JPWA":  # which has every change in its journals
            tree.save("e")
        shutil.copytree(folder / "open", folder / "killed", ignore=shutil.ignore_patterns(".lock"))
    return folder / "killed"


def held(folder: Path) -> State:
    """All windows that a server finds in a copy of a folder."""
    copied = folder.with_name("copied")
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(folder, copied)
    found: State = {}
    with contextlib.closing(open_tree(str(copied), replay=replay, fsync="never")) as tree:
        for eid in [eid for eid in tree if tree.get(eid) is not None]:
            found[eid] = {}
            for win in tree[eid]["jsons"]:
                with contextlib.suppress(KeyError):  # its file cannot be read
                    found[eid][win] = dict(tree[eid]["jsons"][win])
    return found


def is_of(path: Path, win: str) -> bool:
    """May a spoiled file change this window? Its own may, and what is about the whole environment."""
    return path.name.split(".")[0] in (win, "e")


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
def test_a_spoiled_file_harms_no_other_window(cache_type: str, tmp_path: Path) -> None:
    whole = fill(tmp_path, cache_type)
    found = (path.relative_to(whole) for path in whole.rglob("*.*") if path.is_file() and path.stat().st_size)
    files = sorted(path for path in found if path.parent.name != ".visdom")  # without it nothing is read
    before = held(whole)
    spoiled = tmp_path / "spoiled"

    @settings(quick, max_examples=100)
    @given(st.data())
    def spoil(data: st.DataObject) -> None:
        shutil.rmtree(spoiled, ignore_errors=True)
        shutil.copytree(whole, spoiled)
        file = data.draw(st.sampled_from(files))
        (spoiled / file).write_bytes(data.draw(cut((whole / file).read_bytes())))
        assert run(["check", str(spoiled)], replay, program="check") in (Exit.FINE, Exit.WRONG)
        for repairs in (False, True):
            if repairs:
                run(["check", "--repair", str(spoiled)], replay, program="check")
                assert run(["check", str(spoiled)], replay, program="check") == Exit.FINE
            after = held(spoiled)
            for win, window in before["e"].items():
                assert is_of(file, win) or after["e"].get(win) == window, (file, win)

    for_a_while(spoil)
