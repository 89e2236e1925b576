"""The folder of the environments: one process has it, and marks it with the format that it writes."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visdom.autosave.disk import files, staging, trash
from visdom.autosave.disk.index import Index, Location
from visdom.autosave.disk.syncing import FsyncMode, Syncer
from visdom.autosave.format.window_text import Replay
from visdom.errors import FolderInUse, NewerFormat, StorageError
from visdom.jsontext import dumps, loads

LOCK_NAME = ".lock"
FORMAT_FOLDER = ".visdom"
FORMAT_NAME = "format"
FORMAT = 1

log = logging.getLogger(__name__)

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Locks a folder until it is released or the process ends, however it ends."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._mark = f"process {os.getpid()} on {socket.gethostname()}\n".encode()
        self._descriptor = files.open_lock(f"{path}/{LOCK_NAME}")
        try:
            _try_lock(self._descriptor)
        except (BlockingIOError, PermissionError):
            holder = files.read(f"{path}/{LOCK_NAME}").decode(errors="replace").strip() or "another process"
            files.close(self._descriptor)
            raise FolderInUse(
                f"{path} is used by another server ({holder}). Stop that one, or choose another folder with -env_path."
            ) from None
        except OSError as error:
            log.warning("%s cannot be locked (%s): see that no second server uses it.", path, error)
        try:
            files.overwrite(self._descriptor, self._mark)
        except OSError:
            self.release()
            raise

    def is_in_place(self) -> bool:
        """Is the lock file that other processes find still this one?"""
        return files.identity(f"{self._path}/{LOCK_NAME}") == files.identity_of(self._descriptor)

    def is_marked(self) -> bool:
        """Does the lock file that other processes find name this process?"""
        return files.read(f"{self._path}/{LOCK_NAME}") == self._mark

    def release(self) -> None:
        """Give the folder free."""
        if self._descriptor >= 0:
            files.close(self._descriptor)
            self._descriptor = -1


def read_format(path: str) -> dict[str, Any]:
    """The mark of a folder, empty when it has none; refuses a newer format. Changes nothing."""
    folder = f"{path}/{FORMAT_FOLDER}"
    try:
        found: dict[str, Any] = loads(files.read(f"{folder}/{FORMAT_NAME}"))
        number = found["format"]
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError):
        raise StorageError(
            f"{folder}/{FORMAT_NAME} does not tell the format of {path}. Remove that file if the folder is visdom's."
        ) from None
    if isinstance(number, int) and number > FORMAT:
        raise NewerFormat(
            f"{path} has format {number}, written by a newer visdom; this one knows formats up to {FORMAT}. "
            "Update visdom, or choose another folder with -env_path."
        )
    return found


@dataclass(frozen=True, slots=True)
class Settings:
    """How a folder is written."""

    replay: Replay
    fsync: FsyncMode = "everysec"
    save_interval: float = 30.0
    """Seconds between two savings of a changed environment under JPE; 0 = never."""
    save_threshold: int = 50
    """Changes after which an environment is saved under JPE; 0 = never."""
    trash_days: float = 7.0
    compress: bool | None = False
    """Are window files written as gzip? None leaves each in the form that it has."""
    repacks: bool = False
    """Is a window that is read folded when its file has another form than that?"""
    leaves_mark: bool = False
    """Does the mark of the folder stay as it is, present or not?"""


class Root:
    """An opened folder of environments. `lock` guards the tree in memory and every change of a name on disk."""

    def __init__(
        self, path: str, cache_type: str, settings: Settings, opened: Container[str], lock: threading.RLock
    ) -> None:
        self.path = absolute(path)
        self.settings = settings
        self.lock = lock
        self.is_closed = False
        self._trouble: str | None = None
        """Why the folder, which was removed, cannot be locked again."""
        self.is_lost = False
        """Did another process lock the folder after it or its lock was removed?"""
        self._stamp: str | None = None
        self._cache_type = cache_type
        self.syncer = Syncer(settings.fsync, lock)
        self._folder_lock = self._take()
        try:
            self._check_format()
            self.index = Index(self.path, folds_case=folds_case(self.path), opened=opened)
            staging.recover(self.index)
        except OSError as error:
            self.release()
            raise StorageError(f"{self.path} cannot be used for environments: {error}.") from error
        except StorageError:
            self.release()
            raise

    def _take(self) -> FolderLock:
        """Lock the folder, which is made when missing."""
        try:
            files.make_folder(self.path)
            return FolderLock(self.path)
        except OSError as error:
            raise StorageError(
                f"{self.path} cannot be used for environments: {error.strerror}. "
                "Choose a folder that can be written to with -env_path."
            ) from error

    def _check_format(self) -> None:
        """Refuse a folder of a newer format than this one; write our mark."""
        mark = {"format": FORMAT, "cache_type": self._cache_type}
        if read_format(self.path) != mark and not self.settings.leaves_mark:
            folder = f"{self.path}/{FORMAT_FOLDER}"
            files.make_folder(folder)
            files.replace(folder, FORMAT_NAME, [dumps(mark)], sync=self.settings.fsync != "never")

    def check_open(self) -> None:
        """Refuse to write once the folder is closed, or another process has locked it."""
        if self.is_lost:
            raise StorageError(f"{self._trouble} Nothing is written here any more: restart this server.")
        if self.is_closed:
            raise StorageError(f"{self.path} is closed: nothing can be written any more.")

    def restore_lock(self) -> None:
        """Make the folder and its lock again after they were removed, unless another process has locked it."""
        lock = self._folder_lock
        if self.is_lost:
            return
        try:
            if lock.is_in_place():
                return
            files.make_folder(self.path)
            self._folder_lock = FolderLock(self.path)
            lock.release()
            self._trouble = None
            self._check_format()
            log.error(
                "%s or its lock was removed. Both are restored, and the windows in memory are written again.", self.path
            )
        except FolderInUse as error:
            if lock.is_marked():
                return  # the file system gave the same file another number
            self.is_lost, self._trouble = True, f"The lock of {self.path} was removed. {error}"
            log.error("%s", self._trouble)
        except (OSError, StorageError) as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                log.error("%s was removed and cannot be made again: %s. It is tried again.", self.path, error)

    def beside(self, kind: str, folder: str = "") -> str:
        """The path of the trash, of the quarantine, or of a folder in it."""
        return f"{self.path}/{kind}/{folder}" if folder else f"{self.path}/{kind}"

    @contextmanager
    def one_stamp(self) -> Iterator[None]:
        """All that is moved to the trash inside has the same stamp, and is restored together."""
        with self.lock:
            self._stamp = trash.new_stamp()
            try:
                yield
            finally:
                self._stamp = None

    def stamp(self) -> str:
        """The stamp for what is moved to the trash now."""
        return self._stamp or trash.new_stamp()

    def trash_copy(self, text: bytes, name: str, folder: str, stamp: str | None = None) -> None:
        """Write a text, which has no file of its own, into the trash."""
        target = trash.store_copy(text, name, self.beside(trash.TRASH, folder), stamp or self.stamp())
        self.syncer.wrote(target)
        self.syncer.wrote(files.parent(target))

    def trash(self, path: str, folder: str = "", stamp: str | None = None) -> None:
        """Move a file or folder to the trash."""
        target = trash.move_away(path, self.beside(trash.TRASH, folder), stamp)
        self.syncer.wrote(files.parent(path))
        self.syncer.wrote(files.parent(target))

    def put_back(self, eid: str, location: Location, path: str) -> bool:
        """Move a deleted environment from the trash to its place; False when its id or its place is taken."""
        if self.index.find(eid) is not None or files.exists(self.index.path_of(location)):
            return False
        for folder in staging.publish(self.index, staging.Staged(eid, location, path), self.syncer):
            self.syncer.wrote(folder)
        return True

    def remove(self, path: str) -> None:
        """Remove an environment from the trash, in one step."""
        staging.remove(self.index, path, self.syncer)

    def release(self) -> None:
        """Give the folder free for other processes."""
        self.syncer.close()
        self._folder_lock.release()


class SharedFile:
    """One file below the folder of the environments. Every method may raise OSError.

    Args:
        folder: The folder of the environments.
        name: The path of the file below it.
    """

    def __init__(self, folder: str, name: str) -> None:
        self.path = f"{folder}/{name}"
        self._quarantine = f"{folder}/{trash.DAMAGED}"
        self._mark: files.Mark | None = None

    def read(self) -> bytes:
        """The bytes of the file; FileNotFoundError when there is none."""
        mark = files.mark(self.path)
        if mark is not None:
            self._mark = mark
        return files.read(self.path)

    def has_changed(self) -> bool:
        """Has another program written the file since the last `read` or `replace`, or is it missing since then?"""
        return files.mark(self.path) != self._mark

    def replace(self, content: bytes) -> None:
        """Write the whole file in one step, and sync it."""
        folder, _, name = self.path.rpartition("/")
        files.make_folder(folder)
        files.replace(folder, name, [content], sync=True)
        self._mark = files.mark(self.path)

    def quarantine(self) -> None:
        """Move a damaged file into `.damaged`."""
        trash.move_away(self.path, self._quarantine)


def absolute(path: str) -> str:
    """A path as the autosave works on it."""
    return str(Path(path).expanduser().absolute())


def folds_case(path: str) -> bool:
    """Does the file system of a folder with a lock ignore case?"""
    return files.exists(f"{path}/{LOCK_NAME.upper()}")
