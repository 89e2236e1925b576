"""How long the server waits for its peers: what ends the connections of those that keep it waiting.

A connection costs nothing for that while it works: from time to time all are asked what they wait for.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Protocol
from weakref import WeakKeyDictionary

from tornado.http1connection import HTTP1Connection
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)

SWEEP_SECONDS = 5.0
STALLED_SECONDS = 60.0
IDLE_SECONDS = 3600.0


class Awaited(Enum):
    """What the server waits for."""

    REQUEST = "the next request"
    HEAD = "the rest of a head"
    BODY = "the rest of a body"


class Peer(Protocol):
    """A connection as the sweep sees it."""

    def awaited(self) -> tuple[Awaited, int] | None:
        """What it waits for, with a number that changes when that goes on; None when it does not wait."""

    def close(self) -> None:
        """End it."""


class Patience:
    """Ends the connections that keep the server waiting."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: WeakKeyDictionary[Peer, tuple[object, float]] = WeakKeyDictionary()

    def watch(self, peer: Peer) -> None:
        self._seen[peer] = (None, self._clock())

    def sweep(self) -> None:
        now = self._clock()
        for peer, (before, since) in list(self._seen.items()):
            awaited = peer.awaited()
            if awaited is None or awaited != before:
                self._seen[peer] = (awaited, now)
            elif now - since > (IDLE_SECONDS if awaited[0] is Awaited.REQUEST else STALLED_SECONDS):
                peer.close()


class PatientDelegate(HTTPServerConnectionDelegate):
    """Passes the requests of tornado's connections on, and has them watched."""

    def __init__(self, application: HTTPServerConnectionDelegate, patience: Patience) -> None:
        self._application = application
        self._patience = patience

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        inner = self._application.start_request(server_conn, request_conn)
        if not isinstance(request_conn, HTTP1Connection):
            return inner
        request = _Request(inner, request_conn)
        self._patience.watch(request)
        return request


class _Request(HTTPMessageDelegate):
    """A request of tornado's, from the moment in which its connection waits for it."""

    def __init__(self, inner: HTTPMessageDelegate, connection: HTTP1Connection) -> None:
        self._inner = inner
        self._stream = connection.stream
        self._has_head = self._is_complete = False
        self._arrived = 0

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        self._has_head = True
        return self._inner.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        self._arrived += len(chunk)
        return self._inner.data_received(chunk)

    def finish(self) -> None:
        self._is_complete = True
        self._inner.finish()

    def on_connection_close(self) -> None:
        self._is_complete = True
        self._inner.on_connection_close()

    def awaited(self) -> tuple[Awaited, int] | None:
        if self._is_complete or self._stream.closed():
            return None
        if self._has_head:
            return Awaited.BODY, self._arrived
        shakes_hands = getattr(self._stream, "_ssl_accepting", False)
        begun = shakes_hands or self._stream._read_buffer_size > 0  # no public name tells whether a head has begun
        return (Awaited.HEAD if begun else Awaited.REQUEST), 0

    def close(self) -> None:
        self._stream.close()
