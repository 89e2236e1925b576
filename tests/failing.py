"""A disk that refuses some of the calls by which `visdom.autosave.files` changes it."""
# ruff: noqa: PTH102, PTH105, PTH106, PTH108

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from visdom.autosave.disk import files

CHANGES = ("write", "fsync", "replace", "unlink", "rmdir", "truncate", "ftruncate", "makedirs")

Refusal = Callable[[str], bool]
"""Is this call, of that name, refused?"""


class FailingOs:
    """The module `os` as `files` sees it: counts the calls that change something, and refuses some of them."""

    def __init__(self) -> None:
        self.count = 0
        self._from, self._until = -1, -1
        self._error = 0
        self._lock = threading.Lock()

    def refuse(self, first: int, error: int, *, count: int) -> None:
        """Refuse so many calls from the given one on."""
        self._from, self._until, self._error = first, first + count, error

    def heal(self) -> None:
        """Refuse nothing any more."""
        self._until = -1

    def __getattr__(self, name: str) -> Any:
        return self._maybe_refusing(name) if name in CHANGES else getattr(os, name)

    def open(self, path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            self._count(path)
        return os.open(path, flags, mode)

    def write(self, descriptor: int, data: bytes) -> int:
        """With no space left the system takes half of the data first."""
        try:
            self._count("write")
        except OSError:
            if self._error == errno.ENOSPC and len(data) > 1:
                os.write(descriptor, data[: len(data) // 2])
            raise
        return os.write(descriptor, data)

    def _maybe_refusing(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self._count(name)
            return getattr(os, name)(*arguments, **options)

        return call

    def _count(self, name: str) -> None:
        with self._lock:
            number = self.count
            self.count += 1
        if self._from <= number < self._until:
            raise OSError(self._error, os.strerror(self._error), name)


class HalfWritingOs(FailingOs):
    """Takes half of what is written, every time, as a system may."""

    def write(self, descriptor: int, data: bytes) -> int:
        return os.write(descriptor, data[: max(1, len(data) // 2)])


class ShortWritingOs(FailingOs):
    """Takes only so many bytes of the n-th write."""

    def __init__(self, number: int, taken: int) -> None:
        super().__init__()
        self.writes = 0
        self._number, self._taken = number, taken

    def write(self, descriptor: int, data: bytes) -> int:
        self.writes += 1
        return os.write(descriptor, data[: self._taken] if self.writes - 1 == self._number else data)


@contextmanager
def failing(disk: FailingOs) -> Iterator[FailingOs]:
    """Have all of the autosave use this disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "os", disk)
        yield disk
