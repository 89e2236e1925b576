"""One pool of memory for all threads, so that what one of them lets go of serves the next, and the rest goes back."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

_M_ARENA_MAX = -8
"""The name of the setting in glibc's `malloc.h`."""


def share_pool() -> bool:
    """Have the threads of this process share one pool, where the C library would give each its own (glibc).

    A window is received on one thread, encoded on a second and let go on a third. With a pool for each, every pool
    keeps room for the largest of them, and a server under load grows for minutes to half as much again.
    Call it before there are threads. False where there is nothing to be set, or the user has set it.
    """
    if sys.platform != "linux" or "MALLOC_ARENA_MAX" in os.environ or "GLIBC_TUNABLES" in os.environ:
        return False
    mallopt = _of_glibc("mallopt")
    return mallopt is not None and bool(mallopt(_M_ARENA_MAX, 1))


def give_back() -> bool:
    """Give the system back what is free in the pool (glibc); True if there was any.

    Windows of all sizes come and go, and leave holes between those that stay. Left alone, the pool of a server under
    full load grows to three times of what is used in it. Takes less than a millisecond for some ten MiB.
    """
    trim = _of_glibc("malloc_trim") if sys.platform == "linux" else None
    return trim is not None and bool(trim(0))


def _of_glibc(name: str) -> Any:
    """A function that only this C library has, or None."""
    return getattr(ctypes.CDLL(None), name, None)
