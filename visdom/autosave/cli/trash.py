"""`trash list`, `trash restore` and `trash empty`: closed windows and deleted environments.

What is restored stays beside what has its name by now. An entry that was restored already, by a command that was
interrupted before the entry left the trash, is not restored twice.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from visdom.autosave.cli.folder import Folder, put_environment, size_below
from visdom.autosave.cli.main import Answer, Exit, NotThere, count, each, size
from visdom.autosave.disk import files, trash
from visdom.autosave.disk.folder import is_environment
from visdom.autosave.disk.index import Location
from visdom.autosave.disk.trash import STAMP_LENGTH, TRASH, stamped_at
from visdom.autosave.format.names import NAME
from visdom.autosave.format.window_text import Replay, Window
from visdom.autosave.store import Closed, Listing, Record
from visdom.autosave.stores.file_store import FileStore
from visdom.errors import Damaged, NotFound
from visdom.jsontext import Json, dumps, loads
from visdom.protocol.names import numbered


@dataclass(frozen=True, slots=True)
class Entry:
    """A closed window, or when `win` is None a deleted environment."""

    name: str
    """Its path below the trash; that of a window without ending."""
    path: str
    eid: str
    win: str | None
    is_folder: bool
    at: datetime
    bytes: int

    @property
    def title(self) -> str:
        """The entry, as answers name it."""
        return f"environment {self.eid!r}" if self.win is None else f"window {self.win!r} of {self.eid!r}"

    @property
    def act(self) -> str | None:
        """The name of all that was closed together with a window."""
        folder, _, stem = self.name.rpartition("/")
        return None if self.win is None else f"{folder}/{stem[:STAMP_LENGTH]}"

    def data(self) -> dict[str, Json]:
        """The entry, as scripts get it."""
        return {
            "name": self.name,
            "environment": self.eid,
            "window": self.win,
            "thrown_at": self.at.timestamp(),
            "bytes": self.bytes,
        }


def show(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Name what is in the trash; changes nothing."""
    found = entries(Folder(arguments.env_path, replay))
    lines = [f"{entry.name}  {entry.title}, {size(entry.bytes)}" for entry in found]
    return Answer({"trash": [entry.data() for entry in found]}, lines or ["The trash is empty."])


