"""A window from its two files, the window file and the journal, whatever a crash has left of them.

Reading changes nothing on disk, so any thread may do it at any time. What has to be cleared away afterwards is
part of the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from visdom.autosave import files, journal
from visdom.autosave.packing import read_either, unpack
from visdom.jsontext import Json, loads
from visdom.protocol.windows import version_of

Window = dict[str, Any]
Replay = Callable[[Window, list[Json]], Any]
"""Does the operations of a patch to a window, in place, and returns it."""


@dataclass(slots=True)
class Reading:
    """What the files of a window say."""

    window: Window | None
    """The window; None when it was deleted or nothing of it can be read."""

    version: int
    """The highest version in the files."""

    file_bytes: int | None
    """Length of the text in the window file, not compressed; None without one."""

    journal_bytes: int | None
    """Size of what is good in the journal; None without one."""

    is_deleted: bool = False
    is_torn: bool = False
    """Does the journal end in a line that its writer did not finish?"""

    damage: str | None = None
    """What cannot be read, if anything."""

    file_is_damaged: bool = False

    is_from_earlier: bool = False
    """Did the window file of before have to stand in for a damaged one?"""

    source: object = None
    """What was read, as far as whoever read it needs to know."""


def read_window(
    file_path: str, journal_path: str, replay: Replay, earlier_path: str | None = None, *, before_deletion: bool = False
) -> Reading:
    """Read a window that may have a window file, a journal, or both; if told so, as it was before it was deleted.

    When the window file is damaged, the one of before stands in for it, if that is still there.
    """
    # The window file comes second: should a fold take the place of it in between, it holds more than the
    # journal, which is harmless; the other way round its newest changes would be missed.
    journal_text = _read_if_there(journal_path)
    file_data = read_either(file_path)
    reading = interpret(file_data, journal_text, replay, before_deletion=before_deletion)
    if earlier_path is None or not reading.file_is_damaged:
        return reading
    earlier_data = _read_if_there(earlier_path)
    earlier = interpret(earlier_data, journal_text, replay, before_deletion=before_deletion)
    if earlier_data is None or earlier.file_is_damaged:
        return reading
    earlier.file_is_damaged = earlier.is_from_earlier = True
    earlier.damage = reading.damage
    return earlier


def file_version(path: str) -> float:
    """The version in a window file; -1 when it is not there, and above all others when it cannot be read."""
    data = _read_if_there(path)
    if data is None:
        return -1
    window, damage = _parse(*_unpacked(data))
    return version_of(window) if damage is None else inf


def interpret(
    file_data: bytes | None, journal_text: bytes | None, replay: Replay, *, before_deletion: bool = False
) -> Reading:
    """What a window file of either form and a journal mean together."""
    file_text, damage = _unpacked(file_data)
    window, damage = _parse(file_text, damage)
    version = version_of(window) if window is not None else 0
    reading = Reading(window, version, None if file_text is None else len(file_text), None, damage=damage)
    reading.file_is_damaged = damage is not None
    if journal_text is not None:
        contents = journal.decode(journal_text)
        while before_deletion and contents.records and contents.records[-1].kind == "deleted":
            contents.records.pop()
        _apply(reading, file_text, journal_text, contents, replay)
    return reading


def _unpacked(data: bytes | None) -> tuple[bytes | None, str | None]:
    """The text of a window file, or the file itself and why there is none in it."""
    try:
        return None if data is None else unpack(data), None
    except ValueError as error:
        return data, f"the window file cannot be read ({error})"


def _parse(text: bytes | None, damage: str | None = None) -> tuple[Window | None, str | None]:
    if text is None or damage is not None:
        return None, damage
    try:
        window = loads(text)
    except ValueError as error:
        return None, f"the window file is not JSON ({error})"
    if not isinstance(window, dict):
        return None, f"the window file holds {type(window).__name__} instead of an object"
    return window, None


def _apply(
    reading: Reading, file_text: bytes | None, journal_text: bytes, contents: journal.Contents, replay: Replay
) -> None:
    reading.journal_bytes = contents.good_bytes
    reading.is_torn = contents.ending == "torn"
    if contents.ending == "damaged":
        reading.damage = f"the journal is damaged after byte {contents.good_bytes}"
    newer = [record for record in contents.records if record.version > reading.version]
    failed = _replay(reading, newer, replay)
    if failed is not None:
        # The window, of the file or of a record, is half changed by the record that failed: begin again with the
        # texts, and stop before it.
        bad = newer[failed]
        reading.window, _ = _parse(file_text)
        reading.version = version_of(reading.window) if reading.window is not None else 0
        unchanged = journal.decode(journal_text[: bad.start]).records
        _replay(reading, [record for record in unchanged if record.version > reading.version], replay)
        reading.damage = f"the change to version {bad.version} in the journal does not fit the window"
        reading.journal_bytes, reading.is_torn = bad.start, False


def _replay(reading: Reading, records: list[journal.Record], replay: Replay) -> int | None:
    """Do the records that count, each to the version before it; the number of the first that cannot be done."""
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
            except Exception:  # whatever it is, a change that cannot be done is damage, and served up to there
                return number
            if not isinstance(changed, dict):
                return number
            if version_of(changed) < record.version:  # else a window file made of it would not outdo the record
                changed["version"] = record.version
            reading.window = changed
        reading.version = record.version
    return None


def _read_if_there(path: str) -> bytes | None:
    try:
        return files.read(path)
    except FileNotFoundError:
        return None
