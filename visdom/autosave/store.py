"""What every store can do: the one interface between the tree in memory and the files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from visdom.autosave import files, settling
from visdom.autosave.catalog import Place
from visdom.autosave.env_folder import EnvFolder, list_folder
from visdom.autosave.env_text import EnvText, read_env_text
from visdom.autosave.names import NameRule
from visdom.autosave.reading import Reading, Window, interpret
from visdom.autosave.root import Root, Settings
from visdom.autosave.staging import Staged
from visdom.errors import StorageError
from visdom.protocol.windows import version_of

Chore = tuple[float, Callable[[], None]]
"""Something to be done every so many seconds."""


class StoragePrototype(ABC):
    """Keeps environments on disk. The tree calls it and never asks which store it has.

    Methods that change something are called under `root.lock`; `open`, `read`, `stage`, `copy_out`, `flush`
    and `sync` may wait for the disk, so they take the lock themselves, and only for moments.
    """

    cache_type: ClassVar[str]
    """The short name of the flag `-cache_type`."""

    long_name: ClassVar[str]

    def __init__(self, path: str, settings: Settings) -> None:
        self._opened: dict[str, EnvFolder | EnvText] = {}
        self.root = Root(path, self.cache_type, settings, self._opened)
        self._window_rule = NameRule(folds_case=self.root.catalog.rule.folds_case)

    # Names

    def names(self, eid: str | None = None) -> list[str]:
        """The ids of all environments, or of all windows of an opened one."""
        if eid is None:
            return list(dict.fromkeys([*self.root.catalog.names(), *self._opened]))
        environment = self._opened[eid]
        return environment.names() if isinstance(environment, EnvFolder) else list(environment.windows)

    def has(self, eid: str) -> bool:
        """Is there an environment of this id?"""
        return eid in self._opened or self.root.catalog.find(eid) is not None

    def is_open(self, eid: str) -> bool:
        """Are the names of its windows known, and its other members?"""
        return eid in self._opened

    def rest(self, eid: str) -> dict[str, Any]:
        """What an opened environment has besides windows."""
        return self._opened[eid].rest

    # Reading

    def open(self, eid: str) -> bool:
        """Read the names of an environment's windows and its other members; False when there is none."""
        with self.root.lock:
            place = None if eid in self._opened else self.root.catalog.find(eid)
        if place is not None:
            try:
                self._open_place(eid, place)
            except FileNotFoundError:  # deleted meanwhile, or never more than a name
                return eid in self._opened
            except OSError as error:
                raise StorageError(f"The environment {eid!r} cannot be read: {error}.") from error
        return eid in self._opened

    def read(self, eid: str, win: str) -> Reading:
        """Read a window of an opened environment; changes nothing. KeyError when it is not there (any more)."""
        environment = self._opened[eid]
        if isinstance(environment, EnvFolder):
            return environment.windows[win].read(self.root.settings.replay)
        return read_piece(environment.windows[win])

    def settle(self, eid: str, win: str, reading: Reading) -> Window | None:
        """A window was read and is kept in memory from now on: put aside what was damaged.

        Returns None when there is no such window: it was deleted, or nothing of it can be read.
        """
        environment = self._opened[eid]
        if isinstance(environment, EnvFolder):
            settling.settle_files(self.root, environment.windows[win], reading)
        elif reading.window is None:
            piece = environment.windows.pop(win)
            if isinstance(piece, bytes):
                settling.put_piece_aside(self.root, eid, win, piece, reading)
        return reading.window

    # Writing

    @abstractmethod
    def create(self, eid: str) -> None:
        """Make an environment without windows."""

    @abstractmethod
    def write(self, eid: str, win: str, window: Window) -> None:
        """Keep a window that is new, or in place of the one of that id."""

    @abstractmethod
    def append(self, eid: str, win: str, window: Window, patch_json: bytes) -> None:
        """Keep a change of a window; the window has it already."""

    @abstractmethod
    def write_rest(self, eid: str, key: str, value: Any) -> None:
        """Keep another member of an environment."""

    @abstractmethod
    def remove_rest(self, eid: str, key: str) -> None:
        """Remove another member of an environment."""

    @abstractmethod
    def remove(self, eid: str, win: str) -> None:
        """Remove a window."""

    def remove_environment(self, eid: str) -> None:
        """Remove an environment and all its windows, in one step."""
        place = self.root.catalog.find(eid)
        if place is not None and files.exists(self.root.catalog.path_of(place)):
            with self.root.catalog.changing():
                self.root.trash(self.root.catalog.path_of(place))
        self._forget(eid)

    # Whole environments

    @abstractmethod
    def stage(self, eid: str, windows: Iterable[tuple[str, Window | bytes]], rest: dict[str, Any]) -> Staged:
        """Prepare a whole environment aside."""

    @abstractmethod
    def commit(self, staged: Staged) -> None:
        """Put a prepared environment in the place of the one of that id."""

    @abstractmethod
    def adopt(self, eid: str) -> None:
        """Bring an opened environment into the form that this store writes, ahead of the first write to it."""

    @abstractmethod
    def copy_out(self, eid: str) -> Iterator[tuple[str, bytes]]:
        """All windows of an opened environment as they are now, as JSON text."""

    # Keeping up

    @abstractmethod
    def flush(self, eid: str | None = None) -> None:
        """Bring the files of an environment, or of all, up to what is in memory."""

    @abstractmethod
    def unsaved(self) -> list[tuple[str, str]]:
        """The windows (environment, id) whose last change the disk refused."""

    @abstractmethod
    def chores(self) -> list[Chore]:
        """What has to be done again and again, on the keeper's thread."""

    def sync(self) -> None:
        """Return when all that was written before is on the disk."""
        self.root.syncer.sync(lambda window_files: None)

    def close(self) -> None:
        """Write what is left, and let others use the folder."""
        self.root.release()

    # Inside

    def _open_place(self, eid: str, place: Place) -> None:
        path = self.root.catalog.path_of(place)
        if place.is_folder:
            environment: EnvFolder | EnvText = list_folder(eid, path, self._window_rule, self.root.settings.replay)
        else:
            environment = read_env_text(path)
        with self.root.lock:
            if eid in self._opened or self.root.catalog.find(eid) != place:
                return
            if isinstance(environment, EnvFolder):
                settling.clear_up_folder(self.root, environment)
            elif environment.damage is not None:
                settling.put_broken_text_aside(self.root, path, environment)
                if not environment.windows:
                    self.root.catalog.discard(eid)
                    return
            self._opened[eid] = environment

    def _forget(self, eid: str) -> None:
        """An environment is gone, or another one has its place."""
        environment = self._opened.pop(eid, None)
        if isinstance(environment, EnvFolder):
            environment.is_gone = True
        self.root.catalog.discard(eid)


def read_piece(piece: bytes | Window) -> Reading:
    """A window from its text."""
    if isinstance(piece, bytes):
        return interpret(piece, None, _no_replay)
    return Reading(piece, version_of(piece), None, None)


def count_on(window: Window, previous: int) -> None:
    """Versions of one id only ever grow, also when another window takes the place of one."""
    if version_of(window) <= previous:
        window["version"] = previous + 1


def _no_replay(window: Window, operations: list[Any]) -> None:
    """A text alone has no journal."""
