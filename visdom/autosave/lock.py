"""One server for one folder: the lock that a second one finds, and the mark of the folder's format."""

from __future__ import annotations

import logging
import os
import socket
import sys
from typing import Any

from visdom.autosave import files
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
    """Holds a folder until it is released or the process ends, however it ends."""

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

    def is_held(self) -> bool:
        """Is the lock that others find still this one, or did somebody remove it?"""
        return files.identity(f"{self._path}/{LOCK_NAME}") == files.identity_of(self._descriptor)

    def is_marked(self) -> bool:
        """Does the lock that others find name this process?"""
        return files.read(f"{self._path}/{LOCK_NAME}") == self._mark

    def release(self) -> None:
        """Let others use the folder."""
        if self._descriptor >= 0:
            files.close(self._descriptor)
            self._descriptor = -1


def check_format(path: str, cache_type: str, *, sync: bool) -> None:
    """Refuse a folder of a newer format than this one; mark it as ours."""
    mark = {"format": FORMAT, "cache_type": cache_type}
    if read_format(path) != mark:
        folder = f"{path}/{FORMAT_FOLDER}"
        files.make_folder(folder)
        files.replace(folder, FORMAT_NAME, [dumps(mark)], sync=sync)


def read_format(path: str) -> dict[str, Any]:
    """The mark of a folder, empty when it has none; refuses a newer format than this one. Changes nothing."""
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
