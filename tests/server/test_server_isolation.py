"""A viewer that stops reading affects neither programs, nor other viewers, nor the memory of the server."""

from __future__ import annotations

import json
import socket
import struct
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import jsonpatch
import pytest
import websocket
from serving import ServerProcess

EID = "busy"
ROUNDS = 160
IMAGE_BYTES = 200_000
MESSAGES_PER_PUSH = 4
MEGABYTE = 1_000_000
SOON = 60.0
RESET_ON_CLOSE = struct.pack("ii", 1, 0)

open_directly = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def post(server: ServerProcess, path: str, body: dict[str, Any]) -> str:
    with open_directly(f"{server.url}{path}", json.dumps(body).encode(), timeout=SOON) as answer:
        text: str = answer.read().decode()
        return text


def windows_of(server: ServerProcess) -> dict[str, Any]:
    windows: dict[str, Any] = json.loads(post(server, "/win_data", {"win": None, "eid": EID}))
    return windows


class Page:
    """Applies messages as a browser does; it reads only when the test reads."""

    def __init__(self, server: ServerProcess, receive_bytes: int) -> None:
        self.windows: dict[str, Any] = {}
        self.received = 0
        self.link = websocket.create_connection(
            f"ws://127.0.0.1:{server.port}/socket",
            timeout=SOON,
            sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes),),
            http_no_proxy=["127.0.0.1"],
            skip_utf8_validation=True,
        )
        sid = json.loads(self.link.recv())["data"]
        self.opened = False
        post(server, f"/env/{EID}", {"sid": sid})

    def read(self) -> None:
        """Take one message."""
        message = json.loads(self.link.recv())
        self.received += 1
        if message["command"] == "window":
            self.windows[message["id"]] = message
        elif message["command"] == "window_update":
            self.apply(message)
        elif message["command"] == "close":
            self.windows.pop(message["data"], None)
        elif message["command"] == "layout":
            self.opened = True

    def apply(self, message: dict[str, Any]) -> None:
        """A patch fits only the version before it."""
        window = self.windows[message["win"]]
        assert message["version"] == window["version"] + 1, "a patch is missing, or came twice"
        self.windows[message["win"]] = jsonpatch.apply_patch(window, message["content"])

    def read_until(self, wanted: dict[str, Any]) -> None:
        """Read on until the page shows these windows."""
        while self.windows != wanted:
            self.read()


def resident_bytes(server: ServerProcess) -> int:
    """Memory of the server that is in use now."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(server.pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout) * 1024


def push(server: ServerProcess, number: int) -> None:
    """An image over the former one, a point more on a line, a window that is made and one that is closed."""
    image = {"src": f"data:image/png;base64,{number}" + "A" * IMAGE_BYTES, "caption": f"image {number}"}
    post(server, "/events", {"win": "image", "eid": EID, "data": [{"type": "image", "content": image}]})
    trace = {"type": "scatter", "name": "loss", "x": [number], "y": [number / 2]}
    post(server, "/update", {"win": "line", "eid": EID, "data": [trace], "append": True, "layout": {}, "opts": {}})
    note = {"win": f"note {number}", "eid": EID, "data": [{"type": "text", "content": "x"}]}
    post(server, "/events", note)
    post(server, "/close", {"win": f"note {number - 1}", "eid": EID})


@pytest.fixture
def server(make_server: Callable[..., ServerProcess]) -> ServerProcess:
    made = make_server("-cache_type", "JPWA")
    trace = {"type": "scatter", "name": "loss", "x": list(range(500)), "y": list(range(500))}
    post(made, "/events", {"win": "line", "eid": EID, "data": [trace], "layout": {}})
    push(made, 0)
    return made


Visit = Callable[..., Page]


@pytest.fixture
def visit(server: ServerProcess) -> Iterator[Visit]:
    """Opens pages with small socket buffers."""
    pages: list[Page] = []

    def open_page(receive_bytes: int = 65_536) -> Page:
        pages.append(Page(server, receive_bytes))
        return pages[-1]

    yield open_page
    for page in pages:
        page.link.shutdown()


def test_a_viewer_that_does_not_read_delays_no_one_and_catches_up(server: ServerProcess, visit: Visit) -> None:
    slow, other = visit(), visit(receive_bytes=4 * MEGABYTE)
    while not other.opened:
        other.read()
    received = other.received
    for number in range(1, ROUNDS + 1):
        push(server, number)
        while f"note {number - 1}" in other.windows or f"note {number}" not in other.windows:
            other.read()
    assert other.received - received == ROUNDS * MESSAGES_PER_PUSH, "the other viewer did not get every change"
    assert other.windows == windows_of(server)

    slow.read_until(windows_of(server))
    push(server, ROUNDS + 1)
    slow.read_until(windows_of(server))
    assert "Traceback" not in server.log()


def test_viewers_that_do_not_read_cost_bounded_memory(server: ServerProcess, visit: Visit) -> None:
    crowd = [visit() for _ in range(4)]
    for number in range(1, 40):
        push(server, number)
    before = resident_bytes(server)
    for number in range(40, 40 + ROUNDS):
        push(server, number)
    grown = resident_bytes(server) - before
    pushed = ROUNDS * IMAGE_BYTES * len(crowd)
    assert grown < pushed / 8, f"{grown / MEGABYTE:.0f} MB more after {pushed / MEGABYTE:.0f} MB were pushed"
    crowd[0].read_until(windows_of(server))


def test_other_messages_cost_bounded_memory_too(server: ServerProcess, visit: Visit) -> None:
    for number in range(400):
        post(server, f"/env/{number}", {"eid": f"{number} " + "x" * 150})
    crowd = [visit() for _ in range(4)]
    before = resident_bytes(server)
    for number in range(500):
        note = {"command": "window", "id": "note", "type": "text", "content": f"{number}"}
        post(server, "/win_data", {"win": "note", "eid": EID, "data": json.dumps(note)})
    grown = resident_bytes(server) - before
    pushed = 500 * 400 * 150 * len(crowd)
    assert grown < pushed / 3, f"{grown / MEGABYTE:.0f} MB more after {pushed / MEGABYTE:.0f} MB were pushed"
    crowd[0].read_until(windows_of(server))


def test_a_viewer_that_vanishes_is_forgotten(server: ServerProcess, visit: Visit) -> None:
    for _ in range(20):
        page = visit()
        page.link.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        page.link.shutdown()
    for number in range(1, 10):
        push(server, number)
    visit().read_until(windows_of(server))
    assert "Traceback" not in server.log()
