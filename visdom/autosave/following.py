"""A tree of a folder that another process writes: nothing is locked, nothing is written, and every change shows.

    tree = follow(path, replay=replay)
    news = tree.look(watched)       on any thread: find out what changed
    tree.take(news, audience)       where the tree is used: have it in memory and tell it

`look` and `take` take turns. A window is told as its patches when all that happened is that its journal grew, and
otherwise whole.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from visdom.autosave import files
from visdom.autosave.container import UNREAD, OnDisk
from visdom.autosave.env_folder import PLACES, WindowFiles
from visdom.autosave.environment import Environment
from visdom.autosave.followed import Followed, Growth, Trace, growth_of
from visdom.autosave.following_store import FollowingStore
from visdom.autosave.reading import Replay, Window
from visdom.autosave.staging import NEW
from visdom.autosave.tree import Tree
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

log = logging.getLogger(__name__)


class Audience(Protocol):
    """Who is told."""

    def window(self, eid: str, win: str, window: Any) -> None:
        """A window is new, or another one."""

    def patch(self, eid: str, win: str, window: Any, patch: Any, encoded: bytes) -> None:
        """A window was changed."""

    def closed(self, eid: str, win: str) -> None:
        """A window is gone."""

    def replaced(self, eid: str, gone: Iterable[str], wins: Collection[str]) -> None:
        """These windows are gone, and these are new."""


@dataclass(slots=True)
class Whole:
    """A window that is another one now: which one was in memory, and which one is to be."""

    was: Window | None
    window: Window | None
    trace: Trace | None


@dataclass(slots=True)
class EnvironmentNews:
    """What changed in one environment."""

    eid: str
    followed: Followed | None
    """The environment as it is now; None when it is gone."""
    closed: list[str] = field(default_factory=list)
    whole: dict[str, Whole] = field(default_factory=dict)
    grown: dict[str, Growth] = field(default_factory=dict)


@dataclass(slots=True)
class News:
    """What changed in the folder."""

    names: list[str] | None
    """All environments, if there are others than before."""
    environments: list[EnvironmentNews]


class FollowedTree(Tree):
    """All environments of a folder that another process writes."""

    def __init__(self, store: FollowingStore, cache_mb: float) -> None:
        super().__init__(store, "never", cache_mb)
        self._following = store
        self._names = store.root.catalog.names()
        """The environments that the audience knows of."""

    # Looking

    def look(self, watched: Callable[[], Collection[str]]) -> News:
        """Find out what changed in the environments that are open or watched; in watched ones windows are read."""
        names = self._look_for_names()
        watched_now = set(watched())  # asked after the names: whoever comes later finds the environments by itself
        with self.lock:
            eids = {*self._following.followed, *watched_now}
        found = [self._look_at(eid, names, is_watched=eid in watched_now) for eid in sorted(eids)]
        return News(names if names != self._names else None, [each for each in found if each is not None])

    def _look_for_names(self) -> list[str]:
        """The names of all environments. One that is just being replaced is still there."""
        with self.lock:
            names = self._store.root.catalog.names()
        if set(self._names).issubset(names):
            return names
        is_replaced = bool(files.scan(self._store.root.aside(NEW)))
        with self.lock:
            names = self._store.root.catalog.names()
        return [*names, *(eid for eid in self._names if eid not in names)] if is_replaced else names

    def _look_at(self, eid: str, names: Collection[str], *, is_watched: bool) -> EnvironmentNews | None:
        before = self._following.followed.get(eid)
        if eid not in names:
            return None if before is None else EnvironmentNews(eid, None, list(before.windows))
        doubts = self._following.take_doubts(eid)
        try:
            now = self._following.look_at(eid, before)
            if now is None or now is before and not doubts:
                return None
            news = EnvironmentNews(eid, now)
            known = before if eid in self._names else None
            self._compare(news, known, now, doubts, is_watched=is_watched)
            news.closed += [win for win in (before.windows if before is not None else ()) if win not in now.windows]
        except OSError as error:
            log.info("The environment %r cannot be read at the moment: %s.", eid, error)
            self._following.doubt(eid, *doubts)
            return None
        return news

    def _compare(
        self, news: EnvironmentNews, before: Followed | None, now: Followed, doubts: set[str], *, is_watched: bool
    ) -> None:
        for win, mark in now.windows.items():
            is_same = before is not None and before.windows.get(win) == mark and win not in doubts
            if before is None or not is_same or before.is_doubtful(win):
                window, trace = self._window_in_memory(news.eid, win)
                if window is None and not is_watched:
                    news.whole[win] = Whole(None, None, None)
                else:
                    is_told = before is not None and win not in doubts
                    self._read_window(news, win, now.environment.windows[win], mark, window, trace if is_told else None)

    def _read_window(
        self, news: EnvironmentNews, win: str, source: Any, mark: Any, window: Window | None, trace: Trace | None
    ) -> None:
        """A window may have changed. With a trace the pages have what is in memory, so a patch means something."""
        if trace is not None and trace.mark != mark and isinstance(source, WindowFiles):
            growth = growth_of(source, trace, mark)
            if growth is not None:
                news.grown[win] = growth
                return
        reading = self._following.read_source(source)
        self._following.say_damaged(news.eid, win, mark, reading.damage)
        found = reading.source
        if not isinstance(found, Trace) or reading.window is None:
            if reading.damage is None:
                news.closed.append(win)
        elif trace is not None and window == reading.window:
            news.grown[win] = Growth([], replace(found, window=window))
        else:
            news.whole[win] = Whole(window, reading.window, found)

    def _window_in_memory(self, eid: str, win: str) -> tuple[Window | None, Trace | None]:
        """A window that is in memory, and where it comes from."""
        environment = self._members.get(eid)
        member = environment.windows.peek(win) if environment is not None else None
        if member is None or isinstance(member, OnDisk):
            return None, None
        trace = self._following.traces.get((eid, win))
        return member, trace if trace is not None and trace.window is member else None

    # Taking

    def take(self, news: News, audience: Audience) -> None:
        """Have the news in memory, and tell them; call it where nobody else uses the tree."""
        with self.lock:
            for each in news.environments:
                if each.followed is None:
                    self._forget(each.eid)
                    self._following.forget(each.eid)
                    audience.replaced(each.eid, each.closed, ())
                else:
                    self._take_environment(each, each.followed, audience)
            if news.names is not None:
                self._names = news.names

    def _take_environment(self, news: EnvironmentNews, now: Followed, audience: Audience) -> None:
        eid = news.eid
        before = self._following.followed.get(eid)
        self._following.keep(eid, now)
        environment: Environment = self[eid]
        _take_members(environment, before, now)
        for win in news.closed:
            environment.windows.unlearn(win)
            environment.windows.uses.forget(win)
            self._following.traces.pop((eid, win), None)
            audience.closed(eid, win)
        for win, whole in news.whole.items():
            self._take_whole(eid, win, whole, audience)
        for win, growth in news.grown.items():
            self._take_growth(eid, win, growth, audience)

    def _take_whole(self, eid: str, win: str, whole: Whole, audience: Audience) -> None:
        windows = self[eid].windows
        member = windows.peek(win)
        if (None if isinstance(member, OnDisk) else member) is not whole.was:
            self._following.doubt(eid, win)  # it was read meanwhile: nobody knows which reading is newer
        elif whole.window is None or whole.trace is None:
            windows.learn(win, UNREAD)
            audience.replaced(eid, (), [win])
        else:
            windows.learn(win, whole.window)
            windows.uses.lately.add(win)
            self._following.traces[eid, win] = whole.trace
            audience.window(eid, win, whole.window)

    def _take_growth(self, eid: str, win: str, growth: Growth, audience: Audience) -> None:
        windows, window = self[eid].windows, growth.trace.window
        if window is None or windows.peek(win) is not window:
            self._following.doubt(eid, win)
            return
        for record in growth.records:
            if not self._follow_record(window, record.value, record.version):
                windows.learn(win, UNREAD)  # it may be half changed
                self._following.doubt(eid, win)
                return
            audience.patch(eid, win, window, record.value, dumps(record.value))
        self._following.traces[eid, win] = growth.trace

    def _follow_record(self, window: Window, patch: Any, version: int) -> bool:
        """Do a patch to a window; False when it does not fit."""
        try:
            return self._following.root.settings.replay(window, patch) is window and version_of(window) == version
        except Exception as error:  # whatever it is, the window is read again, and what is damaged is named then
            log.info("A recorded change does not fit: %s", error)
            return False


def _take_members(environment: Environment, before: Followed | None, now: Followed) -> None:
    """What an environment has besides windows; the pages hear of it when they turn to it next."""
    rest = now.environment.rest
    for key in set(before.environment.rest if before is not None else ()) - set(rest):
        environment.unlearn(key)
    places = rest.get(PLACES)
    for key, value in {**rest, PLACES: places if isinstance(places, dict) else {}}.items():
        environment.learn(key, value)


def follow(path: str, *, replay: Replay, cache_mb: float = 512.0) -> FollowedTree:
    """Open a folder that another process writes, or will write; StorageError when there is none, or it is newer."""
    return FollowedTree(FollowingStore(path, replay), cache_mb)
