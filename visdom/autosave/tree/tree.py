"""The tree of all that the server shows: environments, their windows, and their other members.

    tree[eid]["jsons"][win]     a window, parsed when first touched
    tree[eid]["reload"]         the positions of its panes

Setting and deleting is stored. A window may also be changed in place, holding `tree.lock`, and reported with
`tree[eid]["jsons"].append(win, patch)`; the lock is held from reading the window on, because an unused window may be
evicted from memory. What has to wait for the disk can be done ahead on another thread with `tree.load`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, NamedTuple

from visdom.autosave.format.names import POSITIONS, WINDOWS
from visdom.autosave.format.window_text import Window
from visdom.autosave.store import Closed, Contents, ReadStore, Record, Replacement, WindowKey, WriteStore
from visdom.autosave.threads import Pace, Timer
from visdom.autosave.tree.cache import SCAN_SECONDS, Cache, CachedWindows
from visdom.autosave.tree.windows import Access, Environment, LazyContainer, Windows, encoded
from visdom.errors import NotFound, NotSaved, StorageError
from visdom.jsontext import dumps

log = logging.getLogger(__name__)

FETCH_BYTES = 16 * 1024 * 1024
"""How much text is read for one page at a time."""
MEGABYTE = 1024 * 1024


class ClosedLast(NamedTuple):
    """What was deleted last: the windows that are not there again, what the trash calls it, and where it was."""

    windows: dict[str, Window]
    closed: Closed
    environment: Environment


class Usage(NamedTuple):
    """What a tree takes and does: windows in memory, the length of their JSON text, and writes since it was opened."""

    windows: int
    text_bytes: int
    writes: int


class TreeOwner:
    """The tree, as its store sees it; made before both of them."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.environments: dict[str, Environment] = {}
        """The opened environments."""

    def in_memory(self, eid: str) -> dict[str, Window]:
        environment = self.environments.get(eid)
        return {} if environment is None else environment.windows.in_memory()

    def lost(self, eid: str, wins: Iterable[str]) -> None:
        environment = self.environments.get(eid)
        for win in wins:
            log.error("The window %r of %r was not in memory when its files were removed: it is lost.", win, eid)
            if environment is not None:
                environment.windows.unlearn(win)


