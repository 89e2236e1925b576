"""A page that applies the messages about one environment as a browser does, and records them."""

from __future__ import annotations

import itertools
from typing import Any

import jsonpatch
from peers import Message, Page, ask, attempt, window
from serving import ServerProcess

_marks = itertools.count()


class Mirror(Page):
    """A page whose windows must always equal the server's."""

    def __init__(self, server: ServerProcess, eid: str, path: str = "/socket") -> None:
        super().__init__(server, path)
        self.eid = eid
        self.windows: dict[str, Any] = {}
        for message in self.watch(eid):
            self._take(message)

    def changes(self) -> list[Message]:
        """The messages about windows since the last call, in the order in which they were sent."""
        mark = f"mark {next(_marks)}"
        start = len(self.seen)
        self.send(cmd="save_layouts", data=mark)
        self.until(lambda message: message.get("command") == "layout_update" and message["data"] == mark)
        sent = [message for message in self.seen[start:] if message["command"] in ("window", "window_update", "close")]
        for message in sent:
            self._take(message)
        return sent

    def make(self, win: str, *data: Any, **more: Any) -> Any:
        """Make a window; returns it."""
        assert ask(self.server, "/events", win=win, eid=self.eid, data=data, **{"layout": {}, **more}).text == win
        return self._window_after_one_message(win)

    def update(self, win: str, *data: Any, **more: Any) -> Any:
        """Change a window, for which the page gets one message; returns it."""
        assert ask(self.server, "/update", win=win, eid=self.eid, data=data, **more).text == win
        return self._window_after_one_message(win)

    def refused(self, words: str, path: str = "/update", status: int = 400, **body: Any) -> None:
        """The reply is a sentence with these words; no window changes, and no page gets a message."""
        before = window(self.server, None, self.eid)
        answer = attempt(self.server, path, **{"eid": self.eid, **body})
        assert answer.status_code == status, answer.text
        assert words in answer.text
        assert window(self.server, None, self.eid) == before
        assert self.changes() == []

    def _window_after_one_message(self, win: str) -> Any:
        assert len(self.changes()) == 1
        assert self.windows == window(self.server, None, self.eid)
        return self.windows[win]

    def _take(self, message: Message) -> None:
        if message["command"] == "window":
            self.windows[message["id"]] = message
        elif message["command"] == "window_update":
            changed = jsonpatch.apply_patch(self.windows[message["win"]], message["content"])
            assert changed["version"] == message["version"] == self.windows[message["win"]].get("version", 1) + 1
            assert message["env"] == self.eid
            self.windows[message["win"]] = changed
        elif message["command"] == "close":
            self.windows.pop(message["data"], None)
