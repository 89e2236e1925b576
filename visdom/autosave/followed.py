"""An environment that another process writes, as its files look from outside, and what is read of it.

A file that looks as before is not read again. Whatever is read is of one moment: while the writer is just putting a
window file and its journal in order, it is read once more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from visdom.autosave import files, journal
from visdom.autosave.catalog import Place
from visdom.autosave.env_folder import WINDOWS, EnvFolder, WindowFiles
from visdom.autosave.env_text import EnvText, read_env_text
from visdom.autosave.listing import is_deleted, list_folder
from visdom.autosave.names import JOURNAL_ENDING, PACKED_ENDING, WINDOW_ENDING, NameRule, split_name
from visdom.autosave.packing import other_form, read_either, text_size
from visdom.autosave.reading import Reading, Replay, Window, interpret
from visdom.protocol.windows import version_of

TRIES = 8
PAUSE_SECONDS = 0.005
SUM_BYTES = 8
"""A line of a journal begins with its sum, which tells it from every other line that could stand there."""

Marks = dict[str, files.Mark]


@dataclass(frozen=True, slots=True)
class WindowMark:
    """What the files of a window look like from outside."""

    file: tuple[files.Mark | None, files.Mark | None]
    """The window file as it is and compressed; when it just gets the other form there are both."""
    journal: files.Mark | None


@dataclass(frozen=True, slots=True)
class Trace:
    """What a window in memory was read from, and where its journal goes on."""

    mark: object
    """A `WindowMark`, or in an environment that is one file the text of the window."""
    start: int = 0
    """Where the last record begins that the window has."""
    last: bytes = b""
    """The sum of that record."""
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """The records that a window in memory lacks, and its trace once it has them."""

    records: list[journal.Record]
    trace: Trace


@dataclass(slots=True, eq=False)
class Followed:
    """An environment as it was when it was last looked at."""

    place: Place
    environment: EnvFolder | EnvText
    marks: Marks
    windows: dict[str, Any] = field(init=False)
    """What each window looked like: the mark of its files, or in an environment that is one file its text."""
    doubtful: set[str] = field(init=False)
    """Files that may change and look the same, because they changed a moment ago."""

    def __post_init__(self) -> None:
        self.doubtful = {name for name, mark in self.marks.items() if _is_doubtful(name, mark)}
        if isinstance(self.environment, EnvText):
            self.windows = dict(self.environment.windows)
        else:
            there = [each for each in self.environment.windows.values() if not each.is_deleted]
            marks = {each.win: window_mark(self.marks, each.stem) for each in there}
            self.windows = {win: mark for win, mark in marks.items() if mark != NOTHING}

    def is_doubtful(self, win: str) -> bool:
        """Has the window to be read although it looks as before?"""
        source = self.environment.windows.get(win)
        return isinstance(source, WindowFiles) and not self.doubtful.isdisjoint(_file_names(source.stem))


NOTHING = WindowMark((None, None), None)


def look_at(eid: str, place: Place, path: str, rule: NameRule, replay: Replay, before: Followed | None) -> Followed:
    """Look at an environment, with what is known from before; OSError when it is not there (now)."""
    if before is not None and before.place != place:
        before = None
    marks = _marks_of_folder(path, before) if place.is_folder else _marks_of_file(path)
    if before is not None and before.marks == marks and not before.doubtful:
        return before
    if not place.is_folder:
        return Followed(place, _read_text(path, before), marks)
    folder = before.environment if before is not None else None
    if before is None or not isinstance(folder, EnvFolder) or _is_listed_anew(before, marks):
        folder = _list(eid, path, rule, replay, folder)
        before = None
    for window_files in folder.windows.values():
        mark = window_mark(marks, window_files.stem)
        if before is None or mark != window_mark(before.marks, window_files.stem):
            _note_sizes(window_files, mark)
            if before is not None:
                window_files.is_deleted = is_deleted(window_files, replay)
    return Followed(place, folder, marks)


def window_mark(marks: Marks, stem: str) -> WindowMark:
    """What the files of a window look like among those of its environment."""
    plain, packed = _file_names(stem)
    return WindowMark((marks.get(plain), marks.get(packed)), marks.get(f"{WINDOWS}/{stem}{JOURNAL_ENDING}"))


def read_files(window_files: WindowFiles, replay: Replay) -> Reading:
    """Read a window as it is at one moment; `source` of the answer is its trace."""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE_SECONDS)
        before = _mark_now(window_files)
        _note_sizes(window_files, before)
        journal_text = _read_if_there(window_files.journal_path) if before.journal is not None else None
        file_data = read_either(window_files.file_path)
        if _is_of_one_moment(before, _mark_now(window_files)):
            break
    reading = interpret(file_data, journal_text, replay)
    if reading.file_is_damaged:
        window_files.earlier = window_files.earlier or window_files.kept_name
        reading = window_files.read(replay)
    good = (journal_text or b"")[: reading.journal_bytes or 0]
    start = good.rfind(b"\n", 0, -1) + 1
    reading.source = Trace(before, start, good[start : start + SUM_BYTES], reading.window)
    return reading


def growth_of(window_files: WindowFiles, trace: Trace, mark: WindowMark) -> Growth | None:
    """What the journal says more than a window in memory has; None when it did not just grow."""
    was, window = trace.mark, trace.window
    if not isinstance(was, WindowMark) or window is None or mark.journal is None or was.file != mark.file:
        return None
    if was.journal is not None and (was.journal[2] != mark.journal[2] or was.journal[1] > mark.journal[1]):
        return None
    text = files.read(window_files.journal_path, trace.start)
    contents = journal.decode(text)
    if contents.ending == "damaged" or text[: len(trace.last)] != trace.last:
        return None
    version = version_of(window)
    newer = [record for record in contents.records if record.version > version]
    if any(record.kind != "patch" or record.version != version + n for n, record in enumerate(newer, 1)):
        return None
    last = contents.records[-1].start if contents.records else 0
    return Growth(newer, Trace(mark, trace.start + last, text[last : last + SUM_BYTES], window))


def _read_text(path: str, before: Followed | None) -> EnvText:
    """An environment that is one file. Of one that somebody is still writing, what is not there yet stays as it was."""
    text = read_env_text(path)
    if before is not None:
        known = before.environment
        text.identity = known.identity
        if text.damage is not None and isinstance(known, EnvText):
            text.windows, text.rest = {**known.windows, **text.windows}, {**known.rest, **text.rest}
    return text


def _list(eid: str, path: str, rule: NameRule, replay: Replay, before: EnvFolder | EnvText | None) -> EnvFolder:
    """The names in a folder. A member that somebody is still writing stays as it was."""
    folder = list_folder(eid, path, rule, replay)
    if before is not None:
        folder.identity = before.identity
        for key, value in before.rest.items():
            if f"{path}/{folder.member_name(key)}" in folder.unreadable:
                folder.rest[key] = value
    return folder


def _is_listed_anew(before: Followed, marks: Marks) -> bool:
    """Did windows come or go, or members change?"""
    return _listing(before.marks) != _listing(marks) or any(not _is_of_window(name) for name in before.doubtful)


def _listing(marks: Marks) -> tuple[set[str], Marks]:
    stems = {split[0] for name in marks if _is_of_window(name) and (split := split_name(name)) is not None}
    return stems, {name: mark for name, mark in marks.items() if not _is_of_window(name)}


def _marks_of_file(path: str) -> Marks:
    mark = files.mark(path)
    if mark is None:
        raise FileNotFoundError(path)
    return {"": mark}


def _marks_of_folder(path: str, before: Followed | None) -> Marks:
    """What all files of an environment look like. A listing may miss a file that is just being replaced."""
    names = {entry.name for entry in files.scan(path) if _is_shown(entry.name, WINDOW_ENDING)}
    for entry in files.scan(f"{path}/{WINDOWS}"):
        if _is_shown(entry.name, WINDOW_ENDING, PACKED_ENDING, JOURNAL_ENDING):
            names.add(f"{WINDOWS}/{entry.name}")
    names.update(before.marks if before is not None else ())
    found = {name: files.mark(f"{path}/{name}") for name in names}
    for name in [name for name, mark in found.items() if mark is None and _is_of_window(name)]:
        if not name.endswith(JOURNAL_ENDING):  # it may have another form since the listing
            found[other_form(name)] = files.mark(f"{path}/{other_form(name)}")
    if not files.is_folder(path):
        raise FileNotFoundError(path)
    return {name: mark for name, mark in found.items() if mark is not None}


def _is_shown(name: str, *endings: str) -> bool:
    return name.endswith(endings) and not name.startswith(".")


def _is_of_window(name: str) -> bool:
    return name.startswith(f"{WINDOWS}/")


def _is_doubtful(name: str, mark: files.Mark) -> bool:
    """May another file of that size have come in its place since? A journal only grows."""
    return not name.endswith(JOURNAL_ENDING) and files.changed_lately(mark[0])


def _file_names(stem: str) -> tuple[str, str]:
    return f"{WINDOWS}/{stem}{WINDOW_ENDING}", f"{WINDOWS}/{stem}{PACKED_ENDING}"


def _mark_now(window_files: WindowFiles) -> WindowMark:
    plain, packed = (files.mark(window_files.path_of(is_packed=is_packed)) for is_packed in (False, True))
    return WindowMark((plain, packed), files.mark(window_files.journal_path))


def _note_sizes(window_files: WindowFiles, mark: WindowMark) -> None:
    """Remember which files a window has, in which form, and how long they are."""
    plain, packed = mark.file
    window_files.is_packed, window_files.earlier = packed is not None, None
    if plain is not None and packed is not None:
        window_files.choose_form()
    size = plain and plain[1]
    window_files.file_bytes = text_size(window_files.file_path) if window_files.is_packed else size
    window_files.journal_bytes = mark.journal and mark.journal[1]


def _is_of_one_moment(before: WindowMark, after: WindowMark) -> bool:
    """Do a journal and a window file read in between belong together? A window file alone always does."""
    if before.journal is None and after.journal is None:
        return True
    grew = before.journal is None or after.journal is not None and before.journal[2] == after.journal[2]
    return before.file == after.file and grew


def _read_if_there(path: str) -> bytes | None:
    try:
        return files.read(path)
    except FileNotFoundError:
        return None