class Tree(LazyContainer):
    """All environments of one store; without a `writer`, changes are refused."""

    _members: dict[str, Environment]

    def __init__(
        self, store: ReadStore, owner: TreeOwner, *, writer: WriteStore | None = None, cache_mb: float = 0.0
    ) -> None:
        super().__init__(Access(store, writer, owner.lock))
        self._store = store
        self._members = owner.environments
        self._is_closed = False
        self._cache = Cache(cache_mb * MEGABYTE, self.lock, self._windows_in_memory, self._busy)
        self._timers = [Timer(SCAN_SECONDS, self._cache.scan)] if cache_mb else []

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._store.environments()))

    def __len__(self) -> int:
        return len(self._store.environments())

    def __contains__(self, eid: object) -> bool:
        return eid in self._members or eid in self._store.environments()

    def __setitem__(self, eid: str, environment: Mapping[str, Any]) -> None:
        with self.lock:
            if environment or eid in self:
                rest = {key: value for key, value in environment.items() if key != WINDOWS}
                self.commit(self.stage(eid, environment.get(WINDOWS, {}).items(), rest))
            else:
                record = Record("member", POSITIONS, b"{}", {})
                self._access.append(eid, record, lambda: self._remember(eid))

    def __delitem__(self, eid: str) -> None:
        with self.lock:
            writer = self._access.writer
            if eid not in self:
                raise KeyError(eid)
            try:
                self._access.receipt = writer.remove(eid)
            except OSError as error:
                raise StorageError(
                    f"The environment {eid!r} could not be deleted: {error}. It is still there."
                ) from error
            self._forget(eid)

    # Reading ahead

    def is_loaded(self, eid: str, win: str | None = None) -> bool:
        """Can the environment, or this window of it, be touched without reading from disk?"""
        with self.lock:
            environment = self._members.get(eid)
            if environment is None:
                return eid not in self
            return win is None or environment.windows.is_loaded(win)

    def windows_with(self, eid: str, win: str) -> Windows | None:
        """The windows of an environment, if this one is in memory; else None."""
        environment = self._members.get(eid)
        return environment.windows if environment is not None and environment.windows.is_in_memory(win) else None

    def load(self, eid: str, wins: Iterable[str] = ()) -> None:
        """Read the names of an environment's windows, and these windows.

        What is not there is passed over, and so is what the disk does not give: callers that touch it get the error.
        """
        for windows, win in self._each(eid, wins):
            with suppress(StorageError):
                windows.get(win)

    def hidden(self, eid: str) -> list[str]:
        """The windows that the disk did not give when they were read last, to be read again by `load`."""
        with self.lock:
            return list(self._members[eid].windows.hidden) if eid in self._members else []

    def is_ordered(self, eid: str) -> bool:
        """Are the positions of the environment's windows known?"""
        with self.lock:
            environment = self._members.get(eid)
            if environment is None:
                return eid not in self
            return all(environment.windows.order(win) is not None for win in environment.windows)

    def learn_order(self, eid: str) -> None:
        """Learn the positions of the environment's windows, without parsing large ones."""
        for windows, win in self._each(eid):
            with suppress(StorageError):
                windows.peek(win)

    def is_fetched(self, eid: str, win: str) -> bool:
        """Is the window in memory, parsed or as text?"""
        with self.lock:
            return self.is_loaded(eid, win) or self[eid].windows.text(win) is not None

    def fetch(self, eid: str, wins: Iterable[str]) -> None:
        """Read these windows, or of many large ones the first, as text where a page can get that as it is."""
        size = 0
        for windows, win in self._each(eid, wins):
            with suppress(StorageError):
                size += windows.fetch(win)
            if size > FETCH_BYTES:
                return

    def pinned(self, eid: str) -> AbstractContextManager[None]:
        """Nothing of the environment is evicted from memory inside."""
        return self._cache.pinned(eid)

    def copy_out(self, eid: str) -> Iterator[tuple[str, bytes]]:
        """All windows of an environment as they are now, as JSON text; NotFound when it is not there (any more)."""
        try:
            windows = self[eid].windows
        except KeyError:
            raise NotFound(f"There is no environment {eid!r}.") from None
        for win in windows.all_ids():
            text = self._text_now(eid, win, windows)
            if text is not None:
                yield win, text

    # Whole environments

    def prepare(self, eid: str) -> None:
        """Bring an environment of another form into the one that is written, ahead of the first change."""
        if self._open(eid):
            self._access.writer.prepare(eid)

    def stage(self, eid: str, windows: Iterable[tuple[str, Window | bytes]], rest: Mapping[str, Any]) -> Replacement:
        """Prepare a whole environment, which `commit` puts in place."""
        for key, value in rest.items():
            encoded(f"{key!r} of {eid!r}", value)
        with _unchanged_if_refused(eid):
            return self._access.writer.replace(eid, Contents(self._texts(windows), dict(rest)))

    def commit(self, staged: Replacement) -> None:
        """Put a prepared environment in the place of the one of its id, which goes to the trash, in one step."""
        with self.lock:
            with _unchanged_if_refused(staged.eid):
                self._access.receipt = staged.commit()
            self._forget(staged.eid)

    def usage(self) -> Usage:
        """What the tree takes in memory, without a look into any window."""
        with self.lock:
            sizes = [environment.windows.usage() for environment in self._members.values()]
        return Usage(sum(number for number, _ in sizes), sum(size for _, size in sizes), self._access.receipt.number)

    # The trash

    def closing_together(self) -> AbstractContextManager[None]:
        """Windows that are deleted inside are restored together."""
        return self._access.writer.trash().together()

    def closed_last(self, eid: str) -> ClosedLast | None:
        """What was deleted last in an environment, without what is there again; None when the trash has nothing."""
        with suppress(KeyError):  # there is no such environment, or it is deleted meanwhile
            environment = self[eid]
            for closed in self._access.writer.trash().closed(eid):
                windows = {win: each for win, each in closed.windows.items() if not self._is_there(eid, win, each)}
                if windows:
                    return ClosedLast(windows, closed, environment)
        return None

    def restored(self, eid: str, last: ClosedLast) -> None:
        """Windows from the trash were set again: save them, and then remove them from the trash.

        NotFound, and they stay in the trash, when the environment was deleted or replaced meanwhile: it may have left
        without them.
        """
        self._access.writer.save(eid)
        self._access.writer.sync()
        if last.environment.is_gone:
            raise NotFound(f"The environment {eid!r} was deleted or replaced. What was closed in it is in the trash.")
        self._access.writer.trash().restored(eid, last.closed)

    # Saving

    def pending(self) -> Mapping[WindowKey, str | None]:
        """The windows whose last change is not stored, and why the disk refused it, if it did."""
        return self._access.writer.pending() if self._access.is_writable else {}

    def unsaved(self) -> list[WindowKey]:
        """The windows whose last change the disk refused."""
        return [key for key, why in self.pending().items() if why is not None]

    def save_all(self) -> None:
        """Bring the files of all environments up to date."""
        if self._access.is_writable:
            self._access.writer.save()

    def save(self, eid: str) -> None:
        """Bring the files of an environment up to date."""
        if self._access.is_writable:
            self._access.writer.save(eid)

    def sync(self) -> None:
        """Return when the disk has everything that was written before."""
        self._access.writer.sync()

    async def durable(self) -> None:
        """Return when the promise of `-fsync` holds for all changes that were made before."""
        if self._access.is_writable:
            await self._access.writer.durable(self._access.receipt)

    def close(self) -> bool:
        """Write what is left, end the threads, and give the folder free; False when something is not stored."""
        with self.lock:
            if self._is_closed:
                return True
            self._is_closed = True
        for timer in self._timers:
            timer.stop()
        return self._access.writer.close() if self._access.is_writable else True

    # Inside

    def _each(self, eid: str, wins: Iterable[str] | None = None) -> Iterator[tuple[Windows, str]]:
        """These windows, or all, one by one with time for other threads in between; none when all are gone."""
        if not self._open(eid):
            return
        pace = Pace()
        for win in list(self[eid].windows) if wins is None else wins:
            with self.lock:
                environment = self._members.get(eid)
            if environment is not None:
                yield environment.windows, win
            pace.step()

    def _open(self, eid: str) -> bool:
        """Have an environment in memory; False when there is none."""
        try:
            self[eid]
        except KeyError:
            return False
        return True

    def _read(self, eid: str) -> Environment:
        try:
            self._store.open(eid)  # may wait for the disk, so the lock is free
            with self.lock:
                return self._remember(eid)
        except NotFound:
            raise KeyError(eid) from None

    def _remember(self, eid: str) -> Environment:
        environment = self._members.get(eid)
        if environment is None:
            environment = self._members[eid] = Environment(self._access, eid, self._store.open(eid))
        return environment

    def _forget(self, eid: str) -> None:
        environment = self._members.pop(eid, None)
        if environment is not None:
            environment.replaced()

    def _texts(self, windows: Iterable[tuple[str, Window | bytes]]) -> Iterator[tuple[str, bytes]]:
        for win, window in windows:
            if isinstance(window, bytes):
                yield win, window
            else:
                with self.lock:
                    text = encoded(f"The window {win!r}", window)
                yield win, text

    def _text_now(self, eid: str, win: str, windows: Windows) -> bytes | None:
        with self.lock:
            if windows.is_gone:
                raise NotFound(f"The environment {eid!r} is not there any more.")
            if windows.is_loaded(win):
                window = windows.member(win)
                return None if window is None else dumps(window)
        try:
            return self._store.read(eid, win, "text").encode()
        except KeyError:
            return None

    def _windows_in_memory(self) -> list[tuple[str, CachedWindows]]:
        with self.lock:
            return [(eid, environment.windows) for eid, environment in self._members.items()]

    def _busy(self) -> Collection[WindowKey]:
        return self._access.writer.busy() if self._access.is_writable else ()

    def _is_there(self, eid: str, win: str, window: Window) -> bool:
        """Is the very same window there? A crash may have come after it was restored, before it left the trash."""
        with self.lock:
            there = self[eid].windows.get(win)
            names = {*(there or {}), *window} - {"version"}
            return there is not None and all(dumps(there.get(name)) == dumps(window.get(name)) for name in names)


@contextmanager
def _unchanged_if_refused(eid: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotSaved(f"The environment {eid!r}", error, is_kept=False) from error
