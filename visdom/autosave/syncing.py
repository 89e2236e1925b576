"""What was written but may not have reached the disk yet, and the waiting for it (`-fsync`)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

from visdom.autosave import files
from visdom.autosave.env_folder import WindowFiles

Mode = Literal["always", "everysec", "never"]
MODES: tuple[Mode, ...] = ("always", "everysec", "never")


class Syncer:
    """Remembers the files and folders written to, and syncs each once however often it was written."""

    def __init__(self, mode: Mode, lock: threading.RLock) -> None:
        self.mode = mode
        self.renames_synced = mode != "never"
        """Are files that take the place of others synced before they do?"""
        self._lock = lock
        self._written: dict[str, WindowFiles | None] = {}
        self._syncing = threading.Lock()

    def wrote(self, path: str, window_files: WindowFiles | None = None) -> None:
        """Note a file or folder that was written to; call it under the lock of the tree."""
        if self.mode != "never":
            self._written[path] = window_files

    def sync(self, on_failure: Callable[[WindowFiles], None]) -> None:
        """Return when all that was noted before the call is on the disk; raises OSError when some is not.

        A journal that could not be synced is not tried again: the system may have dropped what it did not
        write. `on_failure` has the window written anew, to another file.
        """
        with self._syncing:
            with self._lock:
                written, self._written = self._written, {}
            failure: OSError | None = None
            for path, window_files in written.items():
                try:
                    files.sync(path)
                except OSError as error:
                    failure = error
                    with self._lock:
                        if window_files is None:
                            self._written.setdefault(path, None)
                        else:
                            on_failure(window_files)
            if failure is not None:
                raise failure
