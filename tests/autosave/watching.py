"""Pages that watch a tree which follows a folder, and have what they were told."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from copy import deepcopy
from typing import Any

from keeping import Window, replay

from visdom.autosave.follow import FollowedTree


def replay_counting(window: Window, operations: list[Any]) -> Window:
    """What `keeping.change` does to a window."""
    replay(window, operations)["version"] += 1
    return window


class Pages:
    """What pages that watch everything have, by what they get."""

    def __init__(self, tree: FollowedTree, eids: Collection[str]) -> None:
        self.tree = tree
        self.eids = eids
        """The environments that are watched."""
        self.told: list[str] = []
        self.windows: dict[tuple[str, str], Any] = {}

    def window(self, eid: str, win: str, window: Any) -> None:
        self.told.append(f"window {win}")
        self.windows[eid, win] = deepcopy(window)

    def patch(self, eid: str, win: str, window: Any, patch: Any, encoded: bytes) -> None:
        self.told.append(f"patch {win}")
        replay_counting(self.windows[eid, win], json.loads(encoded))
        assert self.windows[eid, win] == window

    def closed(self, eid: str, win: str) -> None:
        self.told.append(f"closed {win}")
        self.windows.pop((eid, win), None)

    def replaced(self, eid: str, gone: Iterable[str], wins: Collection[str]) -> None:
        for win in gone:
            self.closed(eid, win)
        for win in wins:
            window = self.tree[eid]["jsons"].get(win)
            self.windows.pop((eid, win), None)
            if window is not None:
                self.window(eid, win, window)

    def look(self, between: Callable[[], None] | None = None, watched: Collection[str] | None = None) -> None:
        changes = self.tree.poll(lambda: self.eids if watched is None else watched)
        if between is not None:
            between()
        self.tree.apply(changes, self)

    def open(self) -> None:
        """Turn to all environments that are there."""
        for eid in list(self.tree):
            for win in list(self.tree[eid]["jsons"]):
                self.replaced(eid, [], [win])

    def environments(self) -> dict[str, dict[str, Any]]:
        wins: dict[str, dict[str, Any]] = {}
        for (eid, win), window in self.windows.items():
            wins.setdefault(eid, {})[win] = window
        return wins
