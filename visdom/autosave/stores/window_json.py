"""JPW and JPWA: every window is a file of its own, written when its environment is saved, or at every change."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from errno import EIO
from typing import Any

from visdom.autosave.disk import files, staging
from visdom.autosave.disk.folder import list_folder
from visdom.autosave.disk.index import Location
from visdom.autosave.disk.root import Settings
from visdom.autosave.format.names import NAME, POSITIONS, is_digested
from visdom.autosave.format.window_text import LARGE_BYTES, Window, interpret, is_message, no_replay, peek
from visdom.autosave.store import Contents, Owner, Receipt, Record, StoredWindow, Want, WindowKey
from visdom.autosave.stores.env_file import EnvFile
from visdom.autosave.stores.file_store import FileStore
from visdom.autosave.stores.folding import fold
from visdom.autosave.stores.window_file import NOT_SYNCED, REMOVED, State, WindowFile
from visdom.autosave.stores.window_folder import WindowFolder, Work
from visdom.errors import NotSaved
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

RETRY_SECONDS = 1.0
FOLD_SECONDS = 0.25

log = logging.getLogger(__name__)


class SimpleWindowJsonStorage(FileStore):
    """One JSON file per window (`JPW`, `OneJsonPerWindow`), written when its environment is saved."""

    journal = False
    """Is every change written at once?"""
    cache_type = "JPW"
    long_name = "OneJsonPerWindow"
    frees_memory = True

    def __init__(self, path: str, settings: Settings, owner: Owner) -> None:
        super().__init__(path, settings, owner)
        self._work = Work(self.root, self.journal)
        self._unwritten_members: set[tuple[WindowFolder, str]] = set()
        self._unadopted: dict[str, str] = {}
        """Environments that the disk refused to bring into this form, and why. Their changes wait in memory."""

    # Writing

    def append(self, eid: str, record: Record) -> Receipt:
        self.root.check_open()
        if eid not in self._opened:
            self._create(eid)
            if (record.kind, record.key, record.value) == ("member", POSITIONS, {}):
                return Receipt(self.root.syncer.written)  # it is written already
        match record.kind:
            case "patch" | "window":
                self._put(eid, record)
            case "deleted":
                self._delete(eid, record.key)
            case "member":
                self._set_member(eid, record.key, record.value)
            case "no member":
                self._remove_member(eid, record.key)
        return Receipt(self.root.syncer.written)

    def prepare(self, eid: str) -> None:
        """Bring an environment that is a file into this form."""
        self.root.check_open()
        self._adopt(eid)

    # Keeping up

    def sync(self) -> None:
        with self.root.lock:
            superseded = {each: each.generation for each in self._work.superseded}
            folders = [each for each in self._opened.values() if isinstance(each, WindowFolder)]
            removals = {folder: folder.removals for folder in folders}
        super().sync()
        with self.root.lock:
            for folder, count in removals.items():
                folder.synced(count)
            for each, generation in superseded.items():
                is_same = each.generation == generation and each in self._work.superseded
                if is_same and each.state is not State.UNSAVED:  # else what replaces them did not reach the disk
                    with suppress(OSError):  # what stays is tried again when the window is written or read next
                        each.clear_superseded()
            is_unsynced = any(each.refusal == NOT_SYNCED for each in self._work.dirty)
        if is_unsynced and self.root.syncer.mode == "always":  # an earlier sync failed, and took the path with it
            raise NotSaved("The last changes", OSError(EIO, NOT_SYNCED))

    def pending(self) -> dict[tuple[str, str], str | None]:
        with self.root.lock:
            dirty = [each for each in self._work.dirty if each.state is State.UNSAVED]
            waiting = {(each.folder.eid, each.win): each.refusal for each in [*dirty, *self._work.pending_deletes]}
            return {**self._unadopted_windows(), **waiting}

    def busy(self) -> Collection[WindowKey]:
        with self.root.lock:
            unfinished = [*self._work.dirty, *self._work.superseded, *self._work.pending_deletes]
            return {*self._unadopted_windows(), *((each.folder.eid, each.win) for each in unfinished)}

    # Inside

    def _tasks(self) -> list[tuple[float, Callable[[], None]]]:
        tasks = [*super()._tasks(), (RETRY_SECONDS, self._retry)]
        return [*tasks, (FOLD_SECONDS, self._fold_due)] if self.journal else tasks

    def _flush(self, eid: str | None = None) -> None:
        with self._saving:
            with self.root.lock:
                dirty = [each for each in self._work.dirty if eid in (None, each.folder.eid)]
            failures = [*self._adopt_waiting(eid), *fold(self.root, dirty)]
            with self.root.lock:
                failures += [*self._write_members(eid), *self._delete_waiting(eid)]
        if failures:
            raise failures[0]

    def _fold_due(self) -> None:
        """Fold the windows that have been quiet, and those whose journal has become long."""
        with self._saving:
            now = time.monotonic()
            refused = fold(self.root, [each for each in list(self._work.dirty) if each.is_due(now)])
        if refused:
            log.warning("%d journals could not be folded and stay as they are: %s", len(refused), refused[0])

    def _retry(self) -> None:
        """Try again what the disk refused."""
        with self.root.lock:
            self._write_members()
            refused = [each for each in self._work.dirty if each.refusal is not None]
            self._delete_waiting()
        with self._saving:
            self._adopt_waiting()
            fold(self.root, refused)

    def _list_folder(self, eid: str, path: str) -> WindowFolder:
        folder = _Folder(eid, path, self._rule, self._work)
        folder.note_identities()
        folder.list(self.root.settings.replay)
        return folder

    def _read_files(self, eid: str, win: str, want: Want) -> StoredWindow:
        """Read a window, off the lock; what was changed meanwhile is read again."""
        while True:
            with self.root.lock:
                environment = self._opened[eid]
                each = environment.windows[win]
                if not isinstance(each, WindowFile):  # another form by now
                    return self.read(eid, win, want)
                if each.window is not None:
                    return StoredWindow.of(each.window, each.text_bytes)
                if each.is_deleted:
                    raise KeyError(win)
                before = _moment(each)
            stored = self._read_unparsed(each, want) if want != "window" else None
            if isinstance(stored, StoredWindow):
                return stored
            replay = self.root.settings.replay
            reading = each.read(replay) if stored is None else interpret(stored, None, replay)
            with self.root.lock:
                if each.window is not None or not each.is_current or _moment(each) != before:
                    continue
                if each.version is None or reading.damage is not None:
                    each.recover(reading)
                if reading.window is None:
                    raise KeyError(win)
                return StoredWindow.of(reading.window, each.text_bytes)

    def _read_unparsed(self, each: WindowFile, want: Want) -> StoredWindow | bytes | None:
        """Read a large window as text, or only its header; a small one, which is parsed soon, is returned as bytes."""
        if each.journal_bytes is not None or each.backup is not None:
            return None
        if want == "header" and not each.is_compressed:
            text = each.read_head(LARGE_BYTES)
            header = peek(text, each.win) if text is not None and len(text) >= LARGE_BYTES else None
            if header is not None:
                return StoredWindow(header)
        else:
            text = each.read_text()
            header = peek(text, each.win) if text is not None and len(text) >= LARGE_BYTES else None
            if text is not None and header is not None and is_message(text, each.win):
                return StoredWindow(header) if want == "header" else StoredWindow(header, text, text_bytes=len(text))
        return text if text is not None and len(text) < LARGE_BYTES else None

    def _create(self, eid: str) -> None:
        index = self.root.index
        location = index.new_location(eid, is_folder=True)
        folder = _Folder(eid, index.path_of(location), self._rule, self._work)
        # The name first, so that the folder is never without it.
        folder.rest = {**({NAME: eid} if is_digested(location.stem) else {}), POSITIONS: {}}
        self._opened[eid] = folder
        with index.changing():
            index.add(eid, location)
            self._unwritten_members.update((folder, key) for key in folder.rest)
            for key in folder.rest:
                self._write_member(folder, key)
                if key == NAME:
                    self._sync_name(folder)
        self.root.syncer.wrote(self.root.path)

    def _sync_name(self, folder: WindowFolder) -> None:
        """Have the disk get the name of an environment, whose folder has a cut name, before anything else of it."""
        try:
            self.root.syncer.sync_now(f"{folder.path}/{folder.member_name(NAME)}", folder.path)
        except OSError as error:
            raise NotSaved(f"The environment {folder.eid!r}", error) from error

    def _put(self, eid: str, record: Record) -> None:
        folder = self._opened[eid]
        if not isinstance(folder, WindowFolder):
            folder = self._folder_of(eid, lambda env: env.windows.update({record.key: record.value}))
        each = folder.windows.get(record.key)
        if each is not None and each.version is None and each.is_there:
            each.look_into()
            each = folder.windows.get(record.key)
        if each is None:
            each = folder.new_window(record.key)
        version = version_of(record.value)
        if record.kind == "patch" and version == (each.version or 0) + 1 and each.is_there:
            each.put(record, version)
            return
        record = record.numbered_after(each.version or 0)
        if each.mark(record.value) or record.kind == "patch":  # a patch counts only after the version before it
            record = Record("window", record.key, dumps(record.value), record.value)
        each.put(record, version_of(record.value))

    def _delete(self, eid: str, win: str) -> None:
        each = self._folder_of(eid, lambda env: env.windows.pop(win, None)).windows.get(win)
        if each is not None:
            each.delete()

    def _set_member(self, eid: str, key: str, value: Any) -> None:
        folder = self._folder_of(eid, lambda env: env.rest.update({key: value}))
        folder.rest[key] = value
        self._unwritten_members.add((folder, key))
        if self.journal:
            self._write_member(folder, key)

    def _remove_member(self, eid: str, key: str) -> None:
        folder = self._folder_of(eid, lambda env: env.rest.pop(key, None))
        folder.rest.pop(key, None)
        self._unwritten_members.discard((folder, key))
        files.remove(f"{folder.path}/{folder.member_name(key)}")
        self.root.syncer.wrote(folder.path)

    def _write_member(self, folder: WindowFolder, key: str) -> None:
        """Write a member; one that the disk refuses is tried again."""
        name = folder.member_name(key)
        try:
            folder.make(folder.path)
            sync = self.root.settings.fsync == "always"
            files.replace(folder.path, name, [dumps(folder.rest[key])], sync=sync)
        except OSError as error:
            raise NotSaved(f"{key!r} of the environment {folder.eid!r}", error) from error
        self._unwritten_members.discard((folder, key))
        self.root.syncer.wrote(f"{folder.path}/{name}")
        self.root.syncer.wrote(folder.path)

    def _write_members(self, eid: str | None = None) -> list[NotSaved]:
        """Write the members that wait, of one environment or of all; returns what the disk refused."""
        refused: list[NotSaved] = []
        for folder, key in list(self._unwritten_members):
            if folder.is_gone or key not in folder.rest:
                self._unwritten_members.discard((folder, key))
            elif eid in (None, folder.eid):
                try:
                    self._write_member(folder, key)
                except NotSaved as error:
                    refused.append(error)
        return refused

    def _delete_waiting(self, eid: str | None = None) -> list[NotSaved]:
        """Delete the windows whose deletion the disk refused; returns what it still refuses."""
        tried = [each.try_to_delete() for each in list(self._work.pending_deletes) if eid in (None, each.folder.eid)]
        return [refusal for refusal in tried if refusal is not None]

    # Forms

    def _folder_of(self, eid: str, change: Callable[[EnvFile], object]) -> WindowFolder:
        """The folder of an environment, as something in it is about to be written.

        One that is still a file is brought into this form. If the disk refuses that, `change` changes the environment
        in memory, and it is written together with that later.
        """
        environment = self._opened[eid]
        if isinstance(environment, EnvFile):
            try:
                self._adopt(eid)
            except NotSaved as error:
                self._unadopted[eid] = error.reason
                change(environment)
                environment.change()
                raise
            environment = self._opened[eid]
        if not isinstance(environment, WindowFolder):
            raise TypeError(f"{self.long_name} cannot write to {type(environment).__name__}")
        return environment

    def _adopt(self, eid: str) -> None:
        """Bring an environment that is a file into this form; NotSaved when the disk refuses."""
        while isinstance(environment := self._opened.get(eid), EnvFile):
            changes = environment.changes
            try:
                staged, folder = self._stage(eid, Contents(self._texts(environment), environment.rest))
                with self.root.lock:
                    if self._opened.get(eid) is environment and environment.changes == changes:
                        folder.identity = environment.identity
                        self._commit_staged(staged, folder)
                        self._unadopted.pop(eid, None)
                        return
                files.remove_tree(staged.path)  # it was changed or replaced meanwhile
            except Exception as error:  # whatever it is, the changes wait in memory
                raise NotSaved(f"The environment {eid!r}", error) from error

    def _adopt_waiting(self, eid: str | None = None) -> list[NotSaved]:
        refused: list[NotSaved] = []
        for each in list(self._unadopted):
            if eid in (None, each):
                try:
                    self._adopt(each)
                except NotSaved as error:
                    refused.append(error)
        return refused

    def _unadopted_windows(self) -> dict[tuple[str, str], str | None]:
        """The windows that wait for their environment to be brought into this form, and why."""
        waiting: dict[tuple[str, str], str | None] = {}
        for eid, why in self._unadopted.items():
            environment = self._opened.get(eid)
            pieces = environment.windows.items() if isinstance(environment, EnvFile) else ()
            waiting |= {(eid, win): why for win, piece in pieces if isinstance(piece, dict)}
        return waiting

    def _stage(self, eid: str, contents: Contents) -> tuple[staging.Staged, WindowFolder]:
        with self.root.lock:
            location = self.root.index.find(eid)
            if location is None or not location.is_folder:
                location = self.root.index.new_location(eid, is_folder=True)
        folder = _Folder(eid, staging.new_path(self.root.index), self._rule, self._work)
        folder.rest = {POSITIONS: {}, **contents.members}
        if is_digested(location.stem) or NAME in contents.members:
            folder.rest[NAME] = eid
        try:
            self._fill(folder, contents)
        except BaseException:
            files.remove_tree(folder.path)
            raise
        return staging.Staged(eid, location, folder.path), folder

    def _fill(self, folder: WindowFolder, contents: Contents) -> None:
        files.make_folder(folder.jsons)
        paths = []
        for win, text in contents.windows:
            each = folder.new_window(win)
            if is_digested(each.stem):
                window = interpret(text, None, no_replay).window
                text = dumps(window) if window is not None and each.mark(window) else text
            paths.append(each.write_new(text))
        for key, value in folder.rest.items():
            path = f"{folder.path}/{folder.member_name(key)}"
            files.write(path, [dumps(value)], sync=False)
            paths.append(path)
        self.root.syncer.sync_now(*paths, folder.jsons, folder.path)

    # What other programs remove

    def _find_removed(self) -> list[str]:
        for path in self._work.journals.open_paths():
            with self.root.lock:
                each = self._work.open_windows.get(path)
                is_lost = self._work.journals.is_orphan(path) or each is not None and each.lacks_file()
                if each is None or not each.is_current or not is_lost:
                    continue
                self._work.journals.close(path)
                if each.window is not None:
                    log.error("Files of %s were removed; it is written again.", each.title)
                    each.restore(each.window)
        with self.root.lock:
            open_paths = self._work.journals.open_paths()
            self._work.open_windows = {path: self._work.open_windows[path] for path in open_paths}
            opened = dict(self._opened)
        return [eid for eid, environment in opened.items() if self._is_removed(eid, environment)]

    def _is_removed(self, eid: str, environment: WindowFolder | EnvFile) -> bool:
        with self.root.lock:
            if self._opened.get(eid) is not environment:
                return False
            if isinstance(environment, WindowFolder):
                return environment.was_removed()
            if eid in self._unadopted:
                return False
            location: Location | None = self.root.index.find(eid)
            return location is None or not files.exists(self.root.index.path_of(location))

    def _restore(self, eid: str, windows: dict[str, Window]) -> list[str]:
        environment = self._opened.get(eid)
        if isinstance(environment, EnvFile):
            self._unadopted.setdefault(eid, REMOVED)
            log.error("The file of the environment %r was removed; it is written again.", eid)
        if not isinstance(environment, WindowFolder):
            return []
        self._close_files(eid)
        windows = {win: each.window for win, each in environment.windows.items() if each.window is not None} | windows
        lost = self._list_again(environment, windows)
        for win, window in windows.items():
            if win in environment.windows:
                environment.windows[win].restore(window)
        self._unwritten_members.update((environment, key) for key in environment.rest)
        log.error("The folder of the environment %r was removed; %d windows are written again.", eid, len(windows))
        return lost

    def _list_again(self, folder: WindowFolder, in_memory: Collection[str]) -> list[str]:
        """Find out which files there are now; returns the windows that are neither there nor in memory."""
        try:
            listed = list_folder(folder.eid, folder.path, folder.rule, self.root.settings.replay).windows
        except OSError:
            listed = {}
        before, folder.windows = folder.windows, {}
        lost = []
        for win, each in before.items():
            was_deleted, version = each.is_deleted, each.version
            each.forget()
            if win in listed or win in in_memory:
                each.found_again(listed.get(win), version or 0 if win in in_memory else None)
                folder.windows[win] = each
            elif not was_deleted:
                lost.append(win)
        return lost

    def _close_files(self, eid: str | None = None) -> None:
        environment = None if eid is None else self._opened.get(eid)
        if eid is None:
            self._work.journals.close_all()
        elif isinstance(environment, WindowFolder):
            self._work.journals.close_all(environment.jsons + "/")

    def _forget(self, eid: str) -> None:
        self._unadopted.pop(eid, None)
        environment = self._opened.get(eid)
        if isinstance(environment, WindowFolder):
            self._close_files(eid)
            for each in environment.windows.values():
                each.forget()
        super()._forget(eid)


class SimpleWindowJsonAutoSave(SimpleWindowJsonStorage):
    """Writes every change before it is acknowledged (`JPWA`, `OneJsonPerWindowAutoSave`)."""

    journal = True
    cache_type = "JPWA"
    long_name = "OneJsonPerWindowAutoSave"


class _Folder(WindowFolder):
    window_class = WindowFile


def _moment(each: WindowFile) -> tuple[object, ...]:
    """What changes when the files of a window change."""
    return each.generation, each.journal_bytes, each.version, each.state
