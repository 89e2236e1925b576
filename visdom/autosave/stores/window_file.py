"""The one owner of a window's files: it appends to them, replaces, deletes and recovers them.

A change goes to the end of the journal, or as a whole window to the window file. Every method is called under the lock
of the tree.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from enum import Enum
from errno import EIO, ENOENT

from visdom.autosave.disk import files
from visdom.autosave.disk.folder import WindowFiles
from visdom.autosave.disk.trash import DAMAGED, move_away, store_copy
from visdom.autosave.format import journal
from visdom.autosave.format.names import is_digested
from visdom.autosave.format.window_text import LARGE_BYTES, Reading, Window, compress
from visdom.autosave.store import Record
from visdom.autosave.stores.window_folder import WindowFolder
from visdom.errors import NotSaved, reason_of
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

QUIET_SECONDS = 1.0
QUIET_BYTES_PER_SECOND = 128 * 1024
"""A large window has to be quiet for longer, so that slow updates do not write it again and again: whatever the
updates, folding a quiet window writes no more than this."""
FOLD_RETRY_SECONDS = 5.0

UNWRITTEN = "it was not written yet"
NOT_SYNCED = "what was written last did not reach the disk"
REMOVED = "its files were removed"

log = logging.getLogger(__name__)


class State(Enum):
    """What the files of a window are, compared with the window."""

    SAVED = "the window file is the window"
    JOURNALED = "the files are the window, and the journal can be folded"
    UNSAVED = "the files lack the last change"
    PENDING_DELETE = "the window is deleted, and the disk refuses to remove its files"
    DELETED = "the window is deleted; files stay until the disk has that"


class WindowFile(WindowFiles):
    """The files of one window, and what is left to do with them. Only this class assigns to its attributes."""

    __slots__ = (
        "_fold_not_before",
        "generation",
        "is_folding",
        "_superseded_bytes",
        "unfolded_bytes",
        "changed_at",
        "refusal",
        "state",
        "version",
        "window",
    )
    folder: WindowFolder

    def __init__(self, folder: WindowFolder, win: str, stem: str) -> None:
        self.state = State.SAVED
        super().__init__(folder, win, stem)
        self.version: int | None = None
        """The highest version in the files; None until they were read."""
        self.window: Window | None = None
        """The window in memory, while the window file is not the window."""
        self.refusal: str | None = None
        """Why the disk refused the last change, if it did. Then only writing the whole window helps."""
        self.changed_at = 0.0
        self.generation = 0
        """Counts the window files, so that a slower fold notices that it is late."""
        self.is_folding = False
        self._fold_not_before = 0.0
        self.unfolded_bytes = 0
        """The length of the window, if it takes less room with its journal than in one file."""
        self._superseded_bytes: int | None = None
        """The size of the journal, if all of it is older than a window file that may not be on the disk yet."""

    @property
    def is_deleted(self) -> bool:
        """Is the window deleted, while files of it may still be there?"""
        return self.state in (State.DELETED, State.PENDING_DELETE)

    @is_deleted.setter
    def is_deleted(self, value: bool) -> None:
        self.state = State.DELETED if value else State.SAVED

    @property
    def is_current(self) -> bool:
        """Are these still the files of the window, and not of one that was deleted or replaced?"""
        return not self.folder.is_gone and self.folder.windows.get(self.win) is self

    def is_due(self, now: float) -> bool:
        """Is it time to fold?"""
        if now < self._fold_not_before:
            return False
        quiet_seconds = QUIET_SECONDS + self.text_bytes / QUIET_BYTES_PER_SECOND
        # A long journal costs more to read than the window file, or than the window if that repeats pictures.
        limit = max(LARGE_BYTES, self.file_bytes or 0, self.unfolded_bytes)
        return now - self.changed_at >= quiet_seconds or (self.journal_bytes or 0) > limit

    # Changes

    def put(self, record: Record, version: int) -> None:
        """Store a change: a patch, or the whole window. Raises NotSaved; then the window stays unsaved."""
        work, window = self.folder.work, record.value
        can_append = self.refusal is None
        if self.state in (State.DELETED, State.PENDING_DELETE):
            can_append = self.refusal != NOT_SYNCED and self._knows_journal()
            work.pending_deletes.discard(self)
            work.superseded.discard(self)
        self._hold(window)
        self.state = State.UNSAVED
        if not work.journal:
            self.version = version
            return
        self.refusal = UNWRITTEN
        if can_append and (record.kind == "patch" or len(record.text) < work.large_bytes):
            with suppress(OSError):  # the window file may still be writable
                self._append("patch" if record.kind == "patch" else "window", record.text, version)
                self.state, self.refusal = State.JOURNALED, None
                return
        try:
            self._replace(record.text if record.kind == "window" else dumps(window), version)
        except OSError as error:
            self.refusal = reason_of(error)
            raise NotSaved(self.title, error) from error

    def delete(self) -> None:
        """Delete the window; its files go to the trash. Raises NotSaved; then it is deleted, and the files wait."""
        window, self.window = self.window, None
        work = self.folder.work
        if window is not None and self.state is State.UNSAVED and work.root.settings.trash_days:
            with suppress(OSError):  # then the trash gets the window as it was stored last
                self._replace(dumps(window), version_of(window))
        try:
            if self.version is None and None not in (self.file_bytes, self.journal_bytes):
                self.look_into()
            self.remove()
        except OSError as error:
            raise self._deletion_refused(error) from error

    def try_to_delete(self) -> NotSaved | None:
        """Try a refused deletion again; returns what the disk refuses."""
        try:
            self.remove()
        except OSError as error:
            return self._deletion_refused(error)
        return None

    def remove(self) -> None:
        """Move the files of the window to the trash; after a crash in between, the window counts as deleted.

        The window is remembered until `clear_superseded`: should the disk lose the moves, a new window of this id has
        the higher version. What is older than the window file leaves first, for good.
        """
        work = self.folder.work
        if self.has_both_forms:
            self.drop_backup()
        self.folder.sync_removals()
        if self.file_bytes is not None and self.journal_bytes is not None:
            with suppress(OSError):  # the window file can leave all the same
                self._append("deleted", b"true", (self.version or 0) + 1)
        work.journals.close(self.journal_path)
        work.dirty.discard(self)
        self._trash_before_journal()
        work.pending_deletes.discard(self)
        self.state, self.refusal, self.window = State.DELETED, None, None
        self.generation += 1
        work.superseded.add(self)
        if work.root.settings.fsync == "never":
            self.clear_superseded()

    def rewrite(self) -> None:
        """A sync failed, so the system may have dropped what was written: write all of it to another file."""
        if not self.is_current or self.is_deleted:
            return
        window = self.window or self.read(self.folder.work.root.settings.replay).window
        if window is not None:
            self._hold(window)
            self.state, self.refusal = State.UNSAVED, NOT_SYNCED

    def forget(self) -> None:
        """Nothing is left to do with these files."""
        work = self.folder.work
        for windows in (work.dirty, work.superseded, work.pending_deletes):
            windows.discard(self)

    # Recovery

    def recover(self, reading: Reading) -> None:
        """The files were read: remember what they hold, and move what cannot be read to quarantine."""
        root = self.folder.work.root
        self.version = reading.version
        self.file_bytes, self.journal_bytes = reading.file_bytes, reading.journal_bytes
        try:
            if reading.damage is not None:
                self._quarantine(reading)
            elif reading.is_torn:
                files.cut(self.journal_path, reading.journal_bytes or 0)
                log.warning("%s ended in an unfinished line, which is cut off.", self.journal_path)
            if self.backup is not None and not reading.is_from_backup:
                root.syncer.sync_now(self.file_path, self.folder.jsons)
                self.drop_backup()
            if reading.is_deleted and reading.window is None:
                self.trash()
        except OSError as error:
            log.error("%s cannot be repaired: %s.", self.file_path, error)
            self.refusal = reason_of(error)
        if reading.window is None:
            self.folder.windows.pop(self.win, None)
            return
        must_change_form = root.settings.repacks and not self.has_form(root.settings.compress)
        if self.journal_bytes is not None or self.refusal is not None or must_change_form:
            self._hold(reading.window)
            self.state = State.JOURNALED if self.refusal is None else State.UNSAVED

    def look_into(self) -> None:
        """Find out what the files hold, before they are written for the first time."""
        try:
            reading = self.read(self.folder.work.root.settings.replay)
        except OSError as error:
            reading = Reading(None, 0, self.file_bytes, self.journal_bytes, damage=str(error))
            reading.file_is_damaged = self.file_bytes is not None
        self.recover(reading)

    def restore(self, window: Window) -> None:
        """Files of the window were removed by another program: write it again as soon as refused changes are."""
        self.generation += 1
        self._superseded_bytes = self.journal_bytes = None
        if self.file_bytes is not None and not files.exists(self.file_path):
            self.file_bytes = None
        self.folder.work.superseded.discard(self)
        self.version = max(self.version or 0, version_of(window))
        self._hold(window)
        self.state, self.refusal = State.UNSAVED, REMOVED

    def found_again(self, found: WindowFiles | None, version: int | None) -> None:
        """The folder was removed or exchanged, and listed again; the version of a window in memory stays known."""
        self.generation += 1
        self.version = version
        self._superseded_bytes = self.window = self.refusal = None
        self.state = State.SAVED
        self.file_bytes = self.journal_bytes = self.backup = None
        if found is not None:
            self.stem, self.is_compressed, self.backup = found.stem, found.is_compressed, found.backup
            self.file_bytes, self.journal_bytes = found.file_bytes, found.journal_bytes
            self.is_deleted = found.is_deleted

    def trash(self) -> None:
        """Move the files to the trash.

        The journal goes last, once the disk knows that the window file has left: it holds the deletion.
        """
        root, folder = self.folder.work.root, self.folder
        stamp = root.stamp()
        if self.has_both_forms:
            self.drop_backup()
        if self.file_bytes is not None:
            with suppress(FileNotFoundError):
                root.trash(self.file_path, folder.stem, stamp)
            self.file_bytes = None
            root.syncer.sync_now(folder.jsons)
        if self.journal_bytes is not None:
            with suppress(FileNotFoundError):
                root.trash(self.journal_path, folder.stem, stamp)
            self.journal_bytes = None

    # Folding, for `Fold`

    def begin_fold(self) -> None:
        """No other fold begins until `end_fold`."""
        if not self.is_there:
            self.make_folder()
        self.is_folding = True

    def stay_unfolded(self, text_bytes: int) -> None:
        """The files are smaller than the window, of this length: they stay as they are."""
        self.unfolded_bytes = text_bytes
        self.saved()

    def replace_journal(self, temporary: str, size: int) -> None:
        """Put a copy of the newer records in the place of the journal."""
        self.folder.work.journals.close(self.journal_path)
        files.rename(temporary, self.journal_path)
        self.journal_bytes = size
        self.folder.work.root.syncer.wrote(self.journal_path, self.rewrite)
        self.folder.work.root.syncer.wrote(self.folder.jsons)

    def end_fold(self, refusal: Exception | None) -> None:
        """The fold ended, or failed with this error."""
        self.is_folding = False
        if refusal is not None:
            self._fold_not_before = time.monotonic() + FOLD_RETRY_SECONDS
            if self.state is State.UNSAVED:
                self.refusal = reason_of(refusal)

    def write_new(self, text: bytes) -> str:
        """Write the window file of an environment that is not in its place yet; its path."""
        self.is_compressed = bool(self.folder.work.root.settings.compress)
        files.write(self.file_path, [compress(text) if self.is_compressed else text], sync=False)
        self.file_bytes = len(text)
        return self.file_path

    def mark(self, window: Window) -> bool:
        """Put the id into a window whose file name is cut; was it not there?"""
        if not is_digested(self.stem) or window.get("id") == self.win:
            return False
        window["id"] = self.win
        return True

    def clear_superseded(self) -> None:
        """Remove the files that stayed until the disk had what replaces them."""
        work = self.folder.work
        work.superseded.discard(self)
        if not self.is_current:
            return
        self.drop_backup()
        if self.is_deleted or self._superseded_bytes is not None:
            if self.journal_bytes is not None:
                self.folder.note_removal()
            self.remove_journal()
        self._superseded_bytes = None
        if self.is_deleted:
            del self.folder.windows[self.win]

    # Steps

    def _hold(self, window: Window | None) -> None:
        self.window = window
        self.changed_at = time.monotonic()
        self.folder.work.dirty.add(self)

    def saved(self) -> None:
        self.folder.work.dirty.discard(self)
        self.window = self.refusal = None
        self.state = State.SAVED

    def _append(self, kind: journal.Kind, text: bytes, version: int) -> None:
        """Write one record at the end of the journal."""
        work, path, size = self.folder.work, self.journal_path, self.journal_bytes
        line = journal.encode(version, kind, text)
        if not work.journals.is_open(path):
            if kind == "patch" and self.lacks_file():  # without it, the patch means nothing
                raise FileNotFoundError(ENOENT, "the window file was removed", self.file_path)
            if size is not None and not self._knows_journal():  # a part of a record would hide what follows
                raise OSError(EIO, "the journal is not as long as it was", path)
            work.open_windows[path] = self
        if size is None:
            self._make_journal(path, line)
        else:
            work.journals.append(path, line, size)
        self.journal_bytes = (size or 0) + len(line)
        self._superseded_bytes = None  # the journal has a record that the window file has not
        self.version = version
        work.root.syncer.wrote(path, self.rewrite)

    def _knows_journal(self) -> bool:
        """Is the journal as long as it should be, with no part of a record at its end?"""
        with suppress(OSError):
            return files.size(self.journal_path) == (self.journal_bytes or 0)
        return False

    def _make_journal(self, path: str, line: bytes) -> None:
        work = self.folder.work
        try:
            work.journals.append(path, line, None)
        except FileNotFoundError:
            self.make_folder()
            work.journals.append(path, line, None)
        except FileExistsError:
            self.journal_bytes = 0  # its contents are unknown; writing the whole window removes it
            raise
        work.root.syncer.wrote(self.folder.jsons)

    def _replace(self, text: bytes, version: int) -> None:
        """Replace the window file and the journal by a new window file.

        It is never compressed, as a reply waits for it; the next fold compresses it.
        """
        self.make_folder()
        syncer = self.folder.work.root.syncer
        is_synced = syncer.mode == "always" or syncer.mode == "everysec" and not self._keep_backup()
        temporary = files.write_temporary(self.folder.jsons, [text], sync=is_synced)
        try:
            self.put_in_place(temporary, len(text), version, is_compressed=False)
        finally:
            files.remove(temporary)
        if not is_synced:
            syncer.wrote(self.file_path, self.rewrite)
        if syncer.mode != "never" and (self.backup is not None or self.journal_bytes is not None):
            # The journal belongs to the previous window file, so it stays until the disk has the new one.
            self.folder.work.superseded.add(self)
            self._superseded_bytes = self.journal_bytes
            self.saved()
            return
        try:
            self.drop_backup()
            self.remove_journal()
        except OSError:
            self.state, self.refusal = State.JOURNALED, None
            return  # what stays is older than the window file, so it does not count; folding tries again
        self.saved()

    def _keep_backup(self) -> bool:
        """Keep the file that the disk has until it has the new one; False when that is not possible."""
        if self.file_bytes is not None and self not in self.folder.work.superseded:
            try:
                self.drop_backup()
                if not self.is_compressed:  # a compressed file has another name than the new one, and stays
                    files.link(self.file_path, f"{self.folder.jsons}/{self.backup_name}")
                    self.backup = self.backup_name
            except OSError:
                return False
        return True

    def put_in_place(self, temporary: str, size: int, version: int, *, is_compressed: bool) -> None:
        """Make a file that was written beside it the window file; one of the other form stays as its backup."""
        before = self.file_path
        files.rename(temporary, self.path_of(is_compressed=is_compressed))
        if self.file_bytes is not None and is_compressed != self.is_compressed:
            self.backup = before.rpartition("/")[2]
        self.is_compressed = is_compressed
        self.unfolded_bytes = 0
        self.generation += 1
        self.file_bytes = size
        self.version = max(version, self.version or 0)
        self.folder.work.root.syncer.wrote(self.folder.jsons)

    def remove_journal(self) -> None:
        if self.journal_bytes is not None:
            self.folder.work.journals.close(self.journal_path)
            files.remove(self.journal_path)
            self.journal_bytes = None

    def drop_backup(self) -> None:
        if self.backup_path is not None:
            files.remove(self.backup_path)
            if self.has_both_forms:  # a backup does not count when it is alone
                self.folder.note_removal()
            self.backup = None

    def make_folder(self) -> None:
        if not files.is_folder(self.folder.jsons):
            self.folder.make(self.folder.jsons)
            self.folder.work.root.syncer.wrote(self.folder.path)

    def _trash_before_journal(self) -> None:
        """Move the files to the trash, except a journal with the deletion, of which the trash gets a copy."""
        root, folder = self.folder.work.root, self.folder
        is_doubtful = self.refusal == NOT_SYNCED  # what is appended to such a file may be lost
        if is_doubtful or root.settings.fsync == "never" or None in (self.file_bytes, self.journal_bytes):
            return self.trash()
        name, stamp = self.journal_path.rpartition("/")[2], root.stamp()
        try:
            root.trash_copy(files.read(self.journal_path), name, folder.stem, stamp)
        except OSError:  # a full disk still renames
            return self.trash()
        with suppress(FileNotFoundError):
            root.trash(self.file_path, folder.stem, stamp)
        self.file_bytes = None
        return None

    def _deletion_refused(self, error: OSError) -> NotSaved:
        refusal = NotSaved(f"The deletion of the window {self.win!r} of {self.folder.eid!r}", error)
        self.state, self.refusal = State.PENDING_DELETE, refusal.reason
        self.folder.work.pending_deletes.add(self)
        return refusal

    def _quarantine(self, reading: Reading) -> None:
        quarantine = self.folder.work.root.beside(DAMAGED, self.folder.stem)
        moved = []
        if reading.file_is_damaged:
            moved.append(move_away(self.file_path, quarantine))
            self.file_bytes = None
        if self.backup_path is not None and reading.is_from_backup:
            if self.backup == self.backup_name:
                files.rename(self.backup_path, self.file_path)
            else:
                self.is_compressed = not self.is_compressed
            self.backup, self.file_bytes = None, reading.file_bytes
        elif self.backup_path is not None and reading.file_is_damaged:
            moved.append(move_away(self.backup_path, quarantine))
            self.backup = None
        if self.journal_bytes is not None and reading.window is None and not reading.is_deleted:
            moved.append(move_away(self.journal_path, quarantine))
            self.journal_bytes = None
        elif self.journal_bytes is not None:
            bad = files.read(self.journal_path, self.journal_bytes)
            if bad:
                moved.append(store_copy(bad, self.journal_path.rpartition("/")[2], quarantine))
                files.cut(self.journal_path, self.journal_bytes)
        log.error("%s is damaged: %s. What cannot be read is in %s.", self.title, reading.damage, ", ".join(moved))
