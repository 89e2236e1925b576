"""The one module that touches files: every byte and every change of a name passes through here.

Paths are plain strings, because making path objects costs more than the calls themselves.
"""
# ruff: noqa: PTH103, PTH105, PTH106, PTH108, PTH110, PTH112, PTH114, PTH116

from __future__ import annotations

import itertools
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterable

TEMPORARY = ".temp"
"""How names of unfinished files end; they begin with a dot, which no name made from an id does."""

Mark = tuple[int, int, int]
"""Time of the last change in nanoseconds, size in bytes, and number in the file system."""

Identity = tuple[int, int, int]
"""The file system, the number in it and the kind: the same for a file or folder under another name."""

CLOCK_NANOSECONDS = 100_000_000
"""Clocks of file systems tick at least this often; most tick every 4 ms or less."""

_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_numbers = itertools.count()


def read(path: str, start: int = 0) -> bytes:
    """The bytes of a file, from a position on."""
    descriptor = os.open(path, os.O_RDONLY | _BINARY)
    try:
        wanted = os.fstat(descriptor).st_size - start  # 0 for pipes and the like, which are read to their end
        if start:
            os.lseek(descriptor, start, os.SEEK_SET)
        pieces, got = [], 0
        while (got < wanted or wanted <= 0) and (piece := os.read(descriptor, max(wanted - got, 1))):
            pieces.append(piece)
            got += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)
    finally:
        os.close(descriptor)


def read_head(path: str, length: int) -> bytes:
    """The first bytes of a file."""
    descriptor = os.open(path, os.O_RDONLY | _BINARY)
    try:
        return os.read(descriptor, length)
    finally:
        os.close(descriptor)


def read_end(path: str, length: int) -> bytes:
    """The last bytes of a file."""
    return read(path, max(0, os.stat(path).st_size - length))


def write(path: str, pieces: Iterable[bytes], *, sync: bool) -> None:
    """Make a new file; one that cannot be finished is removed again."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        try:
            for piece in pieces:
                _write_all(descriptor, piece)
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        os.unlink(path)
        raise


def write_temporary(folder: str, pieces: Iterable[bytes], *, sync: bool) -> str:
    """Write a file under a temporary name in the folder, which the caller renames; its path."""
    path = f"{folder}/.{os.getpid()}-{next(_numbers)}{TEMPORARY}"
    write(path, pieces, sync=sync)
    return path


def replace(folder: str, name: str, pieces: Iterable[bytes], *, sync: bool) -> None:
    """Put a file in the place of one (or of none), in one step."""
    temporary = write_temporary(folder, pieces, sync=sync)
    try:
        rename(temporary, f"{folder}/{name}")
    except OSError:
        remove(temporary)
        raise


def is_temporary(name: str) -> bool:
    """Is this the name of an unfinished file?"""
    return name.startswith(".") and name.endswith(TEMPORARY)


def open_append(path: str, *, create: bool) -> int:
    """A descriptor that writes at the end of an existing file, or with `create` of a new one."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | _BINARY | (os.O_CREAT | os.O_EXCL if create else 0), 0o666)


def extend(path: str, data: bytes, *, sync: bool) -> None:
    """Write at the end of a file that no other thread knows yet."""
    descriptor = open_append(path, create=False)
    try:
        _write_all(descriptor, data)
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_if_there(path: str) -> bytes | None:
    """The bytes of a file; None when it is missing."""
    try:
        return read(path)
    except FileNotFoundError:
        return None


def open_lock(path: str) -> int:
    """A descriptor of a file, which is made if it is missing."""
    return os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o666)


def overwrite(descriptor: int, data: bytes) -> None:
    """Replace the contents of a file."""
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    _write_all(descriptor, data)


def append(descriptor: int, data: bytes) -> None:
    """Write at the end, usually in one call of the operating system."""
    written = os.write(descriptor, data)
    if written < len(data):
        _write_all(descriptor, data[written:])


def cut(path: str, size: int) -> None:
    """Make a file shorter."""
    os.truncate(path, size)


def close(descriptor: int) -> None:
    """Close a descriptor."""
    os.close(descriptor)


def rename(source: str, target: str) -> None:
    """Rename a file or folder; it replaces a file of that name."""
    os.replace(source, target)


def link(path: str, name: str) -> None:
    """Give a file a second name; OSError where the file system has no hard links."""
    os.link(path, name)


def remove(path: str) -> None:
    """Remove a file if it is there."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


def remove_tree(path: str) -> None:
    """Remove a file, or a folder with all that is in it."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        remove(path)


def make_folder(path: str) -> None:
    """Make a folder and its parents, unless they exist."""
    os.makedirs(path, exist_ok=True)


def remove_empty_folder(path: str) -> None:
    """Remove a folder if it is empty."""
    try:
        os.rmdir(path)
    except OSError:
        return


def scan(path: str) -> list[os.DirEntry[str]]:
    """The entries of a folder; none when it is missing."""
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except FileNotFoundError:
        return []


def parent(path: str) -> str:
    """The folder that a file or folder is in."""
    return path.rpartition("/")[0]


def exists(path: str) -> bool:
    """Is there a file or folder of this name?"""
    return os.path.exists(path)


def is_folder(path: str) -> bool:
    """Is there a folder of this name?"""
    return os.path.isdir(path)


def changed_at(path: str) -> int:
    """When a file, or the list of names in a folder, last changed, in nanoseconds; 0 when it is missing."""
    try:
        return os.stat(path).st_mtime_ns
    except FileNotFoundError:
        return 0


def changed_lately(changed_at: int) -> bool:
    """Is that so recent that a further change may have the same time? Clocks of file systems tick slowly."""
    return abs(time.time_ns() - changed_at) < CLOCK_NANOSECONDS


def mark(path: str) -> Mark | None:
    """What identifies the state of a file without reading it; None when it is missing."""
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def identity(path: str) -> Identity | None:
    """Which file or folder has this name; None when there is none."""
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_dev, status.st_ino, stat.S_IFMT(status.st_mode)


def identity_of(descriptor: int) -> Identity:
    """Which file a descriptor belongs to, whatever has its name now."""
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino, stat.S_IFMT(status.st_mode)


def size(path: str) -> int:
    """The size of a file in bytes; 0 when it is missing."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def sync(path: str) -> None:
    """Return when the disk has a file, or the list of names in a folder; nothing to do when it is gone."""
    if sys.platform == "win32" and os.path.isdir(path):
        return
    try:
        descriptor = os.open(path, os.O_RDONLY | _BINARY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, memoryview(data)[written:])
