"""Outages: how a call ends without an answer, how often the server is tried, and what the program is told."""

from __future__ import annotations

import os
import sys
import threading
import time
import warnings
from pathlib import Path
from types import FrameType, TracebackType
from typing import Literal

import requests

from visdom.client.connection import TimeLimits
from visdom.errors import CallsLost, LoginFailed, NoServer

CONNECT_SECS = 5.0
ANSWER_SECS = 60.0
TRIAL_SECS = 6.0
SLOWEST_BYTES_PER_SEC = 1e6

REST_FACTOR = 9.0
LONGEST_REST_SECS = 60.0
WORTH_A_REST_SECS = 0.5

_PACKAGE = str(Path(__file__).resolve().parent.parent) + os.sep


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


class Outage:
    """Whether the server answers, and how many calls were lost since it last did.

    Attributes:
        url: where the server should be.
        log_file: where drawing calls are kept meanwhile, if anywhere.
        lost_calls: how many calls the present outage cost.
    """

    def __init__(self, url: str, log_file: str | None) -> None:
        self.url = url
        self.log_file = log_file
        self.lost_calls = 0
        self._is_known = False
        self._lock = OwnLock()

    def failed(self, error: Exception, raise_exceptions: bool | None, quiet: bool) -> Literal[False]:
        """Raise if exceptions are wanted; else warn at the first lost call of an outage and return False.

        `raise_exceptions=None`, the default, warns that it may come to mean True; Python hides such warnings
        unless asked to show them. `quiet` calls only look whether the server is there: nothing is lost by them.
        """
        if raise_exceptions:
            raise self._exception(error) from error
        if raise_exceptions is None:
            sentence = "Visdom(raise_exceptions=None) may come to raise ConnectionError; pass True or False"
            warn_caller(sentence, PendingDeprecationWarning, repeat=False)
        if not quiet:
            with self._lock:
                self.lost_calls += 1
                is_news, self._is_known = not self._is_known, True
            if is_news:
                warn_caller(f"{self._exception(error)} {self._meanwhile}", CallsLost)
        return False

    def answered(self) -> None:
        """Note that the server answered, and report the end of an outage."""
        if not self._is_known:
            return
        with self._lock:
            lost, self.lost_calls = self.lost_calls, 0
            is_news, self._is_known = self._is_known, False
        if is_news:
            warn_caller(f"The visdom server at {self.url} answers again; {self._losses(lost)}", CallsLost)

    def _exception(self, error: Exception) -> LoginFailed | NoServer:
        if isinstance(error, LoginFailed):
            return error
        return NoServer(
            f"No visdom server answers at {self.url} ({error}). "
            "Start one with `python -m visdom.server`, or pass server= and port= of another."
        )

    @property
    def _meanwhile(self) -> str:
        if self.log_file:
            return f"Until then drawing calls are only written to {self.log_file}."
        return "Until then calls are dropped; log_to_filename= would keep them."

    def _losses(self, lost: int) -> str:
        calls = "1 call was dropped." if lost == 1 else f"{lost or 'no'} calls were dropped."
        if self.log_file and lost:
            return f"{calls} replay_log({self.log_file!r}) draws what is in the log file."
        return calls


def warn_caller(sentence: str, category: type[Warning], *, repeat: bool = True) -> None:
    """Warn at the line of the program that called into this package, however deep we are in it.

    With `repeat` the same sentence at the same line is shown again; otherwise once, as Python does by default.
    """
    frame = _caller()
    registry = None if repeat else frame.f_globals.setdefault("__warningregistry__", {})
    module = frame.f_globals.get("__name__", "__main__")
    warnings.warn_explicit(sentence, category, frame.f_code.co_filename, frame.f_lineno, module, registry)


def _caller() -> FrameType:
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith(_PACKAGE) and frame.f_back is not None:
        frame = frame.f_back
    return frame


class OwnLock:
    """A lock that copies do not share: each begins with a free one, in this process or in another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()

    def __reduce__(self) -> tuple[type[OwnLock], tuple[()]]:
        return OwnLock, ()
