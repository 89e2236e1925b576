"""Puts windows into their files: whole, as a record of the journal, or by folding the journal into the window file."""

from __future__ import annotations

from contextlib import suppress

from visdom.autosave import files, journal, settling
from visdom.autosave.env_folder import WindowFiles
from visdom.autosave.journal import Kind, OpenJournals
from visdom.autosave.root import Root
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

LARGE_BYTES = 64 * 1024
"""From this size on a window is written straight to its file, and a journal is folded."""


class WindowWriter:
    """Writes the files of windows. All but `fold` is called under the lock of the tree."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._journals = OpenJournals()
        self.behind: set[WindowFiles] = set()
        """The windows whose window file is behind what is in memory."""

    def put_record(self, window_files: WindowFiles, version: int, kind: Kind, value: bytes) -> None:
        """Write one change to the end of the journal."""
        line = journal.encode(version, kind, value)
        path = window_files.journal_path
        size = window_files.journal_bytes
        if size is None:
            self._make_journal(window_files, path, line)
        else:
            self._journals.append(path, line, size)
        window_files.journal_bytes = (size or 0) + len(line)
        window_files.version = version
        self._root.syncer.wrote(path, window_files)

    def put_whole(self, window_files: WindowFiles, text: bytes, version: int) -> None:
        """Put a new window file in the place of the old one and of the journal."""
        temporary = self._write_temporary(window_files, text, sync=self._root.settings.fsync == "always")
        self._put_in_place(window_files, temporary, text, version)
        try:
            self._remove_journal(window_files)
        except OSError:
            return  # what stays is older than the window file, so it does not count; folding tries again
        self._is_up_to_date(window_files)

    def remove(self, window_files: WindowFiles) -> None:
        """Move the files of a window into the trash; it counts as gone when a crash comes in between."""
        if window_files.file_bytes is not None and window_files.journal_bytes is not None:
            with suppress(OSError):  # on a full disk the names can still be changed
                self.put_record(window_files, (window_files.version or 0) + 1, "deleted", b"true")
        self._journals.close(window_files.journal_path)
        self.behind.discard(window_files)
        settling.trash_files(self._root, window_files)

    def fold(self, window_files: WindowFiles) -> None:
        """Bring the window file up to date and drop what it now holds from the journal.

        Runs on any thread beside new changes of the window: those stay in the journal. Nothing happens when
        the window is deleted, replaced or folded meanwhile.
        """
        with self._root.lock:
            window = window_files.window
            if window is None or window_files.is_folding or not window_files.is_current:
                return
            window_files.is_folding = True
            generation, folded_bytes = window_files.generation, window_files.journal_bytes
            text, version = dumps(window), version_of(window)
        try:
            self._fold(window_files, text, version, generation, folded_bytes)
        finally:
            window_files.is_folding = False

    def let_go(self, folder: str = "") -> None:
        """Close the journals in a folder, or all."""
        self._journals.close_all(folder)

    def _fold(
        self, window_files: WindowFiles, text: bytes, version: int, generation: int, folded_bytes: int | None
    ) -> None:
        synced = self._root.syncer.renames_synced
        temporary = self._write_temporary(window_files, text, sync=synced)
        with self._root.lock:
            if not window_files.is_current or window_files.generation != generation:
                files.remove(temporary)
                return
            self._put_in_place(window_files, temporary, text, version)
            generation = window_files.generation
        if synced:
            files.sync(window_files.folder.jsons)
        with self._root.lock:
            if not window_files.is_current or window_files.generation != generation:
                return
            if window_files.journal_bytes == folded_bytes and version_of(window_files.window) == version:
                self._remove_journal(window_files)
                self._is_up_to_date(window_files)
                return
        if folded_bytes is not None:
            self._shorten_journal(window_files, folded_bytes, generation)

    def _shorten_journal(self, window_files: WindowFiles, start: int, generation: int) -> None:
        """Keep only the records from a position on: most are copied beside the lock, the last few under it."""
        path = window_files.journal_path
        with self._root.lock:
            end = window_files.journal_bytes or 0
        newer = files.read(path, start)[: end - start]
        temporary = files.write_temporary(window_files.folder.jsons, [newer], sync=self._root.syncer.renames_synced)
        with self._root.lock:
            if not window_files.is_current or window_files.generation != generation:
                files.remove(temporary)
                return
            newest = files.read(path, end)[: (window_files.journal_bytes or 0) - end]
            if newest:
                files.extend(temporary, newest, sync=self._root.settings.fsync == "always")
            self._journals.close(path)
            files.rename(temporary, path)
            window_files.journal_bytes = len(newer) + len(newest)
            self._root.syncer.wrote(path, window_files)
            self._root.syncer.wrote(window_files.folder.jsons)

    def _make_journal(self, window_files: WindowFiles, path: str, line: bytes) -> None:
        try:
            self._journals.append(path, line, None)
        except FileNotFoundError:
            files.make_folder(window_files.folder.jsons)
            self._journals.append(path, line, None)
        self._root.syncer.wrote(window_files.folder.jsons)

    def _write_temporary(self, window_files: WindowFiles, text: bytes, *, sync: bool) -> str:
        folder = window_files.folder.jsons
        try:
            return files.write_temporary(folder, [text], sync=sync)
        except FileNotFoundError:
            files.make_folder(folder)
            return files.write_temporary(folder, [text], sync=sync)

    def _put_in_place(self, window_files: WindowFiles, temporary: str, text: bytes, version: int) -> None:
        try:
            files.rename(temporary, window_files.file_path)
        except OSError:
            files.remove(temporary)
            raise
        window_files.generation += 1
        window_files.file_bytes = len(text)
        window_files.version = max(version, window_files.version or 0)
        self._root.syncer.wrote(window_files.file_path, window_files)
        self._root.syncer.wrote(window_files.folder.jsons)

    def _remove_journal(self, window_files: WindowFiles) -> None:
        if window_files.journal_bytes is not None:
            self._journals.close(window_files.journal_path)
            files.remove(window_files.journal_path)
            window_files.journal_bytes = None

    def _is_up_to_date(self, window_files: WindowFiles) -> None:
        self.behind.discard(window_files)
        window_files.window = None
        window_files.is_refused = False
