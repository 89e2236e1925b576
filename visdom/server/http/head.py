"""Heads of usual requests, which llhttp parses; tornado reads all others.

Two readers of one stream must never see different requests in it. So a usual request leaves nothing to interpretation:
a POST to a plain path, HTTP/1.1, strict CRLF, ASCII, one length in digits, one host, no encoding, no upgrade, nothing
that needs a reply before the body, and no header by which browsers identify a page.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

METHOD = b"POST /"
MAX_HEAD_BYTES = 16 * 1024

REMEMBERED = 64
"""Heads that need no parsing: a program sends the same one with every request of a size. Saves a tenth of an update."""

HEAD_END = re.compile(rb"\r?\n\r?\n")
"""The end of a head as tornado sees it; llhttp accepts only CR LF CR LF."""

_PATH = re.compile(rb"/[A-Za-z0-9/_.~-]*")
_ONCE = {
    b"host": re.compile(rb"[A-Za-z0-9.:\[\]_-]+"),
    b"content-length": re.compile(rb"[0-9]{1,10}"),
    b"connection": re.compile(rb"(?i)keep-alive"),
    b"content-type": re.compile(rb"(?i)(?!multipart/|application/x-www-form-urlencoded).*"),  # tornado parses forms
}
_NEVER = {b"transfer-encoding", b"trailer", b"expect", b"upgrade", b"origin", b"sec-fetch-site"}

FORWARDED = b"x-forwarded-for"
"""By which a proxy tells who its client is; several lines are one list."""


class Head(NamedTuple):
    """The host and the path of a request, the size of its body, the size of the head itself, and `X-Forwarded-For`."""

    host: str
    path: str
    length: int
    size: int
    forwarded: str = ""


class _HeadParser:
    """Receives the parts of one head from llhttp, and checks that they are usual."""

    def __init__(self) -> None:
        self.path = b""
        self.fields: dict[bytes, bytes] = {}
        self.forwarded: list[bytes] = []
        self.is_usual = True

    def on_url(self, url: bytes) -> None:
        self.path += url

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        if name in _ONCE:
            value = value.strip(b" \t")
            self.is_usual &= name not in self.fields and _ONCE[name].fullmatch(value) is not None
            self.fields[name] = value
        elif name in _NEVER:
            self.is_usual = False
        elif name == FORWARDED:
            self.forwarded.append(value)


@lru_cache(maxsize=REMEMBERED)
def read_head(text: bytes) -> Head | None:
    """The head of a usual request; None for any other. The text ends at the first `HEAD_END`."""
    found = _HeadParser()
    if not text.isascii() or not text.endswith(b"\r\n\r\n"):
        return None
    try:
        HttpRequestParser(found).feed_data(text)
    except (HttpParserError, HttpParserUpgrade):
        return None
    first = b"POST %b HTTP/1.1\r\n" % found.path
    is_usual = found.is_usual and _PATH.fullmatch(found.path) and text.startswith(first)
    if not is_usual or b"host" not in found.fields or b"content-length" not in found.fields:
        return None
    host, length = found.fields[b"host"].decode(), int(found.fields[b"content-length"])
    return Head(host, found.path.decode(), length, len(text), b",".join(found.forwarded).decode())
