"""What the stores on files share: they read both forms of an environment, replace whole environments, and keep up.

Methods that change something are called under the lock of the tree; those that may wait for the disk (`open`, `read`,
`replace`, `prepare`, `save`, `sync`) take it themselves, for moments.
"""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, suppress
from functools import wraps
from typing import ClassVar

from visdom.autosave.disk import files, staging, trash
from visdom.autosave.disk.folder import EnvFolder
from visdom.autosave.disk.index import Location
from visdom.autosave.disk.root import Root, Settings
from visdom.autosave.disk.syncing import GroupCommit
from visdom.autosave.format.names import JOURNAL_ENDING, JSON_ENDING, NameRule
from visdom.autosave.format.window_text import LARGE_BYTES, Window, interpret, is_message, no_replay, peek
from visdom.autosave.store import (
    Closed,
    Contents,
    Listing,
    Owner,
    Receipt,
    Record,
    Replacement,
    StoredWindow,
    Want,
    WindowKey,
)
from visdom.autosave.stores.env_file import EnvFile, read_env_file
from visdom.autosave.stores.window_folder import WindowFolder
from visdom.autosave.threads import Pace, Timer
from visdom.errors import NotFound, NotSaved, StorageError
from visdom.jsontext import dumps

CHECK_SECONDS = 1.0
EXPIRY_SECONDS = 60.0

log = logging.getLogger(__name__)


