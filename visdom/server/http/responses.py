"""Responses: status, text and content type, for results and for errors."""

from __future__ import annotations

import logging
import time
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from visdom.errors import NotAllowed, NotFound, NotSaved, NotUpdatable, StorageError, TooManyTries, VisdomError
from visdom.jsontext import dumps
from visdom.server.push.messages import shortened

HTML = "text/html; charset=UTF-8"
PLAIN = "text/plain; charset=UTF-8"
JSON = "application/json"

NO_SPACE = (27, 28, 122)
"""EFBIG, ENOSPC and EDQUOT: the errors of a full disk."""

_STATUS = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    TooManyTries: HTTPStatus.TOO_MANY_REQUESTS,
}

logger = logging.getLogger(__name__)


class Response(NamedTuple):
    """A status and a text, which is never HTML: it may contain what strangers sent."""

    text: bytes
    status: HTTPStatus = HTTPStatus.OK
    content_type: str = PLAIN


def success(text: str | bytes) -> Response:
    """A successful response: bytes are JSON. Half a surrogate pair, which ids may contain, becomes a question mark."""
    if isinstance(text, bytes):
        return Response(text, content_type=JSON)
    return Response(text.encode("utf-8", "replace"))


def refusal(status: HTTPStatus, sentence: str) -> Response:
    """The response of a request that was refused, with the reason."""
    return Response(shortened(sentence).encode("utf-8", "replace"), status, PLAIN)


def error_response(error: VisdomError) -> Response:
    """The response for an error of the workspace."""
    if isinstance(error, NotUpdatable):
        return success(str(error))
    if isinstance(error, StorageError):
        what = "not saved" if isinstance(error, NotSaved) else "not done"
        return Response(dumps({"error": what, "reason": str(error)}), status_of(error), JSON)
    return refusal(status_of(error), str(error))


def status_of(error: VisdomError) -> HTTPStatus:
    """The status of a response for an error."""
    if isinstance(error, StorageError):
        is_full = isinstance(error, NotSaved) and error.errno in NO_SPACE
        return HTTPStatus.INSUFFICIENT_STORAGE if is_full else HTTPStatus.INTERNAL_SERVER_ERROR
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)


def log_response(status: int, request: str) -> None:
    """Log a response: as an error when the server failed, otherwise for debugging."""
    level = logging.ERROR if status >= 500 and status != HTTPStatus.SERVICE_UNAVAILABLE else logging.DEBUG
    if logger.isEnabledFor(level):
        logger.log(level, "%d %s", status, request)


def encoded(response: Response, headers: bytes) -> bytes:
    """A response as HTTP, for a connection that stays open; `headers` are the lines that all responses have."""
    head = (
        f"HTTP/1.1 {response.status.value} {response.status.phrase}\r\nContent-Type: {response.content_type}\r\n"
        f"Date: {_date(int(time.time()))}\r\nContent-Length: {len(response.text)}\r\n"
    )
    return b"%b%b\r\n%b" % (head.encode(), headers, response.text)


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
