"""Links: how messages reach one peer, over a websocket or a queue that the peer empties by asking."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

FULL_BYTES = 4 * 1024 * 1024
"""What may wait for one peer before windows are held back for it."""

IDLE_SECONDS = 15.0
"""A queue that nobody asks for this long belongs to a page that is gone."""


class Link(Protocol):
    """The way to one peer. Sending never waits and never fails; a lost peer just gets nothing."""

    def send(self, message: bytes) -> None: ...

    @property
    def full(self) -> bool: ...

    async def drained(self) -> None: ...

    def close(self) -> None: ...


class Backlog:
    """Counts the bytes that wait for a peer, and lets others wait until there are few."""

    def __init__(self) -> None:
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()

    @property
    def full(self) -> bool:
        return self._waiting > FULL_BYTES

    def grow(self, size: int) -> None:
        self._waiting += size
        if self.full:
            self._room.clear()

    def shrink(self, size: int) -> None:
        self._waiting -= size
        if self._waiting <= FULL_BYTES // 2:
            self._room.set()

    async def drained(self) -> None:
        if self.full:
            await self._room.wait()


class PollingLink:
    """A peer that fetches its messages: `take` empties the queue, oldest first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._messages: deque[bytes] = deque()
        self._backlog = Backlog()
        self._clock = clock
        self._last_asked = clock()
        self.closed = False

    def send(self, message: bytes) -> None:
        if not self.closed:
            self._messages.append(message)
            self._backlog.grow(len(message))

    @property
    def full(self) -> bool:
        return self._backlog.full

    async def drained(self) -> None:
        await self._backlog.drained()

    def take(self) -> list[bytes]:
        """All waiting messages, oldest first; the queue is empty afterwards."""
        self._last_asked = self._clock()
        taken = list(self._messages)
        self._messages.clear()
        self._backlog.shrink(sum(map(len, taken)))
        return taken

    @property
    def abandoned(self) -> bool:
        return self._clock() - self._last_asked > IDLE_SECONDS

    def close(self) -> None:
        self.closed = True
        self.take()
