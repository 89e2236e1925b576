"""Journals: the changes of one window, one checked record a line, always written at the end.

A record is `<crc32 of the text, 8 hex digits> <text>` and a line end; the text is a JSON object with `version` and
one of `patch` (operations), `window` (a whole window) or `deleted`. Nothing here looks at what they hold.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from visdom.autosave import files
from visdom.jsontext import Json, loads

Kind = Literal["patch", "window", "deleted"]
_SHAPES: dict[Kind, type] = {"patch": list, "window": dict, "deleted": bool}

MAX_OPEN = 128
DELETED_MAX_BYTES = 80
"""No line that says `deleted` is longer."""


def encode(version: int, kind: Kind, value: bytes) -> bytes:
    """The line of a record whose value is JSON text already."""
    text = b'{"version":%d,"%b":%b}' % (version, kind.encode(), value)
    if b"\n" in text:
        text = text.replace(b"\n", b" ")  # JSON has line ends between its values only, and they mean nothing
    return b"%08x %b\n" % (crc32(text), text)


@dataclass(slots=True)
class Record:
    """One record and where its line begins in the file."""

    version: int
    kind: Kind
    value: Json
    start: int

    @property
    def stands_alone(self) -> bool:
        """Does it say all about the window, whatever came before?"""
        return self.kind != "patch"


@dataclass(slots=True)
class Contents:
    """What a journal holds: its good records, up to `good_bytes`, and how it goes on after them."""

    records: list[Record]
    good_bytes: int
    ending: Literal["clean", "torn", "damaged"]


def decode(text: bytes) -> Contents:
    """Read a journal up to the first line that is not a whole, unharmed record.

    A last line that never ended is `torn`: its writer died, so nobody was promised it. Anything else that
    cannot be read is `damaged`.
    """
    records: list[Record] = []
    start = 0
    while start < len(text):
        end = text.find(b"\n", start)
        record = _decode_line(text[start:end], start) if end >= 0 else None
        if record is None:
            return Contents(records, start, "torn" if end < 0 else "damaged")
        records.append(record)
        start = end + 1
    return Contents(records, start, "clean")


def ends_deleted(path: str) -> bool:
    """Does the journal end with the word that its window is gone? Reads only the end."""
    try:
        end = files.read_end(path, DELETED_MAX_BYTES)
    except OSError:
        return False  # whoever needs the window will hear of it
    record = _decode_line(end[end.rfind(b"\n", 0, -1) + 1 : -1], 0) if end.endswith(b"\n") else None
    return record is not None and record.kind == "deleted"


def _decode_line(line: bytes, start: int) -> Record | None:
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
    return Record(version, kind, fields[kind], start)


class OpenJournals:
    """Descriptors of the journals written to last, so that a hot one is not opened for every record."""

    def __init__(self, limit: int = MAX_OPEN) -> None:
        self._limit = limit
        self._descriptors: OrderedDict[str, int] = OrderedDict()

    @property
    def open_count(self) -> int:
        """How many journals are open."""
        return len(self._descriptors)

    def is_open(self, path: str) -> bool:
        return path in self._descriptors

    def open_paths(self) -> list[str]:
        return list(self._descriptors)

    def is_lost(self, path: str) -> bool:
        """Is a journal open that has no name any more, so that nobody would find what is written to it?"""
        descriptor = self._descriptors.get(path)
        return descriptor is not None and files.identity(path) != files.identity_of(descriptor)

    def append(self, path: str, line: bytes, size: int | None) -> None:
        """Write a line at the end of the journal, whose size before is given; None makes it.

        When it cannot be written whole, the journal is cut back to what it was.
        """
        descriptor = self._descriptors.get(path)
        if descriptor is None:
            descriptor = self._open(path, create=size is None)
        else:
            self._descriptors.move_to_end(path)
        try:
            files.append(descriptor, line)
        except OSError:
            self.close(path)
            files.cut(path, size or 0)
            raise

    def close(self, path: str) -> None:
        """Let go of one journal; needed before it is renamed, replaced or removed."""
        descriptor = self._descriptors.pop(path, None)
        if descriptor is not None:
            files.close(descriptor)

    def close_all(self, folder: str = "") -> None:
        """Let go of the journals in one folder, or of all."""
        for path in [path for path in self._descriptors if path.startswith(folder)]:
            self.close(path)

    def _open(self, path: str, *, create: bool) -> int:
        while len(self._descriptors) >= self._limit:
            self.close(next(iter(self._descriptors)))
        descriptor = self._descriptors[path] = files.open_append(path, create=create)
        return descriptor
