"""Opens a folder of environments."""

from __future__ import annotations

from visdom.autosave.cache_types import STORES
from visdom.autosave.reading import Replay
from visdom.autosave.root import Settings
from visdom.autosave.syncing import MODES, Mode
from visdom.autosave.tree import Tree
from visdom.errors import NotSaved, StorageError
from visdom.protocol.names import DEFAULT_ENV


def open_tree(
    path: str,
    cache_type: str = "JPWA",
    *,
    replay: Replay,
    fsync: Mode = "everysec",
    save_interval: float = 30.0,
    save_threshold: int = 50,
    trash_days: float = 7.0,
    cache_mb: float = 512.0,
    compress: bool = False,
) -> Tree:
    """Open a folder of environments, making it if it is not there, and hold it until `close`.

    `replay(window, operations)` does the operations of a patch to a window in place, and returns it. Windows that have
    a file of their own are let go from memory, those unused for longest first, when all take more than `cache_mb`. With
    `compress` such files are written as gzip; they are read in either form.

    Raises FolderInUse when another process holds it, NewerFormat when a newer visdom wrote it, and
    StorageError when it cannot be used at all.
    """
    if cache_type not in STORES:
        raise ValueError(f"-cache_type {cache_type}: expected one of {', '.join(STORES)}.")
    if fsync not in MODES:
        raise ValueError(f"-fsync {fsync}: expected one of {', '.join(MODES)}.")
    settings = Settings(replay, fsync, save_interval, save_threshold, trash_days, compress)
    tree = Tree(STORES[cache_type](path, settings), fsync, cache_mb)
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
