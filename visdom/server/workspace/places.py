"""The order of windows: where each stands among those of its environment, and where a new one comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from visdom.protocol.windows import Window, order_of


class Places:
    """Where new windows come, by environment: remembered, as to find it takes a look at all windows."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def known(self, eid: str) -> bool:
        """Need nobody look at the windows of the environment for the place of a new one?"""
        return eid in self._next

    def next(self, eid: str, windows: Any) -> int:
        """The place of a new window, after all of these."""
        if eid not in self._next:
            self._next[eid] = max(map(windows.order, windows), default=-1) + 1
        return self._next[eid]

    def take(self, eid: str, order: int) -> None:
        """A window has this place now; the next new one comes after it."""
        if eid in self._next:
            self._next[eid] = max(order + 1, self._next[eid])

    def forget(self, eid: str) -> None:
        """The environment has other windows now."""
        self._next.pop(eid, None)


def in_order(windows: Mapping[str, Window]) -> dict[str, Window]:
    """Windows in the order in which they are shown: by `i`, those without one last."""
    return dict(sorted(windows.items(), key=lambda item: rank(order_of(item[1]))))


def rank(order: int) -> tuple[bool, int]:
    """What to sort by: windows that do not say where they stand come last."""
    return order < 0, order
