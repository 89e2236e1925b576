"""Interpreter and allocator settings, all of them, each with the figure that justifies it."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from typing import Any

SWITCH_SECONDS = 0.0005
"""How long a thread that reads from disk may keep the interpreter from the event loop."""

_M_ARENA_MAX = -8
"""The name of the setting in glibc's `malloc.h`."""


def share_pool() -> bool:
    """Let all threads share one memory pool, where the C library would give each its own (glibc).

    A window is received on one thread, encoded on another and freed on a third. With a pool for each thread, every pool
    keeps room for the largest windows, and a server under load grows for minutes to half as much again. Call it before
    threads start. False where nothing can be set, or where the user set it.
    """
    if sys.platform != "linux" or "MALLOC_ARENA_MAX" in os.environ or "GLIBC_TUNABLES" in os.environ:
        return False
    mallopt = _of_glibc("mallopt")
    return mallopt is not None and bool(mallopt(_M_ARENA_MAX, 1))


def prepare_interpreter() -> None:
    """Switch threads often, and exclude the imported modules from garbage collection. Call it after all imports."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()


def return_memory() -> bool:
    """Return the free memory of the pool to the system (glibc); True if there was any.

    Windows of all sizes come and go, and leave holes between those that stay. Without this call the pool of a server
    under full load grows to three times the memory in use. It takes less than a millisecond for some ten MiB.
    """
    trim = _of_glibc("malloc_trim") if sys.platform == "linux" else None
    return trim is not None and bool(trim(0))


def _of_glibc(name: str) -> Any:
    """A function that only this C library has, or None."""
    return getattr(ctypes.CDLL(None), name, None)
