"""What the log names once."""

from __future__ import annotations

from collections.abc import Hashable

MOST = 100
"""More are not named: strangers choose some of them."""


class Once:
    """Remembers what was named already."""

    def __init__(self) -> None:
        self._known: set[Hashable] = set()

    def is_new(self, what: Hashable) -> bool:
        """Should the log name this, now and not again?"""
        if what in self._known or len(self._known) >= MOST:
            return False
        self._known.add(what)
        return True
