"""Brings closed windows and deleted environments back from the trash; what has its name by now stays as it is.

What is there already, because it was brought back and that was ended before it left the trash, is not brought again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from visdom.autosave import files, staging, trash
from visdom.autosave.aside import STAMP_LENGTH
from visdom.autosave.catalog import Place
from visdom.autosave.commands.holding import held, writes
from visdom.autosave.commands.looking import Folder, damage_of, window_of
from visdom.autosave.commands.thrown import Thrown
from visdom.autosave.env_text import NAME
from visdom.autosave.reading import Window
from visdom.autosave.store import StoragePrototype
from visdom.autosave.trash import Closed
from visdom.errors import Damaged
from visdom.jsontext import loads
from visdom.protocol.names import numbered


def bring_back(folder: Folder, thrown: Thrown) -> str:
    """The id that it has now: another one when its own was given away. Raises Damaged when it cannot be read."""
    if thrown.win is None:
        with held(folder.path, folder.replay, "JPW" if thrown.is_folder else "JPE") as store:
            return _environment(store, folder, thrown)
    place = Folder(folder.path, folder.replay).catalog.find(thrown.eid)
    with held(folder.path, folder.replay, writes(place, folder)) as store:
        return _window(store, folder, thrown)


def _environment(store: StoragePrototype, folder: Folder, thrown: Thrown) -> str:
    root = store.root
    place = Place(thrown.name[STAMP_LENGTH + 1 :], thrown.is_folder)
    target = root.catalog.path_of(place)
    if store.has(thrown.eid) or files.exists(target):
        return _copy(store, folder, thrown)
    with root.lock, root.catalog.changing():
        files.rename(thrown.path, target)
        root.catalog.add(thrown.eid, place)
        root.syncer.wrote(root.path)
        root.syncer.wrote(files.parent(thrown.path))
    return thrown.eid


def _copy(store: StoragePrototype, folder: Folder, thrown: Thrown) -> str:
    """Make it anew under a free name, and then remove it from the trash."""
    environment = folder.read(thrown.eid, thrown.path, is_folder=thrown.is_folder)
    damaged = damage_of(folder, thrown.eid, environment)

    def windows() -> Iterator[tuple[str, bytes | Window]]:
        for seen in folder.windows(environment):
            damage = seen.damage(thrown.eid) or next(iter(damaged), None)
            if damage is not None:
                raise Damaged(f"{damage} There is another environment of its name, so it stays in the trash.")
            if seen.reading.window is not None:
                yield seen.win, window_of(seen)

    def is_back(eid: str) -> bool:
        return _has_rest(store, eid, environment.rest) and _holds(store, eid, windows())

    copy = next(each for each in numbered(thrown.eid) if not store.has(each) or is_back(each))
    if not store.has(copy):
        staged = store.stage(copy, windows(), environment.rest)
        with store.root.lock:
            store.commit(staged)
        store.sync()
    staging.remove(store.root.catalog, thrown.path, store.root.syncer)
    return copy


def _has_rest(store: StoragePrototype, eid: str, rest: dict[str, Any]) -> bool:
    """Are the members of an environment besides windows these, but for its name?"""
    return store.open(eid) and {**store.rest(eid), NAME: ""} == {**rest, NAME: ""}


def _holds(store: StoragePrototype, eid: str, windows: Iterable[tuple[str, bytes | Window]]) -> bool:
    """Does an opened environment hold these very windows, and no others?"""
    others = set(store.names(eid))
    for win, window in windows:
        if win not in others or store.read(eid, win).window != (loads(window) if isinstance(window, bytes) else window):
            return False
        others.remove(win)
    return not others


def _window(store: StoragePrototype, folder: Folder, thrown: Thrown) -> str:
    path, _, stem = thrown.path.rpartition("/")
    is_there = store.open(thrown.eid)
    found = trash.closed_window(path, stem, folder.window_rule, folder.replay)
    if found is None:
        return _remainder(store, thrown, trash.paths_of(path, stem), is_there=is_there)
    win, window = found
    names = store.names(thrown.eid) if is_there else []
    copy = next(each for each in numbered(win) if each not in names or _is_same(store, thrown.eid, each, window))
    if copy != win:
        win = window["id"] = copy
    if win not in names:
        with store.root.lock:
            if not is_there:
                store.create(thrown.eid)
            store.write(thrown.eid, win, window)
    store.leave_trash(thrown.eid, Closed({win: window}, trash.paths_of(path, stem)))
    return win


def _is_same(store: StoragePrototype, eid: str, win: str, window: Window) -> bool:
    """Is the very same window there, perhaps under another id?"""
    there = store.read(eid, win).window
    return there is not None and {**there, "version": 0, "id": ""} == {**window, "version": 0, "id": ""}


def _remainder(store: StoragePrototype, thrown: Thrown, paths: tuple[str, ...], *, is_there: bool) -> str:
    """Remove the journal of a window that is back, if that was ended when only the journal was left in the trash."""
    *window_paths, journal_path = paths
    is_back = is_there and thrown.win in store.names(thrown.eid) and not any(map(files.exists, window_paths))
    if thrown.win is None or not is_back:
        raise Damaged(f"The {thrown.title} cannot be read and stays in the trash.")
    files.remove(journal_path)
    return thrown.win
