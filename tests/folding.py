"""A disk that takes `A` for `a`: a real one where the tests run on such, otherwise one pretended below calls of os."""
# ruff: noqa: PTH103, PTH105, PTH106, PTH108, PTH110, PTH112, PTH114, PTH116, PTH208

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from visdom.autosave.disk import files
from visdom.autosave.format.names import folded


class FoldingOs:
    """The module `os` as `files` sees it: a file is found by every name that differs from its own in case only.

    A new file keeps the name under which it was made; one that takes the place of another keeps the name of that.
    """

    def __init__(self) -> None:
        self.path = SimpleNamespace(
            exists=lambda path: os.path.exists(real(path)),
            isdir=lambda path: os.path.isdir(real(path)),
            islink=lambda path: os.path.islink(real(path)),
        )

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: str, flags: int, mode: int = 0o777) -> int:
        return os.open(real(path), flags, mode)

    def stat(self, path: str) -> os.stat_result:
        return os.stat(real(path))

    def scandir(self, path: str) -> Any:
        return os.scandir(real(path))

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        os.makedirs(real(path), exist_ok=exist_ok)

    def replace(self, source: str, target: str) -> None:
        os.replace(real(source), real(target))

    def link(self, path: str, name: str) -> None:
        os.link(real(path), real(name))

    def unlink(self, path: str) -> None:
        os.unlink(real(path))

    def rmdir(self, path: str) -> None:
        os.rmdir(real(path))

    def truncate(self, path: str, size: int) -> None:
        os.truncate(real(path), size)


def real(path: str) -> str:
    """The name on the disk below for a path, as far as there is one."""
    if os.path.lexists(path):
        return path
    folder, _, name = path.rpartition("/")
    if not folder:
        return path
    folder = real(folder)
    try:
        names = os.listdir(folder)
    except OSError:
        names = []
    return f"{folder}/{next((each for each in names if folded(each) == folded(name)), name)}"


def folds(folder: Path) -> bool:
    """Is this folder on a disk that takes `A` for `a`?"""
    (folder / "probe").touch()
    try:
        return (folder / "PROBE").exists()
    finally:
        (folder / "probe").unlink()


@lru_cache
def kind() -> str:
    """Which disk that folds case there is for the tests."""
    with tempfile.TemporaryDirectory() as folder:
        return "a real one" if folds(Path(folder)) else "pretended"


@contextmanager
def folding(folder: Path) -> Iterator[None]:
    """Have all of the autosave see names without their case below a folder."""
    if folds(folder):
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "os", FoldingOs())
        patch.setattr(files, "shutil", SimpleNamespace(rmtree=lambda path: shutil.rmtree(real(path))))
        yield
