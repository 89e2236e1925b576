"""A link over a websocket, which sends frames of its own making.

Tornado starts a task for every message that it sends, and keeps a future for it; for a short one that is most of the
work. So a message goes to the socket right away, behind the few bytes that RFC 6455 wants before a whole text, and what
the socket does not take goes to tornado's stream.
"""

from __future__ import annotations

import asyncio
from functools import partial

from tornado.iostream import IOStream, StreamClosedError
from tornado.websocket import WebSocketHandler

from visdom.server.push.links import Backlog

WHOLE_TEXT = 0x81
"""The first byte of a frame that holds a whole message of text, not compressed."""

LARGE_BYTES = 64 * 1024
"""A larger message is not copied behind its head, so what waits for many pages is in memory once."""


class SocketLink:
    """A link over a websocket."""

    def __init__(self, handler: WebSocketHandler) -> None:
        self._handler = handler
        self._backlog = Backlog()

    def send(self, message: bytes) -> None:
        connection = self._handler.ws_connection
        stream = None if connection is None or connection.is_closing() else connection.stream
        if stream is None:
            return
        head = frame_head(len(message))
        for part in (head, message) if len(message) > LARGE_BYTES else (head + message,):
            self._send(stream, part)

    def _send(self, stream: IOStream, data: bytes) -> None:
        waiting = memoryview(data)[_sent_at_once(stream, data) :]
        if waiting:
            try:
                written = stream.write(waiting)
            except StreamClosedError:
                return
            self._backlog.grow(len(waiting))
            written.add_done_callback(partial(self._written, len(waiting)))

    def _written(self, size: int, written: asyncio.Future[None]) -> None:
        self._backlog.shrink(size)
        if not written.cancelled():
            written.exception()

    @property
    def full(self) -> bool:
        return self._backlog.full

    async def drained(self) -> None:
        await self._backlog.drained()

    def close(self) -> None:
        self._handler.close()


def frame_head(size: int) -> bytes:
    """What comes before a text of so many bytes."""
    if size < 126:
        return bytes((WHOLE_TEXT, size))
    if size < 1 << 16:
        return bytes((WHOLE_TEXT, 126)) + size.to_bytes(2, "big")
    return bytes((WHOLE_TEXT, 127)) + size.to_bytes(8, "big")


def _sent_at_once(stream: IOStream, data: bytes) -> int:
    """How many bytes the socket takes now; none while earlier ones wait, as they go first."""
    if stream.writing():
        return 0
    try:
        return stream.socket.send(data)
    except OSError:
        return 0  # it has no room, or is broken, and then the stream finds out
