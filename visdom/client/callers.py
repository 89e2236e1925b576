"""Warnings at the line of the program that called this package."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from types import FrameType

_PACKAGE = str(Path(__file__).resolve().parent.parent) + os.sep


def warn_caller(sentence: str, category: type[Warning], *, repeat: bool = True) -> None:
    """Warn at the line of the program that called this package, at any depth of calls.

    With `repeat` Python shows the same sentence at the same line again; otherwise once, as by default.
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
