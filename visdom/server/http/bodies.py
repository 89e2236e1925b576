"""Bodies under way: what one request may send, what all may have in memory, and who is refused before that."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

import tornado.web
from tornado.concurrent import Future
from tornado.iostream import SSLIOStream, StreamClosedError

from visdom.protocol.names import LOGIN_FIRST
from visdom.server.http.responses import PLAIN, Response, refusal
from visdom.server.settings import ServerSettings

MEGABYTE = 1 << 20

SMALL_BYTES = 64 * 1024
"""What clients may send that have not logged in, and what is read of a request that is refused."""

MESSAGE_BYTES = 10 * MEGABYTE
"""The largest message over a websocket, as in 0.2.4: what arrives of one counts in no budget, and may wait for ever."""

DISCARDED_BYTES = 16 * MEGABYTE
"""What is read, and thrown away, of a large body that is refused: who is still sending rarely reads the response."""

NO_LIMIT = sys.maxsize
"""For tornado, which answers larger bodies without a sentence."""

MOST_DIGITS = 18
"""Of a size: what has more is too large, and Python refuses to read thousands of digits."""

STRANGER = LOGIN_FIRST + f": without a login a request may have up to {SMALL_BYTES // 1024} KiB."
TOO_LARGE = "A request may have up to {most:g} MB ({flag})."
NO_ROOM = "The requests that arrive now take all memory that there is for them (-body_budget_mb): try it again."
RETRY_SECONDS = 1

SHARE = 4
"""Without a flag all bodies together may take one part in so many of the memory."""

CGROUPS = Path("/sys/fs/cgroup")
OWN_GROUP = Path("/proc/self/cgroup")

logger = logging.getLogger(__name__)


class Bodies:
    """The limits of one server, and how many bytes of bodies both readers have in memory."""

    def __init__(self, settings: ServerSettings) -> None:
        self._budget = int(settings.body_budget_mb * MEGABYTE) or memory_bytes() // SHARE
        self.most = min(int(settings.max_body_mb * MEGABYTE), self._budget)
        self.under_way = 0
        self._has_warned = False
        flag = "-max_body_mb" if self.most < self._budget else "-body_budget_mb"
        self.too_large = TOO_LARGE.format(most=self.most / MEGABYTE, flag=flag)

    def has_room(self, size: int) -> bool:
        """Is there room for a body of this size now?"""
        return self.under_way + size <= self._budget

    def accepts(self, size: int) -> bool:
        """May there be a body of this size, and is there room for it now?"""
        return size <= self.most and self.has_room(size)

    def take(self, size: int) -> bool:
        """Count bytes that arrived; False, and nothing is counted, when there is no room for them."""
        if not self.has_room(size):
            return False
        self.under_way += size
        return True

    def warn(self) -> None:
        """Tell the log, once, that bodies are refused because there is no room for them."""
        if not self._has_warned:
            self._has_warned = True
            logger.warning("Refused a request for now. %s", NO_ROOM)

    def give_back(self, size: int) -> None:
        """Bytes that `take` counted are no longer in memory."""
        self.under_way -= size


@tornado.web.stream_request_body
class Receiver(tornado.web.RequestHandler):
    """A handler whose `prepare` decides on the head alone. Only then the body is received, within the limits.

    A response before the end of the body is sent when the body is there, as clients expect; what arrives until then is
    thrown away. When that is too much, the response is sent at once, and the connection ends.
    """

    bodies: Bodies
    _limit = SMALL_BYTES
    has_responded = False
    """Is the response decided, although the body is not there yet?"""
    _size = 0
    _discarded = 0
    _closes = False
    _late: Any = None

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self._parts: list[bytes] = []
        super().__init__(*arguments, **keywords)

    @property
    def is_stranger(self) -> bool:
        """Is a login missing, so that only a small body may come in?"""
        return False

    def prepare(self) -> None:
        self.check_size()

    def check_size(self) -> None:
        """Refuse a request whose head announces too much."""
        if self.request.method == "POST" and not self.is_stranger:
            self._limit = self.bodies.most
        size = self._announced()
        if size > self._limit:
            self.refuse_size()
        elif not self.bodies.has_room(size):
            self.refuse_for_now()

    def received(self) -> bytes:
        """The body, once it is there."""
        return b"".join(self._parts)

    def respond(self, response: Response) -> None:
        """Send a response and finish."""
        self.set_status(response.status)
        self.set_header("Content-Type", response.content_type)
        self.finish(response.text)

    def refuse(self, status: HTTPStatus, sentence: str) -> None:
        self.respond(refusal(status, sentence))

    def refuse_size(self) -> None:
        """Refuse a body that is larger than this client may send."""
        sentence = STRANGER if self._limit == SMALL_BYTES else self.bodies.too_large
        self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)

    def refuse_for_now(self) -> None:
        """Refuse a body for which there is no room."""
        self.bodies.warn()
        self.set_header("Retry-After", RETRY_SECONDS)
        self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, NO_ROOM)

    def data_received(self, chunk: bytes) -> None:
        if self.has_responded:
            self._discard(len(chunk))
        elif self._size + len(chunk) > self._limit:
            self.refuse_size()
        elif not self.bodies.take(len(chunk)):
            self.refuse_for_now()
        else:
            self._size += len(chunk)
            self._parts.append(chunk)

    def finish(self, chunk: str | bytes | dict[str, Any] | None = None) -> Future[None]:
        body = self.request._body_future
        if self.has_responded or body.done():
            return super().finish(chunk)
        self.has_responded, self._late = True, chunk
        self._release()
        if self._announced() > SMALL_BYTES:
            self._respond_at_once()
        self._finished = True  # for tornado, which calls no method of this handler then
        self._stop_waiting(body)
        self.request._body_future.add_done_callback(self._finish_late)
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def on_finish(self) -> None:
        self._release()

    def on_connection_close(self) -> None:
        self._release()
        body = self.request._body_future
        if not body.done():  # tornado's websockets would wait for it
            body.set_exception(StreamClosedError())
            body.exception()
        super().on_connection_close()

    def _stop_waiting(self, body: Future[None]) -> None:
        """Let tornado, which may wait for the body to call the method of the route, not call it any more."""
        self.request._body_future = Future()
        body.set_exception(StreamClosedError())
        body.exception()  # marks it as retrieved

    def _announced(self) -> int:
        """The size of the body by the head; 0 when that does not say it, or not in digits, which tornado refuses."""
        text = self.request.headers.get("Content-Length", "")
        if not (text.isdecimal() and text.isascii()):
            return 0
        return int(text) if len(text) <= MOST_DIGITS else NO_LIMIT

    def _discard(self, size: int) -> None:
        """Count what arrives although the response is known."""
        self._discarded += size
        if self._closes and self._discarded > DISCARDED_BYTES:
            self.request.connection.close()  # type: ignore[union-attr]
        elif not self._closes and self._discarded > SMALL_BYTES:
            self._finished = False
            if self.is_stranger:
                self.set_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                self.set_header("Content-Type", PLAIN)
                self._late = STRANGER
            self._respond_at_once()
            self._finished = True

    def _respond_at_once(self) -> None:
        """Send the response, and then no more; what the client is still sending is read, or it would not read this."""
        self._closes = True
        if self._late is not None:
            self.write(self._late)
        self.set_header("Connection", "close")
        self.set_header("Content-Length", sum(map(len, self._write_buffer)))
        stream = self.request.connection.stream  # type: ignore[union-attr]
        self.flush().add_done_callback(partial(_end_writing, stream))

    def _finish_late(self, body: Future[None]) -> None:
        """The body of a request is there whose response was known before."""
        if body.cancelled() or body.exception() is not None:
            return  # the connection is closed
        self._finished = False
        super().finish(None if self._closes else self._late)
        if self._closes:
            self.request.connection.close()  # type: ignore[union-attr]

    def _release(self) -> None:
        self.bodies.give_back(self._size)
        self._size = 0
        self._parts.clear()


def _end_writing(stream: Any, flushed: Future[None]) -> None:
    if flushed.cancelled() or flushed.exception() is not None or isinstance(stream, SSLIOStream):
        return
    with suppress(OSError, AttributeError):  # it is closed already
        stream.socket.shutdown(socket.SHUT_WR)


def memory_bytes() -> int:
    """The memory of the machine, or of the group of processes that this one belongs to, if that has less."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")] if hasattr(os, "sysconf") else [4 << 30]
    for path in _limit_files():
        with suppress(OSError, ValueError):  # there is no such file, or no limit: "max"
            limits.append(int(path.read_text(encoding="ascii")))
    return min(limits)


def _limit_files() -> Iterator[Path]:
    """The files that say how much memory the groups of this process may take, of both versions of control groups."""
    yield CGROUPS / "memory/memory.limit_in_bytes"
    yield CGROUPS / "memory.max"
    with suppress(OSError):
        for line in OWN_GROUP.read_text(encoding="utf-8").splitlines():
            if line.startswith("0::/"):
                group = CGROUPS / line[4:]
                yield from (each / "memory.max" for each in (group, *group.parents) if each.is_relative_to(CGROUPS))
