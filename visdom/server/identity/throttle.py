"""The delays after failed logins, which grow with each failure of an address or a name."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FREE_FAILURES = 4
"""So many failures cost no delay: people mistype."""
LONGEST_DELAY = 30.0
DOUBLINGS = 5
"""The first delay is a second; after so many doublings it is the longest."""
FORGET_AFTER = 15 * 60.0
MOST_ENTRIES = 10_000
MOST_GUESSES = 100
"""How many wrong tokens of an address are known, so that a program that repeats an old one makes one failure."""
LONGEST_NAME = 100


@dataclass(slots=True)
class _Entry:
    failures: int = 0
    last: float = 0.0
    guesses: set[str] = field(default_factory=set)


class Throttle:
    """Counts failures by key, which is a text such as "address 10.0.0.7" or "name ada"."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._entries: dict[str, _Entry] = {}

    def delay(self, *keys: str) -> float:
        """Seconds until the next try of these is heard; 0 for none."""
        now = self._clock()
        entries = [self._entries[key] for key in keys if key in self._entries]
        return max((each.last + _delay_after(each.failures) - now for each in entries), default=0.0)

    def failed(self, *keys: str, guess: str = "") -> int:
        """Count a failed try of these; a `guess` that they made before is not counted again. The most failures."""
        now, counts = self._clock(), [0]
        for key in keys:
            entry = self._entries.pop(key, None)
            if entry is None or now - entry.last > FORGET_AFTER:
                entry = _Entry()
            self._entries[key] = entry  # the newest is the last
            if guess and guess in entry.guesses:
                continue
            if guess and len(entry.guesses) < MOST_GUESSES:
                entry.guesses.add(guess)
            entry.failures, entry.last = entry.failures + 1, now
            counts.append(entry.failures)
        while len(self._entries) > MOST_ENTRIES:
            del self._entries[next(iter(self._entries))]
        return max(counts)

    def succeeded(self, key: str) -> None:
        """Forget the failures of this one."""
        self._entries.pop(key, None)


def address_key(address: str) -> str:
    """The key of an address; of IPv6 the network of 64 bits, within which one machine takes any address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return f"address {address[:LONGEST_NAME]}"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return f"address {parsed.ipv4_mapped}"
        return f"address {ipaddress.ip_network((int(parsed), 64), strict=False)}"
    return f"address {parsed}"


def name_key(name: str) -> str:
    """The key of a name."""
    return f"name {name[:LONGEST_NAME]}"


def _delay_after(failures: int) -> float:
    doublings = min(failures - FREE_FAILURES - 1, DOUBLINGS)
    return min(2.0**doublings, LONGEST_DELAY) if failures > FREE_FAILURES else 0.0
