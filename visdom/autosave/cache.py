"""Memory is bounded: of the windows that are on disk too, those that were not used lately are let go.

Whoever uses a window only leaves its id. Once a second a thread notes which were used since, and how large those are;
so using a window costs next to nothing, and a look as much as was used since the last one.
"""

from __future__ import annotations

import heapq
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from visdom.autosave.pace import Pace

LOOK_SECONDS = 1.0
LOOKS_UNTIL_WEIGHED_AGAIN = 30
"""Windows that nobody saved yet may be many, and have no size so far."""

MEGABYTE = 1024 * 1024


class Use(NamedTuple):
    """When a window was used last, counted in looks, and how large it was then."""

    look: int
    size: int


class Uses:
    """The uses of the windows of one environment that are in memory."""

    def __init__(self) -> None:
        self.lately: set[str] = set()
        """Used since somebody looked."""
        self.size = 0
        self._known: dict[str, Use] = {}
        """The longest unused one first."""

    def note(self, win: str, use: Use) -> None:
        self._known_no_more(win)
        self._known[win] = use
        self.size += use.size

    def forget(self, win: str) -> None:
        """The window is not in memory any more."""
        self.lately.discard(win)
        self._known_no_more(win)

    def longest_unused(self) -> list[tuple[str, Use]]:
        """All windows as they were noted, the longest unused first."""
        return list(self._known.items())

    def _known_no_more(self, win: str) -> None:
        known = self._known.pop(win, None)
        if known is not None:
            self.size -= known.size


class CachedWindows(Protocol):
    """The windows of an environment, as far as their memory goes. Both methods are called under the lock."""

    uses: Uses

    def weigh(self, win: str) -> int | None:
        """About how many bytes of memory a window takes, 0 if that is not known yet; None when it is not in memory."""

    def unload(self, win: str) -> bool:
        """Let go of a window if all of it is on disk and nobody used it since the last look."""


class Cache:
    """Keeps what all windows together take below a bound, as far as they are on disk."""

    def __init__(
        self, bound: float, lock: threading.RLock, environments: Callable[[], list[tuple[str, CachedWindows]]]
    ) -> None:
        self._bound = bound
        self._lock = lock
        self._environments = environments
        self._looks = 0
        self._kept: Counter[str] = Counter()

    @contextmanager
    def keeping(self, eid: str) -> Iterator[None]:
        """Nothing of the environment is let go inside: somebody needs all of it at once."""
        with self._lock:
            self._kept[eid] += 1
        try:
            yield
        finally:
            with self._lock:
                self._kept[eid] -= 1
                if not self._kept[eid]:
                    del self._kept[eid]

    def look(self) -> None:
        """Note what was used since the last look; if all is too large, let go of what was not used since then."""
        self._looks += 1
        environments = self._environments()
        for _, windows in environments:
            self._note_uses(windows)
        excess = sum(windows.uses.size for _, windows in environments) - self._bound
        if excess > 0:
            self._let_go(environments, excess)

    def _note_uses(self, windows: CachedWindows) -> None:
        pace, uses = Pace(), windows.uses
        if not self._looks % LOOKS_UNTIL_WEIGHED_AGAIN:
            uses.lately.update(win for win, use in uses.longest_unused() if not use.size)
        for _ in range(len(uses.lately)):
            with self._lock:
                if not uses.lately:
                    return
                win = uses.lately.pop()
                size = windows.weigh(win)
                if size is None:
                    uses.forget(win)
                else:
                    uses.note(win, Use(self._looks, size))
            pace.step()

    def _let_go(self, environments: list[tuple[str, CachedWindows]], excess: float) -> None:
        pace = Pace()
        each = ([(use, eid, win) for win, use in windows.uses.longest_unused()] for eid, windows in environments)
        windows_of = dict(environments)
        for use, eid, win in heapq.merge(*each, key=lambda item: item[0].look):
            if excess <= 0 or use.look == self._looks:
                return
            with self._lock:
                if eid not in self._kept and windows_of[eid].unload(win):
                    windows_of[eid].uses.forget(win)
                    excess -= use.size
            pace.step()
