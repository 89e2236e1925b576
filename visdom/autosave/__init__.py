"""Where windows live: a tree that reads what is touched and stores what is changed. Other parts import it from here."""

from __future__ import annotations

from collections.abc import Callable

from visdom.autosave.disk.root import Settings, SharedFile
from visdom.autosave.disk.syncing import FSYNC_MODES, FsyncMode
from visdom.autosave.follow import Changes, FollowedTree, Subscribers, follow
from visdom.autosave.format.env_text import EnvText, compose, parse_env_text
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


def open_tree(
    path: str,
    cache_type: str = "JPWA",
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

    `replay(window, operations)` applies the operations of a patch to a window in place, and returns it. When all
    windows take more memory than `cache_mb`, those with a file of their own are evicted, those unused for longest
    first. With `compress` such files are written as gzip; they are read in either form.

    Raises:
        FolderInUse: another process has the folder.
        NewerFormat: a newer visdom wrote it.
        StorageError: it cannot be used at all.
    """
    if cache_type not in {**STORES, **OTHER_STORES}:
        raise ValueError(f"-cache_type {cache_type}: expected one of {', '.join([*STORES, *OTHER_STORES])}.")
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
    "compose",
    "follow",
    "is_digested",
    "open_tree",
    "parse_env_text",
]
