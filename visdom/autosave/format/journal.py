"""Journals: the changes of one window or member, one record with a checksum a line, in the order of writing.

A record is `<crc32 of the text, 8 hex digits> <text>` and a line end; the text is a JSON object with `version` and
one of `patch` (operations), `window` (a whole window) or `deleted`. This module does not interpret them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from visdom.jsontext import Json, loads

Kind = Literal["patch", "window", "deleted"]
_SHAPES: dict[Kind, type] = {"patch": list, "window": dict, "deleted": bool}

DELETED_MAX_BYTES = 80
"""No record of a deletion is longer."""


def encode(version: int, kind: Kind, value: bytes) -> bytes:
    """The line of a record whose value is JSON text."""
    text = b'{"version":%d,"%b":%b}' % (version, kind.encode(), value)
    if b"\n" in text:
        text = text.replace(b"\n", b" ")  # in JSON text, line ends are white space between values
    return b"%08x %b\n" % (crc32(text), text)


@dataclass(slots=True)
class Line:
    """One record, and where its line begins in the file."""

    version: int
    kind: Kind
    value: Json
    start: int

    @property
    def stands_alone(self) -> bool:
        """Does the record define the whole window, independent of the records before it?"""
        return self.kind != "patch"


@dataclass(slots=True)
class Journal:
    """The good records of a journal, the length that they take, and what follows them."""

    records: list[Line]
    good_bytes: int
    ending: Literal["clean", "torn", "damaged"]


def decode(text: bytes) -> Journal:
    """Read a journal up to the first line that is not a whole, unharmed record.

    A last line without its end is `torn`: its writer died before it acknowledged the change. Anything else that
    cannot be read is `damaged`.
    """
    records: list[Line] = []
    start = 0
    while start < len(text):
        end = text.find(b"\n", start)
        record = _decode_line(text[start:end], start) if end >= 0 else None
        if record is None:
            return Journal(records, start, "torn" if end < 0 else "damaged")
        records.append(record)
        start = end + 1
    return Journal(records, start, "clean")


def ends_deleted(end: bytes) -> bool:
    """Is the last record of a journal, of which these are the last bytes, a deletion?"""
    record = _decode_line(end[end.rfind(b"\n", 0, -1) + 1 : -1], 0) if end.endswith(b"\n") else None
    return record is not None and record.kind == "deleted"


def _decode_line(line: bytes, start: int) -> Line | None:
    try:
        if line[:9] != b"%08x " % crc32(line[9:]):
            return None
        fields = loads(line[9:])
        version = fields["version"]
        kind = next(kind for kind in _SHAPES if kind in fields)
    except (ValueError, TypeError, KeyError, StopIteration):
        return None
    if not isinstance(version, int) or not isinstance(fields[kind], _SHAPES[kind]):
        return None
    return Line(version, kind, fields[kind], start)
