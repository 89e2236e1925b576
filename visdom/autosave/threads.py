"""Threads that work beside the event loop: timers, and the pauses that keep them from holding it up."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from visdom.errors import StorageError

WORK_SECONDS = 0.001
PAUSE_SECONDS = 0.00005
"""Long enough to wake the waiting thread: after a shorter pause, the thread that released the interpreter goes on."""

log = logging.getLogger(__name__)


class Pace:
    """Call `step` often; it sleeps for a moment whenever a millisecond of work has passed."""

    def __init__(self) -> None:
        self._pause_at = time.perf_counter() + WORK_SECONDS

    def step(self) -> None:
        """Give other threads the interpreter when it is time."""
        if time.perf_counter() >= self._pause_at:
            time.sleep(PAUSE_SECONDS)
            self._pause_at = time.perf_counter() + WORK_SECONDS


class Timer(threading.Thread):
    """Runs a task every so many seconds, until it is stopped."""

    def __init__(self, seconds: float, task: Callable[[], None]) -> None:
        super().__init__(name=f"visdom-{task.__name__.strip('_')}", daemon=True)
        self._seconds = seconds
        self._task = task
        self._stopping = threading.Event()
        self.start()

    def stop(self) -> None:
        """Return when the running task has ended; no other begins."""
        self._stopping.set()
        self.join()

    def run(self) -> None:
        while not self._stopping.wait(self._seconds):
            try:
                self._task()
            except StorageError as error:
                log.error("%s", error)
            except Exception:
                log.exception("A background task failed; it runs again in %s s.", self._seconds)
