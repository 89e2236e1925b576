"""A store that reads what another process writes: no lock, nothing written, nothing put in order."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, NoReturn

from visdom.autosave.catalog import Place
from visdom.autosave.env_folder import EnvFolder, WindowFiles
from visdom.autosave.env_text import EnvText
from visdom.autosave.followed import Followed, Trace, look_at, read_files
from visdom.autosave.reading import Reading, Replay, Window
from visdom.autosave.reading_store import read_piece
from visdom.autosave.root import Settings
from visdom.autosave.staging import Staged
from visdom.autosave.store import Chore, StoragePrototype
from visdom.errors import Follows
from visdom.jsontext import dumps

log = logging.getLogger(__name__)


class FollowingStore(StoragePrototype):
    """Reads environments of either form. Nobody writes through it: every method that would raises `Follows`."""

    cache_type = "follow"
    long_name = "Follow"
    lets_go = True

    def __init__(self, path: str, replay: Replay) -> None:
        super().__init__(path, Settings(replay, fsync="never", trash_days=0, only_looks=True))
        self.followed: dict[str, Followed] = {}
        """The opened environments, as they were when they were last looked at."""
        self.traces: dict[tuple[str, str], Trace] = {}
        """Where the windows in memory (environment, id) come from."""
        self._doubts: dict[str, set[str]] = {}
        self._said: dict[tuple[str, str | None], object] = {}

    # Reading

    def look_at(self, eid: str, before: Followed | None) -> Followed | None:
        """Look at an environment, with what is known from before; None when there is no such environment."""
        with self.root.lock:
            place = self.root.catalog.find(eid)
        return None if place is None else self._look_at_place(eid, place, before)

    def keep(self, eid: str, followed: Followed) -> None:
        """The environment is opened, and as it was looked at."""
        self.followed[eid] = followed
        self._opened[eid] = followed.environment

    def forget(self, eid: str) -> None:
        """The environment is gone."""
        self._opened.pop(eid, None)
        self.followed.pop(eid, None)
        self._doubts.pop(eid, None)
        for known in [known for known in self.traces if known[0] == eid]:
            del self.traces[known]

    def read(self, eid: str, win: str) -> Reading:
        return self.read_source(self._opened[eid].windows[win])

    def read_source(self, source: WindowFiles | bytes | Window) -> Reading:
        """Read a window; `source` of the answer is its trace."""
        if isinstance(source, WindowFiles):
            return read_files(source, self.root.settings.replay)
        reading = read_piece(source)
        reading.source = Trace(source, window=reading.window)
        return reading

    def text(self, eid: str, win: str) -> bytes | None:
        """Windows are parsed, so that what their journals say more can be told as patches."""
        return None

    def can_read_again(self, eid: str, win: str) -> bool:
        self.traces.pop((eid, win), None)
        return True

    def settle(self, eid: str, win: str, reading: Reading) -> Window | None:
        """A window was read and is kept in memory from now on. Nothing is put in order: the writer does that."""
        trace, followed = reading.source, self.followed[eid]
        mark = followed.windows.get(win)
        self.say_damaged(eid, win, mark, reading.damage)
        if reading.window is not None and isinstance(trace, Trace):
            self.traces[eid, win] = trace
            if trace.mark != mark:
                self.doubt(eid, win)
        return reading.window

    def say_damaged(self, eid: str, win: str | None, mark: object, damage: str | None) -> None:
        """Log once what cannot be read of a window, or of the rest of an environment."""
        if damage is None:
            self._said.pop((eid, win), None)
        elif self._said.get((eid, win)) != (mark, damage):
            self._said[eid, win] = mark, damage
            what = f"The environment {eid!r}" if win is None else f"The window {win!r} of {eid!r}"
            log.error("%s is damaged: %s. It is left as it is.", what, damage)

    # Doubts

    def doubt(self, eid: str, *wins: str) -> None:
        """Nobody knows whether the pages have these windows as they are: read them again, and tell them whole."""
        with self.root.lock:
            self._doubts.setdefault(eid, set()).update(wins)

    def take_doubts(self, eid: str) -> set[str]:
        """The windows in doubt, which are so no longer."""
        with self.root.lock:
            return self._doubts.pop(eid, set())

    # Not writing

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise Follows

    create = write = append = write_rest = remove_rest = remove = remove_environment = commit = leave_trash = _refuse

    def stage(self, eid: str, windows: Iterable[tuple[str, Window | bytes]], rest: dict[str, Any]) -> Staged:
        raise Follows

    def adopt(self, eid: str) -> None:
        raise Follows

    def flush(self, eid: str | None = None) -> None:
        """What is in memory is on disk."""

    def unsaved(self) -> list[tuple[str, str]]:
        return []

    def pending(self) -> dict[tuple[str, str], str | None]:
        return {}

    def chores(self) -> list[Chore]:
        return []

    def sync(self) -> None:
        """The writer does that."""

    def expire_trash(self) -> None:
        """The writer does that."""

    def _write_anew(self, window_files: WindowFiles) -> None:
        """Nothing is written that could be lost."""

    # Inside

    def _look_at_place(self, eid: str, place: Place, before: Followed | None) -> Followed:
        path = self.root.catalog.path_of(place)
        followed = look_at(eid, place, path, self._window_rule, self.root.settings.replay, before)
        self.say_damaged(eid, None, None, _damage_of(followed.environment))
        return followed

    def _open_place(self, eid: str, place: Place) -> None:
        followed = self._look_at_place(eid, place, None)
        with self.root.lock:
            if eid not in self._opened and self.root.catalog.find(eid) == place:
                self.keep(eid, followed)

    def _text(self, eid: str, win: str, identity: object) -> bytes | None:
        with self.root.lock:
            source = self._still_there(eid, identity).windows.get(win)
        if source is None or isinstance(source, bytes):
            return source
        window = self.read_source(source).window
        return None if window is None else dumps(window)


def _damage_of(environment: EnvFolder | EnvText) -> str | None:
    if isinstance(environment, EnvText):
        return environment.damage
    return f"{', '.join(environment.unreadable)} is not JSON" if environment.unreadable else None
