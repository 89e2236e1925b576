"""The folder of an environment that is written window by window, and what all windows of a store share."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from math import inf
from typing import Any

from visdom.autosave.disk import files
from visdom.autosave.disk.folder import EnvFolder
from visdom.autosave.disk.root import Root
from visdom.autosave.format.names import NameRule
from visdom.autosave.format.window_text import LARGE_BYTES

MAX_OPEN = 128


class OpenJournals:
    """Descriptors of the journals that were written last, so that a hot one is not opened for every record."""

    def __init__(self, limit: int = MAX_OPEN) -> None:
        self._limit = limit
        self._descriptors: OrderedDict[str, int] = OrderedDict()

    def is_open(self, path: str) -> bool:
        return path in self._descriptors

    def open_paths(self) -> list[str]:
        return list(self._descriptors)

    def is_orphan(self, path: str) -> bool:
        """Has the file of an open journal lost its name, so that no later reader finds what is written to it?"""
        descriptor = self._descriptors.get(path)
        return descriptor is not None and files.identity(path) != files.identity_of(descriptor)

    def append(self, path: str, line: bytes, size: int | None) -> None:
        """Write a line at the end of a journal of the given size; None makes it.

        If the line cannot be written whole, the journal is cut back to its size.
        """
        descriptor = self._descriptors.get(path)
        if descriptor is None:
            descriptor = self._open(path, create=size is None)
        else:
            self._descriptors.move_to_end(path)
        try:
            files.append(descriptor, line)
        except OSError:
            self.close(path)
            files.cut(path, size or 0)
            raise

    def close(self, path: str) -> None:
        """Close one journal, before it is renamed, replaced or removed."""
        descriptor = self._descriptors.pop(path, None)
        if descriptor is not None:
            files.close(descriptor)

    def close_all(self, folder: str = "") -> None:
        """Close the journals in one folder, or all."""
        for path in [path for path in self._descriptors if path.startswith(folder)]:
            self.close(path)

    def _open(self, path: str, *, create: bool) -> int:
        while len(self._descriptors) >= self._limit:
            self.close(next(iter(self._descriptors)))
        descriptor = self._descriptors[path] = files.open_append(path, create=create)
        return descriptor


@dataclass
class Work:
    """What the windows of one store share: where they write, and which of them (`WindowFile`) have work left."""

    root: Root
    journal: bool
    """Is every change written at once (JPWA)?"""
    journals: OpenJournals = field(default_factory=OpenJournals)
    open_windows: dict[str, Any] = field(default_factory=dict)
    """The windows of the open journals, by path."""
    dirty: set[Any] = field(default_factory=set)
    """The windows whose window file is not the window."""
    superseded: set[Any] = field(default_factory=set)
    """The windows with files that stay until the disk has what replaces them."""
    pending_deletes: set[Any] = field(default_factory=set)
    large_bytes: float = field(init=False)
    """From this size on a window goes to its file at once; compressing is left to the folding thread."""

    def __post_init__(self) -> None:
        self.large_bytes = inf if self.root.settings.compress else LARGE_BYTES


class WindowFolder(EnvFolder):
    """The folder of an environment whose windows are written here."""

    def __init__(self, eid: str, path: str, rule: NameRule, work: Work) -> None:
        super().__init__(eid, path, rule)
        self.work = work
        self.identity = object()
        """Stays the same when the environment changes its form, and not when another one replaces it."""
        self.is_gone = False
        """Was the environment deleted or replaced?"""
        self.removals = 0
        """Counts removed files that must not be back after a loss of power."""
        self._synced_removals = 0
        self._identities: tuple[files.Identity | None, ...] = (None, None)
        """Which folders these are: that of the environment, and that of its windows."""
        self._was_missing = False
        """Was one of the folders missing, or another one, when a file was about to be written?"""

    def note_identities(self) -> None:
        """Remember which folders these are."""
        self._identities, self._was_missing = (files.identity(self.path), files.identity(self.jsons)), False

    def was_removed(self) -> bool:
        """Did another program remove or exchange one of the folders since the last call?"""
        before, was_missing = self._identities, self._was_missing
        self.note_identities()
        return was_missing or any(
            old is not None and old != new for old, new in zip(before, self._identities, strict=True)
        )

    def make(self, path: str) -> None:
        """Make the folder, or that of the windows, if it is missing."""
        if files.is_folder(path):
            return
        was_removed = self.was_removed()
        files.make_folder(path)
        self.note_identities()
        self._was_missing = was_removed

    def note_removal(self) -> None:
        """A file was removed that must not be back, after a loss of power, without what was newer."""
        self.removals += 1
        self.work.root.syncer.wrote(self.jsons)

    def sync_removals(self) -> None:
        """Return when the disk knows all removals; OSError when it refuses."""
        if self.removals > self._synced_removals:
            self.work.root.syncer.sync_now(self.jsons)
            self._synced_removals = self.removals

    def synced(self, removals: int) -> None:
        """The disk knows so many of the removals."""
        self._synced_removals = max(self._synced_removals, removals)