def restore(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Bring entries back, one by one."""
    folder = Folder(arguments.env_path, replay)
    restored = []
    lines = []
    damaged = []
    for entry in each(_named(folder, arguments.names), "restoring"):
        try:
            now = _restore(folder, entry)
        except Damaged as error:
            damaged.append(str(error))
            continue
        restored.append({**entry.data(), "restored_as": now})
        is_same = now == (entry.eid if entry.win is None else entry.win)
        other_name = "" if is_same else f" as {now!r}, because there is another of its name"
        lines.append(f"The {entry.title} is back{other_name}.")
    data = {"restored": restored, "damaged": damaged}
    return Answer(data, [*lines, *damaged], Exit.WRONG if damaged else Exit.FINE)


def empty(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Remove what is in the trash, or what has been there for long."""
    folder = Folder(arguments.env_path, replay)
    with folder.locked("JPW"):
        before = entries(folder)
        trash.expire(f"{folder.path}/{TRASH}", arguments.older_than)
        left = {entry.path for entry in entries(folder)}
    removed = [entry for entry in before if entry.path not in left]
    freed = sum(entry.bytes for entry in removed)
    data = {"removed": [entry.data() for entry in removed], "bytes": freed, "left": len(left)}
    return Answer(data, [f"{count(len(removed), 'thing')} removed from the trash, {size(freed)}; {len(left)} left."])


# What is in the trash


def entries(folder: Folder) -> list[Entry]:
    """All that is in the trash, the last first."""
    found: list[Entry] = []
    ids = {folder.location(eid).stem: eid for eid in folder.names()}
    closed = []
    for item in files.scan(f"{folder.path}/{TRASH}"):
        if item.is_dir() and not is_environment(item.path):
            closed.append(item)
        elif (at := stamped_at(item.name)) is not None:
            was = Location(item.name[STAMP_LENGTH + 1 :], item.is_dir())
            eid = ids[was.stem] = folder.index.id_of(was, item.path)
            found.append(Entry(item.name, item.path, eid, None, was.is_folder, at, size_below(item.path)))
    for item in closed:
        eid = folder.index.rule.id_of(item.name, partial(ids.get, item.name))
        found += _windows(folder, eid, item.path, item.name)
    return sorted(found, key=lambda entry: (entry.at, entry.name), reverse=True)


def _windows(folder: Folder, eid: str, path: str, name: str) -> Iterator[Entry]:
    for stem in trash.closed_stems(path):
        at = stamped_at(stem)
        if at is not None:
            win = folder.window_rule.id_of(stem[STAMP_LENGTH + 1 :], partial(_stored_id, folder, path, stem))
            number = sum(map(files.size, trash.paths_of(path, stem)))
            yield Entry(f"{name}/{stem}", f"{path}/{stem}", eid, win, False, at, number)


def _stored_id(folder: Folder, path: str, stem: str) -> str | None:
    found = trash.closed_window(path, stem, folder.window_rule, folder.replay)
    return None if found is None else found[0]


def _named(folder: Folder, names: list[str]) -> list[Entry]:
    """The entries of these names, each once, environments first, so that their windows find them."""
    found = entries(folder)
    wanted: set[Entry] = set()
    for name in names:
        meant = {entry for entry in found if name in (entry.name, entry.act)}
        if not meant:
            raise NotThere(f"There is no {name!r} in the trash of {folder.path}: `trash list` tells the names.")
        wanted |= meant
    return sorted(wanted, key=lambda entry: (entry.win is not None, entry.name))


# Restoring


def _restore(folder: Folder, entry: Entry) -> str:
    """The id that it has now: another one when its own was given away. Raises Damaged when it cannot be read."""
    if entry.win is None:
        with folder.locked("JPW" if entry.is_folder else "JPE") as store:
            location = Location(entry.name[STAMP_LENGTH + 1 :], entry.is_folder)
            if store.root.put_back(entry.eid, location, entry.path):
                return entry.eid
            return _restore_copy(store, folder, entry)
    with folder.locked(folder.cache_type_for(entry.eid)) as store:
        return _restore_window(store, folder, entry)


def _restore_copy(store: FileStore, folder: Folder, entry: Entry) -> str:
    """Write an environment under a free name, and then remove it from the trash."""
    environment = folder.open_at(entry.eid, Location(entry.name, entry.is_folder), entry.path)
    members = environment.contents.rest

    def windows() -> Iterator[tuple[str, bytes]]:
        for found in environment.read():
            for damage in environment.damaged:
                raise Damaged(f"{damage} There is another environment of its name, so it stays in the trash.")
            if found.reading.window is not None:
                yield found.win, found.text()

    def is_free(eid: str) -> bool:
        return eid not in store.environments()

    def is_back(eid: str) -> bool:
        listing = _listing(store, eid)
        if listing is None or {**listing.members, NAME: ""} != {**members, NAME: ""}:
            return False
        return _has_windows(store, eid, windows())

    copy = next(name for name in numbered(entry.eid) if is_free(name) or is_back(name))
    if is_free(copy):
        put_environment(store, copy, windows(), members)
        store.sync()
    store.root.remove(entry.path)
    return copy


def _restore_window(store: FileStore, folder: Folder, entry: Entry) -> str:
    path, _, stem = entry.path.rpartition("/")
    paths = trash.paths_of(path, stem)
    listing = _listing(store, entry.eid)
    wins = [] if listing is None else listing.windows
    found = trash.closed_window(path, stem, folder.window_rule, folder.replay)
    if found is None:
        return _remove_remaining_journal(entry, paths, wins)
    win, window = found
    copy = next(name for name in numbered(win) if name not in wins or _is_same(store, entry.eid, name, window))
    if copy != win:
        win = window["id"] = copy
    if win not in wins:
        store.append(entry.eid, Record("window", win, dumps(window), window))
    store.save(entry.eid)
    store.sync()
    store.trash().restored(entry.eid, Closed({win: window}, paths))
    return win


def _remove_remaining_journal(entry: Entry, paths: tuple[str, ...], wins: list[str]) -> str:
    """Remove the journal of a window that is back: a restore was interrupted when only the journal was left."""
    *window_paths, journal_path = paths
    if entry.win is None or entry.win not in wins or any(map(files.exists, window_paths)):
        raise Damaged(f"The {entry.title} cannot be read and stays in the trash.")
    files.remove(journal_path)
    return entry.win


def _listing(store: FileStore, eid: str) -> Listing | None:
    with suppress(NotFound):
        return store.open(eid)
    return None


def _window(store: FileStore, eid: str, win: str) -> Window | None:
    with suppress(KeyError):  # nothing of it can be read
        return store.read(eid, win).window
    return None


def _has_windows(store: FileStore, eid: str, windows: Iterable[tuple[str, bytes]]) -> bool:
    """Does an opened environment have these very windows, and no others?"""
    others = set(store.open(eid).windows)
    for win, text in windows:
        if win not in others or _window(store, eid, win) != loads(text):
            return False
        others.remove(win)
    return not others


def _is_same(store: FileStore, eid: str, win: str, window: Window) -> bool:
    """Is the very same window there, perhaps under another id?"""
    there = _window(store, eid, win)
    return there is not None and {**there, "version": 0, "id": ""} == {**window, "version": 0, "id": ""}
