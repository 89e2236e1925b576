"""Outages: retries and time limits for a server that does not answer, and the warnings or exceptions of lost calls."""

from __future__ import annotations

import threading
import time
from typing import Literal

import requests

from visdom.client.answers import ForeignAnswer
from visdom.client.callers import warn_caller
from visdom.client.connection import TimeLimits
from visdom.errors import CallsLost, LoginFailed, NoServer

CONNECT_SECS = 5.0
ANSWER_SECS = 60.0
TRIAL_CONNECT_SECS = 3.0
TRIAL_ANSWER_SECS = 6.0
SLOWEST_BYTES_PER_SEC = 1e6

PAUSE_FACTOR = 9.0
LONGEST_PAUSE_SECS = 60.0
SHORTEST_LOSS_SECS = 0.5


class Attempts:
    """Time limits of requests, and pauses after requests that timed out.

    A server that is not running refuses connections at once, which costs no time. An address that drops requests, or a
    server that hangs, would cost each call the full time limit. After such a loss the client sends nothing for nine
    times as long, so that a program spends a tenth of its time on the server; the next request has a short limit. So
    has the first one, which the constructor of a client waits for.
    """

    def __init__(self) -> None:
        self._paused_until = 0.0
        self._on_trial = True
        self._reason = ""
        self.have_failed = False

    def check(self) -> None:
        """Raise `requests.ConnectionError` during a pause."""
        if self._on_trial and (pause := self._paused_until - time.monotonic()) > 0:
            raise requests.ConnectionError(
                f"it is tried again in {pause:.0f} s; the last attempt failed: {self._reason}"
            )

    def limits(self, size: int) -> TimeLimits:
        """The time limits of a request with this number of bytes."""
        sending = size / SLOWEST_BYTES_PER_SEC
        if self._on_trial:
            return TimeLimits(TRIAL_CONNECT_SECS + sending, TRIAL_ANSWER_SECS + sending)
        return TimeLimits(CONNECT_SECS + sending, ANSWER_SECS + sending)

    def failed(self, seconds: float, error: Exception) -> None:
        """Note a request that failed after these seconds."""
        self.have_failed = True
        if seconds >= SHORTEST_LOSS_SECS:
            self._reason = str(error)
            self._paused_until = time.monotonic() + min(PAUSE_FACTOR * seconds, LONGEST_PAUSE_SECS)
            self._on_trial = True

    def answered(self) -> None:
        """Note an answer: the full time limits apply again."""
        self._on_trial = False

    def try_again(self) -> None:
        """End the pause."""
        self._paused_until = 0.0


class Outage:
    """The state of the server: whether it answers, and how many calls were lost since its last answer.

    Attributes:
        url: address of the server.
        log_file: file to which calls are written during an outage, or None.
        lost_calls: number of calls that the present outage has lost.
    """

    def __init__(self, url: str, log_file: str | None) -> None:
        self.url = url
        self.log_file = log_file
        self.lost_calls = 0
        self._is_reported = False
        self._lock = OwnLock()

    def renew_in_child(self) -> None:
        """After a fork, get a free lock."""
        self._lock = OwnLock()

    def failed(self, error: Exception, raise_exceptions: bool | None, quiet: bool) -> Literal[False]:
        """Raise if `raise_exceptions` is true; else warn at the first lost call of an outage and return False.

        `raise_exceptions=None`, the default, warns that it may mean True in a later version; Python hides such warnings
        by default. `quiet` calls only check the server: an outage does not lose them.
        """
        if raise_exceptions:
            raise self._exception(error) from error
        if raise_exceptions is None:
            sentence = "Visdom(raise_exceptions=None) may raise ConnectionError in a later version; pass True or False"
            warn_caller(sentence, PendingDeprecationWarning, repeat=False)
        if not quiet:
            with self._lock:
                self.lost_calls += 1
                is_first, self._is_reported = not self._is_reported, True
            if is_first:
                warn_caller(f"{self._exception(error)} {self._consequence}", CallsLost)
        return False

    def answered(self) -> None:
        """Note an answer, and report the end of an outage."""
        if not self._is_reported:
            return
        with self._lock:
            lost, self.lost_calls = self.lost_calls, 0
            is_first, self._is_reported = self._is_reported, False
        if is_first:
            warn_caller(f"The visdom server at {self.url} answers again; {self._losses(lost)}", CallsLost)

    def _exception(self, error: Exception) -> LoginFailed | NoServer:
        if isinstance(error, LoginFailed):
            return error
        if isinstance(error, ForeignAnswer):
            return NoServer(
                f"No visdom server answers at {self.url}: {error}. "
                "Check server=, port= and base_url=, and the proxy (proxies=, http_proxy) or gateway on the way to it."
            )
        return NoServer(
            f"No visdom server answers at {self.url} ({error}). "
            "Start one with `python -m visdom.server`, or pass server= and port= of another."
        )

    @property
    def _consequence(self) -> str:
        if self.log_file:
            return f"Until it answers, calls are only written to {self.log_file}."
        return "Until it answers, calls are dropped; log_to_filename= would write them to a file."

    def _losses(self, lost: int) -> str:
        calls = "1 call was dropped." if lost == 1 else f"{lost or 'no'} calls were dropped."
        if self.log_file and lost:
            return f"{calls} replay_log({self.log_file!r}) draws what the log file contains."
        return calls


class OwnLock:
    """A lock for objects that are copied and pickled: each copy gets a new, free lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *exception: object) -> None:
        self._lock.release()

    def __reduce__(self) -> tuple[type[OwnLock], tuple[()]]:
        return OwnLock, ()
