"""Helpers that client and server of visdom 0.2.4 shared."""

from __future__ import annotations

import uuid
import warnings
from pathlib import Path

_seen_warnings: set[str] = set()


def warn_once(msg: str, warningtype: type[Warning] | None = None) -> None:
    """Warn, unless the same sentence was shown before."""
    if msg not in _seen_warnings:
        _seen_warnings.add(msg)
        warnings.warn(msg, warningtype or UserWarning, stacklevel=2)


def get_rand_id() -> str:
    """A unique id."""
    return str(uuid.uuid4())


def get_new_window_id() -> str:
    """A unique id of a window."""
    return f"window_{get_rand_id()}"


def ensure_dir_exists(path: str) -> None:
    """Make a folder and those around it, unless it exists."""
    Path(path).mkdir(parents=True, exist_ok=True)


def get_visdom_path(filename: str | None = None) -> str:
    """The folder of the package, or a file in it."""
    return str(Path(__file__).parents[2] / (filename or ""))
