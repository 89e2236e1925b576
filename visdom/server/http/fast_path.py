"""The fast path: the requests that programs send often are served without tornado, which takes three times as long.

Every connection starts here. While its requests are usual ones (`head.py`) for the routes that take a JSON object, they
are served here. The first other request moves the connection to tornado for good, with all bytes that were read and not
answered. So pages, websockets, and unusual or broken clients meet tornado alone.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, cast

from visdom.server.http.bodies import Bodies
from visdom.server.http.head import HEAD_END, MAX_HEAD_BYTES, METHOD, Head, read_head
from visdom.server.http.patience import Awaited

READ_BYTES = 64 * 1024

Work: TypeAlias = Callable[[bytes], Awaitable[bytes]]
"""Serves a request, given its body: the bytes of the response."""

HandOver: TypeAlias = Callable[[socket.socket, Any, bytes], None]
"""Gives tornado a socket and its address, with the bytes that were read and not answered."""


class FastPath(asyncio.BufferedProtocol):
    """One connection, whose requests are served one after the other, until `find` returns None for one."""

    _buffer = memoryview(bytearray(READ_BYTES))  # shared: a callback empties it before the next read

    def __init__(self, find: Callable[[Head, str], Work | None], hand_over: HandOver, bodies: Bodies) -> None:
        self._find = find
        self._hand_over = hand_over
        self._bodies = bodies
        self._counted = 0
        self._served = 0
        self._is_collecting = False
        self._received = bytearray()
        self._has_ended = False
        self._is_full = False
        self._waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(0)
        self._socket = transport.get_extra_info("socket")
        self._peer = str((transport.get_extra_info("peername") or ("",))[0])
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # so that a vanished peer is noticed
        self.task = asyncio.ensure_future(self._serve())

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._received += self._buffer[:nbytes]
        if self._waiting is None and len(self._received) > READ_BYTES:
            self._transport.pause_reading()  # until more is needed
        self._wake()

    def eof_received(self) -> bool:
        self.end()
        return True  # the peer may still read

    def connection_lost(self, exc: Exception | None) -> None:
        self.end()

    def pause_writing(self) -> None:
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        self._wake()

    @property
    def is_open(self) -> bool:
        """Is the connection still served here?"""
        return not self._has_ended and not self.task.done()

    def end(self) -> None:
        """Answer what was received, but read nothing more."""
        self._has_ended = True
        self._wake()

    def awaited(self) -> tuple[Awaited, int] | None:
        if self._waiting is None or self._is_full:
            return None
        if self._is_collecting:
            return Awaited.BODY, len(self._received)
        return (Awaited.HEAD if self._received else Awaited.REQUEST), self._served

    def close(self) -> None:
        self._transport.abort()

    async def _serve(self) -> None:
        try:
            while (head := await self._next_head()) is not None and (work := self._find(head, self._peer)) is not None:
                if len(self._received) < head.size + head.length and not await self._collect(head):
                    break  # there is no room for the body, which tornado refuses
                response = await work(self._take_body(head))
                if self._counted:
                    self._release()  # before the peer reads the response, if it ever does
                await self._send(response)
                self._served += 1
            connection = self._socket.dup()
        except (EOFError, OSError):  # the peer is gone, or the process has no file descriptor left
            return self._transport.close()
        finally:
            self._release()
        address = self._transport.get_extra_info("peername")
        self._transport.abort()  # closes its own descriptor only
        self._hand_over(connection, address, bytes(self._received))
        return None

    async def _send(self, response: bytes) -> None:
        """Return when the peer took the response; raises EOFError when it is gone."""
        self._transport.write(response)
        while self._is_full and not self._transport.is_closing():
            await self._wait()
        if self._transport.is_closing():
            raise EOFError

    async def _next_head(self) -> Head | None:
        """The head of the next request, or None when it is not a usual one; its bytes stay in the buffer."""
        while self._received.startswith(METHOD[: len(self._received)]):
            end = HEAD_END.search(self._received, 0, MAX_HEAD_BYTES)
            if end is not None:
                return read_head(bytes(self._received[: end.end()]))
            if len(self._received) >= MAX_HEAD_BYTES:
                break
            await self._more()
        return None

    async def _collect(self, head: Head) -> bool:
        """Return when the body of a request is there; False when there is no room for it."""
        self._is_collecting = True
        while (missing := head.size + head.length - len(self._received)) > 0:
            arrived = head.length - missing - self._counted
            if not self._bodies.take(arrived):
                return False
            self._counted += arrived
            await self._more()
        self._is_collecting = False
        return True

    def _release(self) -> None:
        """The body that was collected is no longer in memory."""
        self._bodies.give_back(self._counted)
        self._counted = 0

    def _take_body(self, head: Head) -> bytes:
        """The body of a request that was received; the whole request leaves the buffer."""
        end = head.size + head.length
        with memoryview(self._received) as received:
            body = bytes(received[head.size : end])
        del self._received[:end]
        return body

    async def _more(self) -> None:
        """Return when more bytes were received; raises EOFError when none will come."""
        if self._has_ended:
            raise EOFError
        self._transport.resume_reading()
        await self._wait()

    async def _wait(self) -> None:
        self._waiting = asyncio.get_running_loop().create_future()
        await self._waiting

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
