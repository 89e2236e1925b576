"""JPW: every window is a file of its own, written when its environment is saved."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from typing import Any

from visdom.autosave import files, removal, settling
from visdom.autosave.env_folder import PLACES, EnvFolder, WindowFiles
from visdom.autosave.env_text import NAME, EnvText
from visdom.autosave.folder_store import FolderStore
from visdom.autosave.folding import fold
from visdom.autosave.journal import Kind
from visdom.autosave.member_files import MemberWriter
from visdom.autosave.names import is_digested
from visdom.autosave.reading import Reading, Window
from visdom.autosave.root import Settings
from visdom.autosave.staging import Staged
from visdom.autosave.store import Chore, count_on
from visdom.autosave.undeleted import Undeleted
from visdom.autosave.window_writer import WindowWriter
from visdom.errors import NotSaved
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
FOLD_RETRY_SECONDS = 5.0


class SimpleWindowJsonStorage(FolderStore):
    """One JSON file per window (`JPW`, `OneJsonPerWindow`)."""

    cache_type = "JPW"
    long_name = "OneJsonPerWindow"
    lets_go = True

    def __init__(self, path: str, settings: Settings) -> None:
        super().__init__(path, settings)
        self._writer = WindowWriter(self.root, self._is_all_on_disk)
        self._flushing = threading.Lock()
        self._members = MemberWriter(self.root)
        self._undeleted = Undeleted(self._writer)

    # Reading

    def can_read_again(self, eid: str, win: str) -> bool:
        source = self._source(eid, win)
        return source.is_at_rest if isinstance(source, WindowFiles) else isinstance(source, bytes)

    def settle(self, eid: str, win: str, reading: Reading) -> Window | None:
        window = super().settle(eid, win, reading)
        environment = self._opened[eid]
        if window is not None and isinstance(environment, EnvFolder):
            window_files = environment.windows[win]
            has_form = not self.root.settings.repacks or window_files.has_form(self.root.settings.compress)
            if window_files.journal_bytes is not None or window_files.is_refused or not has_form:
                self._is_behind(window_files, window)
        return window

    # Writing

    def create(self, eid: str) -> None:
        place = self.root.catalog.new_place(eid, is_folder=True)
        name = {NAME: eid} if is_digested(place.stem) else {}  # first, so that the folder is never without it
        folder = EnvFolder(eid, self.root.catalog.path_of(place), self._window_rule, rest={**name, PLACES: {}})
        self._opened[eid] = folder
        with self.root.catalog.changing():
            self.root.catalog.add(eid, place)
            for key in folder.rest:
                self._members.changed(folder, key)
            for key in folder.rest:
                self._members.put(folder, key)
                if key == NAME:
                    self._sync_name(folder)
        self.root.syncer.wrote(self.root.path)

    def write(self, eid: str, win: str, window: Window) -> None:
        text = dumps(window)  # what cannot be encoded is refused before anything changes
        window_files = self._files_of(eid, win, window)
        self._undeleted.forget(window_files)
        if window_files.is_deleted:
            window_files.is_deleted = False
            self._writer.residue.discard(window_files)
        if count_on(window, window_files.version or 0) | window_files.mark(window):
            text = dumps(window)
        self._is_behind(window_files, window)
        self._keep(window_files, "window", text)

    def append(self, eid: str, win: str, window: Window, patch_json: bytes) -> None:
        window_files = self._files_of(eid, win, window)
        self._is_behind(window_files, window)
        had_version = count_on(window, window_files.version or 0)  # a record of that version is not read
        if had_version or not window_files.is_there:
            self._keep(window_files, "window", dumps(window))
        else:
            self._keep(window_files, "patch", patch_json)

    def remove(self, eid: str, win: str) -> None:
        window_files = self._own(eid, lambda text: text.windows.pop(win, None)).windows.get(win)
        if window_files is None:
            return
        window, window_files.window = window_files.window, None
        if window is not None and self.root.settings.trash_days and not self._is_all_on_disk(window_files):
            with suppress(OSError):  # then the trash has what the disk took last
                self._writer.put_whole(window_files, dumps(window), version_of(window))
        with self._undeleted.noting_refusal(window_files):
            if window_files.version is None and None not in (window_files.file_bytes, window_files.journal_bytes):
                self._look_into(window_files)
            self._writer.remove(window_files)

    def remove_environment(self, eid: str) -> None:
        self._let_go(eid)
        super().remove_environment(eid)

    def write_rest(self, eid: str, key: str, value: Any) -> None:
        dumps(value)
        folder = self._own(eid, lambda text: text.rest.update({key: value}))
        folder.rest[key] = value
        self._keep_member(folder, key)

    def remove_rest(self, eid: str, key: str) -> None:
        folder = self._own(eid, lambda text: text.rest.pop(key, None))
        del folder.rest[key]
        self._members.remove(folder, key)

    def _keep_member(self, folder: EnvFolder, key: str) -> None:
        """Keep the change that another member of an environment just had."""
        self._members.changed(folder, key)

    def _is_all_on_disk(self, window_files: WindowFiles) -> bool:
        """Do the files of a window, whose window file is behind, hold its last change all the same?"""
        return False

    def _keep(self, window_files: WindowFiles, kind: Kind, text: bytes) -> None:
        """Keep the change that a window just had: its patch, or all of the window."""
        window_files.version = version_of(window_files.window)

    # Whole environments

    def commit(self, staged: Staged) -> None:
        self._let_go(staged.eid)
        super().commit(staged)

    # Keeping up

    def flush(self, eid: str | None = None) -> None:
        with self._flushing:
            with self.root.lock:
                behind = [each for each in self._writer.behind if eid is None or each.folder.eid == eid]
            failures = [*self._adopt_waiting(eid), *self._fold(behind)]
            with self.root.lock:
                failures += [*self._members.put_all(eid), *self._undeleted.try_again(eid)]
        if failures:
            raise failures[0]

    def sync(self) -> None:
        with self.root.lock:
            residue = {each: each.generation for each in self._writer.residue}
            folders = [each for each in self._opened.values() if isinstance(each, EnvFolder)]
            removals = {folder: folder.removals for folder in folders}
        super().sync()
        with self.root.lock:
            for folder, count in removals.items():
                folder.synced_removals = max(folder.synced_removals, count)
            for window_files, generation in residue.items():
                if window_files.generation == generation and window_files in self._writer.residue:
                    with suppress(OSError):  # what stays is tried again when the window is written or read next
                        self._writer.clear_residue(window_files)

    def unsaved(self) -> list[tuple[str, str]]:
        with self.root.lock:
            refused = [each for each in self._writer.behind if each.is_refused]
            return [*self._waiting(), *((each.folder.eid, each.win) for each in [*refused, *self._undeleted.reasons])]

    def pending(self) -> dict[tuple[str, str], str | None]:
        with self.root.lock:
            behind = {each: each.refusal for each in self._writer.behind if not self._is_all_on_disk(each)}
            files_of = {**behind, **self._undeleted.reasons}
            return {**self._waiting(), **{(each.folder.eid, each.win): why for each, why in files_of.items()}}

    def removed(self) -> list[str]:
        for window_files in self._writer.removed():
            with self.root.lock:
                if window_files.is_current and window_files.window is not None:
                    log.error("%s lost files to somebody; it is written anew.", window_files.title)
                    self._writer.behind.discard(window_files)
                    self._writer.residue.discard(window_files)
                    self._restore_window(removal.start_anew(window_files), window_files.window)
        with self.root.lock:
            opened = dict(self._opened)
        return [eid for eid, environment in opened.items() if self._is_removed(eid, environment)]

    def restore(self, eid: str, windows: dict[str, Window]) -> list[str]:
        environment = self._opened.get(eid)
        if isinstance(environment, EnvText):
            self._unadopted.setdefault(eid, removal.REASON)
            log.error("The file of the environment %r was removed; it is written anew.", eid)
        if not isinstance(environment, EnvFolder):
            return []
        self._forget_files(environment)
        gone = removal.relist(environment, windows, self.root.settings.replay)
        for win, window in windows.items():
            if win in environment.windows:
                self._restore_window(environment.windows[win], window)
        for key in environment.rest:
            self._members.changed(environment, key)
        log.error("The folder of the environment %r was removed; %d windows are written anew.", eid, len(windows))
        return gone

    def chores(self) -> list[Chore]:
        return [*super().chores(), (RETRY_SECONDS, self._retry)]

    def close(self) -> bool:
        is_written = super().close()
        self._writer.let_go()
        return is_written

    # Inside

    def _is_removed(self, eid: str, environment: EnvFolder | EnvText) -> bool:
        with self.root.lock:
            if self._opened.get(eid) is not environment:
                return False
            if isinstance(environment, EnvFolder):
                return removal.is_removed(environment)
            place = self.root.catalog.find(eid)
            return eid not in self._unadopted and (place is None or not files.exists(self.root.catalog.path_of(place)))

    def _restore_window(self, window_files: WindowFiles, window: Window) -> None:
        """Have a window written whole as soon as what the disk refused is tried again."""
        window_files.version = max(window_files.version or 0, version_of(window))
        window_files.refusal = removal.REASON
        self._is_behind(window_files, window)

    def _sync_name(self, folder: EnvFolder) -> None:
        """The name of an environment whose folder does not tell it is on the disk before anything else of it."""
        name = f"{folder.path}/{folder.member_name(NAME)}"
        for error in self.root.syncer.sync_before_rename([name, folder.path]).values():
            raise NotSaved(f"The environment {folder.eid!r}", error) from error

    def _files_of(self, eid: str, win: str, window: Window) -> WindowFiles:
        folder = self._own(eid, lambda text: text.windows.update({win: window}))
        window_files = folder.windows.get(win)
        if window_files is not None and window_files.version is None:
            self._look_into(window_files)
            window_files = folder.windows.get(win)
        if window_files is None:
            window_files = folder.add(win)
        return window_files

    def _look_into(self, window_files: WindowFiles) -> None:
        """Find out what the files of a window hold that is about to be written without having been read."""
        try:
            reading = window_files.read(self.root.settings.replay)
        except OSError as error:
            reading = Reading(None, 0, window_files.file_bytes, window_files.journal_bytes, damage=str(error))
            reading.file_is_damaged = window_files.file_bytes is not None
        settling.settle_files(self.root, window_files, reading)

    def _write_anew(self, window_files: WindowFiles) -> None:
        if not window_files.is_current:
            return
        window_files.refusal = "what was written last did not reach the disk"
        window = window_files.window or window_files.read(self.root.settings.replay).window
        if window is not None:
            self._is_behind(window_files, window)

    def _is_behind(self, window_files: WindowFiles, window: Window) -> None:
        window_files.window = window
        window_files.changed_at = time.monotonic()
        self._writer.behind.add(window_files)

    def _fold(self, batch: list[WindowFiles]) -> list[NotSaved]:
        refused = fold(self._writer, batch)
        for window_files, _ in refused:
            window_files.fold_not_before = time.monotonic() + FOLD_RETRY_SECONDS
        if refused:
            self._on_refusal([window_files for window_files, _ in refused], refused[0][1])
        return [error for _, error in refused]

    def _on_refusal(self, refused: list[WindowFiles], error: NotSaved) -> None:
        """These windows could not be written to their files."""
        for window_files in refused:
            window_files.refusal = error.reason

    def _retry(self) -> None:
        """Try again what the disk refused."""
        with self.root.lock:
            self._members.put_all()
            refused = [each for each in self._writer.behind if each.is_refused]
            self._undeleted.try_again()
        with self._flushing:
            self._adopt_waiting()
            fold(self._writer, refused)

    def _let_go(self, eid: str) -> None:
        environment = self._opened.get(eid)
        if isinstance(environment, EnvFolder):
            self._writer.let_go(environment.jsons + "/")

    def _forget(self, eid: str) -> None:
        environment = self._opened.get(eid)
        if isinstance(environment, EnvFolder):
            self._forget_files(environment)
        super()._forget(eid)

    def _forget_files(self, folder: EnvFolder) -> None:
        """Nothing is left to be done to the files of these windows."""
        self._writer.let_go(folder.jsons + "/")
        self._writer.behind.difference_update(folder.windows.values())
        self._writer.residue.difference_update(folder.windows.values())
        for window_files in folder.windows.values():
            self._undeleted.forget(window_files)