class FileStore(ABC):
    """A store in a folder."""

    cache_type: ClassVar[str]
    """The short name of the flag `-cache_type`."""
    long_name: ClassVar[str]
    frees_memory: ClassVar[bool] = False
    """Can a window be evicted from memory, because it has a file of its own?"""

    def __init__(self, path: str, settings: Settings, owner: Owner) -> None:
        self._opened: dict[str, EnvFile | WindowFolder] = {}
        self._owner = owner
        self.root = Root(path, self.cache_type, settings, self._opened, owner.lock)
        self._rule = NameRule(folds_case=self.root.index.rule.folds_case)
        self._saving = threading.Lock()
        self._commit = GroupCommit(self.sync)
        self._timers: list[Timer] = []
        self._unwanted: set[str] = set()
        """Prepared environments that the disk would neither put in place nor remove."""
        self._orphaned: dict[str, staging.Orphaned] = {}
        """Environments that have left their place for others, which the disk then refused."""

    def start(self) -> None:
        """Begin to save, fold, sync and check on threads."""
        self._timers = [Timer(seconds, self._unless_lost(task)) for seconds, task in self._tasks()]

    # Reading

    def environments(self) -> Collection[str]:
        return Environments(self)

    def open(self, eid: str) -> Listing:
        with self.root.lock:
            location = None if eid in self._opened else self.root.index.find(eid)
        if location is not None:
            try:
                self._open_location(eid, location)
            except FileNotFoundError:
                log.debug("The environment %r was deleted meanwhile, or was only a name.", eid)
            except OSError as error:
                raise StorageError(f"The environment {eid!r} cannot be read: {error}.") from error
        with self.root.lock:
            environment = self._opened.get(eid)
            if environment is None:
                raise NotFound(f"There is no environment {eid!r}.")
            wins = environment.names() if isinstance(environment, WindowFolder) else list(environment.windows)
            return Listing(wins, dict(environment.rest))

    def read(self, eid: str, win: str, want: Want = "window") -> StoredWindow:
        with self.root.lock:
            environment = self._opened[eid]
        if isinstance(environment, WindowFolder):
            return self._read_files(eid, win, want)
        return self._read_piece(eid, win, environment, want)

    # Writing

    @abstractmethod
    def append(self, eid: str, record: Record) -> Receipt:
        """Store one change."""

    def replace(self, eid: str, contents: Contents) -> Replacement:
        self.root.check_open()
        staged, environment = self._stage(eid, contents)

        def commit() -> Receipt:
            self.root.check_open()
            return self._commit_staged(staged, environment)

        return Replacement(eid, commit, lambda: files.remove_tree(staged.path))

    def remove(self, eid: str) -> Receipt:
        self.root.check_open()
        self._close_files(eid)
        location = self.root.index.find(eid)
        if eid in self._orphaned:  # it stays in the trash, and the one that was to replace it must not appear
            self._unwanted.add(self._orphaned.pop(eid).new)
        if location is not None and files.exists(self.root.index.path_of(location)):
            with self.root.index.changing():
                self.root.trash(self.root.index.path_of(location))
        self._forget(eid)
        return Receipt(self.root.syncer.written)

    def prepare(self, eid: str) -> None:
        """Files of both forms are written as they are, unless a store says otherwise."""
        self.root.check_open()

    # Keeping up

    def save(self, eid: str | None = None) -> None:
        self.root.check_open()
        self._flush(eid)
        if self.root.syncer.mode == "always":
            self.sync()

    def sync(self) -> None:
        try:
            self.root.syncer.sync()
        except OSError as error:
            raise NotSaved("The last changes", error) from error

    async def durable(self, receipt: Receipt) -> None:
        syncer = self.root.syncer
        if syncer.mode == "always" and receipt.number > syncer.synced:
            await self._commit()

    @abstractmethod
    def pending(self) -> dict[tuple[str, str], str | None]:
        """The windows whose last change is not stored, and why the disk refused it, if it did."""

    @abstractmethod
    def busy(self) -> Collection[WindowKey]:
        """The windows that the store has in memory itself, or that the disk may not have."""

    def trash(self) -> FileTrash:
        return FileTrash(self)

    def close(self) -> bool:
        if self.root.is_closed:
            return True
        self.root.is_closed = True
        for timer in self._timers:
            timer.stop()
        is_written = self.root.is_lost
        try:
            if not self.root.is_lost:
                is_written = self._write_what_is_left()
                self.expire_trash()
        finally:
            self._close_files()
            self.root.release()
        return is_written

    def evict(self, eid: str) -> None:
        """Free the memory of an environment that is saved; it is read from disk when it is opened next."""
        self._close_files(eid)
        self._opened.pop(eid, None)

    def expire_trash(self) -> None:
        """Remove what has been in the trash for long enough, and what should not be there at all."""
        with self.root.lock:
            self._remove_unwanted()
        try:
            trash.expire(self.root.beside(trash.TRASH), self.root.settings.trash_days)
        except OSError as error:
            log.warning("The trash cannot be emptied of what is old enough: %s. It is tried again.", error)

    # Inside

    def _tasks(self) -> list[tuple[float, Callable[[], None]]]:
        """What has to be done again and again, after so many seconds, each on a thread."""
        expiry_seconds = EXPIRY_SECONDS if self.root.settings.trash_days else 1.0
        tasks: list[tuple[float, Callable[[], None]]] = [
            (expiry_seconds, self.expire_trash),
            (CHECK_SECONDS, self._check_removed),
        ]
        if self.root.settings.fsync == "everysec":
            tasks.append((1.0, self.sync))
        return tasks

    def _unless_lost(self, task: Callable[[], None]) -> Callable[[], None]:
        """In a folder that another process has locked nothing is done any more."""

        @wraps(task)
        def run() -> None:
            if not self.root.is_lost:
                task()

        return run

    def _check_removed(self) -> None:
        """Notice what other programs removed, and write it again as far as it is in memory."""
        self.root.restore_lock()
        for eid in self._find_removed():
            with self.root.lock:
                lost = self._restore(eid, self._owner.in_memory(eid))
                if lost:
                    self._owner.lost(eid, lost)

    @abstractmethod
    def _flush(self, eid: str | None = None) -> None:
        """Bring the files of an environment, or of all, up to what is in memory; raises NotSaved."""

    @abstractmethod
    def _find_removed(self) -> list[str]:
        """The environments whose files were removed since the last call."""

    @abstractmethod
    def _restore(self, eid: str, windows: dict[str, Window]) -> list[str]:
        """Write an environment whose files were removed again, as far as it is in memory; the windows that are lost."""

    @abstractmethod
    def _stage(self, eid: str, contents: Contents) -> tuple[staging.Staged, EnvFile | WindowFolder]:
        """Write a whole environment out of place; OSError when the disk refuses."""

    def _read_location(self, eid: str, location: Location) -> EnvFile | WindowFolder:
        """Read an environment of either form; changes nothing on disk."""
        path = self.root.index.path_of(location)
        return self._list_folder(eid, path) if location.is_folder else read_env_file(path)

    @abstractmethod
    def _list_folder(self, eid: str, path: str) -> EnvFile | WindowFolder:
        """Read an environment that is a folder."""

    def _read_files(self, eid: str, win: str, want: Want) -> StoredWindow:
        """Read a window that has files of its own."""
        raise KeyError(win)

    def _read_piece(self, eid: str, win: str, environment: EnvFile, want: Want) -> StoredWindow:
        """Read a window of an environment that is one file."""
        piece = environment.windows[win]
        if not isinstance(piece, bytes):
            return StoredWindow.of(piece, 0)
        header = peek(piece, win) if want != "window" and len(piece) >= LARGE_BYTES else None
        if header is not None and is_message(piece, win):
            return StoredWindow(header, piece, text_bytes=len(piece))
        reading = interpret(piece, None, no_replay)
        if reading.window is None:
            with self.root.lock:
                self._quarantine_piece(eid, win, environment, reading.damage)
            raise KeyError(win)
        return StoredWindow.of(reading.window, len(piece))

    def _quarantine_piece(self, eid: str, win: str, environment: EnvFile, damage: str | None) -> None:
        """Store a text that is no window elsewhere; it stays in the environment if that is not possible."""
        rule, piece = self.root.index.rule, environment.windows.get(win)
        if not isinstance(piece, bytes):
            return
        try:
            quarantine = self.root.beside(trash.DAMAGED, rule.encode(eid))
            stored = trash.store_copy(piece, rule.encode(win) + JSON_ENDING, quarantine)
            del environment.windows[win]
        except OSError as error:
            stored = f"the file itself, as it cannot be stored elsewhere ({error})"
        log.error("The window %r of %r cannot be read (%s); its text is in %s.", win, eid, damage, stored)

    def _texts(self, env: EnvFile) -> Iterator[tuple[str, bytes]]:
        """The windows as text, each as it is at its turn."""
        pace = Pace()
        for win in list(env.windows):
            with self.root.lock:
                piece = env.windows.get(win)
                text = dumps(piece) if isinstance(piece, dict) else piece
            if text is not None:
                yield win, text
            pace.step()

    def _open_location(self, eid: str, location: Location) -> None:
        environment = self._read_location(eid, location)
        path = self.root.index.path_of(location)
        with self.root.lock:
            if eid in self._opened or self.root.index.find(eid) != location:
                return
            if isinstance(environment, WindowFolder):
                self._clean_up(environment)
            elif environment.damage is not None:
                self._quarantine_file(path, environment)
                if not environment.windows:
                    self.root.index.discard(eid)
                    return
            self._opened[eid] = environment

    def _clean_up(self, folder: WindowFolder) -> None:
        """Finish what a crash left in a folder that was listed for the first time."""
        try:
            for path in folder.leftovers:
                files.remove(path)
            for path in folder.unreadable:
                moved = trash.move_away(path, self.root.beside(trash.DAMAGED, folder.stem))
                log.error("%s is not JSON; it is now %s.", path, moved)
            for window_file in [each for each in folder.windows.values() if each.is_deleted]:
                window_file.trash()
                del folder.windows[window_file.win]
        except OSError as error:  # what stays is no part of the environment, and the next start tries again
            log.error("%s cannot be cleaned up: %s.", folder.path, error)

    def _quarantine_file(self, path: str, environment: EnvFile) -> None:
        """Store a copy of a file that could not be read to its end, or move it if nothing was read."""
        quarantine, name = self.root.beside(trash.DAMAGED), path.rpartition("/")[2]
        if environment.windows:
            stored = trash.store_copy(files.read(path), name, quarantine)
        else:
            stored = trash.move_away(path, quarantine)
        count = len(environment.windows)
        log.error("%s is damaged (%s): %d windows could be read; it is in %s.", path, environment.damage, count, stored)

    def _trash_folder(self, eid: str) -> str:
        """The folder in the trash for the closed windows of an opened environment."""
        environment = self._opened[eid]
        if isinstance(environment, EnvFolder):
            return environment.stem
        location = self.root.index.find(eid)
        return self.root.index.rule.encode(eid) if location is None else location.stem

    def _commit_staged(self, staged: staging.Staged, environment: EnvFile | WindowFolder) -> Receipt:
        """Put a prepared environment in place; if the disk refuses, it is removed."""
        self._close_files(staged.eid)
        try:
            self._put_back(staged.eid)
            changed = staging.publish(self.root.index, staged, self.root.syncer)
        except staging.Orphaned as orphaned:
            self._orphaned[staged.eid] = orphaned
            raise
        except (OSError, StorageError):
            self._unwanted.add(staged.path)
            self._remove_unwanted()
            raise
        self._forget(staged.eid)
        self._opened[staged.eid] = environment
        if isinstance(environment, WindowFolder):
            environment.locate(self.root.index.path_of(staged.location))
            environment.note_identities()
        self.root.index.add(staged.eid, staged.location)
        for path in changed:
            self.root.syncer.wrote(path)
        return Receipt(self.root.syncer.written)

    def _put_back(self, eid: str) -> None:
        """Put an environment back that has left its place for another one, unless its place is taken."""
        orphaned = self._orphaned.get(eid)
        if orphaned is None:
            return
        for path, where in orphaned.left:
            if files.exists(where) and not files.exists(path):
                files.rename(where, path)
                self.root.syncer.wrote(files.parent(path))
                self.root.syncer.wrote(files.parent(where))
        self._unwanted.add(orphaned.new)
        del self._orphaned[eid]

    def _remove_unwanted(self) -> None:
        for eid in list(self._orphaned):
            with suppress(OSError):
                self._put_back(eid)
        for path in list(self._unwanted):
            with suppress(OSError):
                files.remove_tree(path)
                self._unwanted.discard(path)

    @abstractmethod
    def _close_files(self, eid: str | None = None) -> None:
        """Close the files of an environment, or of all, that are open."""

    def _forget(self, eid: str) -> None:
        """An environment is gone, or another one has its place."""
        environment = self._opened.pop(eid, None)
        if isinstance(environment, WindowFolder):
            environment.is_gone = True
        self.root.index.discard(eid)

    def _write_what_is_left(self) -> bool:
        is_written = True
        for step in (self._flush, self.sync):
            try:
                step()
            except Exception as error:
                is_written = False
                is_bug = not isinstance(error, NotSaved)
                log.error("The server ends before the disk took everything: %s", error, exc_info=is_bug)
        return is_written


