"""The released visdom 0.2.4 in an environment of its own: the given one, one made earlier, or a new one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

RELEASE = "0.2.4"
# Its setup.py needs an old setuptools, which a build of its own would not take; with tornado 6.6 it shows no pages.
INSTALLS = (["setuptools<81", "wheel"], ["--no-build-isolation", f"visdom=={RELEASE}", "tornado==6.5.5"])
COMPLETE = "complete"


def cache_folder() -> Path:
    """Where the environment is kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return (
        Path(base) / "visdom-benchmarks" / f"upstream-{RELEASE}-python{sys.version_info.major}.{sys.version_info.minor}"
    )


def found(given: Path | None) -> Path | None:
    """The interpreter of the given environment, or of one made earlier."""
    if given is not None:
        return given.absolute()
    folder = cache_folder()
    return folder / "bin" / "python" if (folder / COMPLETE).exists() else None


def found_or_made(given: Path | None) -> Path | None:
    """The same, or of a new one; None, with a word about why, where it cannot be installed."""
    python = found(given)
    if python is not None:
        return python
    folder = cache_folder()
    print(f"Installing visdom {RELEASE} into {folder} ...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    for arguments in INSTALLS:
        done = subprocess.run([python, "-m", "pip", "install", "--quiet", *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            print(f"It cannot be installed, so it is left out:\n{done.stderr}")
            return None
    (folder / COMPLETE).touch()
    return python
