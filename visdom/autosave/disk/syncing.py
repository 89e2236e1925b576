"""What was written but may not be on the disk yet, and the waiting for it (`-fsync`)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, get_args

from visdom.autosave.disk import files

FsyncMode = Literal["always", "everysec", "never"]
FSYNC_MODES: tuple[FsyncMode, ...] = get_args(FsyncMode)

OnFailure = Callable[[], None]

THREADS = 8
"""Files that are synced at the same time share the waiting for the disk."""


class Syncer:
    """Remembers the files and folders written to, and syncs each once however often it was written."""

    def __init__(self, mode: FsyncMode, lock: threading.RLock) -> None:
        self.mode = mode
        self.written = 0
        """How often something was written."""
        self.synced = 0
        """How many of these writes the disk has."""
        self._lock = lock
        self._paths: dict[str, OnFailure | None] = {}
        self._syncing = threading.Lock()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="visdom-sync")

    def wrote(self, path: str, on_failure: OnFailure | None = None) -> None:
        """Note a file or folder that was written to; call it under the lock of the tree.

        A file that could not be synced is not tried again: the system may have dropped what it did not write.
        `on_failure`, called under the lock, has its contents written to another file.
        """
        if self.mode != "never":
            self._paths[path] = on_failure
            self.written += 1

    def sync(self) -> None:
        """Return when the disk has all that was noted before the call; raises OSError when it refuses some."""
        with self._syncing:
            with self._lock:
                paths, self._paths, written = self._paths, {}, self.written
            try:
                failures = self._sync_all(paths)
            except BaseException:  # nothing is known about any of them
                with self._lock:
                    self._paths = {**paths, **self._paths}
                raise
            with self._lock:
                for path in failures:
                    on_failure = paths[path]
                    if on_failure is None:
                        self._paths.setdefault(path, None)
                    else:
                        on_failure()
                if not failures:
                    self.synced = written
        for failure in failures.values():
            raise failure

    def sync_before_rename(self, paths: Collection[str]) -> dict[str, OSError]:
        """Sync files before they replace others; returns those that could not be synced."""
        return {} if self.mode == "never" else self._sync_all(paths)

    def sync_now(self, *paths: str) -> None:
        """Return when the disk has these files, or lists of names in folders; OSError when it refuses."""
        for error in self.sync_before_rename(paths).values():
            raise error

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()

    def _sync_all(self, paths: Collection[str]) -> dict[str, OSError]:
        try_all = self._threads.map(_try_sync, paths) if len(paths) > 1 else map(_try_sync, paths)
        return {path: error for path, error in zip(paths, try_all, strict=True) if error is not None}


def _try_sync(path: str) -> OSError | None:
    try:
        files.sync(path)
    except OSError as error:
        return error
    return None


class GroupCommit:
    """`await commit()` returns when everything written before the call is on the disk; one sync serves all callers."""

    def __init__(self, sync: Callable[[], None]) -> None:
        self._sync = sync
        self._waiting: asyncio.Future[None] | None = None
        self._running: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_future()
        if self._running is None:
            self._running = asyncio.ensure_future(self._run())
        await asyncio.shield(self._waiting)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting is not None:
                served, self._waiting = self._waiting, None
                try:
                    await loop.run_in_executor(None, self._sync)
                except Exception as error:
                    served.set_exception(error)
                else:
                    served.set_result(None)
        finally:
            self._running = None
