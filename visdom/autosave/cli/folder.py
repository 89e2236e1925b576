"""How commands open a folder of environments: to read it while a server writes, or locked to change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from visdom.autosave import STORES, cache_type_of
from visdom.autosave.cli.main import Bar, NotThere
from visdom.autosave.disk import files
from visdom.autosave.disk.folder import EnvFolder, WindowFiles
from visdom.autosave.disk.index import Location
from visdom.autosave.disk.root import Settings, absolute
from visdom.autosave.disk.snapshots import FolderReader
from visdom.autosave.format.env_text import EnvText
from visdom.autosave.format.names import WINDOWS
from visdom.autosave.format.window_text import Reading, Replay
from visdom.autosave.store import Contents
from visdom.autosave.stores.file_store import FileStore
from visdom.autosave.tree.tree import TreeOwner
from visdom.jsontext import dumps

TRASH_DAYS = 365_000.0
"""A flag of the server says how long something stays in the trash; a command removes it only when it is called to."""


@dataclass(slots=True)
class ReadWindow:
    """One window that was read."""

    win: str
    source: WindowFiles | bytes
    reading: Reading

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
        return dumps(self.reading.window) if self.reading.text is None else self.reading.text


class OpenedEnvironment:
    """An environment of which the names are read; its windows are read one by one."""

    def __init__(self, folder: Folder, eid: str, contents: EnvFolder | EnvText) -> None:
        self.eid = eid
        self.contents = contents
        self.damaged: list[str] = []
        """What could not be read so far, as sentences."""
        self.window_count = 0
        """How many windows `windows` has given."""
        self._folder = folder
        if isinstance(contents, EnvFolder):
            self.damaged += [f"{folder.below(path)} is not JSON." for path in contents.unreadable]
        elif contents.damage is not None:
            self.damaged.append(f"The environment {eid!r} cannot be read to its end: {contents.damage}.")

    def read(self, wins: Iterable[str] | None = None) -> Iterator[ReadWindow]:
        """These windows, or all; those that are deleted or cannot be read are among them."""
        for win in self.contents.windows if wins is None else wins:
            source = self.contents.windows[win]
            try:
                reading, _ = self._folder.read_source(source)
            except OSError as error:
                reading = Reading(None, 0, None, None, damage=str(error))
            if reading.damage is not None:
                self.damaged.append(f"The window {win!r} of {self.eid!r} is damaged: {reading.damage}.")
            yield ReadWindow(win, source, reading)

    def windows(self, bar: Bar) -> Iterator[ReadWindow]:
        """All windows of which something can be read."""
        for found in self.read():
            bar.update(found.size)
            if found.reading.window is not None:
                self.window_count += 1
                yield found


class Folder(FolderReader):
    """A folder of environments that a command reads, maybe while a server writes, or locks and changes.

    While a server writes, each window is as it was at one moment, and different windows at different ones.
    """

    def __init__(self, path: str, replay: Replay) -> None:
        if not files.is_folder(absolute(path)):
            raise NotThere(f"{absolute(path)} is not a folder. Name the folder that the server has as -env_path.")
        super().__init__(path, replay)

    def names(self) -> list[str]:
        """The ids of all environments."""
        return sorted(self.index.names())

    def location(self, eid: str) -> Location:
        """Where an environment is."""
        location = self.index.find(eid)
        if location is None:
            raise NotThere(f"There is no environment {eid!r} in {self.path}.")
        return location

    def cache_type_for(self, eid: str) -> str:
        """The cache type that writes an environment in its form, or a new one in that which the folder's server has."""
        self.index.refresh()
        location = self.index.find(eid)
        if location is not None:
            return "JPW" if location.is_folder else "JPE"
        return cache_type_of(self.path)

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

    def open(self, eid: str) -> OpenedEnvironment:
        """The names of an environment's windows, and its other members."""
        location = self.location(eid)
        try:
            return self.open_at(eid, location, self.index.path_of(location))
        except FileNotFoundError:
            raise NotThere(f"The environment {eid!r} was deleted a moment ago.") from None

    def open_at(self, eid: str, location: Location, path: str) -> OpenedEnvironment:
        """The same of an environment that may lie anywhere."""
        return OpenedEnvironment(self, eid, self.snapshot(eid, location, path).environment)

    @contextmanager
    def locked(self, cache_type: str, *, leaves_mark: bool = True, compress: bool | None = None) -> Iterator[FileStore]:
        """A store of the folder, which does nothing by itself; at the end the disk has what was done.

        Window files stay in their form, or get the one of `compress`. Raises FolderInUse when another process has the
        folder.
        """
        settings = Settings(
            self.replay,
            save_interval=0,
            save_threshold=0,
            trash_days=TRASH_DAYS,
            compress=compress,
            repacks=compress is not None,
            leaves_mark=leaves_mark,
        )
        owner = TreeOwner()
        store = STORES[cache_type](self.path, settings, owner)
        try:
            with owner.lock:
                yield store
                store.save()
                store.sync()
        finally:
            store.close()


def size_below(path: str) -> int:
    """The bytes of a file, or of a folder with all that is in it."""
    if not files.is_folder(path):
        return files.size(path)
    return sum(size_below(entry.path) for entry in files.scan(path) if not entry.is_symlink())


def put_environment(store: FileStore, eid: str, windows: Iterable[tuple[str, bytes]], members: dict[str, Any]) -> None:
    """Put a whole environment in the place of the one of its id, if there is one, in one step."""
    store.replace(eid, Contents(windows, members)).commit()
