"""Memory is bounded: windows that are stored and were not used lately are evicted, those unused for longest first.

A use of a window only notes its id. Once a second a thread scans which windows were used since the last scan, and how
large they are; so a use costs next to nothing, and a scan as much as was used.
"""

from __future__ import annotations

import heapq
import threading
from collections import Counter
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from visdom.autosave.threads import Pace

SCAN_SECONDS = 1.0
MEGABYTE = 1024 * 1024


class Use(NamedTuple):
    """The scan that found the last use of a window, and how large the window was then."""

    scan: int
    size: int


class Uses:
    """The uses of the windows of one environment that are in memory."""

    def __init__(self) -> None:
        self.recent: set[str] = set()
        """Used since the last scan."""
        self.size = 0
        self._known: dict[str, Use] = {}
        """The longest unused one first."""

    def note(self, win: str, use: Use) -> None:
        self._drop(win)
        self._known[win] = use
        self.size += use.size

    def forget(self, win: str) -> None:
        """The window is not in memory any more."""
        self.recent.discard(win)
        self._drop(win)

    def longest_unused(self) -> list[tuple[str, Use]]:
        """All windows as they were noted, the longest unused first."""
        return list(self._known.items())

    def _drop(self, win: str) -> None:
        known = self._known.pop(win, None)
        if known is not None:
            self.size -= known.size


class CachedWindows(Protocol):
    """The windows of an environment, as the cache sees them. Both methods are called under the lock."""

    uses: Uses

    def weigh(self, win: str) -> int | None:
        """About how many bytes of memory a window takes; None when it is not in memory."""

    def evict(self, win: str) -> bool:
        """Remove a window from memory, unless it was used since the last scan."""


class Cache:
    """Keeps the memory that all windows take together below a bound."""

    def __init__(
        self,
        bound: float,
        lock: threading.RLock,
        environments: Callable[[], list[tuple[str, CachedWindows]]],
        busy: Callable[[], Container[tuple[str, str]]],
    ) -> None:
        self._bound = bound
        self._lock = lock
        self._environments = environments
        self._busy = busy
        self._scans = 0
        self._pins: Counter[str] = Counter()

    @contextmanager
    def pinned(self, eid: str) -> Iterator[None]:
        """Nothing of the environment is evicted inside, for callers that need all of it at once."""
        with self._lock:
            self._pins[eid] += 1
        try:
            yield
        finally:
            with self._lock:
                self._pins[eid] -= 1
                if not self._pins[eid]:
                    del self._pins[eid]

    def scan(self) -> None:
        """Note what was used since the last scan; if all is too large, evict what was not used since then."""
        self._scans += 1
        environments = self._environments()
        for _, windows in environments:
            self._note_uses(windows)
        excess = sum(windows.uses.size for _, windows in environments) - self._bound
        if excess > 0:
            self._evict(environments, excess)

    def _note_uses(self, windows: CachedWindows) -> None:
        pace, uses = Pace(), windows.uses
        for _ in range(len(uses.recent)):
            with self._lock:
                if not uses.recent:
                    return
                win = uses.recent.pop()
                size = windows.weigh(win)
                if size is None:
                    uses.forget(win)
                else:
                    uses.note(win, Use(self._scans, size))
            pace.step()

    def _evict(self, environments: list[tuple[str, CachedWindows]], excess: float) -> None:
        pace = Pace()
        each = ([(use, eid, win) for win, use in windows.uses.longest_unused()] for eid, windows in environments)
        windows_of, busy = dict(environments), self._busy()
        for use, eid, win in heapq.merge(*each, key=lambda item: item[0].scan):
            if excess <= 0 or use.scan == self._scans:
                return
            with self._lock:
                if eid not in self._pins and (eid, win) not in busy and windows_of[eid].evict(win):
                    windows_of[eid].uses.forget(win)
                    excess -= use.size
            pace.step()
