"""How much time a server may take from a program that it does not answer."""

from __future__ import annotations

import time

import requests

from visdom.client.connection import TimeLimits

CONNECT_SECS = 5.0
ANSWER_SECS = 60.0
TRIAL_SECS = 6.0
SLOWEST_BYTES_PER_SEC = 1e6

REST_FACTOR = 9.0
LONGEST_REST_SECS = 60.0
WORTH_A_REST_SECS = 0.5


class Patience:
    """Waits for a server that answers; tries one that does not only now and then.

    A server that is not running refuses at once, which costs nothing. But an address that swallows requests, or a
    server that hangs, would take its full time limit from each call. After such a loss it is left alone for nine times
    as long, so that all in all a program gives it a tenth of its time, and the next try is a short one.
    """

    def __init__(self) -> None:
        self._rests_until = 0.0
        self._on_trial = False
        self._reason = ""

    def check(self) -> None:
        """Raise `requests.ConnectionError` while the server is left alone."""
        if self._on_trial and (rest := self._rests_until - time.monotonic()) > 0:
            raise requests.ConnectionError(f"it is tried again in {rest:.0f} s; the last try ended so: {self._reason}")

    def limits(self, size: int) -> TimeLimits:
        """The time limits of a request with so many bytes."""
        sending = size / SLOWEST_BYTES_PER_SEC
        return TimeLimits(CONNECT_SECS + sending, (TRIAL_SECS if self._on_trial else ANSWER_SECS) + sending)

    def failed(self, seconds: float, error: Exception) -> None:
        """A try took that long, for nothing."""
        if seconds >= WORTH_A_REST_SECS:
            self._reason = str(error)
            self._rests_until = time.monotonic() + min(REST_FACTOR * seconds, LONGEST_REST_SECS)
            self._on_trial = True

    def answered(self) -> None:
        """The server is there: no rest, and full patience."""
        self._on_trial = False

    def try_again(self) -> None:
        """Try the server at the next call."""
        self._rests_until = 0.0
