"""How a call ends when the server does not answer: with an exception, or with one line per outage and False.

A training run must not end because nobody looks at its plots.
"""

from __future__ import annotations

import logging
import warnings
from typing import Literal

from visdom.errors import NoServer

logger = logging.getLogger("visdom")


class Outage:
    """Whether the server answers, and how many calls were lost since it last did."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.lost_calls = 0

    def failed(self, error: Exception, raise_exceptions: bool | None, quiet: bool) -> Literal[False]:
        """Raise `NoServer` if exceptions are wanted; else report the first lost call of an outage and return False.

        `raise_exceptions=None`, the default, warns that it may come to mean True; Python hides such warnings
        unless asked to show them. `quiet` calls only look whether the server is there: nothing is lost by them.
        """
        if raise_exceptions:
            raise NoServer(
                f"No visdom server answers at {self.url} ({error}). "
                "Start one with `python -m visdom.server`, or pass server= and port= of another."
            ) from error
        if raise_exceptions is None:
            warnings.warn(
                "Visdom(raise_exceptions=None) may come to raise ConnectionError; pass True or False",
                PendingDeprecationWarning,
                stacklevel=2,
            )
        if not quiet:
            if self.lost_calls == 0:
                logger.error("No visdom server answers at %s; calls are dropped until it does (%s)", self.url, error)
            self.lost_calls += 1
        return False

    def answered(self) -> None:
        """Note that the server answered, and report the end of an outage."""
        if self.lost_calls:
            logger.warning("The visdom server at %s answers again; %d calls were dropped", self.url, self.lost_calls)
            self.lost_calls = 0
