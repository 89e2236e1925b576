"""What a request is answered, when it was done and when it could not be."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import NamedTuple

from visdom.errors import NotFound, NotSaved, NotUpdatable, StorageError, VisdomError
from visdom.jsontext import dumps
from visdom.server.push.messages import shortened

HTML = "text/html; charset=UTF-8"
PLAIN = "text/plain; charset=UTF-8"

NO_SPACE = (27, 28, 122)
"""EFBIG, ENOSPC and EDQUOT: what the disk says when it takes no more."""

logger = logging.getLogger(__name__)


class Answer(NamedTuple):
    """A status and a text. Programs of old expect HTML, whatever the text is."""

    text: bytes
    status: HTTPStatus = HTTPStatus.OK
    content_type: str = HTML


def answer_of(text: str | bytes) -> Answer:
    """All went well; half a surrogate pair, which ids may hold, becomes a question mark."""
    return Answer(text if isinstance(text, bytes) else text.encode("utf-8", "replace"))


def refusal(status: HTTPStatus, sentence: str) -> Answer:
    """It was not done, and a sentence says why."""
    return Answer(shortened(sentence).encode("utf-8", "replace"), status, PLAIN)


def answer_to(error: VisdomError) -> Answer:
    """What whoever asked is told about an error."""
    if isinstance(error, NotUpdatable):
        return answer_of(str(error))
    if isinstance(error, StorageError):
        what = "not saved" if isinstance(error, NotSaved) else "not done"
        return Answer(dumps({"error": what, "reason": str(error)}), status_of(error))
    return refusal(status_of(error), str(error))


def status_of(error: VisdomError) -> HTTPStatus:
    """The status of an answer that tells of an error."""
    if isinstance(error, StorageError):
        is_full = isinstance(error, NotSaved) and error.errno in NO_SPACE
        return HTTPStatus.INSUFFICIENT_STORAGE if is_full else HTTPStatus.INTERNAL_SERVER_ERROR
    return HTTPStatus.NOT_FOUND if isinstance(error, NotFound) else HTTPStatus.BAD_REQUEST


def log_answer(status: int, request: str) -> None:
    """A request is worth a line when the server failed; the others are for debugging."""
    level = logging.ERROR if status >= 500 else logging.DEBUG
    if logger.isEnabledFor(level):
        logger.log(level, "%d %s", status, request)
