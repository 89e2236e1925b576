"""A tree that mirrors a folder which another process writes: nothing is locked or written, and every change shows.

    tree = follow(path, replay=replay)
    changes = tree.poll(watched)          on any thread: find out what changed
    tree.apply(changes, subscribers)      where the tree is used: change it in memory, and notify

`poll` and `apply` are called in turn. Files that look as before are not read again. A window of which only the journal
grew is reported as patches, any other change as a whole window.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol

from visdom.autosave.disk import files
from visdom.autosave.disk.folder import WindowFiles
from visdom.autosave.disk.root import absolute
from visdom.autosave.disk.snapshots import FolderReader, Growth, Snapshot, Source, growth_of
from visdom.autosave.disk.staging import NEW
from visdom.autosave.format.names import POSITIONS
from visdom.autosave.format.window_text import Replay, Window
from visdom.autosave.store import Listing, StoredWindow, Want
from visdom.autosave.tree.tree import Tree, TreeOwner
from visdom.autosave.tree.windows import UNREAD, Environment, OnDisk
from visdom.errors import NotFound, StorageError
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

log = logging.getLogger(__name__)


class FollowStore(FolderReader):
    """The environments of a folder that another process writes. It has no method that changes anything."""

    def __init__(self, path: str, replay: Replay, owner: TreeOwner) -> None:
        if not files.is_folder(absolute(path)):
            raise StorageError(
                f"{absolute(path)} is not a folder. Name a folder that another visdom server has as -env_path."
            )
        super().__init__(path, replay)
        self._lock = owner.lock
        self.snapshots: dict[str, Snapshot] = {}
        """The opened environments, as they were at the last poll."""
        self.sources: dict[tuple[str, str], Source] = {}
        """What the windows in memory (environment, id) were read from."""
        self._unconfirmed: dict[str, set[str]] = {}
        self._reported: dict[tuple[str, str | None], object] = {}

    # Reading

    def environments(self) -> list[str]:
        with self._lock:
            return list(dict.fromkeys([*self.index.names(), *self.snapshots]))

    def open(self, eid: str) -> Listing:
        if eid not in self.snapshots:
            try:
                snapshot = self.look_at(eid, None)
            except FileNotFoundError:
                snapshot = None
            except OSError as error:
                raise StorageError(f"The environment {eid!r} cannot be read: {error}.") from error
            with self._lock:
                if snapshot is not None and eid not in self.snapshots and self.index.find(eid) == snapshot.location:
                    self.snapshots[eid] = snapshot
        with self._lock:
            opened = self.snapshots.get(eid)
            if opened is None:
                raise NotFound(f"There is no environment {eid!r}.")
            return Listing(opened.environment.names(), dict(opened.environment.rest))

    def read(self, eid: str, win: str, want: Want = "window") -> StoredWindow:
        """Windows are always parsed, so that what their journals get later can be reported as patches."""
        reading, source = self.read_source(self.snapshots[eid].environment.windows[win])
        with self._lock:
            snapshot = self.snapshots[eid]
            mark = snapshot.windows.get(win)
            self.report_damage(eid, win, mark, reading.damage)
            if reading.window is None:
                raise KeyError(win)
            self.sources[eid, win] = source
            if source.mark != mark:
                self.unconfirm(eid, win)
        return StoredWindow.of(reading.window, source.text_bytes)

    # Polling

    def names(self) -> list[str]:
        """All environments on disk."""
        with self._lock:
            return self.index.names()

    def is_replacing(self) -> bool:
        """Is the other process just replacing an environment?"""
        return bool(files.scan(f"{self.path}/{NEW}"))

    def look_at(self, eid: str, before: Snapshot | None) -> Snapshot | None:
        """A snapshot of an environment now; `before` itself when nothing changed, None when there is none."""
        with self._lock:
            location = self.index.find(eid)
        if location is None:
            return None
        snapshot = self.snapshot(eid, location, self.index.path_of(location), before)
        self.report_damage(eid, None, None, snapshot.environment.damage)
        return snapshot

    def forget(self, eid: str) -> None:
        """The environment is gone."""
        self.snapshots.pop(eid, None)
        self._unconfirmed.pop(eid, None)
        for known in [known for known in self.sources if known[0] == eid]:
            del self.sources[known]

    def report_damage(self, eid: str, win: str | None, mark: object, damage: str | None) -> None:
        """Log once what cannot be read of a window, or of the rest of an environment."""
        if damage is None:
            self._reported.pop((eid, win), None)
        elif self._reported.get((eid, win)) != (mark, damage):
            self._reported[eid, win] = mark, damage
            what = f"The environment {eid!r}" if win is None else f"The window {win!r} of {eid!r}"
            log.error("%s is damaged: %s. It is left as it is.", what, damage)

    def unconfirm(self, eid: str, *wins: str) -> None:
        """The pages may have other versions of these windows: the next poll reads them and reports them whole."""
        with self._lock:
            self._unconfirmed.setdefault(eid, set()).update(wins)

    def take_unconfirmed(self, eid: str) -> set[str]:
        """The unconfirmed windows, which are about to be confirmed."""
        with self._lock:
            return self._unconfirmed.pop(eid, set())

    def apply_record(self, window: Window, patch: Any, version: int) -> bool:
        """Apply a patch to a window; False when it does not fit."""
        try:
            return self.replay(window, patch) is window and version_of(window) == version
        except Exception as error:  # the window is read again, and damage is reported then
            log.info("A recorded change does not fit: %s", error)
            return False


class Subscribers(Protocol):
    """Those who are notified of changes."""

    def window(self, eid: str, win: str, window: Any) -> None:
        """A window is new, or another one."""

    def patch(self, eid: str, win: str, window: Any, patch: Any, encoded: bytes) -> None:
        """A window was changed."""

    def closed(self, eid: str, win: str) -> None:
        """A window is gone."""

    def replaced(self, eid: str, gone: Iterable[str], wins: Collection[str]) -> None:
        """These windows are gone, and these are new."""


class Whole(NamedTuple):
    """A window that is another one now: the one that was in memory, and the new one if it was read."""

    before: Window | None
    source: Source | None


@dataclass(slots=True)
class EnvironmentChanges:
    """What changed in one environment."""

    eid: str
    snapshot: Snapshot | None
    """The environment as it is now; None when it is gone."""
    closed: list[str] = field(default_factory=list)
    whole: dict[str, Whole] = field(default_factory=dict)
    grown: dict[str, Growth] = field(default_factory=dict)


class Changes(NamedTuple):
    """What changed in the folder."""

    names: list[str] | None
    """All environments, if there are others than before."""
    environments: list[EnvironmentChanges]


class FollowedTree(Tree):
    """All environments of a folder that another process writes."""

    def __init__(self, store: FollowStore, owner: TreeOwner, cache_mb: float) -> None:
        super().__init__(store, owner, cache_mb=cache_mb)
        self._follow = store
        self._names = store.names()
        """The environments that the subscribers know."""

    def poll(self, watched: Callable[[], Collection[str]]) -> Changes:
        """Find out what changed in the environments that are open or watched; in watched ones windows are read."""
        names = self._poll_names()
        watched_now = set(watched())  # after the names: a page that comes later finds the environments by itself
        with self.lock:
            eids = {*self._follow.snapshots, *watched_now}
        found = [self._poll_environment(eid, names, is_watched=eid in watched_now) for eid in sorted(eids)]
        return Changes(names if names != self._names else None, [each for each in found if each is not None])

    def _poll_names(self) -> list[str]:
        """The names of all environments. One that is just being replaced is still there."""
        names = self._follow.names()
        if set(self._names).issubset(names):
            return names
        is_replacing = self._follow.is_replacing()
        names = self._follow.names()
        return [*names, *(eid for eid in self._names if eid not in names)] if is_replacing else names

    def _poll_environment(self, eid: str, names: Collection[str], *, is_watched: bool) -> EnvironmentChanges | None:
        before = self._follow.snapshots.get(eid)
        if eid not in names:
            return None if before is None else EnvironmentChanges(eid, None, list(before.windows))
        unconfirmed = self._follow.take_unconfirmed(eid)
        try:
            now = self._follow.look_at(eid, before)
            if now is None or now is before and not unconfirmed:
                return None
            changes = EnvironmentChanges(eid, now)
            known = before if eid in self._names else None
            self._compare(changes, known, now, unconfirmed, is_watched=is_watched)
            changes.closed += [win for win in (before.windows if before is not None else ()) if win not in now.windows]
        except OSError as error:
            log.info("The environment %r cannot be read at the moment: %s.", eid, error)
            self._follow.unconfirm(eid, *unconfirmed)
            return None
        return changes

    def _compare(
        self,
        changes: EnvironmentChanges,
        before: Snapshot | None,
        now: Snapshot,
        unconfirmed: set[str],
        *,
        is_watched: bool,
    ) -> None:
        for win, mark in now.windows.items():
            is_same = before is not None and before.windows.get(win) == mark and win not in unconfirmed
            if before is None or not is_same or before.must_read(win):
                window, source = self._in_memory(changes.eid, win)
                if window is None and not is_watched:
                    changes.whole[win] = Whole(None, None)
                else:
                    is_confirmed = before is not None and win not in unconfirmed
                    found = now.environment.windows[win]
                    self._compare_window(changes, win, found, mark, window, source if is_confirmed else None)

    def _compare_window(
        self, changes: EnvironmentChanges, win: str, found: Any, mark: Any, window: Window | None, source: Source | None
    ) -> None:
        """A window may have changed. With a source the pages have what is in memory, so a patch means something."""
        if source is not None and source.mark != mark and isinstance(found, WindowFiles):
            growth = growth_of(found, source, mark)
            if growth is not None:
                changes.grown[win] = growth
                return
        reading, now = self._follow.read_source(found)
        self._follow.report_damage(changes.eid, win, mark, reading.damage)
        if reading.window is None:
            if reading.damage is None:
                changes.closed.append(win)
        elif source is not None and window == reading.window:
            changes.grown[win] = Growth([], replace(now, window=window))
        else:
            changes.whole[win] = Whole(window, now)

    def _in_memory(self, eid: str, win: str) -> tuple[Window | None, Source | None]:
        """A window that is in memory, and what it was read from."""
        environment = self._members.get(eid)
        member = environment.windows.member(win) if environment is not None else None
        if member is None or isinstance(member, OnDisk):
            return None, None
        source = self._follow.sources.get((eid, win))
        return member, source if source is not None and source.window is member else None

    def apply(self, changes: Changes, subscribers: Subscribers) -> None:
        """Change the tree in memory, and notify; call it where no one else uses the tree."""
        with self.lock:
            for each in changes.environments:
                if each.snapshot is None:
                    self._forget(each.eid)
                    self._follow.forget(each.eid)
                    subscribers.replaced(each.eid, each.closed, ())
                else:
                    self._apply_environment(each, each.snapshot, subscribers)
            if changes.names is not None:
                self._names = changes.names

    def _apply_environment(self, changes: EnvironmentChanges, now: Snapshot, subscribers: Subscribers) -> None:
        eid = changes.eid
        before = self._follow.snapshots.get(eid)
        self._follow.snapshots[eid] = now
        environment = self._remember(eid)
        _apply_members(environment, before, now)
        for win in changes.closed:
            environment.windows.unlearn(win)
            self._follow.sources.pop((eid, win), None)
            subscribers.closed(eid, win)
        for win, whole in changes.whole.items():
            self._apply_whole(environment, win, whole, subscribers)
        for win, growth in changes.grown.items():
            self._apply_growth(environment, win, growth, subscribers)

    def _apply_whole(self, environment: Environment, win: str, whole: Whole, subscribers: Subscribers) -> None:
        eid, windows, source = environment.eid, environment.windows, whole.source
        member = windows.member(win)
        if (None if isinstance(member, OnDisk) else member) is not whole.before:
            self._follow.unconfirm(eid, win)  # it was read meanwhile, and either reading may be the newer one
        elif source is None or source.window is None:
            windows.learn(win, UNREAD)
            subscribers.replaced(eid, (), [win])
        else:
            windows.learn_window(win, source.window, source.text_bytes)
            self._follow.sources[eid, win] = source
            subscribers.window(eid, win, source.window)

    def _apply_growth(self, environment: Environment, win: str, growth: Growth, subscribers: Subscribers) -> None:
        eid, windows, window = environment.eid, environment.windows, growth.source.window
        if window is None or windows.member(win) is not window:
            self._follow.unconfirm(eid, win)
            return
        for record in growth.records:
            if not self._follow.apply_record(window, record.value, record.version):
                windows.learn(win, UNREAD)  # it may be half changed
                self._follow.unconfirm(eid, win)
                return
            subscribers.patch(eid, win, window, record.value, dumps(record.value))
        self._follow.sources[eid, win] = growth.source


def follow(path: str, *, replay: Replay, cache_mb: float = 512.0) -> FollowedTree:
    """Open a folder that another process writes, or will write; StorageError when there is none, or it is newer."""
    owner = TreeOwner()
    return FollowedTree(FollowStore(path, replay, owner), owner, cache_mb)


def _apply_members(environment: Environment, before: Snapshot | None, now: Snapshot) -> None:
    """The members other than windows; pages get them when they turn to the environment next."""
    rest = now.environment.rest
    for key in set(before.environment.rest if before is not None else ()) - set(rest):
        environment.unlearn(key)
    positions = rest.get(POSITIONS)
    for key, value in {**rest, POSITIONS: positions if isinstance(positions, dict) else {}}.items():
        environment.learn(key, value)
