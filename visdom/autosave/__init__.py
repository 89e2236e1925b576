"""Where windows live: a tree that reads what is touched and stores what is changed. Other parts import it from here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from visdom.autosave.disk import files
from visdom.autosave.disk.index import Index
from visdom.autosave.disk.root import Settings, SharedFile, absolute, read_format
from visdom.autosave.disk.syncing import FSYNC_MODES, FsyncMode
from visdom.autosave.follow import Changes, FollowedTree, Subscribers, follow
from visdom.autosave.format.env_text import EnvText, checked_piece, compose, parse_env_text, read_incoming
from visdom.autosave.format.names import NAME, POSITIONS, WINDOWS, NameRule, is_digested
from visdom.autosave.format.window_text import Replay
from visdom.autosave.store import Owner, Replacement, WriteStore
from visdom.autosave.stores.env_json import SimpleJsonStorage
from visdom.autosave.stores.file_store import FileStore
from visdom.autosave.stores.window_json import SimpleWindowJsonAutoSave, SimpleWindowJsonStorage
from visdom.autosave.threads import Pace
from visdom.autosave.tree.tree import Tree, TreeOwner
from visdom.autosave.tree.windows import LazyContainer
from visdom.errors import NotSaved, StorageError
from visdom.protocol.names import DEFAULT_ENV

LazyContainerPrototype = LazyContainer
StoragePrototype = FileStore

_STORES: tuple[type[FileStore], ...] = (SimpleJsonStorage, SimpleWindowJsonStorage, SimpleWindowJsonAutoSave)
STORES: dict[str, type[FileStore]] = {
    name: store for store in _STORES for name in (store.cache_type, store.long_name, store.__name__)
}
"""The cache types by all their names: those of the flag `-cache_type`, and those of their classes."""
OTHER_STORES: dict[str, Callable[[str, Settings, Owner], WriteStore]] = {}
"""Stores that are not files of JSON, by their `-cache_type`: a function or class that opens one for a path."""
HEAD_BYTES = 1024 * 1024
AUTO = "auto"
"""The cache type that a folder has already, and JPWA for a new or empty one."""


def cache_type_of(path: str, cache_type: str = AUTO) -> str:
    """The short name of a cache type; `auto` is the one that the folder is marked with, or that its environments have.

    Raises:
        ValueError: there is no such cache type.
        StorageError: the folder cannot be read, or a newer visdom wrote it.
    """
    if cache_type in STORES:
        return STORES[cache_type].cache_type
    if cache_type in OTHER_STORES:
        return cache_type
    if cache_type != AUTO:
        raise ValueError(f"-cache_type {cache_type}: expected one of {', '.join([*STORES, *OTHER_STORES, AUTO])}.")
    try:
        marked = read_format(absolute(path)).get("cache_type")
        if isinstance(marked, str) and (marked in OTHER_STORES or marked in [store.cache_type for store in _STORES]):
            return marked
        index = Index(absolute(path), folds_case=False, opened=(), changes_nothing=True)
        locations = [location for eid in index.names() if (location := index.find(eid)) is not None]
        has_folders = any(location.is_folder for location in locations)
        has_files = not has_folders and any(_is_env_file(index.path_of(location)) for location in locations)
    except OSError as error:
        raise StorageError(f"{path} cannot be used for environments: {error}.") from error
    return (SimpleJsonStorage if has_files else SimpleWindowJsonAutoSave).cache_type


def _is_env_file(path: str) -> bool:
    """Does a file look like an environment of visdom, and not like another program's?"""
    with suppress(FileNotFoundError):
        return b'"jsons"' in files.read_head(path, HEAD_BYTES)
    return False


def open_tree(
    path: str,
    cache_type: str = AUTO,
    *,
    replay: Replay,
    fsync: FsyncMode = "everysec",
    save_interval: float = 30.0,
    save_threshold: int = 50,
    trash_days: float = 7.0,
    cache_mb: float = 512.0,
    compress: bool = False,
) -> Tree:
    """Open a folder of environments, which is made if it is missing, and lock it until `close`.

    With the cache type `auto` a folder keeps the one that it has, and a new or empty one is JPWA (`cache_type_of`).
    `replay(window, operations)` applies the operations of a patch to a window in place, and returns it. When all
    windows take more memory than `cache_mb`, those with a file of their own are evicted, those unused for longest
    first. With `compress` such files are written as gzip; they are read in either form.

    Raises:
        FolderInUse: another process has the folder.
        NewerFormat: a newer visdom wrote it.
        StorageError: it cannot be used at all.
    """
    cache_type = cache_type_of(path, cache_type)
    if fsync not in FSYNC_MODES:
        raise ValueError(f"-fsync {fsync}: expected one of {', '.join(FSYNC_MODES)}.")
    owner = TreeOwner()
    settings = Settings(replay, fsync, save_interval, save_threshold, trash_days, compress)
    if cache_type in OTHER_STORES:
        other = OTHER_STORES[cache_type](path, settings, owner)
        tree = Tree(other, owner, writer=other, cache_mb=cache_mb)
    else:
        store = STORES[cache_type](path, settings, owner)
        store.start()
        tree = Tree(store, owner, writer=store, cache_mb=cache_mb if store.frees_memory else 0.0)
    try:
        if DEFAULT_ENV not in tree:
            tree[DEFAULT_ENV] = {}
            tree.save(DEFAULT_ENV)
    except StorageError as error:
        tree.close()
        if not isinstance(error, NotSaved):
            raise
        raise StorageError(f"{path} cannot be used for environments: {error}") from error
    return tree


__all__ = [
    "AUTO",
    "FSYNC_MODES",
    "NAME",
    "OTHER_STORES",
    "POSITIONS",
    "STORES",
    "WINDOWS",
    "Changes",
    "EnvText",
    "FollowedTree",
    "FsyncMode",
    "LazyContainer",
    "LazyContainerPrototype",
    "NameRule",
    "Pace",
    "Replacement",
    "Settings",
    "SharedFile",
    "SimpleJsonStorage",
    "SimpleWindowJsonAutoSave",
    "SimpleWindowJsonStorage",
    "StoragePrototype",
    "Subscribers",
    "Tree",
    "TreeOwner",
    "cache_type_of",
    "checked_piece",
    "compose",
    "follow",
    "is_digested",
    "open_tree",
    "parse_env_text",
    "read_incoming",
]
