"""The floor: a bare tornado + orjson server that keeps windows in dictionaries, logs every change and patches by hand.

It believes whatever it is sent, has no login, no page and no flags, and its log only grows. Its only purpose is to show
what the same work costs at least with the libraries that visdom uses: decode, change, encode once, write, send, answer.

    python -m benchmarks.floor -port PORT -env_path FOLDER
"""

from __future__ import annotations

import asyncio
import os
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

REQUEST_CAP = 1 << 30

Window = dict[str, Any]
Patch = list[dict[str, Any]]


def appended_points(window: Window, message: Window) -> Patch:
    """Points at the end of the first trace."""
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


def appended_rows(window: Window, message: Window) -> Patch:
    """Rows at the end of a heatmap."""
    rows, new = window["content"]["data"][0]["z"], message["data"][0]["z"]
    start = len(rows)
    rows.extend(new)
    return [
        {"op": "add", "path": f"/content/data/0/z/{start + offset}", "value": row} for offset, row in enumerate(new)
    ]


def appended_text(window: Window, message: Window) -> Patch:
    """A line at the end of a text, which is kept in pieces so that nothing long is copied."""
    line = "<br>" + message["data"][0]["content"]
    window["content"].append(line)
    return [{"op": "str_ins", "path": "/content", "value": line}]


def appended_image(window: Window, message: Window) -> Patch:
    """An image at the end of a history."""
    image = message["data"][0]["content"]
    window["content"].append(image)
    window["selected"] = len(window["content"]) - 1
    return [
        {"op": "add", "path": f"/content/{window['selected']}", "value": image},
        {"op": "replace", "path": "/selected", "value": window["selected"]},
    ]


RULES: dict[str, Callable[[Window, Window], Patch]] = {
    "scatter": appended_points,
    "heatmap": appended_rows,
    "text": appended_text,
    "image_history": appended_image,
}


def new_window(message: Window, number: int) -> Window:
    """The window that a request describes."""
    first = message["data"][0]
    content, kind = first.get("content"), first["type"]
    if kind in ("scatter", "heatmap"):
        content, kind = {"data": message["data"], "layout": message["layout"]}, "plot"
    window = {"command": "window", "id": message["win"], "type": kind, "contentID": str(uuid.uuid4())}
    window |= {"content": content, "i": number, "version": 1}
    if kind == "text":
        window["content"] = [content]
    elif kind == "image_history":
        window |= {"content": [content], "selected": 0}
    return window


def encoded(window: Window) -> bytes:
    """A window as pages get it."""
    if window["type"] == "text":
        return orjson.dumps({**window, "content": "".join(window["content"])})
    return orjson.dumps(window)


class Environment:
    """Windows by id, the file that every change is written to, and who watches."""

    def __init__(self, path: Path) -> None:
        self.windows: dict[str, Window] = {}
        self.viewers: set[Viewer] = set()
        if path.exists():
            self._read(path.read_bytes())
        self.log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)

    def _read(self, log: bytes) -> None:
        """Do again what the log says; a window that was replaced is read only once."""
        for line in log.splitlines():
            message = orjson.loads(line)
            if message["command"] == "window":
                if message["type"] == "text":
                    message["content"] = [message["content"]]
                self.windows[message["id"]] = message
            else:
                self.change(message["request"])

    def change(self, message: Window) -> tuple[Window, Patch]:
        """Append what a request brings to its window."""
        window = self.windows[message["win"]]
        patch = RULES[message["data"][0]["type"]](window, message)
        window["contentID"] = str(uuid.uuid4())
        window["version"] += 1
        patch.append({"op": "replace", "path": "/contentID", "value": window["contentID"]})
        return window, patch

    def publish(self, logged: bytes, sent: bytes) -> None:
        """Write a change, and send it to everybody who watches."""
        os.writev(self.log, (logged, b"\n"))
        for viewer in self.viewers:
            viewer.write_message(sent)


class State:
    """Everything that the server holds; an environment is read when it is first needed."""

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
    """Make or replace a window."""

    def post(self) -> None:
        message = self.message
        environment = self.state.environment(message["eid"])
        window = environment.windows[message["win"]] = new_window(message, len(environment.windows))
        text = encoded(window)
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
        # To start again it needs what came in; that is as long as what goes out, so the log holds only this.
        environment.publish(b'{"command":"update","request":' + self.request.body + b"}", text)
        self.finish(message["win"])


class Env(Handler):
    """A browser chooses its environment; without one, the environment is made."""

    def post(self, name: str) -> None:
        environment = self.state.environment(name)
        viewer = self.state.viewers.get(self.message.get("sid", ""))
        if viewer is None:
            return
        viewer.leave()
        viewer.environment = environment
        environment.viewers.add(viewer)
        for window in environment.windows.values():
            viewer.write_message(encoded(window))
        viewer.write_message(b'{"command":"layout"}')


class Save(Handler):
    """Everything is in the logs already."""

    def post(self) -> None:
        self.finish(orjson.dumps(self.message["data"]))


class Alive(RequestHandler):
    """An answer for those who wait for the start."""

    def get(self) -> None:
        self.finish("alive")


class Viewer(WebSocketHandler):
    """A browser."""

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
        """Watch nothing any more."""
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
