"""How a call ends when the server does not answer: with an exception, or with one warning per outage and False.

A training run must not end because nobody looks at its plots.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from types import FrameType
from typing import Literal

from visdom.client.own_lock import OwnLock
from visdom.errors import CallsLost, LoginFailed, NoServer

_PACKAGE = str(Path(__file__).resolve().parent.parent) + os.sep


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
