"""Heads of HTTP: of the requests that programs send all the time, and of the answers to them.

Two readers of one stream of bytes must never see different requests in it. So a head that is taken here leaves nothing
to choice: a POST to a plain path, HTTP/1.1, fields of printable characters, one length in digits, one host, no
encoding, nothing that wants an answer before the body, nothing that pages send. Whatever is unusual is left to tornado.
"""

from __future__ import annotations

import re
import time
from email.utils import formatdate
from functools import lru_cache
from typing import NamedTuple

from visdom.protocol.names import FEATURES_HEADER, LAYOUT_IF_NEW
from visdom.server.http.responses import Answer

METHOD = b"POST "
MAX_BYTES = 16 * 1024

END = re.compile(rb"\r?\n\r?\n")
"""Where tornado sees the end of a head."""

_HEAD = re.compile(
    rb"POST (/[A-Za-z0-9/_.~-]*) HTTP/1\.1\r\n"
    rb"((?:[A-Za-z0-9!#$%&'*+.^_`|~-]+:[\t\x20-\x7e]*\r\n)+)\r\n"
)
_ONCE = {
    b"host": re.compile(rb"[A-Za-z0-9.:\[\]_-]+"),
    b"content-length": re.compile(rb"[0-9]{1,10}"),
    b"connection": re.compile(rb"(?i)keep-alive"),
}
"""Fields that may come once, and what they may say."""

_NEVER = {b"transfer-encoding", b"trailer", b"expect", b"upgrade", b"origin", b"sec-fetch-site"}


class Head(NamedTuple):
    """Where a request goes, how long its body is, and how long the head itself."""

    path: str
    length: int
    size: int


def read_head(text: bytes | bytearray) -> Head | None:
    """The head of a usual request, its empty line included; None when it is any other."""
    match = _HEAD.fullmatch(text)
    if match is None:
        return None
    path, fields = match.groups()
    found: dict[bytes, bytes] = {}
    for line in bytes(fields).split(b"\r\n"):
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in _NEVER:
            return None
        if name in _ONCE:
            value = value.strip(b" \t")
            if name in found or not _ONCE[name].fullmatch(value):
                return None
            found[name] = value
    if b"host" not in found or b"content-length" not in found:
        return None
    return Head(path.decode(), int(found[b"content-length"]), len(text))


def head_of(answer: Answer) -> bytes:
    """What comes before the text of an answer."""
    return (
        f"HTTP/1.1 {answer.status.value} {answer.status.phrase}\r\nContent-Type: {answer.content_type}\r\n"
        f"Date: {_date(int(time.time()))}\r\n{FEATURES_HEADER}: {LAYOUT_IF_NEW}\r\n"
        f"Content-Length: {len(answer.text)}\r\n\r\n"
    ).encode()


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
