"""What was written but may not have reached the disk yet, and the waiting for it (`-fsync`)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from visdom.autosave import files
from visdom.autosave.env_folder import WindowFiles

Mode = Literal["always", "everysec", "never"]
MODES: tuple[Mode, ...] = ("always", "everysec", "never")

THREADS = 8
"""Files synced at the same time share the waiting for the disk."""


class Syncer:
    """Remembers the files and folders written to, and syncs each once however often it was written."""

    def __init__(self, mode: Mode, lock: threading.RLock) -> None:
        self._mode = mode
        self._lock = lock
        self._written: dict[str, WindowFiles | None] = {}
        self._syncing = threading.Lock()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="visdom-sync")

    def wrote(self, path: str, window_files: WindowFiles | None = None) -> None:
        """Note a file or folder that was written to; call it under the lock of the tree."""
        if self._mode != "never":
            self._written[path] = window_files

    def sync(self, on_failure: Callable[[WindowFiles], None]) -> None:
        """Return when all that was noted before the call is on the disk; raises OSError when some is not.

        A file that could not be synced is not tried again: the system may have dropped what it did not write.
        `on_failure`, called under the lock, has its window written anew to another file.
        """
        with self._syncing:
            with self._lock:
                written, self._written = self._written, {}
            try:
                failures = self._sync_all(written)
            except BaseException:  # nothing was found out about any of them
                with self._lock:
                    self._written = {**written, **self._written}
                raise
            with self._lock:
                for path in failures:
                    window_files = written[path]
                    if window_files is None:
                        self._written.setdefault(path, None)
                    else:
                        on_failure(window_files)
        for failure in failures.values():
            raise failure

    def sync_before_rename(self, paths: Collection[str]) -> dict[str, OSError]:
        """Sync files before they take the place of others; returns those that could not be synced."""
        return {} if self._mode == "never" else self._sync_all(paths)

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
