"""The thread that keeps the disk up to date in the background."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from visdom.autosave.store import Chore
from visdom.errors import NotSaved

TICK_SECONDS = 0.25

log = logging.getLogger(__name__)


class Keeper(threading.Thread):
    """Does each chore every so many seconds, until it is stopped."""

    def __init__(self, chores: list[Chore]) -> None:
        super().__init__(name="visdom-autosave", daemon=True)
        self._chores = chores
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End after the chore that is being done."""
        self._stopping.set()
        self.join()

    def run(self) -> None:
        now = time.monotonic()
        due = [now + seconds for seconds, _ in self._chores]
        while not self._stopping.wait(TICK_SECONDS):
            now = time.monotonic()
            for number, (seconds, chore) in enumerate(self._chores):
                if now >= due[number]:
                    due[number] = now + seconds
                    self._do(chore)

    def _do(self, chore: Callable[[], None]) -> None:
        try:
            chore()
        except NotSaved as error:
            log.error("%s", error)
        except Exception:
            log.exception("Something went wrong in the background; it is tried again.")
