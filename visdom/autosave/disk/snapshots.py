"""Reading a folder that another process writes: snapshots of how its files look from outside, and what they hold.

A file that looks as before is not read again. What is read is of one moment: while the writer is just replacing a
window file and its journal, they are read once more.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from visdom.autosave.disk import files
from visdom.autosave.disk.folder import (
    EnvFolder,
    WindowFiles,
    is_deleted,
    list_folder,
    other_form,
    read_either_form,
    text_size,
)
from visdom.autosave.disk.index import Index, Location
from visdom.autosave.disk.root import absolute, folds_case, read_format
from visdom.autosave.format import journal
from visdom.autosave.format.env_text import EnvText, parse_env_text
from visdom.autosave.format.names import JOURNAL_ENDING, JSON_ENDING, WINDOW_ENDINGS, WINDOWS, NameRule, split_name
from visdom.autosave.format.window_text import Reading, Replay, Window, interpret
from visdom.protocol.windows import version_of

TRIES = 8
PAUSE_SECONDS = 0.01
"""What is not of one moment, or ends in a journal that looks damaged, is sound a moment later if a server writes it."""
CHECKSUM_BYTES = 8
"""A line of a journal begins with its checksum, which identifies it among all lines that could be there."""

Marks = dict[str, files.Mark]


class WindowMark(NamedTuple):
    """What the files of a window look like from outside."""

    file: tuple[files.Mark | None, files.Mark | None]
    """The plain and the compressed window file; both are there while the form changes."""
    journal: files.Mark | None


NO_FILES = WindowMark((None, None), None)


@dataclass(frozen=True, slots=True)
class Source:
    """What a window in memory was read from, and where its journal goes on."""

    mark: object
    """A `WindowMark`, or in an environment that is one file the text of the window."""
    start: int = 0
    """Where the last record begins that the window has."""
    checksum: bytes = b""
    """The checksum of that record."""
    window: Window | None = None
    text_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Growth:
    """The records that a window in memory lacks, and its source once it has them."""

    records: list[journal.Line]
    source: Source


@dataclass(slots=True, eq=False)
class Snapshot:
    """An environment as it was at the last poll."""

    location: Location
    environment: EnvFolder | EnvText
    marks: Marks
    windows: dict[str, Any] = field(init=False)
    """What each window looked like: the mark of its files, or in an environment that is one file its text."""
    recent: set[str] = field(init=False)
    """Files that may change and look the same, because they changed a moment ago."""

    def __post_init__(self) -> None:
        self.recent = {name for name, mark in self.marks.items() if _is_recent(name, mark)}
        if isinstance(self.environment, EnvText):
            self.windows = dict(self.environment.windows)
        else:
            stems = {win: self.environment.windows[win].stem for win in self.environment.names()}
            marks = {win: _window_mark(self.marks.get, stem) for win, stem in stems.items()}
            self.windows = {win: mark for win, mark in marks.items() if mark != NO_FILES}

    def must_read(self, win: str) -> bool:
        """Has the window to be read although it looks as before?"""
        found = self.environment.windows.get(win)
        return isinstance(found, WindowFiles) and not self.recent.isdisjoint(_names_of_window(found.stem))


class FolderReader:
    """Reads a folder of environments: nothing is locked, marked, finished or moved. Another process may write it."""

    def __init__(self, path: str, replay: Replay) -> None:
        self.path = absolute(path)
        self.replay = replay
        self.cache_type = read_format(self.path).get("cache_type")
        self.index = Index(self.path, folds_case=folds_case(self.path), opened=(), changes_nothing=True)
        self.window_rule = NameRule(folds_case=self.index.rule.folds_case)

    def snapshot(self, eid: str, location: Location, path: str, before: Snapshot | None = None) -> Snapshot:
        """An environment now; `before` itself when nothing changed. OSError when it is not there (now)."""
        if before is not None and before.location != location:
            before = None
        marks = _marks_of_folder(path, before) if location.is_folder else _marks_of_file(path)
        if before is not None and before.marks == marks and not before.recent:
            return before
        if not location.is_folder:
            return Snapshot(location, _read_env_text(path, before), marks)
        folder = before.environment if before is not None else None
        if before is None or not isinstance(folder, EnvFolder) or _must_list(before, marks):
            folder = self._list(eid, path, folder)
            before = None
        for found in folder.windows.values():
            mark = _window_mark(marks.get, found.stem)
            if before is None or mark != _window_mark(before.marks.get, found.stem):
                _note_sizes(found, mark)
                if before is not None:
                    found.is_deleted = is_deleted(found, self.replay)
        return Snapshot(location, folder, marks)

    def read_source(self, found: WindowFiles | bytes) -> tuple[Reading, Source]:
        """Read a window as it is at one moment, and what it was read from."""
        if isinstance(found, bytes):
            reading = interpret(found)
            return reading, Source(found, window=reading.window, text_bytes=len(found))
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE_SECONDS)
            before = _mark_now(found)
            _note_sizes(found, before)
            journal_text = files.read_if_there(found.journal_path) if before.journal is not None else None
            reading = interpret(read_either_form(found.file_path), journal_text, self.replay)
            is_unfinished = reading.is_torn or reading.damage is not None and not reading.file_is_damaged
            if not is_unfinished and _is_of_one_moment(before, _mark_now(found)):
                break
        if reading.file_is_damaged:
            found.backup = found.backup or found.backup_name
            reading = found.read(self.replay)
        good = (journal_text or b"")[: reading.journal_bytes or 0]
        start = good.rfind(b"\n", 0, -1) + 1
        return reading, Source(before, start, good[start : start + CHECKSUM_BYTES], reading.window, found.text_bytes)

    def _list(self, eid: str, path: str, before: EnvFolder | EnvText | None) -> EnvFolder:
        """List a folder. A member that is just being written stays as it was."""
        folder = list_folder(eid, path, self.window_rule, self.replay)
        for key, value in before.rest.items() if before is not None else ():
            if f"{path}/{folder.member_name(key)}" in folder.unreadable:
                folder.rest[key] = value
        return folder


def growth_of(found: WindowFiles, source: Source, mark: WindowMark) -> Growth | None:
    """What the journal has more than a window in memory; None when it did not just grow."""
    before, window = source.mark, source.window
    if not isinstance(before, WindowMark) or window is None or mark.journal is None or before.file != mark.file:
        return None
    if before.journal is not None and (before.journal[2] != mark.journal[2] or before.journal[1] > mark.journal[1]):
        return None
    text = files.read(found.journal_path, source.start)
    contents = journal.decode(text)
    if contents.ending == "damaged" or text[: len(source.checksum)] != source.checksum:
        return None
    version = version_of(window)
    newer = [record for record in contents.records if record.version > version]
    if any(record.kind != "patch" or record.version != version + n for n, record in enumerate(newer, 1)):
        return None
    last = contents.records[-1].start if contents.records else 0
    checksum = text[last : last + CHECKSUM_BYTES]
    return Growth(newer, Source(mark, source.start + last, checksum, window, found.text_bytes))


def _read_env_text(path: str, before: Snapshot | None) -> EnvText:
    """An environment that is one file. Of one that is being written, what is not there yet stays as it was."""
    text = parse_env_text(files.read(path))
    known = before.environment if before is not None else None
    if text.damage is not None and isinstance(known, EnvText):
        text.windows, text.rest = {**known.windows, **text.windows}, {**known.rest, **text.rest}
    return text


def _must_list(before: Snapshot, marks: Marks) -> bool:
    """Did windows come or go, or members change?"""
    return _listing(before.marks) != _listing(marks) or any(not _is_of_window(name) for name in before.recent)


def _listing(marks: Marks) -> tuple[set[str], Marks]:
    stems = {split[0] for name in marks if _is_of_window(name) and (split := split_name(name)) is not None}
    return stems, {name: mark for name, mark in marks.items() if not _is_of_window(name)}


def _marks_of_file(path: str) -> Marks:
    mark = files.mark(path)
    if mark is None:
        raise FileNotFoundError(path)
    return {"": mark}


def _marks_of_folder(path: str, before: Snapshot | None) -> Marks:
    """The marks of all files of an environment. A listing may miss a file that is just being replaced."""
    names = {entry.name for entry in files.scan(path) if _is_listed(entry.name, JSON_ENDING)}
    for entry in files.scan(f"{path}/{WINDOWS}"):
        if _is_listed(entry.name, *WINDOW_ENDINGS):
            names.add(f"{WINDOWS}/{entry.name}")
    names.update(before.marks if before is not None else ())
    found = {name: files.mark(f"{path}/{name}") for name in names}
    for name in [name for name, mark in found.items() if mark is None and _is_of_window(name)]:
        if not name.endswith(JOURNAL_ENDING):  # it may have got another form since the listing
            found[other_form(name)] = files.mark(f"{path}/{other_form(name)}")
    if not files.is_folder(path):
        raise FileNotFoundError(path)
    return {name: mark for name, mark in found.items() if mark is not None}


def _is_listed(name: str, *endings: str) -> bool:
    return name.endswith(endings) and not name.startswith(".")


def _is_of_window(name: str) -> bool:
    return name.startswith(f"{WINDOWS}/")


def _is_recent(name: str, mark: files.Mark) -> bool:
    """May another file of that size and time have replaced it since? A journal only grows."""
    return not name.endswith(JOURNAL_ENDING) and files.changed_lately(mark[0])


def _names_of_window(stem: str) -> list[str]:
    return [f"{WINDOWS}/{stem}{ending}" for ending in WINDOW_ENDINGS]


def _window_mark(mark_of: Callable[[str], files.Mark | None], stem: str) -> WindowMark:
    plain, compressed, journal_mark = map(mark_of, _names_of_window(stem))
    return WindowMark((plain, compressed), journal_mark)


def _mark_now(found: WindowFiles) -> WindowMark:
    return _window_mark(lambda name: files.mark(f"{found.folder.path}/{name}"), found.stem)


def _note_sizes(found: WindowFiles, mark: WindowMark) -> None:
    """Remember which files a window has, in which form, and how long they are."""
    plain, compressed = mark.file
    found.is_compressed, found.backup = compressed is not None, None
    if plain is not None and compressed is not None:
        found.choose_form()
    size = plain and plain[1]
    found.file_bytes = text_size(found.file_path) if found.is_compressed else size
    found.journal_bytes = mark.journal and mark.journal[1]


def _is_of_one_moment(before: WindowMark, after: WindowMark) -> bool:
    """Do a journal and a window file read in between belong together? A window file alone always does."""
    if before.journal is None and after.journal is None:
        return True
    grew = before.journal is None or after.journal is not None and before.journal[2] == after.journal[2]
    return before.file == after.file and grew
