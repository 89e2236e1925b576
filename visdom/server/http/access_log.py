"""The access log (`-access_log`), and what it and the metrics get of every answer."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from logging.handlers import WatchedFileHandler
from typing import Any, NamedTuple

from tornado.web import RequestHandler

from visdom.errors import reason_of
from visdom.jsontext import dumps
from visdom.protocol.names import escape_eid
from visdom.server.push.messages import shortened

WRITE_SECONDS = 0.2
MOST_WAITING = 100_000
"""Lines of the access log that wait for the disk; more are left out, and the log says so."""

logger = logging.getLogger(__name__)


class Exchange(NamedTuple):
    """A request and its answer: nothing that a password, a token or the content of a window could be part of."""

    address: str
    user: str | None
    """The account that asked; None where there are none."""
    method: str
    path: str
    environment: str | None
    """The environment that the request names."""
    status: int
    size: int | None
    """The bytes of the body of the answer; None when they are not known, as for what is sent in parts."""
    seconds: float


Observer = Callable[[Exchange], None]
"""Gets every answer."""


def named_environment(body: Mapping[str, Any], *names: str) -> str | None:
    """The environment that a request names in its path or its body."""
    name = names[0] if names else body.get("eid")
    return None if name is None or isinstance(name, (dict, list)) else escape_eid(str(name))


def exchange_of(handler: RequestHandler) -> Exchange:
    """What a handler of tornado has answered; a websocket was answered when it is connected."""
    request, size = handler.request, handler._headers.get("Content-Length")
    identity = vars(handler).get("identity")  # only if the route asked who it is
    return Exchange(
        address=str(getattr(handler, "client_address", request.remote_ip)),
        user=getattr(identity, "name", None) or None,
        method=str(request.method),
        path=request.path,  # without the query, in which a token may be
        environment=getattr(handler, "environment", None),
        status=handler.get_status(),
        size=None if size is None else int(size),
        seconds=request.request_time(),
    )


class AccessLog:
    """A file of JSON lines, one for each answer, which a thread writes. A file that was moved away is made again."""

    def __init__(self, path: str) -> None:
        try:
            self._file = WatchedFileHandler(path, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise ValueError(f"-access_log {path} cannot be written: {reason_of(error)}") from None
        self._path = path
        self._file.handleError = self._report  # type: ignore[method-assign]
        self._waiting: deque[bytes] = deque()
        self._left_out = 0
        self._has_failed = False
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._write_often, name="visdom-access-log", daemon=True)
        self._thread.start()

    def observe(self, exchange: Exchange) -> None:
        """Write a line, soon."""
        line = {
            "time": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
            "address": exchange.address,
            "user": exchange.user,
            "method": exchange.method,
            "path": shortened(exchange.path),
            "environment": None if exchange.environment is None else shortened(exchange.environment),
            "status": exchange.status,
            "bytes": exchange.size,
            "ms": round(exchange.seconds * 1000, 3),
        }
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(dumps(line))
        else:
            self._left_out += 1

    def close(self) -> None:
        """Write what waits."""
        self._ends.set()
        self._thread.join()
        self._file.close()
        if self._left_out:
            logger.warning("%s: the disk was too slow for %d lines, which are left out.", self._path, self._left_out)

    def _write_often(self) -> None:
        """Write what waits, many lines at a time: a write for each takes half as long as an update."""
        has_ended = False
        while not has_ended:
            has_ended = self._ends.wait(WRITE_SECONDS)
            lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if lines:
                self._file.emit(logging.makeLogRecord({"msg": b"\n".join(lines).decode()}))

    def _report(self, record: logging.LogRecord) -> None:
        """Called while an error is handled; a full disk is reported once."""
        if not self._has_failed:
            self._has_failed = True
            logger.exception("The access log %s cannot be written: lines are missing.", self._path)
