"""Long work on a thread lets go of the interpreter now and then, so that the event loop is not kept waiting."""

from __future__ import annotations

import time

WORK_SECONDS = 0.001
PAUSE_SECONDS = 0.00005
"""Long enough for the waiting thread to be woken: after no pause at all the one that let go would go on first."""


class Pace:
    """Call `step` often; it sleeps for a moment whenever a millisecond of work has passed."""

    def __init__(self) -> None:
        self._pause_at = time.perf_counter() + WORK_SECONDS

    def step(self) -> None:
        if time.perf_counter() >= self._pause_at:
            time.sleep(PAUSE_SECONDS)
            self._pause_at = time.perf_counter() + WORK_SECONDS