class Environments(Collection[str]):
    """The ids of all environments of a store, as they are when they are asked for."""

    def __init__(self, store: FileStore) -> None:
        self._store = store

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __contains__(self, eid: object) -> bool:
        store = self._store
        with store.root.lock:
            return isinstance(eid, str) and (eid in store._opened or store.root.index.find(eid) is not None)

    def _names(self) -> list[str]:
        with self._store.root.lock:
            return list(dict.fromkeys([*self._store.root.index.names(), *self._store._opened]))


class FileTrash:
    """The trash of a folder."""

    def __init__(self, store: FileStore) -> None:
        self._store = store

    def together(self) -> AbstractContextManager[None]:
        return self._store.root.one_stamp()

    def closed(self, eid: str) -> Iterator[Closed]:
        store = self._store
        with store.root.lock:
            path = store.root.beside(trash.TRASH, store._trash_folder(eid))
        for each in trash.closed(path, store._rule, store.root.settings.replay):
            yield Closed(each.windows, each.paths)

    def restored(self, eid: str, closed: Closed) -> None:
        store, paths = self._store, closed.entry
        journals = [path for path in paths if path.endswith(JOURNAL_ENDING) and files.exists(path)]
        for path in paths:
            if path not in journals:
                files.remove(path)
        for error in store.root.syncer.sync_before_rename({files.parent(path) for path in journals}).values():
            raise NotSaved("What was restored from the trash", error) from error
        for path in journals:  # last, as a window file alone would be an older version
            files.remove(path)
