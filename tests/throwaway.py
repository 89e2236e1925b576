"""Throw-away virtual environments for programs that must not share ours: the released visdom, a fresh installation."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path


def make_venv(folder: Path, *installs: list[str], **environ: str) -> Path:
    """The interpreter of a new virtual environment after these `pip install`s; one made earlier is used again.

    Test runs side by side wait for the one that makes it.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _made(folder, *installs, **environ)


def _made(folder: Path, *installs: list[str], **environ: str) -> Path:
    python = folder / "bin" / "python"
    complete = folder / "complete"
    wanted = f"{sys.version}\n{installs}"
    if complete.exists() and complete.read_text(encoding="utf-8") == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    for arguments in installs:
        run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments], **environ)
    complete.write_text(wanted, encoding="utf-8")
    return python


def run(command: list[str | Path], cwd: Path | None = None, **environ: str) -> str:
    """What a command printed; its errors are in the exception when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env={**os.environ, **environ})
    if done.returncode != 0:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout
