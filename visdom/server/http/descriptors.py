"""Descriptors: as many as the system gives, and connections never take those that files need."""

from __future__ import annotations

import errno
import logging
import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from tornado.ioloop import IOLoop

try:
    import resource
except ImportError:  # Windows, which has no such limit
    resource = None  # type: ignore[assignment]

KEPT = 64
"""Descriptors that connections leave to journals and other files."""

PAUSE_SECONDS = 1.0
WARNING_SECONDS = 3600.0

AT_ONCE = 128
"""Connections that are accepted before others are served."""

NONE_LEFT = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
SCARCE = "Connections wait: the process has {most} file descriptors (ulimit -n), and {kept} are kept for files."

logger = logging.getLogger(__name__)


def raise_limit() -> None:
    """Let the process have as many descriptors as it may."""
    if resource is not None:
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        with suppress(ValueError, OSError):  # some systems refuse what they call the limit
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Acceptor:
    """Accepts the connections on listening sockets, and pauses for a second when descriptors are scarce."""

    def __init__(self, sockets: Sequence[socket.socket], serve: Callable[[socket.socket, Any], None]) -> None:
        self._sockets = sockets
        self._serve = serve
        self._loop = IOLoop.current()
        self._pause: object | None = None
        self._warned_at = -WARNING_SECONDS
        self._most = resource.getrlimit(resource.RLIMIT_NOFILE)[0] if resource is not None else -1
        self._kept = min(KEPT, self._most // 4)
        self._listen()

    def stop(self) -> None:
        """Accept no more connections."""
        if self._pause is not None:
            self._loop.remove_timeout(self._pause)
        for each in self._sockets:
            self._loop.remove_handler(each)
            each.close()
        self._sockets = ()

    def _listen(self) -> None:
        self._pause = None
        for each in self._sockets:
            self._loop.add_handler(each, self._accept, IOLoop.READ)

    def _accept(self, listening: socket.socket, events: int) -> None:
        for _ in range(AT_ONCE):
            try:
                if self._is_scarce(listening):
                    return self._wait()
                connection, address = listening.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return None
            except OSError as error:
                if error.errno in NONE_LEFT:
                    return self._wait()
                raise
            self._serve(connection, address)
        return None

    def _is_scarce(self, listening: socket.socket) -> bool:
        """Would a connection take one of the last descriptors? The system gives the lowest number that is free."""
        if self._most <= 0:  # there is no limit
            return False
        free = os.dup(listening.fileno())
        os.close(free)
        return free >= self._most - self._kept

    def _wait(self) -> None:
        for each in self._sockets:
            self._loop.remove_handler(each)
        self._pause = self._loop.call_later(PAUSE_SECONDS, self._listen)
        now = time.monotonic()
        if now - self._warned_at >= WARNING_SECONDS:
            self._warned_at = now
            logger.warning(SCARCE.format(most=self._most, kept=self._kept))
