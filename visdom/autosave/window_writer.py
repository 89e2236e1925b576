"""Puts windows into their files: as a record of the journal, or whole. Called under the lock of the tree."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from errno import ENOENT

from visdom.autosave import files, journal, settling
from visdom.autosave.env_folder import WindowFiles
from visdom.autosave.journal import Kind, OpenJournals
from visdom.autosave.root import Root

LARGE_BYTES = 64 * 1024
"""From this size on a window is written straight to its file, and a journal is folded."""


class WindowWriter:
    """Writes the files of windows, and knows which of them are behind what is in memory."""

    def __init__(self, root: Root, is_all_on_disk: Callable[[WindowFiles], bool]) -> None:
        self.root = root
        self.is_all_on_disk = is_all_on_disk
        """Do the files of a window that is behind hold its last change all the same?"""
        self.behind: set[WindowFiles] = set()
        """The windows whose window file is behind; those hold the window in memory as `window`."""
        self.residue: set[WindowFiles] = set()
        """The windows of which files stay until the disk has what makes them superfluous."""
        self._journals = OpenJournals()
        self._writing: dict[str, WindowFiles] = {}
        """Whose journals are open, by their paths."""

    def put_record(self, window_files: WindowFiles, version: int, kind: Kind, value: bytes) -> None:
        """Write one change at the end of the journal."""
        line = journal.encode(version, kind, value)
        path = window_files.journal_path
        size = window_files.journal_bytes
        if not self._journals.is_open(path):
            self._begin(window_files, path, kind)
        if size is None:
            self._make_journal(window_files, path, line)
        else:
            self._journals.append(path, line, size)
        window_files.journal_bytes = (size or 0) + len(line)
        window_files.stale_bytes = None  # from now on the journal has something that the window file has not
        window_files.version = version
        self.root.syncer.wrote(path, window_files)

    def put_whole(self, window_files: WindowFiles, text: bytes, version: int) -> None:
        """Put a new window file in the place of the old one and of the journal.

        It is never compressed, as somebody waits for it; if it should be, it will be when the window is folded next.
        """
        self.make_folder(window_files)
        mode = self.root.settings.fsync
        sync = mode == "always" or mode == "everysec" and not self._keep_old(window_files)
        temporary = files.write_temporary(window_files.folder.jsons, [text], sync=sync)
        try:
            self.put_in_place(window_files, temporary, len(text), version, is_packed=False)
        finally:
            files.remove(temporary)
        if not sync:
            self.root.syncer.wrote(window_files.file_path, window_files)
        if mode != "never" and (window_files.earlier is not None or window_files.journal_bytes is not None):
            self._let_be(window_files)
            return
        try:
            settling.drop_earlier(self.root, window_files)
            self.remove_journal(window_files)
        except OSError:
            return  # what stays is older than the window file, so it does not count; folding tries again
        self.is_up_to_date(window_files)

    def remove(self, window_files: WindowFiles) -> None:
        """Move the files of a window into the trash; it counts as gone when a crash comes in between.

        The window is not forgotten before `clear_residue`: should the disk lose the moves after all, one that is
        made anew until then has the higher version. What is older than the window file leaves first, for good.
        """
        if window_files.has_both_forms:
            settling.drop_earlier(self.root, window_files)
        settling.sync_removals(self.root, window_files.folder)
        if window_files.file_bytes is not None and window_files.journal_bytes is not None:
            with suppress(OSError):  # the window file can leave all the same
                self.put_record(window_files, (window_files.version or 0) + 1, "deleted", b"true")
        self._journals.close(window_files.journal_path)
        self.behind.discard(window_files)
        self._trash(window_files)
        window_files.is_deleted = True
        window_files.generation += 1
        self.residue.add(window_files)
        if self.root.settings.fsync == "never":
            self.clear_residue(window_files)

    def clear_residue(self, window_files: WindowFiles) -> None:
        """Remove what stayed of a window: the disk has what came after."""
        self.residue.discard(window_files)
        if not window_files.is_current:
            return
        settling.drop_earlier(self.root, window_files)
        if window_files.is_deleted or window_files.stale_bytes is not None:
            if window_files.journal_bytes is not None:
                settling.note_removal(self.root, window_files.folder)
            self.remove_journal(window_files)
        window_files.stale_bytes = None
        if window_files.is_deleted:
            del window_files.folder.windows[window_files.win]

    def let_go(self, folder: str = "") -> None:
        """Close the journals in a folder, or all."""
        self._journals.close_all(folder)

    def put_in_place(
        self, window_files: WindowFiles, temporary: str, size: int, version: int, *, is_packed: bool
    ) -> None:
        """Make what was written beside the window file the window file; one of the other form stays as the earlier."""
        before = window_files.file_path
        files.rename(temporary, window_files.path_of(is_packed=is_packed))
        if window_files.file_bytes is not None and is_packed != window_files.is_packed:
            window_files.earlier = before.rpartition("/")[2]
        window_files.is_packed = is_packed
        window_files.unfolded_bytes = 0
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
        """Note that the files hold what is in memory."""
        self.behind.discard(window_files)
        window_files.window = None
        window_files.refusal = None

    def removed(self) -> list[WindowFiles]:
        """The windows whose journal is open, and has lost its name or the window file that it goes on from."""
        found = []
        for path in self._journals.open_paths():
            with self.root.lock:
                window_files = self._writing.get(path)
                if window_files is None or not window_files.is_current:
                    continue
                if self._journals.is_lost(path) or _lacks_file(window_files):
                    self._journals.close(path)
                    found.append(window_files)
        with self.root.lock:
            self._writing = {path: each for path, each in self._writing.items() if self._journals.is_open(path)}
        return found

    def make_folder(self, window_files: WindowFiles) -> None:
        """Make the folder of the windows unless it is there."""
        if not files.is_folder(window_files.folder.jsons):
            window_files.folder.make_jsons()
            self.root.syncer.wrote(window_files.folder.path)

    def _keep_old(self, window_files: WindowFiles) -> bool:
        """See that what the disk has of a window stays until it has the new window file; False if that cannot be."""
        if window_files.file_bytes is not None and window_files not in self.residue:
            try:
                settling.drop_earlier(self.root, window_files)
                if not window_files.is_packed:  # else it has another name than the new one, and stays anyway
                    files.link(window_files.file_path, f"{window_files.folder.jsons}/{window_files.kept_name}")
                    window_files.earlier = window_files.kept_name
            except OSError:
                return False
        return True

    def _let_be(self, window_files: WindowFiles) -> None:
        """Leave the journal as it is until the disk has the new window file: it belongs to the one of before."""
        self.residue.add(window_files)
        window_files.stale_bytes = window_files.journal_bytes
        self.is_up_to_date(window_files)

    def _trash(self, window_files: WindowFiles) -> None:
        """Move the files into the trash, except a journal with the last word, of which a copy goes there."""
        if self.root.settings.fsync == "never" or None in (window_files.file_bytes, window_files.journal_bytes):
            settling.trash_files(self.root, window_files)
            return
        name, folder, stamp = window_files.journal_path.rpartition("/")[2], window_files.folder.stem, self.root.stamp()
        try:
            self.root.trash_copy(files.read(window_files.journal_path), name, folder, stamp)
        except OSError:  # on a full disk the names can still be changed
            settling.trash_files(self.root, window_files)
            return
        with suppress(FileNotFoundError):
            self.root.trash(window_files.file_path, folder, stamp)
        window_files.file_bytes = None

    def _begin(self, window_files: WindowFiles, path: str, kind: Kind) -> None:
        """A journal is about to be opened. A patch means nothing without what it changes."""
        if kind == "patch" and _lacks_file(window_files):
            raise FileNotFoundError(ENOENT, "the window file was removed", window_files.file_path)
        self._writing[path] = window_files

    def _make_journal(self, window_files: WindowFiles, path: str, line: bytes) -> None:
        try:
            self._journals.append(path, line, None)
        except FileNotFoundError:
            self.make_folder(window_files)
            self._journals.append(path, line, None)
        except FileExistsError:
            window_files.journal_bytes = 0  # nobody knows what is in it, but writing the whole window removes it
            raise
        self.root.syncer.wrote(window_files.folder.jsons)


def _lacks_file(window_files: WindowFiles) -> bool:
    """Did somebody remove the window file?"""
    return window_files.file_bytes is not None and not files.exists(window_files.file_path)
