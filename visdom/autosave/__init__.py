"""Where windows live: a tree that reads from disk what is touched and writes to disk what is changed."""

from __future__ import annotations

from visdom.autosave.autosave_files import SimpleWindowJsonAutoSave
from visdom.autosave.cache_types import STORES
from visdom.autosave.container import LazyContainer
from visdom.autosave.env_files import SimpleJsonStorage
from visdom.autosave.opening import open_tree
from visdom.autosave.store import StoragePrototype
from visdom.autosave.tree import Tree
from visdom.autosave.window_files import SimpleWindowJsonStorage

LazyContainerPrototype = LazyContainer

__all__ = [
    "STORES",
    "LazyContainer",
    "LazyContainerPrototype",
    "SimpleJsonStorage",
    "SimpleWindowJsonAutoSave",
    "SimpleWindowJsonStorage",
    "StoragePrototype",
    "Tree",
    "open_tree",
]
