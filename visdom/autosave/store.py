"""What every store can do: the one interface between the tree in memory and the files."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from visdom.autosave import aside, files, staging, trash
from visdom.autosave.env_folder import EnvFolder, WindowFiles
from visdom.autosave.names import JOURNAL_ENDING
from visdom.autosave.reading import Window
from visdom.autosave.reading_store import ReadingStore
from visdom.autosave.root import Settings
from visdom.autosave.staging import Staged
from visdom.autosave.trash import Closed
from visdom.errors import NotSaved, StorageError
from visdom.protocol.windows import version_of

Chore = tuple[float, Callable[[], None]]
"""Something to be done again and again, after so many seconds."""

EXPIRY_SECONDS = 60.0

log = logging.getLogger(__name__)


class StoragePrototype(ReadingStore, ABC):
    """Keeps environments on disk. The tree calls it and never asks which store it has.

    Methods that change something are called under `root.lock`; `stage`, `flush` and `sync` may wait for the disk, so
    they take the lock themselves, and only for moments.
    """

    def __init__(self, path: str, settings: Settings) -> None:
        super().__init__(path, settings)
        self._unwanted: set[str] = set()
        """Environments made aside that the disk would neither put in their place nor remove."""
        self._stranded: dict[str, staging.Stranded] = {}
        """Environments that left for others that did not come."""

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
        if eid in self._stranded:  # it stays in the trash, and what was to replace it must not come
            self._unwanted.add(self._stranded.pop(eid).new)
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
            self._put_back(staged.eid)
            changed = staging.publish(self.root.catalog, staged, self.root.syncer)
        except staging.Stranded as stranded:
            self._stranded[staged.eid] = stranded
            raise
        except (OSError, StorageError):
            self._unwanted.add(staged.path)
            self._remove_unwanted()
            raise
        self._forget(staged.eid)
        environment = self._opened[staged.eid] = staged.environment
        if isinstance(environment, EnvFolder):
            environment.path = self.root.catalog.path_of(staged.place)
            environment.note_identities()
        self.root.catalog.add(staged.eid, staged.place)
        for path in changed:
            self.root.syncer.wrote(path)

    @abstractmethod
    def adopt(self, eid: str) -> None:
        """Bring an opened environment into the form that this store writes, ahead of the first write to it."""

    def closed(self, eid: str) -> Iterator[Closed]:
        """What was closed in an opened environment and is in the trash, the last first."""
        with self.root.lock:
            path = self.root.aside(aside.TRASH, self._trash_folder(eid))
        return trash.closed(path, self._window_rule, self.root.settings.replay)

    def leave_trash(self, eid: str, closed: Closed) -> None:
        """What came back is written, and then leaves the trash; so it is always in one of the two."""
        self.flush(eid)
        self.sync()
        journals = [path for path in closed.paths if path.endswith(JOURNAL_ENDING) and files.exists(path)]
        for path in closed.paths:
            if path not in journals:
                files.remove(path)
        for error in self.root.syncer.sync_before_rename({files.parent(path) for path in journals}).values():
            raise NotSaved("What came back from the trash", error) from error
        for path in journals:  # last, as a window file alone would come back as it was before
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

    def removed(self) -> list[str]:
        """The environments of which somebody removed the files, since this was asked last."""
        return []

    def restore(self, eid: str, windows: dict[str, Window]) -> list[str]:
        """Write an environment anew whose files were removed, as far as it is in memory; the windows that are gone."""
        return []

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

    def close(self) -> bool:
        """Write what is left, and let others use the folder; False when something could not be written."""
        is_written = self.root.is_lost
        try:
            if not self.root.is_lost:
                is_written = self._write_what_is_left()
                self.expire_trash()
        finally:
            self.root.release()
        return is_written

    # Inside

    def _write_what_is_left(self) -> bool:
        is_written = True
        for step in (self.flush, self.sync):
            try:
                step()
            except Exception as error:
                is_written = False
                is_bug = not isinstance(error, NotSaved)
                log.error("The server ends before the disk took everything: %s", error, exc_info=is_bug)
        return is_written

    @abstractmethod
    def _write_anew(self, window_files: WindowFiles) -> None:
        """The disk lost what was written to a file: see that all of it is written to another."""

    def _trash_folder(self, eid: str) -> str:
        """The folder in the trash for the closed windows of an opened environment."""
        environment = self._opened[eid]
        if isinstance(environment, EnvFolder):
            return environment.stem
        place = self.root.catalog.find(eid)
        return self.root.catalog.rule.encode(eid) if place is None else place.stem

    def _put_back(self, eid: str) -> None:
        """An environment that left for another that did not come has its place again, if nothing else took it."""
        stranded = self._stranded.get(eid)
        if stranded is None:
            return
        for path, where in stranded.left:
            if files.exists(where) and not files.exists(path):
                files.rename(where, path)
                self.root.syncer.wrote(files.parent(path))
                self.root.syncer.wrote(files.parent(where))
        self._unwanted.add(stranded.new)
        del self._stranded[eid]

    def _remove_unwanted(self) -> None:
        for eid in list(self._stranded):
            with suppress(OSError):
                self._put_back(eid)
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


def count_on(window: Window, previous: int) -> bool:
    """Versions of one id only ever grow, also when another window takes the place of one; was it changed for that?"""
    counts_on = version_of(window) > previous
    if not counts_on:
        window["version"] = previous + 1
    return not counts_on
