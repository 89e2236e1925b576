"""One pool of memory for all threads, so that what one of them lets go of serves the next."""

from __future__ import annotations

import ctypes
import os
import sys

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
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(_M_ARENA_MAX, 1) == 1
