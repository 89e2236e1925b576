"""Puts windows into their files: as a record of the journal, or whole. Called under the lock of the tree."""

from __future__ import annotations

from contextlib import suppress

from visdom.autosave import files, journal, settling
from visdom.autosave.env_folder import WindowFiles
from visdom.autosave.journal import Kind, OpenJournals
from visdom.autosave.root import Root

LARGE_BYTES = 64 * 1024
"""From this size on a window is written straight to its file, and a journal is folded."""


class WindowWriter:
    """Writes the files of windows, and knows which of them are behind what is in memory."""

    def __init__(self, root: Root) -> None:
        self.root = root
        self.behind: set[WindowFiles] = set()
        """The windows whose window file is behind; those hold the window in memory as `window`."""
        self._journals = OpenJournals()

    def put_record(self, window_files: WindowFiles, version: int, kind: Kind, value: bytes) -> None:
        """Write one change at the end of the journal."""
        line = journal.encode(version, kind, value)
        path = window_files.journal_path
        size = window_files.journal_bytes
        if size is None:
            self._make_journal(window_files, path, line)
        else:
            self._journals.append(path, line, size)
        window_files.journal_bytes = (size or 0) + len(line)
        window_files.version = version
        self.root.syncer.wrote(path, window_files)

    def put_whole(self, window_files: WindowFiles, text: bytes, version: int) -> None:
        """Put a new window file in the place of the old one and of the journal."""
        files.make_folder(window_files.folder.jsons)
        sync = self.root.settings.fsync == "always"
        temporary = files.write_temporary(window_files.folder.jsons, [text], sync=sync)
        try:
            self.put_in_place(window_files, temporary, len(text), version)
        finally:
            files.remove(temporary)
        if not sync:
            self.root.syncer.wrote(window_files.file_path, window_files)
        try:
            self.remove_journal(window_files)
        except OSError:
            return  # what stays is older than the window file, so it does not count; folding tries again
        self.is_up_to_date(window_files)

    def remove(self, window_files: WindowFiles) -> None:
        """Move the files of a window into the trash; it counts as gone when a crash comes in between."""
        if window_files.file_bytes is not None and window_files.journal_bytes is not None:
            with suppress(OSError):  # on a full disk the names can still be changed
                self.put_record(window_files, (window_files.version or 0) + 1, "deleted", b"true")
        self._journals.close(window_files.journal_path)
        self.behind.discard(window_files)
        settling.trash_files(self.root, window_files)

    def let_go(self, folder: str = "") -> None:
        """Close the journals in a folder, or all."""
        self._journals.close_all(folder)

    def put_in_place(self, window_files: WindowFiles, temporary: str, size: int, version: int) -> None:
        """Make what was written beside the window file the window file."""
        files.rename(temporary, window_files.file_path)
        window_files.generation += 1
        window_files.file_bytes = size
        window_files.version = max(version, window_files.version or 0)
        self.root.syncer.wrote(window_files.folder.jsons)

    def put_journal_in_place(self, window_files: WindowFiles, temporary: str, size: int) -> None:
        """Make a copy of the newer records the journal."""
        path = window_files.journal_path
        self._journals.close(path)
        files.rename(temporary, path)
        window_files.journal_bytes = size
        self.root.syncer.wrote(path, window_files)
        self.root.syncer.wrote(window_files.folder.jsons)

    def remove_journal(self, window_files: WindowFiles) -> None:
        """Remove a journal whose records the window file has."""
        if window_files.journal_bytes is not None:
            self._journals.close(window_files.journal_path)
            files.remove(window_files.journal_path)
            window_files.journal_bytes = None

    def is_up_to_date(self, window_files: WindowFiles) -> None:
        """Note that the window file holds what is in memory."""
        self.behind.discard(window_files)
        window_files.window = None
        window_files.refusal = None

    def _make_journal(self, window_files: WindowFiles, path: str, line: bytes) -> None:
        try:
            self._journals.append(path, line, None)
        except FileNotFoundError:
            files.make_folder(window_files.folder.jsons)
            self._journals.append(path, line, None)
        except FileExistsError:
            window_files.journal_bytes = 0  # nobody knows what is in it, but writing the whole window removes it
            raise
        self.root.syncer.wrote(window_files.folder.jsons)
