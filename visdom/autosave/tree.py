"""The tree of all that the server shows: environments, their windows, and what else an environment has.

    tree[eid]["jsons"][win]     a window, parsed when first touched
    tree[eid]["reload"]         the places of its panes

Setting and deleting writes to disk. A window may also be changed in place, holding `tree.lock`, and reported with
`tree[eid]["jsons"].append(win, patch)`; the lock is held from fetching the window on, because one that nobody uses may
be let go from memory. Whatever may have to wait for the disk can be done ahead on another thread with `tree.load`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import wraps
from typing import Any

from visdom.autosave import files, removal
from visdom.autosave.cache import LOOK_SECONDS, MEGABYTE, Cache, CachedWindows
from visdom.autosave.container import LazyContainer
from visdom.autosave.env_folder import WINDOWS
from visdom.autosave.env_windows import Windows
from visdom.autosave.environment import Environment
from visdom.autosave.keeper import Keeper
from visdom.autosave.pace import Pace
from visdom.autosave.reading import Window
from visdom.autosave.staging import Staged
from visdom.autosave.store import StoragePrototype
from visdom.autosave.syncing import Mode
from visdom.autosave.trash import Closed
from visdom.errors import NotSaved, StorageError

log = logging.getLogger(__name__)

HOLD_BYTES = 16 * 1024 * 1024
"""How much text is read for one viewer at a time."""


class Tree(LazyContainer):
    """All environments of one folder."""

    def __init__(self, store: StoragePrototype, fsync: Mode, cache_mb: float = 0.0) -> None:
        super().__init__(store)
        self.fsync = fsync
        self._cache = Cache(cache_mb * MEGABYTE, self.lock, self._in_memory)
        chores = store.chores()
        if cache_mb and store.lets_go:
            chores.append((LOOK_SECONDS, self._cache.look))
        if not store.root.settings.only_looks:
            chores.append((removal.LOOK_SECONDS, self._see_to_removed))
        self._keepers = [Keeper(seconds, self._unless_lost(chore)) for seconds, chore in chores]

    def __iter__(self) -> Iterator[str]:
        with self.lock:
            return iter(self._store.names())

    def __len__(self) -> int:
        with self.lock:
            return len(self._store.names())

    def __contains__(self, eid: object) -> bool:
        with self.lock:
            return isinstance(eid, str) and self._store.has(eid)

    def __setitem__(self, eid: str, environment: Mapping[str, Any]) -> None:
        with self.lock:
            if environment or eid in self:
                rest = {key: value for key, value in environment.items() if key != WINDOWS}
                self.commit(self.stage(eid, environment.get(WINDOWS, {}).items(), rest))
            else:
                self._store.root.check_open()
                self._store.create(eid)

    def __delitem__(self, eid: str) -> None:
        with self.lock:
            self._store.root.check_open()
            if eid not in self:
                raise KeyError(eid)
            try:
                self._store.remove_environment(eid)
            except OSError as error:
                raise StorageError(
                    f"The environment {eid!r} could not be deleted: {error}. It is still there."
                ) from error
            self._forget(eid)

    def loaded(self, eid: str, win: str | None = None) -> bool:
        """Can the environment, or this window of it, be touched without reading from disk?"""
        with self.lock:
            if not self._store.is_open(eid):
                return eid not in self
            return win is None or self[eid].windows.is_loaded(win)

    def load(self, eid: str, wins: Iterable[str] = ()) -> None:
        """Read the names of an environment's windows, and these windows.

        What is not there is passed over, and so is what the disk does not give: whoever touches that hears why.
        """
        for windows, win in self._each(eid, wins):
            with suppress(StorageError):
                windows.get(win)

    def hidden(self, eid: str) -> list[str]:
        """The windows that the disk did not give when they were read last, to be read again by `load`."""
        with self.lock:
            return list(self[eid].windows.hidden) if self._store.is_open(eid) else []

    def ordered(self, eid: str) -> bool:
        """Is the order of the environment's windows known?"""
        with self.lock:
            if not self._store.is_open(eid):
                return eid not in self
            windows = self[eid].windows
            return all(windows.order(win) is not None for win in windows)

    def learn_order(self, eid: str) -> None:
        """Learn the order of the environment's windows, without parsing large ones."""
        for windows, win in self._each(eid):
            with suppress(StorageError):
                windows.glance(win)

    def held(self, eid: str, win: str) -> bool:
        """Is the window in memory, if only as text?"""
        with self.lock:
            return self.loaded(eid, win) or self[eid].windows.text(win) is not None

    def hold(self, eid: str, wins: Iterable[str]) -> None:
        """Bring these windows, of many large ones the first, into memory, as text where that will do."""
        size = 0
        for windows, win in self._each(eid, wins):
            with suppress(StorageError):
                size += windows.hold(win)
            if size > HOLD_BYTES:
                return

    def keeping(self, eid: str) -> AbstractContextManager[None]:
        """Nothing of the environment is let go from memory inside."""
        return self._cache.keeping(eid)

    def prepare(self, eid: str) -> None:
        """Bring an environment of another form into the one that is written, ahead of the first write to it."""
        if self._store.open(eid):
            self._store.root.check_open()
            self._store.adopt(eid)

    def unsaved(self) -> list[tuple[str, str]]:
        """The windows (environment, id) whose last change the disk refused so far."""
        return self._store.unsaved()

    def pending(self) -> dict[tuple[str, str], str | None]:
        """The windows (environment, id) whose last change is not on disk, and why the disk refused it, if it did."""
        return self._store.pending()

    def stage(self, eid: str, windows: Iterable[tuple[str, Window | bytes]], rest: Mapping[str, Any]) -> Staged:
        """Prepare a whole environment aside, to be put in its place by `commit`."""
        self._store.root.check_open()
        with _unchanged_if_refused(eid):
            return self._store.stage(eid, windows, dict(rest))

    def commit(self, staged: Staged) -> None:
        """Put a prepared environment in the place of the one of that id, which goes to the trash, in one step."""
        with self.lock:
            self._store.root.check_open()
            with _unchanged_if_refused(staged.eid):
                self._store.commit(staged)
            self._forget(staged.eid)

    def discard(self, staged: Staged) -> None:
        """Remove a prepared environment that is not wanted any more."""
        files.remove_tree(staged.path)

    def copy_out(self, eid: str) -> Iterator[tuple[str, bytes]]:
        """All windows of an environment as they are now, as JSON text; NotFound when it is not there (any more)."""
        return self._store.copy_out(eid)

    def one_act(self) -> AbstractContextManager[None]:
        """Windows that are deleted inside come back from the trash together."""
        return self._store.root.one_act()

    def closed_last(self, eid: str) -> Closed | None:
        """What was deleted last in an environment and is in the trash, without what is there again."""
        if not self._store.open(eid):
            return None
        for closed in self._store.closed(eid):
            windows = {win: window for win, window in closed.windows.items() if not self._is_there(eid, win, window)}
            if windows:
                return Closed(windows, closed.paths)
        return None

    def leave_trash(self, eid: str, closed: Closed) -> None:
        """Windows from the trash were set again: write them, and then remove them from the trash."""
        self._store.leave_trash(eid, closed)

    def save_all(self) -> None:
        """Bring the files of all environments up to date."""
        self._store.root.check_open()
        self._store.flush()

    def save(self, eid: str) -> None:
        """Bring the files of an environment up to date; one that nobody opened is so already."""
        self._store.root.check_open()
        if self._store.is_open(eid):
            self._store.flush(eid)

    def sync(self) -> None:
        """Return when all that was written before is on the disk."""
        self._store.sync()

    def close(self) -> bool:
        """Write what is left, end the threads, and let others use the folder; False when something is not on disk."""
        with self.lock:
            if self._store.root.is_closed:
                return True
            self._store.root.is_closed = True
        for keeper in self._keepers:
            keeper.stop()
        return self._store.close()

    def _unless_lost(self, chore: Callable[[], None]) -> Callable[[], None]:
        """Nothing is done any more in a folder that another process has taken."""

        @wraps(chore)
        def do() -> None:
            if not self._store.root.is_lost:
                chore()

        return do

    def _see_to_removed(self) -> None:
        """Notice what somebody removed, and have it written anew as far as it is in memory."""
        self._store.root.hold_again()
        for eid in self._store.removed():
            with self.lock:
                environment = self._members.get(eid)
                windows = environment.windows if environment is not None else None
                for win in self._store.restore(eid, {} if windows is None else windows.in_memory()):
                    log.error(
                        "The window %r of %r was not in memory when its files were removed: it is lost.", win, eid
                    )
                    if windows is not None:
                        windows.unlearn(win)
                        windows.uses.forget(win)

    def _each(self, eid: str, wins: Iterable[str] | None = None) -> Iterator[tuple[Windows, str]]:
        """These windows, or all, one by one with time for other threads in between; none when all are gone."""
        if not self._store.open(eid):
            return
        pace = Pace()
        for win in self[eid].windows if wins is None else wins:
            with self.lock:
                windows = self[eid].windows if self._store.is_open(eid) else None
            if windows is not None:
                yield windows, win
            pace.step()

    def _read(self, eid: str) -> Environment:
        if not self._store.open(eid):
            raise KeyError(eid)
        with self.lock:
            environment = self._members.get(eid)
            if environment is None:
                environment = self._members[eid] = Environment(self._store, eid)
            return environment

    def _in_memory(self) -> list[tuple[str, CachedWindows]]:
        """The windows of the environments that somebody opened."""
        with self.lock:
            return [(eid, environment.windows) for eid, environment in self._members.items()]

    def _is_there(self, eid: str, win: str, window: Window) -> bool:
        """Is the very same window there? A crash may have come between its way to the trash and its removal."""
        with self.lock:
            there = self[eid].windows.get(win)
            return there is not None and {**there, "version": 0} == {**window, "version": 0}

    def _forget(self, eid: str) -> None:
        environment = self._members.pop(eid, None)
        if environment is not None:
            environment.is_gone = environment.windows.is_gone = True


@contextmanager
def _unchanged_if_refused(eid: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotSaved(f"The environment {eid!r}", error, is_kept=False) from error
