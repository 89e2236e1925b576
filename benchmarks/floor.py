"""The floor: a bare tornado + orjson server that keeps windows in a dictionary, logs every change and patches by hand.

It knows one kind of window (a line), has no history, no login, no page, and forgets all of it when it ends. Its only
purpose is to show what the same work costs at least, with the libraries that visdom uses.

    python benchmarks/floor.py PORT LOG_FILE
"""

from __future__ import annotations

import asyncio
import sys
import uuid
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

REQUEST_CAP = 1 << 30


class State:
    """Windows by environment and id, who watches, and the log."""

    def __init__(self, log: BinaryIO) -> None:
        self.log = log
        self.windows: dict[str, dict[str, dict[str, Any]]] = {}
        self.viewers: dict[str, Viewer] = {}

    def publish(self, env: str, message: bytes) -> None:
        """Log a message and send it to everybody who watches the environment."""
        self.log.write(message + b"\n")
        for viewer in self.viewers.values():
            if viewer.env == env:
                viewer.write_message(message)


class Handler(RequestHandler):
    """A request with a JSON body."""

    def initialize(self, state: State) -> None:
        self.state = state
        self.message = orjson.loads(self.request.body) if self.request.body else {}


class Events(Handler):
    """Make or replace a window."""

    def post(self) -> None:
        message = self.message
        windows = self.state.windows.setdefault(message["eid"], {})
        first = message["data"][0]
        is_plot = first["type"] == "scatter"
        window = {
            "command": "window",
            "id": message["win"],
            "type": "plot" if is_plot else first["type"],
            "contentID": str(uuid.uuid4()),
            "content": {"data": message["data"], "layout": message["layout"]} if is_plot else first["content"],
            "i": len(windows),
            "version": 1,
        }
        windows[message["win"]] = window
        self.state.publish(message["eid"], orjson.dumps(window))
        self.finish(message["win"])


class Update(Handler):
    """Append points to the first trace of a window."""

    def post(self) -> None:
        message = self.message
        window = self.state.windows[message["eid"]][message["win"]]
        trace, new = window["content"]["data"][0], message["data"][0]
        patch = []
        for axis in ("x", "y"):
            start = len(trace[axis])
            trace[axis].extend(new[axis])
            patch += [
                {"op": "add", "path": f"/content/data/0/{axis}/{start + offset}", "value": value}
                for offset, value in enumerate(new[axis])
            ]
        window["contentID"] = str(uuid.uuid4())
        window["version"] += 1
        patch.append({"op": "replace", "path": "/contentID", "value": window["contentID"]})
        packet = {"command": "window_update", "win": message["win"], "env": message["eid"], "content": patch}
        self.state.publish(message["eid"], orjson.dumps({**packet, "version": window["version"]}))
        self.finish(message["win"])


class Env(Handler):
    """A browser chooses its environment; without one, the environment is made."""

    def post(self, name: str) -> None:
        viewer = self.state.viewers.get(self.message.get("sid", ""))
        windows = self.state.windows.setdefault(name, {})
        if viewer is None:
            return
        viewer.env = name
        for window in windows.values():
            viewer.write_message(orjson.dumps(window))
        viewer.write_message(b'{"command":"layout"}')


class Alive(RequestHandler):
    """An answer for those who wait for the start."""

    def get(self) -> None:
        self.finish("alive")


class Viewer(WebSocketHandler):
    """A browser."""

    def initialize(self, state: State) -> None:
        self.state = state
        self.env: str | None = None
        self.sid = uuid.uuid4().hex

    def open(self) -> None:
        self.state.viewers[self.sid] = self
        self.write_message(orjson.dumps({"command": "register", "data": self.sid, "readonly": False}))

    def on_close(self) -> None:
        self.state.viewers.pop(self.sid, None)


async def serve(port: int, log: BinaryIO) -> None:
    """Serve until the process is ended."""
    state = {"state": State(log)}
    routes = [
        ("/events", Events, state),
        ("/update", Update, state),
        ("/env/(.*)", Env, state),
        ("/socket", Viewer, state),
        ("/", Alive),
    ]
    Application(routes).listen(port, address="127.0.0.1", max_buffer_size=REQUEST_CAP)
    await asyncio.Event().wait()


if __name__ == "__main__":
    with Path(sys.argv[2]).open("ab", buffering=0) as opened:
        asyncio.run(serve(int(sys.argv[1]), opened))
