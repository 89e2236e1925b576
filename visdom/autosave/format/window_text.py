"""The two texts of a window, its window file and its journal, and what they mean together.

Nothing here changes the disk, so any thread may read at any time. What a crash left to be repaired is part of the
answer.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from visdom.autosave.format import journal
from visdom.jsontext import Json, loads
from visdom.protocol.windows import order_of, version_of

Window = dict[str, Any]
Replay = Callable[[Window, list[Json]], Any]
"""Applies the operations of a patch to a window, in place, and returns it."""

LARGE_BYTES = 64 * 1024
"""From this size on a window goes straight to its file, its journal is folded, and it is not parsed without need."""

COMPRESSION_LEVEL = 1
"""Level 1 takes 20 to 40 ms for a megabyte and leaves 78 % of a picture (which is base64 of compressed data), 45 % of a
plot and 23 % of a log; level 6 takes two to five times as long for two points less. zlib releases the interpreter."""

_GZIP = 16 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f\x8b"

_HEADER = re.compile(rb'\{"command":"window","id":("(?:[^"\\]|\\.)*"),"i":(\d{1,15}),"version":(\d{1,16}),"type":"')
HEADER_BYTES = 4096
"""The header of a window file is in its first block."""


def compress(text: bytes) -> bytes:
    """A text as gzip; the same text always becomes the same bytes."""
    return gzip.compress(text, COMPRESSION_LEVEL, mtime=0)


def decompress(data: bytes) -> bytes:
    """The text of a window file of either form, which its first bytes identify; ValueError when it is damaged."""
    if not data.startswith(_GZIP_MAGIC):
        return data
    decompressor = zlib.decompressobj(_GZIP)  # stricter than `gzip`, which accepts zeros at the end and unknown flags
    try:
        text = decompressor.decompress(data)
    except (zlib.error, MemoryError) as error:  # a damaged one may claim any size
        raise ValueError(f"its compressed data is damaged: {error}") from None
    if not decompressor.eof or decompressor.unused_data:
        raise ValueError("its compressed data is not whole, or other data follows")
    return text


class Header(NamedTuple):
    """What a listing needs of a window."""

    order: int
    """Its position among the windows of its environment; -1 when it has none."""
    version: int


def header_of(window: Window) -> Header:
    """The header of a parsed window."""
    return Header(order_of(window), version_of(window))


def peek(text: bytes, win: str) -> Header | None:
    """The header of a window whose text begins with it, as those do that this server wrote; None for all others."""
    match = _HEADER.match(text[:HEADER_BYTES])
    if match is None:
        return None
    try:
        if loads(match[1]) != win:
            return None
    except ValueError:
        return None
    return Header(int(match[2]), max(int(match[3]), 1))


def is_message(text: bytes, win: str) -> bool:
    """May a page get this text of a window file as it is?

    It has the header, and its end; it is UTF-8, as otherwise the browser would close the connection; and it has no
    zeros, which a loss of power can leave. Parsing it would stop all other requests for milliseconds per megabyte.
    """
    if peek(text, win) is None or not text.endswith(b"}") or b"\0" in text:
        return False
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


@dataclass(slots=True)
class Reading:
    """What the files of a window mean."""

    window: Window | None
    """The window; None when it was deleted or nothing of it can be read."""

    version: int
    """The highest version in the files."""

    file_bytes: int | None
    """Length of the text in the window file, not compressed; None without one."""

    journal_bytes: int | None
    """Length of the good part of the journal; None without one."""

    is_deleted: bool = False
    is_torn: bool = False
    """Does the journal end in a line that its writer did not finish?"""

    damage: str | None = None
    """What cannot be read, if anything."""

    text: bytes | None = None
    """The JSON text of the window, if its file alone is all of it."""

    file_is_damaged: bool = False

    is_from_backup: bool = False
    """Did the previous window file replace a damaged one?"""


def no_replay(window: Window, operations: list[Json]) -> Window:
    """For a text without a journal."""
    return window


def interpret(
    file_data: bytes | None,
    journal_text: bytes | None = None,
    replay: Replay = no_replay,
    *,
    before_deletion: bool = False,
) -> Reading:
    """What a window file of either form and a journal mean together, if asked without a deletion at the end."""
    file_text, window, damage = _parse(file_data)
    version = version_of(window) if window is not None else 0
    reading = Reading(window, version, None if file_text is None else len(file_text), None, damage=damage)
    reading.file_is_damaged = damage is not None
    if journal_text is not None:
        contents = journal.decode(journal_text)
        while before_deletion and contents.records and contents.records[-1].kind == "deleted":
            contents.records.pop()
        _apply(reading, file_text, journal_text, contents, replay)
    elif damage is None:
        reading.text = file_text
    return reading


def _parse(data: bytes | None) -> tuple[bytes | None, Window | None, str | None]:
    """The text of a window file, or the file itself if it has none; the window; and why there is none."""
    if data is None:
        return None, None, None
    try:
        text = decompress(data)
    except ValueError as error:
        return data, None, f"the window file cannot be read ({error})"
    try:
        window = loads(text)
    except ValueError as error:
        return text, None, f"the window file is not JSON ({error})"
    if not isinstance(window, dict):
        return text, None, f"the window file holds {type(window).__name__} instead of an object"
    return text, window, None


def _apply(
    reading: Reading, file_text: bytes | None, journal_text: bytes, contents: journal.Journal, replay: Replay
) -> None:
    reading.journal_bytes = contents.good_bytes
    reading.is_torn = contents.ending == "torn"
    if contents.ending == "damaged":
        reading.damage = f"the journal is damaged after byte {contents.good_bytes}"
    newer = [record for record in contents.records if record.version > reading.version]
    failed = _replay(reading, newer, replay)
    if failed is not None:
        # The failed record has changed the window, of the file or of a record, by half: begin again with the texts,
        # and stop before it.
        bad = newer[failed]
        _, reading.window, _ = _parse(file_text)
        reading.version = version_of(reading.window) if reading.window is not None else 0
        unchanged = journal.decode(journal_text[: bad.start]).records
        _replay(reading, [record for record in unchanged if record.version > reading.version], replay)
        reading.damage = f"the change to version {bad.version} in the journal does not fit the window"
        reading.journal_bytes, reading.is_torn = bad.start, False


def _replay(reading: Reading, records: list[journal.Line], replay: Replay) -> int | None:
    """Apply the records that count, each to the version before it; the number of the first that does not fit."""
    whole = [number for number, record in enumerate(records) if record.stands_alone]
    for number in range(whole[-1] if whole else 0, len(records)):
        record = records[number]
        if record.stands_alone:
            reading.window = record.value if record.kind == "window" else None
            reading.is_deleted = record.kind == "deleted"
        elif reading.window is None or record.version != reading.version + 1:
            return number
        else:
            try:
                changed = replay(reading.window, record.value)
            except Exception:  # a change that cannot be applied is damage; the window is served up to that version
                return number
            if not isinstance(changed, dict):
                return number
            if version_of(changed) < record.version:  # else a window file made of it would not replace the record
                changed["version"] = record.version
            reading.window = changed
        reading.version = record.version
    return None
