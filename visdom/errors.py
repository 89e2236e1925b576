"""Errors a caller may want to catch.

VisdomError
  Refused               the request does not fit; nothing was changed (HTTP 400)
    NotFound            the environment or window it names is not there (HTTP 404)
    NotUpdatable        windows of this kind cannot be updated (answered as 0.2.4 does, HTTP 200)
  StorageError          the folder or a file of it cannot be used
    FolderInUse         another server writes to this folder
    NewerFormat         the folder was written by a newer version
    Damaged             a file holds something that cannot be read
    NotSaved            the disk did not take a change; it is kept in memory and tried again (HTTP 507 or 500)
"""

from __future__ import annotations


class VisdomError(Exception):
    """Base of all errors of this package."""


class Refused(VisdomError):
    """The request does not fit; nothing was changed."""


class NotFound(Refused):
    """The environment or window that the request names is not there."""


class NotUpdatable(Refused):
    """Windows of this kind cannot be updated."""


class StorageError(VisdomError):
    """The folder of the environments, or a file in it, cannot be used."""


class FolderInUse(StorageError):
    """Another server writes to this folder."""


class NewerFormat(StorageError):
    """The folder was written by a newer version of visdom."""


class Damaged(StorageError):
    """A file holds something that cannot be read."""


class NotSaved(StorageError):
    """The disk did not take a change; it is kept in memory, marked unsaved, and tried again."""

    def __init__(self, what: str, cause: OSError) -> None:
        super().__init__(f"{what} could not be saved: {cause.strerror or cause}. It is kept in memory and tried again.")
        self.errno = cause.errno
