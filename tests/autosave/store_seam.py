"""A store as its tests write and read it, through the seam alone, and ids that a store has to take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from keeping import Window, replay

from visdom.autosave.disk.root import Settings
from visdom.autosave.disk.syncing import FsyncMode
from visdom.autosave.format.names import NAME, POSITIONS
from visdom.autosave.store import Contents, Owner, Receipt, Record, WriteStore
from visdom.autosave.tree.tree import TreeOwner
from visdom.jsontext import dumps, loads

OpenStore = Callable[[str, Settings, Owner], WriteStore]

ODD_IDS = [
    *("", " ", ".", "..", "...", "a.", " a ", "a/b", "/", "a\\b", "../a", "a//b", "~", "%", "%41", "a%2Fb"),
    *("\0", "\n", "\t", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", '"', "'", "<", ">", "|", ":", "*", "?", "$HOME"),
    *("é", "e\u0301", "ß", "ẞ", "İ", "ı", "😀", "漢字", "\ud800", "\udfff", "a\ud83d"),
    *(
        "Run",
        "run",
        "RUN",
        "CON",
        "con",
        "nul.json",
        "main.json",
        "reload",
        "jsons",
        ".trash",
        ".lock",
        ".visdom",
        "view",
    ),
    *("-", "--", "_", "#", "a" * 250, "a" * 1000, "é" * 500, "/" * 300, "😀" * 100, "A" * 1000),
]


class Seam:
    """A store that is written as the tree writes it: every change under the lock of the owner."""

    def __init__(self, open_store: OpenStore, path: Path, fsync: FsyncMode = "everysec") -> None:
        self.open_store, self.path = open_store, path
        self.owner = TreeOwner()
        settings = Settings(replay, fsync=fsync, save_interval=0.0, save_threshold=0)
        self.store = open_store(str(path), settings, self.owner)

    def reopened(self) -> Seam:
        """The store as the next process opens it."""
        assert self.store.close()
        return Seam(self.open_store, self.path)

    def append(self, eid: str, record: Record) -> Receipt:
        with self.owner.lock:
            return self.store.append(eid, record)

    def put(self, eid: str, win: str, *log: Any, **members: Any) -> Window:
        """Set a window that the test makes; returns it, as the store may have numbered it."""
        window = make_window(win, *log, **members)
        self.append(eid, Record("window", win, dumps(window), window))
        return window

    def patch(self, eid: str, win: str, *values: Any) -> Receipt:
        with self.owner.lock:
            window = self.window(eid, win)
            window["log"].extend(values)
            window["version"] += 1
            return self.store.append(eid, Record("patch", win, dumps(list(values)), window))

    def delete(self, eid: str, *wins: str) -> None:
        for win in wins:
            self.append(eid, Record("deleted", win))

    def set_member(self, eid: str, key: str, value: Any) -> None:
        self.append(eid, Record("member", key, dumps(value), value))

    def replace(self, eid: str, *windows: Window, **members: Any) -> None:
        replacement = self.store.replace(eid, contents(*windows, **members))
        with self.owner.lock:
            replacement.commit()

    def remove(self, eid: str) -> None:
        with self.owner.lock:
            self.store.remove(eid)

    def window(self, eid: str, win: str) -> Window:
        window = self.store.read(eid, win).window
        assert window is not None
        return window

    def text(self, eid: str, win: str) -> Window:
        """What the text of a window says."""
        stored = self.store.read(eid, win, "text")
        with self.owner.lock:
            window = loads(stored.encode())
        assert isinstance(window, dict)
        return window

    def windows(self, eid: str) -> dict[str, Window]:
        return {win: self.text(eid, win) for win in self.store.open(eid).windows}

    def members(self, eid: str) -> dict[str, Any]:
        """The members, without those that some stores add: the id, if it is long, and no positions."""
        members = self.store.open(eid).members
        return {key: value for key, value in members.items() if key != NAME and (key, value) != (POSITIONS, {})}

    def closed(self, eid: str) -> list[list[str]]:
        """The ids of what can be restored."""
        return [sorted(closed.windows) for closed in self.store.trash().closed(eid)]


def make_window(win: str, *log: Any, i: int = 0, version: int = 1, **members: Any) -> Window:
    return {"command": "window", "id": win, "i": i, "version": version, "type": "text", **members, "log": list(log)}


def contents(*windows: Window, **members: Any) -> Contents:
    return Contents(((window["id"], dumps(window)) for window in windows), members)
