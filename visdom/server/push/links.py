"""Links: how messages reach one peer, over a websocket or through a queue that the peer polls."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from functools import partial

from tornado.iostream import IOStream, SSLIOStream, StreamClosedError
from tornado.websocket import WebSocketHandler

from visdom.server.push.frames import frame

FULL_BYTES = 4 * 1024 * 1024
"""A link with more bytes waiting than this is full; viewers send windows over it later."""

IDLE_SECONDS = 15.0
"""A queue that is not polled for this long belongs to a page that is gone."""


class Link(ABC):
    """The way to one peer. Sending never waits and never fails; a peer that is gone receives nothing."""

    def __init__(self) -> None:
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()

    @abstractmethod
    def send(self, message: bytes) -> None: ...

    @abstractmethod
    def close(self) -> None: ...

    @property
    def full(self) -> bool:
        return self._waiting > FULL_BYTES

    async def drained(self) -> None:
        """Return when few bytes wait for the peer."""
        if self.full:
            await self._room.wait()

    def _add(self, size: int) -> None:
        self._waiting += size
        if self.full:
            self._room.clear()

    def _remove(self, size: int) -> None:
        self._waiting -= size
        if self._waiting <= FULL_BYTES // 2:
            self._room.set()


class PollingLink(Link):
    """A peer that fetches its messages: `take` empties the queue, oldest first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._messages: deque[bytes] = deque()
        self._clock = clock
        self._last_poll = clock()
        self.closed = False

    def send(self, message: bytes) -> None:
        if not self.closed:
            self._messages.append(message)
            self._add(len(message))

    def take(self) -> list[bytes]:
        """All waiting messages, oldest first; the queue is empty afterwards."""
        self._last_poll = self._clock()
        taken = list(self._messages)
        self._messages.clear()
        self._remove(sum(map(len, taken)))
        return taken

    @property
    def abandoned(self) -> bool:
        return self._clock() - self._last_poll > IDLE_SECONDS

    def close(self) -> None:
        self.closed = True
        self.take()


class SocketLink(Link):
    """A link over a websocket, which writes frames to the socket itself.

    Tornado starts a task and a future for every message that it sends, which for a short message is most of the work.
    Here a frame goes to the socket at once, and only the bytes that the socket does not take go to tornado's stream.
    """

    def __init__(self, handler: WebSocketHandler) -> None:
        super().__init__()
        self._handler = handler

    def send(self, message: bytes) -> None:
        connection = self._handler.ws_connection
        stream = None if connection is None or connection.is_closing() else connection.stream
        if stream is not None:
            for part in frame(message):
                self._send(stream, part)

    def _send(self, stream: IOStream, data: bytes) -> None:
        rest = memoryview(data)[_send_now(stream, data) :]
        if rest:
            try:
                written = stream.write(rest)
            except StreamClosedError:
                return
            self._add(len(rest))
            written.add_done_callback(partial(self._written, len(rest)))

    def _written(self, size: int, written: asyncio.Future[None]) -> None:
        self._remove(size)
        if not written.cancelled():
            written.exception()  # marks it as retrieved: the websocket's handler reports a closed stream

    def close(self) -> None:
        self._handler.close()


def _send_now(stream: IOStream, data: bytes) -> int:
    """The number of bytes that the socket takes at once; 0 while earlier ones wait, because those go first.

    A TLS stream has to repeat what it could not send, so it sends everything itself.
    """
    if stream.writing() or isinstance(stream, SSLIOStream):
        return 0
    try:
        return stream.socket.send(data)
    except OSError:
        return 0  # the socket has no room, or it is broken, which the stream then reports
