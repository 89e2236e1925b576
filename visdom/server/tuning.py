"""Interpreter and allocator settings, all of them, each with the figure that justifies it."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from typing import Any

SWITCH_SECONDS = 0.0005
"""How long a thread may run before the event loop gets the interpreter.

While another page opened 400 windows of 240 KB, the slowest hundredth of other requests took 8.5 ms, and 10.4 ms with
Python's default of 5 ms (means of four runs).
"""

FULL_COLLECTIONS = 1000
"""How many collections of young objects come before one of all (Python's default is 10).

JSON values have no cycles. While 3.3 million lists arrived, a collection of all took 0.7 s, and there were several.
"""

_M_ARENA_MAX = -8
"""The name of the setting in glibc's `malloc.h`."""


def share_pool() -> bool:
    """Let all threads share one memory pool, where the C library would give each its own (glibc).

    A window is received on one thread, encoded on another and freed on a third, and every pool retains room for the
    largest windows. While four programs sent windows of 100 bytes to 1 MB, a server with `-cache_mb 32` had 159 MiB
    instead of 250 MiB in the mean. Call it before threads start. False where nothing can be set, or where the user set
    it.
    """
    if sys.platform != "linux" or "MALLOC_ARENA_MAX" in os.environ or "GLIBC_TUNABLES" in os.environ:
        return False
    mallopt = _of_glibc("mallopt")
    return mallopt is not None and bool(mallopt(_M_ARENA_MAX, 1))


def prepare_interpreter() -> None:
    """Switch threads often, and exclude the imported modules from garbage collection. Call it after all imports.

    Without the 29,000 objects of the modules, a full collection of an idle server takes 0.01 ms instead of 3.6 ms.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*gc.get_threshold()[:2], FULL_COLLECTIONS)
    gc.freeze()


def return_memory() -> bool:
    """Return the free memory of the pool to the system (glibc); True if there was any.

    Windows of all sizes are freed and leave holes between those that stay. 17 s after the load above, the server had 40
    MiB with this call and 120 MiB without. It takes less than a millisecond for some ten MiB.
    """
    trim = _of_glibc("malloc_trim") if sys.platform == "linux" else None
    return trim is not None and bool(trim(0))


def _of_glibc(name: str) -> Any:
    """A function that only this C library has, or None."""
    return getattr(ctypes.CDLL(None), name, None)
