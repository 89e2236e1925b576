"""A page and a program as seen by the server: small synchronous peers for tests."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import requests
import websocket
from serving import ServerProcess

Message = dict[str, Any]

WAIT_SECONDS = 10.0
QUIET_SECONDS = 0.4


class Peer:
    """A websocket that the test reads.

    Messages about unsaved windows, which arrive at any time, go to `unsaved` and not to `seen`.
    """

    def __init__(self, server: ServerProcess, path: str) -> None:
        self.server = server
        self.socket = websocket.create_connection(server.url.replace("http", "ws") + path, timeout=WAIT_SECONDS)
        self.seen: list[Message] = []
        self.unsaved: list[Message] = []

    def receive(self, seconds: float = WAIT_SECONDS) -> Message | None:
        """The next message, or None when none arrives in time."""
        self.socket.settimeout(seconds)
        while True:
            try:
                message: Message = json.loads(self.socket.recv())
            except websocket.WebSocketTimeoutException:
                return None
            if message.get("command") != "unsaved":
                self.seen.append(message)
                return message
            self.unsaved.append(message["data"])

    def until(self, wanted: Callable[[Message], bool]) -> Message:
        """The next message that is wanted; others are skipped."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            message = self.receive()
            if message is not None and wanted(message):
                return message
        raise AssertionError(f"no such message arrived; seen: {self.seen[-5:]}")

    def command(self, *commands: str) -> Message:
        return self.until(lambda message: message.get("command") in commands)

    def rest(self) -> list[Message]:
        """The messages that arrive within a short while."""
        messages = []
        while (message := self.receive(QUIET_SECONDS)) is not None:
            messages.append(message)
        return messages

    def send(self, **command: Any) -> None:
        self.socket.send(json.dumps(command))


class Page(Peer):
    """A page, greeted."""

    def __init__(self, server: ServerProcess, path: str = "/socket") -> None:
        super().__init__(server, path)
        self.sid = self.command("register")["data"]
        self.command("env_update")

    def watch(self, eid: str) -> list[Message]:
        """Choose an environment; everything up to `layout`."""
        start = len(self.seen)
        ask(self.server, "/env/" + quote(eid, safe=""), sid=self.sid)
        self.command("layout")
        return self.seen[start:]

    def compare(self, *eids: str) -> list[Message]:
        start = len(self.seen)
        ask(self.server, "/compare/" + "+".join(eids), sid=self.sid)
        self.command("layout")
        return self.seen[start:]


class Program(Peer):
    """A program that listens for events."""

    def __init__(self, server: ServerProcess) -> None:
        super().__init__(server, "/vis_socket")
        self.command("alive")


@contextmanager
def connected(*peers: Peer) -> Iterator[None]:
    try:
        yield
    finally:
        for peer in peers:
            peer.socket.close()


def attempt(server: ServerProcess, path: str, **body: Any) -> requests.Response:
    """POST a body that the server may refuse."""
    return requests.post(server.url + path, data=json.dumps(body), timeout=30)


def ask(server: ServerProcess, path: str, **body: Any) -> requests.Response:
    """POST a body that the server must accept."""
    answer = attempt(server, path, **body)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    return answer


def text(server: ServerProcess, win: str, eid: str, content: str, **opts: Any) -> None:
    ask(server, "/events", data=[{"type": "text", "content": content}], win=win, eid=eid, opts=opts)


def line(server: ServerProcess, win: str, eid: str, x: list[Any], name: str = "a", **more: Any) -> None:
    trace = {"type": "scatter", "x": x, "y": x, "name": name}
    path = "/update" if more else "/events"
    ask(server, path, data=[trace], win=win, eid=eid, layout={}, opts={"title": win}, **more)


def window(server: ServerProcess, win: str | None, eid: str) -> Any:
    return ask(server, "/win_data", win=win, eid=eid).json()
