"""Writes down every system call by which `visdom.autosave.files` changes the disk, or has one of them fail."""
# ruff: noqa: PTH102, PTH105, PTH106, PTH108, PTH112, PTH120

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from disk import ROOT, Call, Link, Rename, Resize, Sync, Unlink, Write

from visdom.autosave.disk import files


class RecordingOs:
    """The module `os` as `files` sees it: does what is asked, and writes down what changed below a folder."""

    def __init__(self, folder: Path) -> None:
        self.calls: list[Call] = []
        self._root = str(folder)
        self._nodes: dict[str, int] = {self._root: ROOT}
        self._sizes: dict[int, int] = {}
        self._open: dict[int, tuple[int, bool]] = {}
        """Of an open descriptor the node, and whether it writes at the end."""
        self._places: dict[int, int] = {}
        self._lock = threading.RLock()
        self._take_in(str(folder))
        self.calls += [Sync(node) for node in self._nodes.values() if self.calls]

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def open(self, path: str, flags: int, mode: int = 0o777) -> int:
        if not path.startswith(self._root):
            return os.open(path, flags, mode)
        with self._lock:
            is_new = bool(flags & os.O_CREAT) and not os.path.lexists(path)
            descriptor = os.open(path, flags, mode)
            if is_new:
                self._link(path, is_folder=False)
            self._open[descriptor] = self._nodes[path], bool(flags & os.O_APPEND)
            self._places[descriptor] = 0
            return descriptor

    def close(self, descriptor: int) -> None:
        with self._lock:
            os.close(descriptor)
            self._open.pop(descriptor, None)

    def lseek(self, descriptor: int, place: int, whence: int) -> int:
        with self._lock:
            self._places[descriptor] = os.lseek(descriptor, place, whence)
            return self._places[descriptor]

    def write(self, descriptor: int, data: bytes) -> int:
        with self._lock:
            node, at_end = self._open[descriptor]
            start = self._sizes[node] if at_end else self._places[descriptor]
            written = os.write(descriptor, data)
            self.calls.append(Write(node, start, bytes(data[:written])))
            self._places[descriptor] = start + written
            self._sizes[node] = max(self._sizes[node], start + written)
            return written

    def ftruncate(self, descriptor: int, size: int) -> None:
        with self._lock:
            os.ftruncate(descriptor, size)
            self._resized(self._open[descriptor][0], size)

    def truncate(self, path: str, size: int) -> None:
        with self._lock:
            os.truncate(path, size)
            self._resized(self._nodes[path], size)

    def fsync(self, descriptor: int) -> None:
        os.fsync(descriptor)
        with self._lock:
            self.calls.append(Sync(self._open[descriptor][0]))

    def replace(self, source: str, target: str) -> None:
        with self._lock:
            os.replace(source, target)
            node = self._nodes[source]
            self.calls.append(Rename(*self._place(source), *self._place(target), node))
            moved = {path: node for path, node in self._nodes.items() if f"{path}/".startswith(f"{source}/")}
            for path in moved:
                del self._nodes[path]
            self._nodes |= {target + path[len(source) :]: node for path, node in moved.items()}

    def link(self, path: str, name: str) -> None:
        with self._lock:
            os.link(path, name)
            node = self._nodes[name] = self._nodes[path]
            self.calls.append(Link(*self._place(name), node, is_folder=False))

    def unlink(self, path: str) -> None:
        with self._lock:
            os.unlink(path)
            self._unlink(path)

    def rmdir(self, path: str) -> None:
        with self._lock:
            os.rmdir(path)
            self._unlink(path)

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        with self._lock:
            missing = []
            while not os.path.isdir(path):
                missing.append(path)
                path = os.path.dirname(path)
            for each in reversed(missing):
                os.mkdir(each)
                self._link(each, is_folder=True)

    def rmtree(self, path: str) -> None:
        """Stands for `shutil.rmtree`."""
        with self._lock:
            for folder, folders, names in os.walk(path, topdown=False):
                for name in names:
                    self.unlink(f"{folder}/{name}")
                for name in folders:
                    self.rmdir(f"{folder}/{name}")
            self.rmdir(path)

    def _take_in(self, folder: str) -> None:
        """What is there already is on the disk."""
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            self._link(entry.path, is_folder=entry.is_dir())
            if entry.is_dir():
                self._take_in(entry.path)
            else:
                data = Path(entry.path).read_bytes()
                self.calls.append(Write(self._nodes[entry.path], 0, data))
                self._sizes[self._nodes[entry.path]] = len(data)

    def _place(self, path: str) -> tuple[int, str]:
        folder, _, name = path.rpartition("/")
        return self._nodes[folder], name

    def _link(self, path: str, *, is_folder: bool) -> None:
        node = self._nodes[path] = 1 + max([*self._nodes.values(), *self._sizes])
        self._sizes[node] = 0
        self.calls.append(Link(*self._place(path), node, is_folder))

    def _unlink(self, path: str) -> None:
        self.calls.append(Unlink(*self._place(path)))
        del self._nodes[path]

    def _resized(self, node: int, size: int) -> None:
        self.calls.append(Resize(node, size))
        self._sizes[node] = size


@contextmanager
def recording(folder: Path) -> Iterator[RecordingOs]:
    """Write down what happens below a folder, after what is there already."""
    recorder = RecordingOs(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "os", recorder)
        patch.setattr(files, "shutil", type("Trees", (), {"rmtree": staticmethod(recorder.rmtree)}))
        yield recorder
    assert shutil.rmtree is files.shutil.rmtree
