"""What every store can read: the environments that somebody opened, and their windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar

from visdom.autosave import settling
from visdom.autosave.catalog import Place
from visdom.autosave.env_folder import EnvFolder, WindowFiles
from visdom.autosave.env_text import EnvText, read_env_text
from visdom.autosave.listing import list_folder
from visdom.autosave.names import NameRule
from visdom.autosave.packing import read_either, unpack
from visdom.autosave.reading import Reading, Window, interpret
from visdom.autosave.root import Root, Settings
from visdom.errors import NotFound, StorageError
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of


class ReadingStore:
    """Reads environments of either form.

    `open`, `read`, `text` and `copy_out` may wait for the disk, so they take the lock themselves, and only for moments.
    """

    cache_type: ClassVar[str]
    """The short name of the flag `-cache_type`."""

    long_name: ClassVar[str]

    lets_go: ClassVar[bool] = False
    """Can windows be let go from memory, because each has a file of its own?"""

    def __init__(self, path: str, settings: Settings) -> None:
        self._opened: dict[str, EnvFolder | EnvText] = {}
        self.root = Root(path, self.cache_type, settings, self._opened)
        self._window_rule = NameRule(folds_case=self.root.catalog.rule.folds_case)

    # Names

    def names(self, eid: str | None = None) -> list[str]:
        """The ids of all environments, or of all windows of an opened one."""
        if eid is None:
            return list(dict.fromkeys([*self.root.catalog.names(), *self._opened]))
        environment = self._opened[eid]
        return environment.names() if isinstance(environment, EnvFolder) else list(environment.windows)

    def has(self, eid: str) -> bool:
        """Is there an environment of this id?"""
        return eid in self._opened or self.root.catalog.find(eid) is not None

    def is_open(self, eid: str) -> bool:
        """Are the names of its windows known, and its other members?"""
        return eid in self._opened

    def rest(self, eid: str) -> dict[str, Any]:
        """What an opened environment has besides windows."""
        return self._opened[eid].rest

    # Reading

    def open(self, eid: str) -> bool:
        """Read the names of an environment's windows and its other members; False when there is none."""
        with self.root.lock:
            place = None if eid in self._opened else self.root.catalog.find(eid)
        if place is not None:
            try:
                self._open_place(eid, place)
            except FileNotFoundError:  # deleted meanwhile, or never more than a name
                return eid in self._opened
            except OSError as error:
                raise StorageError(f"The environment {eid!r} cannot be read: {error}.") from error
        return eid in self._opened

    def read(self, eid: str, win: str) -> Reading:
        """Read a window of an opened environment; changes nothing. KeyError when it is not there (any more)."""
        environment = self._opened[eid]
        source = environment.windows[win]
        reading = source.read(self.root.settings.replay) if isinstance(source, WindowFiles) else read_piece(source)
        reading.source = source
        return reading

    def text(self, eid: str, win: str) -> bytes | None:
        """A window as the text that it is on disk; None when that is not all, or there is no such window."""
        source = self._source(eid, win)
        if isinstance(source, WindowFiles):
            return file_text(source) if source.window is None else None
        return source if isinstance(source, bytes) else None

    def text_or_reading(self, eid: str, win: str, least_bytes: int) -> bytes | Reading:
        """Read a window once: as text if that is all and no shorter than this, else parsed as `read` does."""
        source = self._source(eid, win)
        text = self.text(eid, win)
        if text is None:
            return self.read(eid, win)
        if len(text) >= least_bytes:
            return text
        reading = read_piece(text)
        reading.source = source
        return reading

    def text_bytes(self, eid: str, win: str) -> int:
        """About how long the text of a window is that was read or written; 0 when nothing of it is on disk."""
        source = self._source(eid, win)
        if isinstance(source, WindowFiles):
            return source.text_bytes
        return len(source) if isinstance(source, bytes) else 0

    def can_read_again(self, eid: str, win: str) -> bool:
        """Is the window on disk as it is in memory, so that the tree may let go of it?"""
        return False

    def settle(self, eid: str, win: str, reading: Reading) -> Window | None:
        """A window was read and is kept in memory from now on: put aside what was damaged.

        Returns None when there is no such window: it was deleted, or nothing of it can be read.
        """
        environment = self._opened[eid]
        if reading.source is not environment.windows[win]:  # the environment changed its form meanwhile
            reading = self.read(eid, win)
        if isinstance(environment, EnvFolder):
            settling.settle_files(self.root, environment.windows[win], reading)
        elif reading.window is None:
            settling.put_piece_aside(self.root, eid, win, environment, reading)
        return reading.window

    def copy_out(self, eid: str) -> Iterator[tuple[str, bytes]]:
        """All windows of an environment as they are now, as JSON text; NotFound when it is not there (any more)."""
        self.open(eid)
        with self.root.lock:
            environment = self._still_there(eid)
            wins = self.names(eid)
        for win in wins:
            text = self._text(eid, win, environment.identity)
            if text is not None:
                yield win, text

    # Inside

    def _source(self, eid: str, win: str) -> WindowFiles | bytes | Window | None:
        with self.root.lock:
            environment = self._opened.get(eid)
            return environment.windows.get(win) if environment is not None else None

    def _read_place(self, eid: str, place: Place) -> EnvFolder | EnvText:
        """Read an environment of either form; changes nothing on disk."""
        path = self.root.catalog.path_of(place)
        if place.is_folder:
            return list_folder(eid, path, self._window_rule, self.root.settings.replay)
        return read_env_text(path)

    def _open_place(self, eid: str, place: Place) -> None:
        environment = self._read_place(eid, place)
        path = self.root.catalog.path_of(place)
        with self.root.lock:
            if eid in self._opened or self.root.catalog.find(eid) != place:
                return
            if isinstance(environment, EnvFolder):
                settling.clear_up_folder(self.root, environment)
            elif environment.damage is not None:
                settling.put_broken_text_aside(self.root, path, environment)
                if not environment.windows:
                    self.root.catalog.discard(eid)
                    return
            self._opened[eid] = environment

    def _still_there(self, eid: str, identity: object = None) -> EnvFolder | EnvText:
        environment = self._opened.get(eid)
        if environment is None or identity not in (None, environment.identity):
            raise NotFound(f"The environment {eid!r} is not there any more.")
        return environment

    def _text(self, eid: str, win: str, identity: object) -> bytes | None:
        """One window as it is now, as text; parsed only when its journal says more than its file."""
        with self.root.lock:
            environment = self._still_there(eid, identity)
            if win not in environment.windows:
                return None
            if isinstance(environment, EnvText):
                piece = environment.windows[win]
                return piece if isinstance(piece, bytes) else dumps(piece)
            window_files = environment.windows[win]
            if window_files.window is not None:
                return dumps(window_files.window)
        text = file_text(window_files)
        if text is not None:
            return text
        window = window_files.read(self.root.settings.replay).window
        return None if window is None else dumps(window)


def file_text(window_files: WindowFiles) -> bytes | None:
    """What the window file says, if that is all there is."""
    if window_files.journal_bytes is None and window_files.earlier is None:
        data = read_either(window_files.file_path)
        with suppress(ValueError):  # whoever reads the window is told what is damaged
            return None if data is None else unpack(data)
    return None


def read_piece(piece: bytes | Window) -> Reading:
    """A window from its text."""
    if isinstance(piece, bytes):
        return interpret(piece, None, _no_replay)
    return Reading(piece, version_of(piece), None, None)


def _no_replay(window: Window, operations: list[Any]) -> Window:
    """A text alone has no journal."""
    return window
