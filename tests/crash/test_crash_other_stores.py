"""What `/save` and SIGTERM promise where windows are not saved by themselves (`-cache_type JPE` and `JPW`)."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import window_model as model
from ledger import Windows
from serving import ServerProcess

ONLY_ON_REQUEST = ("-save_interval", "0", "-save_threshold", "0")
EID = "run"
SAVE_SECONDS = 20.0


class Program:
    """Changes three windows and saves them, over and over; knows what the last two saves stored."""

    def __init__(self, server: ServerProcess) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self.windows: Windows = {}
        self.saved: Windows = {}
        self.saving: Windows = {}
        self.serial = 0

    def post(self, path: str, body: dict[str, Any]) -> str:
        self.connection.request("POST", path, json.dumps(body))
        answer = self.connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, (path, body, answer.status, text)
        return text

    def create(self) -> None:
        """The three windows, new; also after a restart."""
        for win, data in (("log", self.text()), ("loss", self.line()), ("weights", self.image())):
            layout = {"title": "loss"} if win == "loss" else None
            self.post("/events", {"win": win, "eid": EID, "data": data, "layout": layout, "opts": {}})
            self.windows[win] = model.created(win, data, {}, layout)

    def text(self) -> list[dict[str, Any]]:
        return [{"type": "text", "content": f"line {self.serial}"}]

    def line(self) -> list[dict[str, Any]]:
        return [{"type": "scatter", "name": "train", "x": [self.serial], "y": [self.serial + 0.5]}]

    def image(self) -> list[dict[str, Any]]:
        return [{"type": "image", "content": {"src": f"data:{self.serial}," + "A" * 100_000, "caption": None}}]

    def change(self) -> None:
        """A change of each window."""
        self.serial += 1
        text, line, image = self.text(), self.line(), self.image()
        self.post("/update", {"win": "log", "eid": EID, "data": text})
        self.post("/update", {"win": "loss", "eid": EID, "data": line, "append": True, "opts": {}, "layout": {}})
        self.post("/events", {"win": "weights", "eid": EID, "data": image, "opts": {}})
        self.windows = {
            "log": model.text_appended(self.windows["log"], text[0]["content"]),
            "loss": model.traces_changed(self.windows["loss"], line, None, append=True),
            "weights": model.replaced(self.windows["weights"], model.created("weights", image, {}, None)),
        }

    def save(self) -> None:
        self.saving = self.windows
        assert self.post("/save", {"data": [EID]}) == json.dumps([EID])
        self.saved = self.saving

    def change_and_save_until_killed(self) -> None:
        try:
            while True:
                self.change()
                if self.serial % 3 == 0:
                    self.save()
        except (OSError, http.client.HTTPException):
            self.connection.close()

    def stored(self) -> Windows:
        """The windows that the server has now."""
        windows: Windows = json.loads(self.post("/win_data", {"win": None, "eid": EID}))
        return {win: plain(window) for win, window in windows.items()}


def plain(window: model.Window) -> model.Window:
    """A window without what differs from run to run."""
    return {member: value for member, value in window.items() if member not in ("contentID", "i", "version")}


MakeServer = Callable[..., ServerProcess]
Connect = Callable[[ServerProcess], Program]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Makes programs."""
    programs: list[Program] = []

    def make(server: ServerProcess) -> Program:
        programs.append(Program(server))
        return programs[-1]

    yield make
    for program in programs:
        program.connection.close()


def wait_for(file: Path) -> None:
    """Return when the file is there."""
    deadline = time.monotonic() + SAVE_SECONDS
    while not file.exists():
        assert time.monotonic() < deadline, f"{file} was not written"
        time.sleep(0.02)


def kill_while_saving(server: ServerProcess, program: Program, seed: str) -> None:
    """Let a program work until the server is killed at a random moment; start the server again."""
    program.create()
    program.save()
    killer = threading.Timer(random.Random(seed).uniform(0.3, 0.9), server.stop, kwargs={"kill": True})
    killer.start()
    program.change_and_save_until_killed()
    killer.join()
    server.start()


@pytest.mark.parametrize("number", range(4))
def test_saved_environment_survives_kill_under_jpe(make_server: MakeServer, connect: Connect, number: int) -> None:
    server = make_server("-cache_type", "JPE", *ONLY_ON_REQUEST)
    program = connect(server)
    kill_while_saving(server, program, f"JPE {number}")
    candidates = [{win: plain(window) for win, window in saved.items()} for saved in (program.saved, program.saving)]
    assert program.stored() in candidates


@pytest.mark.parametrize("number", range(4))
def test_saved_windows_survive_kill_under_jpw(make_server: MakeServer, connect: Connect, number: int) -> None:
    server = make_server("-cache_type", "JPW", *ONLY_ON_REQUEST)
    program = connect(server)
    kill_while_saving(server, program, f"JPW {number}")
    stored = program.stored()
    assert stored.keys() == program.saved.keys()
    for win, window in stored.items():
        assert window in (plain(program.saved[win]), plain(program.saving[win])), f"{win} is neither of the last two"


def test_closed_window_stays_closed_under_jpw(make_server: MakeServer, connect: Connect) -> None:
    server = make_server("-cache_type", "JPW", *ONLY_ON_REQUEST)
    program = connect(server)
    program.create()
    program.save()
    program.post("/close", {"win": "loss", "eid": EID})
    server.restart(kill=True)
    assert sorted(connect(server).stored()) == ["log", "weights"]


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_terminated_server_has_saved_everything(make_server: MakeServer, connect: Connect, cache_type: str) -> None:
    server = make_server("-cache_type", cache_type, *ONLY_ON_REQUEST)
    program = connect(server)
    program.create()
    program.change()
    assert server.stop() == 0
    server.start()
    assert connect(server).stored() == {win: plain(window) for win, window in program.windows.items()}


def test_changed_environment_is_saved_after_some_updates_under_jpe(make_server: MakeServer, connect: Connect) -> None:
    server = make_server("-cache_type", "JPE", "-save_interval", "0", "-save_threshold", "6")
    program = connect(server)
    program.create()
    logs = []
    for _ in range(8):
        program.change()
        logs.append(program.windows["log"]["content"])
    wait_for(server.env_path / f"{EID}.json")
    server.restart(kill=True)
    assert connect(server).stored()["log"]["content"] in logs
