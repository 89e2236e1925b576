"""The floor: a bare tornado + orjson server that stores windows in dictionaries and appends every change to a log.

It checks nothing, has no login, no page and no flags, and its log only grows. It shows what the same work costs at
least with the libraries that visdom uses: decode, change, encode once, write, send, respond.

    python -m benchmarks.floor -port PORT -env_path FOLDER
"""

from __future__ import annotations

import asyncio
import os
import sys
import uuid
from pathlib import Path
from typing import Any

import orjson
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

REQUEST_CAP = 1 << 30

Window = dict[str, Any]
Patch = list[dict[str, Any]]


def append(window: Window, message: Window) -> Patch:
    """Append points to the first trace of a plot."""
    trace, new = window["content"]["data"][0], message["data"][0]
    patch = []
    for axis in ("x", "y"):
        start = len(trace[axis])
        trace[axis].extend(new[axis])
        patch += [
            {"op": "add", "path": f"/content/data/0/{axis}/{start + offset}", "value": value}
            for offset, value in enumerate(new[axis])
        ]
    return patch


def new_window(message: Window, number: int) -> Window:
    """The window that a request describes."""
    first = message["data"][0]
    content, kind = first.get("content"), first["type"]
    if kind == "scatter":
        content, kind = {"data": message["data"], "layout": message["layout"]}, "plot"
    window = {"command": "window", "id": message["win"], "type": kind, "contentID": str(uuid.uuid4())}
    return window | {"content": content, "i": number, "version": 1}


class Environment:
    """Windows by id, the file that every change is written to, and the viewers."""

    def __init__(self, path: Path) -> None:
        self.windows: dict[str, Window] = {}
        self.viewers: set[Viewer] = set()
        if path.exists():
            self._read(path.read_bytes())
        self.log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)

    def _read(self, log: bytes) -> None:
        """Replay the log."""
        for line in log.splitlines():
            message = orjson.loads(line)
            if message["command"] == "window":
                self.windows[message["id"]] = message
            else:
                self.change(message["request"])

    def change(self, message: Window) -> tuple[Window, Patch]:
        """Append the points of a request to its window."""
        window = self.windows[message["win"]]
        patch = append(window, message)
        window["contentID"] = str(uuid.uuid4())
        window["version"] += 1
        patch.append({"op": "replace", "path": "/contentID", "value": window["contentID"]})
        return window, patch

    def publish(self, logged: bytes, sent: bytes) -> None:
        """Write a change, and send it to all viewers."""
        os.writev(self.log, (logged, b"\n"))
        for viewer in self.viewers:
            viewer.write_message(sent)


class State:
    """All environments and viewers; an environment is read when a request first names it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.viewers: dict[str, Viewer] = {}
        self._environments: dict[str, Environment] = {}

    def environment(self, name: str) -> Environment:
        """The environment of this name."""
        found = self._environments.get(name)
        if found is None:
            found = self._environments[name] = Environment(self.folder / f"{name}.log")
        return found


class Handler(RequestHandler):
    """A request with a JSON body."""

    def initialize(self, state: State) -> None:
        self.state = state
        self.message = orjson.loads(self.request.body) if self.request.body else {}


class Events(Handler):
    """Create or replace a window."""

    def post(self) -> None:
        message = self.message
        environment = self.state.environment(message["eid"])
        window = environment.windows[message["win"]] = new_window(message, len(environment.windows))
        text = orjson.dumps(window)
        environment.publish(text, text)
        self.finish(message["win"])


class Update(Handler):
    """Append to a window."""

    def post(self) -> None:
        message = self.message
        environment = self.state.environment(message["eid"])
        window, patch = environment.change(message)
        packet = {"command": "window_update", "win": message["win"], "env": message["eid"], "content": patch}
        text = orjson.dumps({**packet, "version": window["version"]})
        # The log holds the request alone, which is as long as the packet: a restart replays it.
        environment.publish(b'{"command":"update","request":' + self.request.body + b"}", text)
        self.finish(message["win"])


class Env(Handler):
    """Show an environment to a viewer; without one, make the environment."""

    def post(self, name: str) -> None:
        environment = self.state.environment(name)
        viewer = self.state.viewers.get(self.message.get("sid", ""))
        if viewer is None:
            return
        viewer.leave()
        viewer.environment = environment
        environment.viewers.add(viewer)
        for window in environment.windows.values():
            viewer.write_message(orjson.dumps(window))
        viewer.write_message(b'{"command":"layout"}')


class Save(Handler):
    """Save nothing: the logs have everything."""

    def post(self) -> None:
        self.finish(orjson.dumps(self.message["data"]))


class Alive(RequestHandler):
    """A response that shows that the server has started."""

    def get(self) -> None:
        self.finish("alive")


class Viewer(WebSocketHandler):
    """The websocket of a viewer."""

    def initialize(self, state: State) -> None:
        self.state = state
        self.environment: Environment | None = None
        self.sid = uuid.uuid4().hex

    def open(self) -> None:
        self.state.viewers[self.sid] = self
        self.write_message(orjson.dumps({"command": "register", "data": self.sid, "readonly": False}))

    def on_close(self) -> None:
        self.leave()
        self.state.viewers.pop(self.sid, None)

    def leave(self) -> None:
        """Leave the environment."""
        if self.environment is not None:
            self.environment.viewers.discard(self)


async def serve(port: int, folder: Path) -> None:
    """Serve until the process is ended."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {"state": State(folder)}
    routes: list[Any] = [
        ("/events", Events, state),
        ("/update", Update, state),
        ("/env/(.*)", Env, state),
        ("/save", Save, state),
        ("/socket", Viewer, state),
        ("/", Alive),
    ]
    Application(routes).listen(port, address="127.0.0.1", max_buffer_size=REQUEST_CAP)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[sys.argv.index("-port") + 1]), Path(sys.argv[sys.argv.index("-env_path") + 1])))
