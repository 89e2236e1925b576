"""JPE: every environment is one file, written when it is saved, from time to time, and at the end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

from visdom.autosave import files, removal, staging
from visdom.autosave.aside import MIGRATED, put_aside
from visdom.autosave.catalog import Place
from visdom.autosave.env_folder import PLACES, EnvFolder, WindowFiles
from visdom.autosave.env_text import NAME, EnvText, compose
from visdom.autosave.names import WINDOW_ENDING, is_digested
from visdom.autosave.pace import Pace
from visdom.autosave.reading import Reading, Window
from visdom.autosave.reading_store import read_piece
from visdom.autosave.root import Settings
from visdom.autosave.staging import Staged
from visdom.autosave.store import Chore, StoragePrototype, count_on
from visdom.errors import NotSaved, reason_of
from visdom.jsontext import dumps

SAVE_SECONDS = 0.25
RETRY_SECONDS = 5.0
MAX_SHARE = 0.1
"""How much of the time may go into saving an environment that always changes."""

log = logging.getLogger(__name__)


class SimpleJsonStorage(StoragePrototype):
    """One JSON file per environment (`JPE`, `OneJsonPerEnv`), the form of upstream visdom.

    An opened environment is kept as it will be written: the very windows of the tree, and the text of those
    that nobody needed yet.
    """

    cache_type = "JPE"
    long_name = "OneJsonPerEnv"

    def __init__(self, path: str, settings: Settings) -> None:
        super().__init__(path, settings)
        self._flushing = threading.Lock()

    # Reading

    def settle(self, eid: str, win: str, reading: Reading) -> Window | None:
        window = super().settle(eid, win, reading)
        if window is not None:
            self._text_of(eid).windows[win] = window
        return window

    # Writing

    def create(self, eid: str) -> None:
        self._opened[eid] = EnvText(rest={PLACES: {}})
        self._changed(eid)

    def write(self, eid: str, win: str, window: Window) -> None:
        dumps(window)  # what cannot be encoded is refused now, as the file could never be written with it
        windows = self._text_of(eid).windows
        if win in windows:
            count_on(window, read_piece(windows[win]).version)
        windows[win] = window
        self._changed(eid, win)

    def append(self, eid: str, win: str, window: Window, patch_json: bytes) -> None:
        self._changed(eid, win)

    def remove(self, eid: str, win: str) -> None:
        piece = self._text_of(eid).windows.pop(win, None)
        if piece is not None:
            self._trash(eid, win, piece)
        self._changed(eid)
        self._text_of(eid).changed.pop(win, None)

    def write_rest(self, eid: str, key: str, value: Any) -> None:
        dumps(value)
        self._text_of(eid).rest[key] = value
        self._changed(eid)

    def remove_rest(self, eid: str, key: str) -> None:
        del self._text_of(eid).rest[key]
        self._changed(eid)

    # Whole environments

    def stage(self, eid: str, windows: Iterable[tuple[str, Window | bytes]], rest: dict[str, Any]) -> Staged:
        with self.root.lock:
            place = self._place_of(eid)
        env = EnvText(rest=_named(eid, place, {PLACES: {}, **rest}), is_on_disk=True)
        for win, window in windows:
            with self.root.lock:
                env.windows[win] = window if isinstance(window, bytes) else dumps(window)
        return Staged(eid, place, self._write(env), env)

    def adopt(self, eid: str) -> None:
        """A file is written as a whole, so nothing has to happen ahead of that."""

    # Keeping up

    def flush(self, eid: str | None = None) -> None:
        with self.root.lock:
            eids = list(self._opened) if eid is None else [eid]
        self._save_all(eids)

    def unsaved(self) -> list[tuple[str, str]]:
        with self.root.lock:
            refused = {eid: env for eid, env in self._opened.items() if isinstance(env, EnvText) and env.is_refused}
            return [(eid, win) for eid, env in refused.items() for win in sorted(env.changed)]

    def pending(self) -> dict[tuple[str, str], str | None]:
        with self.root.lock:
            opened = {eid: env for eid, env in self._opened.items() if isinstance(env, EnvText)}
            return {(eid, win): env.refusal for eid, env in opened.items() for win in env.changed}

    def removed(self) -> list[str]:
        with self.root.lock:
            opened = dict(self._opened)
        for eid, env in opened.items():
            with self.root.lock:
                place = self.root.catalog.find(eid)
                is_there = place is not None and files.exists(self.root.catalog.path_of(place))
                if isinstance(env, EnvText) and env.is_on_disk and not is_there and self._opened.get(eid) is env:
                    log.error("The file of the environment %r was removed; it is written anew.", eid)
                    env.change(time.monotonic(), *env.windows)
                    env.refusal, env.save_not_before = removal.REASON, 0.0
                if isinstance(env, EnvText):
                    env.is_on_disk = is_there
        return []

    def chores(self) -> list[Chore]:
        return [*super().chores(), (SAVE_SECONDS, self._save_due)]

    # Inside

    def _read_place(self, eid: str, place: Place) -> EnvText:
        environment = super()._read_place(eid, place)
        text = environment if isinstance(environment, EnvText) else self._as_text(environment)
        text.is_on_disk = True
        return text

    def _as_text(self, folder: EnvFolder) -> EnvText:
        """All of an environment that is a folder; as that stays as it is, so does what cannot be read in it."""
        env = EnvText(rest=folder.rest)
        for window_files in folder.windows.values():
            reading = window_files.read(self.root.settings.replay)
            if reading.damage is not None:
                log.error("%s is damaged: %s.", window_files.title, reading.damage)
            if reading.window is not None:
                env.windows[window_files.win] = reading.window
        return env

    def _text_of(self, eid: str) -> EnvText:
        environment = self._opened[eid]
        if not isinstance(environment, EnvText):
            raise TypeError(f"{self.long_name} cannot write to {type(environment).__name__}")
        return environment

    def _trash(self, eid: str, win: str, piece: bytes | Window) -> None:
        """A copy of a closed window goes to the trash, as there is no file of its own to be moved there."""
        if not self.root.settings.trash_days:
            return
        text = dumps(piece) if isinstance(piece, dict) else piece
        name = self._window_rule.encode(win) + WINDOW_ENDING
        try:
            self.root.trash_copy(text, name, self._trash_folder(eid))
        except OSError as error:
            log.warning("The window %r of %r is closed and cannot be brought back: %s.", win, eid, error)

    def _place_of(self, eid: str) -> Place:
        """Where the file of an environment is or will be."""
        place = self.root.catalog.find(eid)
        return self.root.catalog.new_place(eid, is_folder=False) if place is None or place.is_folder else place

    def _changed(self, eid: str, win: str | None = None) -> None:
        self._text_of(eid).change(time.monotonic(), *(() if win is None else (win,)))

    def _save_due(self) -> None:
        now = time.monotonic()
        with self.root.lock:
            due = [eid for eid in self._opened if self._is_due(self._text_of(eid), now)]
        self._save_all(due)

    def _is_due(self, env: EnvText, now: float) -> bool:
        if not env.is_changed or now < env.save_not_before:
            return False
        interval, threshold = self.root.settings.save_interval, self.root.settings.save_threshold
        is_old = bool(interval) and now - env.changed_at >= interval
        return is_old or bool(threshold) and env.changes - env.saved_changes >= threshold or env.is_refused

    def _save_all(self, eids: Iterable[str]) -> None:
        refused: list[NotSaved] = []
        with self._flushing:
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
        """Write an environment if it changed, beside the changes that go on."""
        begun = time.monotonic()
        with self.root.lock:
            env = self._opened.get(eid)
            if not isinstance(env, EnvText) or not env.is_changed:
                return
            changes = env.changes
            env.rest = _named(eid, self._place_of(eid), env.rest)
        try:
            path = self._write(env)
            try:
                with self.root.lock:
                    if self._opened.get(eid) is env:
                        self._put_in_place(eid, path)
                        env.saved(changes, begun)
            finally:
                files.remove(path)
            took = time.monotonic() - begun
            env.save_not_before = time.monotonic() + took * (1 / MAX_SHARE - 1)
        except Exception as error:
            with self.root.lock:
                env.refusal = reason_of(error)
                env.save_not_before = time.monotonic() + RETRY_SECONDS
            raise

    def _put_in_place(self, eid: str, path: str) -> None:
        old, place = self.root.catalog.find(eid), self._place_of(eid)
        with self.root.catalog.changing():
            files.rename(path, self.root.catalog.path_of(place))
            self.root.catalog.add(eid, place)
            if old is not None and old != place:
                for error in self.root.syncer.sync_before_rename([files.parent(path), self.root.path]).values():
                    raise error
                aside = put_aside(self.root.catalog.path_of(old), self.root.aside(MIGRATED))
                self.root.syncer.wrote(files.parent(aside))
        self._text_of(eid).is_on_disk = True
        self.root.syncer.wrote(files.parent(path))
        self.root.syncer.wrote(self.root.path)

    def _write(self, env: EnvText) -> str:
        """Write an environment aside; the path."""
        path = staging.new_path(self.root.catalog)
        with self.root.lock:
            rest = dict(env.rest)
        files.make_folder(files.parent(path))
        files.write(path, compose(self._texts(env), rest), sync=False)
        for error in self.root.syncer.sync_before_rename([path]).values():
            raise error
        return path

    def _texts(self, env: EnvText) -> Iterator[tuple[str, bytes]]:
        """The windows as text, each as it is at its turn."""
        pace = Pace()
        for win in list(env.windows):
            with self.root.lock:
                piece = env.windows.get(win)
                text = dumps(piece) if isinstance(piece, dict) else piece
            if text is not None:
                yield win, text
            pace.step()

    def _write_anew(self, window_files: WindowFiles) -> None:
        """Files are synced before they take the place of others, so none is lost later."""


def _named(eid: str, place: Place, rest: dict[str, Any]) -> dict[str, Any]:
    """The members with the environment's id among them, where the file's name cannot tell it."""
    return {**rest, NAME: eid} if is_digested(place.stem) or NAME in rest else rest
