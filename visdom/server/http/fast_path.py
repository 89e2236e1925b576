"""One connection of a program: its requests are answered one after the other."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TypeAlias

from visdom.errors import VisdomError
from visdom.server.http.head import END, MAX_BYTES, METHOD, Head, head_of, read_head
from visdom.server.http.responses import Answer, answer_of, answer_to, log_answer, refusal

CHUNK_BYTES = 64 * 1024

Work: TypeAlias = Callable[[bytes], Awaitable[str | bytes]]
"""What a request asks for, to be done with its body."""

logger = logging.getLogger(__name__)


class Connection:
    """The socket of one program, and what it sent that is not answered yet.

    Args:
        find: the work behind a request, or None when it is not done here.
    """

    def __init__(self, client: socket.socket, find: Callable[[Head], Work | None]) -> None:
        self._socket = client
        self._find = find
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._has_ended = False
        """Is nothing more to come?"""
        self._is_listening = False
        self._waiting: asyncio.Future[None] | None = None

    async def serve(self) -> bytes | None:
        """Answer requests until one is not done here; returns it and all that came after it, or None at the end."""
        try:
            while (head := await self._next_head()) is not None and (work := self._find(head)) is not None:
                body = await self._next_body(head)
                answer = await _answer(head, work(body))
                await self._loop.sock_sendall(self._socket, head_of(answer) + answer.text)
        except (EOFError, OSError):
            return None
        finally:
            self._stop_listening()
        return bytes(self._received)

    def end(self) -> None:
        """Answer what came, but nothing more."""
        self._has_ended = True
        self._stop_listening()
        self._wake()

    async def _next_head(self) -> Head | None:
        """The head of the next request, or None when it is not a usual one; what came stays."""
        while self._received.startswith(METHOD[: len(self._received)]):
            end = END.search(self._received, 0, MAX_BYTES)
            if end is not None:
                return read_head(self._received[: end.end()])
            if len(self._received) >= MAX_BYTES:
                break
            await self._more()
        return None

    async def _next_body(self, head: Head) -> bytes:
        """The body of a request, which is taken off from what came."""
        end = head.size + head.length
        while len(self._received) < end:
            await self._more()
        body = bytes(self._received[head.size : end])
        del self._received[:end]
        return body

    async def _more(self) -> None:
        """Return when more came; raises EOFError when nothing will."""
        if self._has_ended:
            raise EOFError
        if not self._is_listening:
            self._loop.add_reader(self._socket, self._read)
            self._is_listening = True
        self._waiting = self._loop.create_future()
        await self._waiting

    def _read(self) -> None:
        try:
            data = self._socket.recv(CHUNK_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        self._received += data
        self._has_ended = not data
        is_awaited = self._wake()
        if self._has_ended or not is_awaited and len(self._received) > CHUNK_BYTES:
            self._stop_listening()  # until somebody waits for more

    def _stop_listening(self) -> None:
        if self._is_listening:
            self._loop.remove_reader(self._socket)
            self._is_listening = False

    def _wake(self) -> bool:
        """Tell who waits for more; whether somebody did."""
        waiting, self._waiting = self._waiting, None
        if waiting is None or waiting.done():
            return False
        waiting.set_result(None)
        return True


async def _answer(head: Head, work: Awaitable[str | bytes]) -> Answer:
    try:
        answer = answer_of(await work)
    except VisdomError as error:
        answer = answer_to(error)
    except Exception:
        logger.exception("POST %s could not be answered", head.path)
        answer = refusal(HTTPStatus.INTERNAL_SERVER_ERROR, f"{HTTPStatus.INTERNAL_SERVER_ERROR.phrase}.")
    log_answer(answer.status, head.path)
    return answer
