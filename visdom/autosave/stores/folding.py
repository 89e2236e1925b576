"""Folding: the window file is brought up to date, and the journal loses the records that the window file then has.

New window file first, then the journal: a crash between the two is harmless, because records of versions that the
window file has do not count.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import ClassVar

from visdom.autosave.disk import files
from visdom.autosave.disk.root import Root
from visdom.autosave.format.window_text import LARGE_BYTES, compress
from visdom.autosave.stores.window_file import State, WindowFile
from visdom.autosave.threads import Pace
from visdom.errors import NotSaved
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

log = logging.getLogger(__name__)


class Fold:
    """One fold of one window. Its steps are called in turn, each once the disk has the path that the last returned.

    Changes of the window go on meanwhile, in the journal. The fold ends when the window is deleted or replaced.
    """

    STEPS: ClassVar[tuple[str, ...]] = ("write", "replace", "drop_journal", "shorten_journal")

    def __init__(self, window_file: WindowFile) -> None:
        self.window_file = window_file
        self._lock = window_file.folder.work.root.lock
        self._temporary = ""
        self._text_bytes = self._version = 0
        self._generation = 0
        self._has_begun = False
        self._journal_bytes: int | None = None
        self._is_compressed = False

    def write(self) -> str | None:
        """Write the new window file beside the old one."""
        each = self.window_file
        with self._lock:
            if each.window is None or each.is_folding or not each.is_current:
                return None
            text, self._version = dumps(each.window), version_of(each.window)
            if self._takes_less_unfolded(len(text)):
                each.stay_unfolded(len(text))
                return None
            self._text_bytes = len(text)
            self._journal_bytes, self._generation = each.journal_bytes, each.generation
            wanted = each.folder.work.root.settings.compress
            self._is_compressed = each.is_compressed if wanted is None else wanted
            each.begin_fold()
            self._has_begun = True
        try:
            return self._write_temporary(compress(text) if self._is_compressed else text)
        except FileNotFoundError:
            if each.is_current:
                raise
            return None

    def replace(self) -> str | None:
        """Put it in place."""
        each = self.window_file
        with self._lock:
            if not self._goes_on():
                return None
            each.put_in_place(self._temporary, self._text_bytes, self._version, is_compressed=self._is_compressed)
            self._temporary, self._generation = "", each.generation
        return each.folder.jsons

    def drop_journal(self) -> str | None:
        """Remove the journal, or if it has newer records, copy these."""
        each = self.window_file
        with self._lock:
            if not self._goes_on():
                return None
            each.drop_backup()
            if each.journal_bytes == self._journal_bytes and version_of(each.window) == self._version:
                each.remove_journal()
                each.saved()
                return None
            self._end = each.journal_bytes or 0
        if self._journal_bytes is None:
            return None
        self._newer = files.read(each.journal_path, self._journal_bytes)[: self._end - self._journal_bytes]
        return self._write_temporary(self._newer)

    def shorten_journal(self) -> str | None:
        """Put the copy in place; the last few records, which came meanwhile, are copied under the lock."""
        each = self.window_file
        with self._lock:
            if not self._goes_on():
                return None
            newest = files.read(each.journal_path, self._end)[: (each.journal_bytes or 0) - self._end]
            syncer = each.folder.work.root.syncer
            if newest:
                files.extend(self._temporary, newest, sync=syncer.mode == "always")
            each.replace_journal(self._temporary, len(self._newer) + len(newest))
        return None

    def end(self, refusal: Exception | None = None) -> None:
        """Clean up, after the last step or one that failed."""
        each = self.window_file
        if self._temporary:
            with suppress(OSError):  # the next listing of the folder removes it
                files.remove(self._temporary)
        if self._has_begun or refusal is not None:
            each.end_fold(refusal)

    def _goes_on(self) -> bool:
        return self.window_file.is_current and self.window_file.generation == self._generation

    def _takes_less_unfolded(self, size: int) -> bool:
        """Do the files hold less than the window, because the journal says which pictures repeat?"""
        each = self.window_file
        has_journal = each.folder.work.journal and each.journal_bytes is not None and each.state is State.JOURNALED
        return has_journal and size - each.text_bytes >= LARGE_BYTES

    def _write_temporary(self, data: bytes) -> str:
        self._temporary = files.write_temporary(self.window_file.folder.jsons, [data], sync=False)
        return self._temporary


def fold(root: Root, batch: Iterable[WindowFile]) -> list[NotSaved]:
    """Fold windows side by side, so that they share the waits for the disk; returns what failed. Takes the lock."""
    refused: list[NotSaved] = []
    pace = Pace()

    running = dict.fromkeys(map(Fold, batch))

    def end(each: Fold, error: Exception | None = None) -> None:
        del running[each]
        each.end(error)
        if error is not None:
            refused.append(NotSaved(each.window_file.title, error))
            if not isinstance(error, OSError):
                log.error("%s cannot be folded.", each.window_file.title, exc_info=error)

    try:
        for step in Fold.STEPS:
            going_on: dict[Fold, str] = {}
            for each in list(running):
                try:
                    path = getattr(each, step)()
                except Exception as error:  # whatever it is, the other windows are folded
                    end(each, error)
                else:
                    if path is None:
                        end(each)
                    else:
                        going_on[each] = path
                pace.step()
            failures = root.syncer.sync_before_rename(set(going_on.values()))
            for each, path in going_on.items():
                if path in failures:
                    end(each, failures[path])
    finally:
        for each in running:
            each.end()
    return refused
