"""Looks into a folder of environments and changes nothing: no lock, no mark, nothing finished or put aside.

A server may write meanwhile. Each window is then as it was at one moment, and different windows at different ones.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from visdom.autosave import files
from visdom.autosave.catalog import Catalog, Place
from visdom.autosave.commands.answer import NotThere
from visdom.autosave.env_folder import WINDOWS, EnvFolder, WindowFiles
from visdom.autosave.env_text import EnvText, read_env_text
from visdom.autosave.listing import list_folder
from visdom.autosave.lock import LOCK_NAME, read_format
from visdom.autosave.names import NameRule
from visdom.autosave.reading import Reading, Replay, Window
from visdom.autosave.reading_store import file_text, read_piece
from visdom.jsontext import dumps

TRIES = 4
PAUSE_SECONDS = 0.05
"""What looks damaged while a server writes is sound a moment later."""

Source: TypeAlias = "WindowFiles | bytes | Window"


@dataclass(slots=True)
class Seen:
    """One window that was read."""

    win: str
    source: Source
    reading: Reading

    def damage(self, eid: str) -> str | None:
        """What cannot be read of it, as a sentence."""
        why = self.reading.damage
        return None if why is None else f"The window {self.win!r} of {eid!r} is damaged: {why}."

    @property
    def size(self) -> int:
        """How many bytes its files have."""
        if not isinstance(self.source, WindowFiles):
            return self.reading.file_bytes or 0
        return files.size(self.source.file_path) + files.size(self.source.journal_path)

    @property
    def is_gone(self) -> bool:
        """Was it deleted, maybe a moment ago?"""
        return self.reading.window is None and self.reading.damage is None

    def text(self) -> bytes:
        """The window as JSON text: as it is on disk, where that is all of it."""
        if isinstance(self.source, bytes):
            return self.source
        is_all = self.reading.journal_bytes is None and self.reading.damage is None
        if isinstance(self.source, WindowFiles) and is_all:
            text = file_text(self.source)
            if text is not None and len(text) == self.reading.file_bytes:
                return text
        return dumps(self.reading.window)


class Folder:
    """A folder of environments that is only looked at."""

    def __init__(self, path: str, replay: Replay) -> None:
        self.path = str(Path(path).expanduser().absolute())
        self.replay = replay
        if not files.is_folder(self.path):
            raise NotThere(f"{self.path} is no folder. Name the folder that the server has as -env_path.")
        self.cache_type = read_format(self.path).get("cache_type")
        folds_case = files.exists(f"{self.path}/{LOCK_NAME.upper()}")
        self.catalog = Catalog(self.path, folds_case=folds_case, opened=(), changes_nothing=True)
        self.window_rule = NameRule(folds_case=folds_case)

    def names(self) -> list[str]:
        """The ids of all environments."""
        return sorted(self.catalog.names())

    def place(self, eid: str) -> Place:
        """Where an environment is."""
        place = self.catalog.find(eid)
        if place is None:
            raise NotThere(f"There is no environment {eid!r} in {self.path}.")
        return place

    def below(self, path: str) -> str:
        """A path as it is told to people: without that of the folder."""
        return path.removeprefix(f"{self.path}/")

    def size(self, eid: str) -> int:
        """How many bytes an environment has, without opening any of its files."""
        return sum(map(files.size, self.paths(eid)))

    def paths(self, eid: str) -> list[str]:
        """The files of an environment."""
        place = self.place(eid)
        path = self.catalog.path_of(place)
        if not place.is_folder:
            return [path]
        entries = [*files.scan(path), *files.scan(f"{path}/{WINDOWS}")]
        return [entry.path for entry in entries if entry.is_file()]

    def id_of_stem(self, stem: str) -> str | None:
        """The id of the environment that a name stands for; None when only the environment tells and is not there."""
        eid = self.catalog.rule.decode(stem)
        return eid if eid is not None else next((each for each in self.names() if self.place(each).stem == stem), None)

    def open(self, eid: str) -> EnvFolder | EnvText:
        """The names of an environment's windows, and its other members."""
        place = self.place(eid)
        try:
            return self.read(eid, self.catalog.path_of(place), is_folder=place.is_folder)
        except FileNotFoundError:
            raise NotThere(f"The environment {eid!r} was deleted a moment ago.") from None

    def read(self, eid: str, path: str, *, is_folder: bool) -> EnvFolder | EnvText:
        """The same of an environment that may lie anywhere."""
        return list_folder(eid, path, self.window_rule, self.replay) if is_folder else read_env_text(path)

    def windows(self, environment: EnvFolder | EnvText) -> Iterator[Seen]:
        """The windows of an opened environment, one by one."""
        for win, source in environment.windows.items():
            yield Seen(win, source, self._read(source))

    def _read(self, source: Source) -> Reading:
        if not isinstance(source, WindowFiles):
            return read_piece(source)
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE_SECONDS)
            try:
                reading = source.read(self.replay)
            except OSError as error:
                reading = Reading(None, 0, None, None, damage=str(error))
            if reading.damage is None and not reading.is_torn:
                break
        return reading


def damage_of(folder: Folder, eid: str, environment: EnvFolder | EnvText) -> list[str]:
    """What cannot be read of an environment beside its windows, as sentences."""
    if isinstance(environment, EnvFolder):
        return [f"{folder.below(path)} is not JSON." for path in environment.unreadable]
    damage = environment.damage
    return [] if damage is None else [f"The environment {eid!r} cannot be read to its end: {damage}."]


def window_of(seen: Seen) -> bytes | Window:
    """A window for another place: as text, unless its id has to be written into it there."""
    window: Any = seen.reading.window
    return seen.text() if window.get("id") == seen.win else window


def size_below(path: str) -> int:
    """The bytes of a file, or of a folder with all that is in it."""
    if not files.is_folder(path):
        return files.size(path)
    return sum(size_below(entry.path) for entry in files.scan(path) if not entry.is_symlink())
