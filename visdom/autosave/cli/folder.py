"""How commands open a folder of environments: to read it while a server writes, or locked to change it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from visdom.autosave import STORES
from visdom.autosave.cli.main import NotThere
from visdom.autosave.disk import files
from visdom.autosave.disk.folder import EnvFolder, WindowFiles, list_folder
from visdom.autosave.disk.index import Index, Location
from visdom.autosave.disk.root import Settings, absolute, folds_case, read_format
from visdom.autosave.format.env_text import EnvText, parse_env_text
from visdom.autosave.format.names import WINDOWS, NameRule
from visdom.autosave.format.window_text import Reading, Replay, interpret, no_replay
from visdom.autosave.store import Contents
from visdom.autosave.stores.file_store import FileStore
from visdom.autosave.tree.tree import TreeOwner
from visdom.jsontext import dumps

TRIES = 4
PAUSE_SECONDS = 0.05
"""What looks damaged while a server writes is sound a moment later."""

TRASH_DAYS = 365_000.0
"""A flag of the server says how long something stays in the trash; a command removes it only when it is called to."""

OpenedEnvironment: TypeAlias = EnvFolder | EnvText


@dataclass(slots=True)
class ReadWindow:
    """One window that was read."""

    win: str
    source: WindowFiles | bytes
    reading: Reading

    def damage(self, eid: str) -> str | None:
        """What cannot be read of it, as a sentence."""
        why = self.reading.damage
        return None if why is None else f"The window {self.win!r} of {eid!r} is damaged: {why}."

    @property
    def size(self) -> int:
        """How many bytes its files have."""
        if isinstance(self.source, bytes):
            return len(self.source)
        return files.size(self.source.file_path) + files.size(self.source.journal_path)

    @property
    def is_gone(self) -> bool:
        """Was it deleted, maybe a moment ago?"""
        return self.reading.window is None and self.reading.damage is None

    def text(self) -> bytes:
        """The window as JSON text: as it is on disk, where that is all of it."""
        if isinstance(self.source, bytes):
            return self.source
        if self.reading.journal_bytes is None and self.reading.damage is None:
            text = self.source.read_text()
            if text is not None and len(text) == self.reading.file_bytes:
                return text
        return dumps(self.reading.window)


class Folder:
    """A folder of environments that is only read: nothing is locked, marked, finished or moved.

    A server may write meanwhile. Each window is then as it was at one moment, and different windows at different ones.
    """

    def __init__(self, path: str, replay: Replay) -> None:
        self.path = absolute(path)
        self.replay = replay
        if not files.is_folder(self.path):
            raise NotThere(f"{self.path} is not a folder. Name the folder that the server has as -env_path.")
        self.cache_type = read_format(self.path).get("cache_type")
        self.index = Index(self.path, folds_case=folds_case(self.path), opened=(), changes_nothing=True)
        self.window_rule = NameRule(folds_case=self.index.rule.folds_case)

    def names(self) -> list[str]:
        """The ids of all environments."""
        return sorted(self.index.names())

    def location(self, eid: str) -> Location:
        """Where an environment is."""
        location = self.index.find(eid)
        if location is None:
            raise NotThere(f"There is no environment {eid!r} in {self.path}.")
        return location

    def below(self, path: str) -> str:
        """A path without that of the folder, as answers name it."""
        return path.removeprefix(f"{self.path}/")

    def size(self, eid: str) -> int:
        """How many bytes an environment has, without opening any of its files."""
        return sum(map(files.size, self.paths(eid)))

    def paths(self, eid: str) -> list[str]:
        """The files of an environment."""
        location = self.location(eid)
        path = self.index.path_of(location)
        if not location.is_folder:
            return [path]
        entries = [*files.scan(path), *files.scan(f"{path}/{WINDOWS}")]
        return [entry.path for entry in entries if entry.is_file()]

    def id_of_stem(self, stem: str) -> str | None:
        """The id of the environment that a name stands for; None when its files hold the id, and are not there."""
        eid = self.index.rule.decode(stem)
        if eid is not None:
            return eid
        return next((eid for eid in self.names() if self.location(eid).stem == stem), None)

    def open(self, eid: str) -> OpenedEnvironment:
        """The names of an environment's windows, and its other members."""
        location = self.location(eid)
        try:
            return self.open_path(eid, self.index.path_of(location), is_folder=location.is_folder)
        except FileNotFoundError:
            raise NotThere(f"The environment {eid!r} was deleted a moment ago.") from None

    def open_path(self, eid: str, path: str, *, is_folder: bool) -> OpenedEnvironment:
        """The same of an environment that may lie anywhere."""
        if is_folder:
            return list_folder(eid, path, self.window_rule, self.replay)
        return parse_env_text(files.read(path))

    def read(self, environment: OpenedEnvironment, wins: Iterable[str] | None = None) -> Iterator[ReadWindow]:
        """These windows of an opened environment, or all, one by one."""
        for win in environment.windows if wins is None else wins:
            source = environment.windows[win]
            yield ReadWindow(win, source, self._read(source))

    def _read(self, source: WindowFiles | bytes) -> Reading:
        if isinstance(source, bytes):
            return interpret(source, None, no_replay)
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

    def damage(self, eid: str, environment: OpenedEnvironment) -> list[str]:
        """What cannot be read of an environment beside its windows, as sentences."""
        if isinstance(environment, EnvFolder):
            return [f"{self.below(path)} is not JSON." for path in environment.unreadable]
        if environment.damage is None:
            return []
        return [f"The environment {eid!r} cannot be read to its end: {environment.damage}."]


def size_below(path: str) -> int:
    """The bytes of a file, or of a folder with all that is in it."""
    if not files.is_folder(path):
        return files.size(path)
    return sum(size_below(entry.path) for entry in files.scan(path) if not entry.is_symlink())


@contextmanager
def locked(
    path: str, replay: Replay, cache_type: str, *, leaves_mark: bool = True, compress: bool | None = None
) -> Iterator[FileStore]:
    """The store of a folder, which does nothing by itself; at the end the disk has what was done.

    Window files stay in their form, or get the one of `compress`. Raises FolderInUse when another process has the
    folder.
    """
    settings = Settings(
        replay,
        save_interval=0,
        save_threshold=0,
        trash_days=TRASH_DAYS,
        compress=compress,
        repacks=compress is not None,
        leaves_mark=leaves_mark,
    )
    owner = TreeOwner()
    store = STORES[cache_type](path, settings, owner)
    try:
        with owner.lock:
            yield store
            store.save()
            store.sync()
    finally:
        store.close()


def cache_type_for(location: Location | None, folder: Folder) -> str:
    """The cache type that writes an environment in its form, or a new one in that of the folder's server."""
    if location is not None:
        return "JPW" if location.is_folder else "JPE"
    return folder.cache_type if folder.cache_type in STORES else "JPE"


def put_environment(store: FileStore, eid: str, windows: Iterable[tuple[str, bytes]], members: dict[str, Any]) -> None:
    """Put a whole environment in the place of the one of its id, if there is one, in one step."""
    store.replace(eid, Contents(windows, members)).commit()
