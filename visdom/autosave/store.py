"""What every store can do: the one interface between the tree in memory and the files."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, ClassVar

from visdom.autosave import aside, files, settling, staging, trash
from visdom.autosave.catalog import Place
from visdom.autosave.env_folder import EnvFolder, WindowFiles, list_folder
from visdom.autosave.env_text import EnvText, read_env_text
from visdom.autosave.names import NameRule
from visdom.autosave.reading import Reading, Window, interpret
from visdom.autosave.root import Root, Settings
from visdom.autosave.staging import Staged
from visdom.autosave.trash import Closed
from visdom.errors import NotFound, NotSaved, StorageError
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

Chore = tuple[float, Callable[[], None]]
"""Something to be done again and again, after so many seconds."""

EXPIRY_SECONDS = 60.0

log = logging.getLogger(__name__)


class StoragePrototype(ABC):
    """Keeps environments on disk. The tree calls it and never asks which store it has.

    Methods that change something are called under `root.lock`; `open`, `read`, `stage`, `copy_out`, `flush`
    and `sync` may wait for the disk, so they take the lock themselves, and only for moments.
    """

    cache_type: ClassVar[str]
    """The short name of the flag `-cache_type`."""

    long_name: ClassVar[str]

    lets_go: ClassVar[bool] = False
    """Can windows be let go from memory, because each has a file of its own?"""

    def __init__(self, path: str, settings: Settings) -> None:
        self._opened: dict[str, EnvFolder | EnvText] = {}
        self._unwanted: set[str] = set()
        """Environments made aside that the disk would neither put in their place nor remove."""
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
        source = environment.windows[win]
        reading = source.read(self.root.settings.replay) if isinstance(source, WindowFiles) else read_piece(source)
        reading.source = source
        return reading

    def text(self, eid: str, win: str) -> bytes | None:
        """A window as the text that it is on disk; None when that is not all, or there is no such window."""
        with self.root.lock:
            environment = self._opened.get(eid)
            source = environment.windows.get(win) if environment is not None else None
        if isinstance(source, WindowFiles):
            return _file_text(source) if source.window is None else None
        return source if isinstance(source, bytes) else None

    def text_bytes(self, eid: str, win: str) -> int:
        """About how long the text of a window is that was read or written; 0 when nothing of it is on disk."""
        return 0

    def can_read_again(self, eid: str, win: str) -> bool:
        """Is the window on disk as it is in memory, so that the tree may let go of it?"""
        return False

    def settle(self, eid: str, win: str, reading: Reading) -> Window | None:
        """A window was read and is kept in memory from now on: put aside what was damaged.

        Returns None when there is no such window: it was deleted, or nothing of it can be read.
        """
        environment = self._opened[eid]
        if reading.source is not environment.windows[win]:  # the environment changed its form meanwhile
            reading = self.read(eid, win)
        if isinstance(environment, EnvFolder):
            settling.settle_files(self.root, environment.windows[win], reading)
        elif reading.window is None:
            settling.put_piece_aside(self.root, eid, win, environment, reading)
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
        """Prepare a whole environment aside; OSError when the disk refuses."""

    def commit(self, staged: Staged) -> None:
        """Put a prepared environment in the place of the one of that id; OSError, and it is gone, when refused."""
        try:
            changed = staging.publish(self.root.catalog, staged, self.root.syncer)
        except OSError:
            self._unwanted.add(staged.path)
            self._remove_unwanted()
            raise
        self._forget(staged.eid)
        environment = self._opened[staged.eid] = staged.environment
        if isinstance(environment, EnvFolder):
            environment.path = self.root.catalog.path_of(staged.place)
        self.root.catalog.add(staged.eid, staged.place)
        for path in changed:
            self.root.syncer.wrote(path)

    @abstractmethod
    def adopt(self, eid: str) -> None:
        """Bring an opened environment into the form that this store writes, ahead of the first write to it."""

    def copy_out(self, eid: str) -> Iterator[tuple[str, bytes]]:
        """All windows of an environment as they are now, as JSON text; NotFound when it is not there (any more)."""
        self.open(eid)
        with self.root.lock:
            environment = self._still_there(eid)
            wins = self.names(eid)
        for win in wins:
            text = self._text(eid, win, environment.identity)
            if text is not None:
                yield win, text

    def closed(self, eid: str) -> Iterator[Closed]:
        """What was closed in an opened environment and is in the trash, the last first."""
        with self.root.lock:
            path = self.root.aside(aside.TRASH, self._trash_folder(eid))
        return trash.closed(path, self._window_rule, self.root.settings.replay)

    def leave_trash(self, eid: str, closed: Closed) -> None:
        """What came back is written, and then leaves the trash; so it is always in one of the two."""
        self.flush(eid)
        self.sync()
        for path in closed.paths:
            files.remove(path)

    def let_go(self, eid: str) -> None:
        """Forget what is known of an environment all of which is on disk; it is read again when somebody wants it."""
        self._opened.pop(eid, None)

    # Keeping up

    @abstractmethod
    def flush(self, eid: str | None = None) -> None:
        """Bring the files of an environment, or of all, up to what is in memory."""

    @abstractmethod
    def unsaved(self) -> list[tuple[str, str]]:
        """The windows (environment, id) whose last change the disk refused."""

    @abstractmethod
    def pending(self) -> dict[tuple[str, str], str | None]:
        """The windows (environment, id) whose last change is not on disk, and why the disk refused it, if it did."""

    def chores(self) -> list[Chore]:
        """What has to be done again and again, each on a thread of its own."""
        seconds = EXPIRY_SECONDS if self.root.settings.trash_days else 1.0
        chores: list[Chore] = [(seconds, self.expire_trash)]
        if self.root.settings.fsync == "everysec":
            chores.append((1.0, self.sync))
        return chores

    def sync(self) -> None:
        """Return when all that was written before is on the disk."""
        try:
            self.root.syncer.sync(self._write_anew)
        except OSError as error:
            raise NotSaved("The last changes", error) from error

    def expire_trash(self) -> None:
        """Remove what has been in the trash for long enough, and what should not be there at all."""
        with self.root.lock:
            self._remove_unwanted()
        try:
            trash.expire(self.root.aside(aside.TRASH), self.root.settings.trash_days)
        except OSError as error:
            log.warning("What is in the trash for long enough stays there until the disk lets go of it: %s.", error)

    def close(self) -> None:
        """Write what is left, and let others use the folder."""
        try:
            self.flush()
            self.sync()
        except NotSaved as error:
            log.error("The server ends before the disk took everything: %s", error)
        self.expire_trash()
        self.root.release()

    # Inside

    @abstractmethod
    def _write_anew(self, window_files: WindowFiles) -> None:
        """The disk lost what was written to a file: see that all of it is written to another."""

    def _read_place(self, eid: str, place: Place) -> EnvFolder | EnvText:
        """Read an environment of either form; changes nothing on disk."""
        path = self.root.catalog.path_of(place)
        if place.is_folder:
            return list_folder(eid, path, self._window_rule, self.root.settings.replay)
        return read_env_text(path)

    def _open_place(self, eid: str, place: Place) -> None:
        environment = self._read_place(eid, place)
        path = self.root.catalog.path_of(place)
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

    def _trash_folder(self, eid: str) -> str:
        """The folder in the trash for the closed windows of an opened environment."""
        environment = self._opened[eid]
        if isinstance(environment, EnvFolder):
            return environment.stem
        place = self.root.catalog.find(eid)
        return self.root.catalog.rule.encode(eid) if place is None else place.stem

    def _still_there(self, eid: str, identity: object = None) -> EnvFolder | EnvText:
        environment = self._opened.get(eid)
        if environment is None or identity not in (None, environment.identity):
            raise NotFound(f"The environment {eid!r} is not there any more.")
        return environment

    def _text(self, eid: str, win: str, identity: object) -> bytes | None:
        """One window as it is now, as text; parsed only when its journal says more than its file."""
        with self.root.lock:
            environment = self._still_there(eid, identity)
            if win not in environment.windows:
                return None
            if isinstance(environment, EnvText):
                piece = environment.windows[win]
                return piece if isinstance(piece, bytes) else dumps(piece)
            window_files = environment.windows[win]
            if window_files.window is not None:
                return dumps(window_files.window)
        text = _file_text(window_files)
        if text is not None:
            return text
        window = window_files.read(self.root.settings.replay).window
        return None if window is None else dumps(window)

    def _remove_unwanted(self) -> None:
        for path in list(self._unwanted):
            with suppress(OSError):
                files.remove_tree(path)
                self._unwanted.discard(path)

    def _forget(self, eid: str) -> None:
        """An environment is gone, or another one has its place."""
        environment = self._opened.pop(eid, None)
        if isinstance(environment, EnvFolder):
            environment.is_gone = True
        self.root.catalog.discard(eid)


def _file_text(window_files: WindowFiles) -> bytes | None:
    """What the window file says, if that is all there is."""
    if window_files.journal_bytes is None and not window_files.has_kept:
        with suppress(FileNotFoundError):
            return files.read(window_files.file_path)
    return None


def read_piece(piece: bytes | Window) -> Reading:
    """A window from its text."""
    if isinstance(piece, bytes):
        return interpret(piece, None, _no_replay)
    return Reading(piece, version_of(piece), None, None)


def count_on(window: Window, previous: int) -> None:
    """Versions of one id only ever grow, also when another window takes the place of one."""
    if version_of(window) <= previous:
        window["version"] = previous + 1


def _no_replay(window: Window, operations: list[Any]) -> Window:
    """A text alone has no journal."""
    return window
