"""JPE: every environment is one file, written when it is saved, from time to time, and at the end."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable
from typing import Any

from visdom.autosave.disk import files, staging
from visdom.autosave.disk.folder import list_folder
from visdom.autosave.disk.index import Location
from visdom.autosave.disk.trash import MIGRATED, move_away
from visdom.autosave.format.env_text import compose
from visdom.autosave.format.names import JSON_ENDING, NAME, POSITIONS, is_digested
from visdom.autosave.format.window_text import Window, interpret
from visdom.autosave.store import Contents, Receipt, Record, WindowKey
from visdom.autosave.stores.env_file import EnvFile
from visdom.autosave.stores.file_store import FileStore
from visdom.autosave.stores.window_file import REMOVED
from visdom.errors import NotSaved, reason_of
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

SAVE_SECONDS = 0.25
RETRY_SECONDS = 5.0
MAX_SHARE = 0.1
"""How much of the time may go into saving an environment that always changes."""

log = logging.getLogger(__name__)


class SimpleJsonStorage(FileStore):
    """One JSON file per environment (`JPE`, `OneJsonPerEnv`), the form of upstream visdom.

    An opened environment is in memory as it will be written: changed windows as they are in the tree, the others as
    text.
    """

    cache_type = "JPE"
    long_name = "OneJsonPerEnv"

    # Writing

    def append(self, eid: str, record: Record) -> Receipt:
        self.root.check_open()
        if eid not in self._opened:
            self._opened[eid] = EnvFile(rest={POSITIONS: {}})
        env = self._file_of(eid)
        match record.kind:
            case "window" | "patch":
                if record.kind == "window":
                    previous = env.windows.get(record.key)
                    version = env.deleted.pop(record.key, 0) if previous is None else _version_in(previous)
                    record = record.numbered_after(version)
                env.windows[record.key] = record.value
                env.change(record.key)
            case "deleted":
                piece = env.windows.pop(record.key, None)
                if piece is not None:
                    self._trash_window(eid, record.key, piece)
                    env.deleted[record.key] = _version_in(piece)
                env.change()
                env.changed.pop(record.key, None)
            case "member":
                env.rest[record.key] = record.value
                env.change()
            case "no member":
                env.rest.pop(record.key, None)
                env.change()
        return Receipt(self.root.syncer.written)

    # Keeping up

    def pending(self) -> dict[tuple[str, str], str | None]:
        with self.root.lock:
            opened = {eid: env for eid, env in self._opened.items() if isinstance(env, EnvFile)}
            return {(eid, win): env.refusal for eid, env in opened.items() for win in env.changed}

    def busy(self) -> Collection[WindowKey]:
        with self.root.lock:
            return {(eid, win) for eid, env in self._opened.items() for win in env.windows}

    # Inside

    def _tasks(self) -> list[tuple[float, Callable[[], None]]]:
        return [*super()._tasks(), (SAVE_SECONDS, self._save_due)]

    def _flush(self, eid: str | None = None) -> None:
        with self.root.lock:
            eids = list(self._opened) if eid is None else [eid]
        self._save_all(eids)

    def _find_removed(self) -> list[str]:
        with self.root.lock:
            opened = dict(self._opened)
        for eid, env in opened.items():
            with self.root.lock:
                location = self.root.index.find(eid)
                is_there = location is not None and files.exists(self.root.index.path_of(location))
                if isinstance(env, EnvFile):
                    if env.is_on_disk and not is_there and self._opened.get(eid) is env:
                        log.error("The file of the environment %r was removed; it is written again.", eid)
                        env.change(*env.windows)
                        env.refused(REMOVED, 0.0)
                    env.is_on_disk = is_there
        return []

    def _restore(self, eid: str, windows: dict[str, Window]) -> list[str]:
        return []  # all of an environment is in memory, and its next save writes it

    def _stage(self, eid: str, contents: Contents) -> tuple[staging.Staged, EnvFile]:
        with self.root.lock:
            location = self._location_of(eid)
        members = _named(eid, location, {POSITIONS: {}, **contents.members})
        env = EnvFile(dict(contents.windows), members, is_on_disk=True)
        return staging.Staged(eid, location, self._write(env)), env

    def _list_folder(self, eid: str, path: str) -> EnvFile:
        """All of an environment that is a folder. Nothing in that is changed, so damaged files stay there."""
        folder = list_folder(eid, path, self._rule, self.root.settings.replay)
        env = EnvFile(rest=folder.rest, is_on_disk=True)
        for each in folder.windows.values():
            reading = each.read(self.root.settings.replay)
            if reading.damage is not None:
                log.error("%s is damaged: %s.", each.title, reading.damage)
            if reading.window is not None:
                env.windows[each.win] = reading.window
        return env

    def _file_of(self, eid: str) -> EnvFile:
        environment = self._opened[eid]
        if not isinstance(environment, EnvFile):
            raise TypeError(f"{self.long_name} cannot write to {type(environment).__name__}")
        return environment

    def _trash_window(self, eid: str, win: str, piece: bytes | Window) -> None:
        """A copy of a closed window goes to the trash, as it has no file of its own."""
        if not self.root.settings.trash_days:
            return
        text = dumps(piece) if isinstance(piece, dict) else piece
        try:
            self.root.trash_copy(text, self._rule.encode(win) + JSON_ENDING, self._trash_folder(eid))
        except OSError as error:
            log.warning("The window %r of %r is closed and cannot be restored: %s.", win, eid, error)

    def _location_of(self, eid: str) -> Location:
        """Where the file of an environment is or will be."""
        found = self.root.index.find(eid)
        return self.root.index.new_location(eid, is_folder=False) if found is None or found.is_folder else found

    def _save_due(self) -> None:
        now = time.monotonic()
        with self.root.lock:
            due = [eid for eid in self._opened if self._is_due(self._file_of(eid), now)]
        self._save_all(due)

    def _is_due(self, env: EnvFile, now: float) -> bool:
        if not env.is_changed or now < env.save_not_before:
            return False
        interval, threshold = self.root.settings.save_interval, self.root.settings.save_threshold
        is_old = bool(interval) and now - env.changed_at >= interval
        is_much = bool(threshold) and env.changes - env.saved_changes >= threshold
        return is_old or is_much or env.refusal is not None

    def _save_all(self, eids: Iterable[str]) -> None:
        refused: list[NotSaved] = []
        with self._saving:
            for eid in eids:
                try:
                    self._save(eid)
                except Exception as error:  # whatever it is, the other environments are saved
                    refused.append(NotSaved(f"The environment {eid!r}", error))
                    if not isinstance(error, OSError):
                        log.exception("The environment %r cannot be saved.", eid)
        if refused:
            raise refused[0]

    def _save(self, eid: str) -> None:
        """Write an environment if it changed, while other changes go on."""
        begun = time.monotonic()
        with self.root.lock:
            env = self._opened.get(eid)
            if not isinstance(env, EnvFile) or not env.is_changed:
                return
            changes = env.changes
            env.rest = _named(eid, self._location_of(eid), env.rest)
        try:
            path = self._write(env)
            try:
                with self.root.lock:
                    if self._opened.get(eid) is env:
                        self._put_in_place(eid, env, path)
                        env.saved(changes, begun)
            finally:
                files.remove(path)
            took = time.monotonic() - begun
            env.save_not_before = time.monotonic() + took * (1 / MAX_SHARE - 1)
        except Exception as error:
            with self.root.lock:
                env.refused(reason_of(error), time.monotonic() + RETRY_SECONDS)
            raise

    def _put_in_place(self, eid: str, env: EnvFile, path: str) -> None:
        index, syncer = self.root.index, self.root.syncer
        old, location = index.find(eid), self._location_of(eid)
        with index.changing():
            files.rename(path, index.path_of(location))
            index.add(eid, location)
            if old is not None and old != location:
                syncer.sync_now(files.parent(path), self.root.path)
                moved = move_away(index.path_of(old), self.root.beside(MIGRATED))
                syncer.wrote(files.parent(moved))
        env.is_on_disk = True
        syncer.wrote(files.parent(path))
        syncer.wrote(self.root.path)

    def _write(self, env: EnvFile) -> str:
        """Write an environment out of place; the path."""
        path = staging.new_path(self.root.index)
        with self.root.lock:
            rest = dict(env.rest)
        files.make_folder(files.parent(path))
        files.write(path, compose(self._texts(env), rest), sync=False)
        try:
            self.root.syncer.sync_now(path)
        except BaseException:
            files.remove(path)
            raise
        return path

    def _close_files(self, eid: str | None = None) -> None:
        """No file stays open."""


def _named(eid: str, location: Location, rest: dict[str, Any]) -> dict[str, Any]:
    """The members, with the environment's id among them where the file's name is cut."""
    return {**rest, NAME: eid} if is_digested(location.stem) or NAME in rest else rest


def _version_in(piece: bytes | Window) -> int:
    return interpret(piece).version if isinstance(piece, bytes) else version_of(piece)
