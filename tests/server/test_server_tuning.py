from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

WORK = """
import ctypes
import sys
import threading
from visdom.server.tuning import share_pool

print(share_pool())
barrier = threading.Barrier(4)

def work():
    barrier.wait()
    stored = [b"x" * size for size in range(1000, 60_000, 1000)]
    barrier.wait()

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
libc = ctypes.CDLL(None)
if hasattr(libc, "malloc_info"):
    libc.fdopen.restype = ctypes.c_void_p
    out = ctypes.c_void_p(libc.fdopen(1, b"w"))
    sys.stdout.flush()
    libc.malloc_info(0, out)
    libc.fflush(out)
"""
IS_GLIBC = platform.libc_ver()[0] == "glibc"


def work(**environ: str) -> tuple[bool, int]:
    """A process whose threads allocate memory: did it set one pool, and how many does it have?"""
    clean = {key: value for key, value in os.environ.items() if key not in ("MALLOC_ARENA_MAX", "GLIBC_TUNABLES")}
    done = subprocess.run([sys.executable, "-c", WORK], env={**clean, **environ}, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.startswith("True"), done.stdout.count("<heap nr=")


def test_threads_share_one_pool_of_memory() -> None:
    assert work() == ((True, 1) if IS_GLIBC else (False, 0))


@pytest.mark.parametrize(
    "environ", [{"MALLOC_ARENA_MAX": "2"}, {"GLIBC_TUNABLES": "glibc.malloc.arena_max=2"}], ids=lambda each: [*each][0]
)
def test_what_the_user_has_set_stays(environ: dict[str, str]) -> None:
    assert work(**environ) == ((False, 2) if IS_GLIBC else (False, 0))


HOLES = """
from pathlib import Path
from visdom.server.tuning import return_memory

def resident_mib():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024

stored = [b"x" * 60_000 for _ in range(1500)]
full = resident_mib()
stored = stored[::10]  # the remaining blocks pin the end of the pool
print(return_memory(), full - resident_mib() > 60)
"""


@pytest.mark.skipif(not IS_GLIBC, reason="other C libraries do that themselves")
def test_free_memory_between_windows_returns_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True True\n", "")
