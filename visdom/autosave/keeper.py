"""Threads that keep the disk up to date in the background."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from visdom.errors import StorageError

log = logging.getLogger(__name__)


class Keeper(threading.Thread):
    """Does one chore every so many seconds, until it is stopped."""

    def __init__(self, seconds: float, chore: Callable[[], None]) -> None:
        super().__init__(name=f"visdom-{chore.__name__.strip('_')}", daemon=True)
        self._seconds = seconds
        self._chore = chore
        self._stopping = threading.Event()
        self.start()

    def stop(self) -> None:
        """Return when the chore that is being done is done, and no other will be."""
        self._stopping.set()
        self.join()

    def run(self) -> None:
        while not self._stopping.wait(self._seconds):
            try:
                self._chore()
            except StorageError as error:
                log.error("%s", error)
            except Exception:
                log.exception("Something went wrong in the background; it is tried again.")
