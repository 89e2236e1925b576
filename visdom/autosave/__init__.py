"""Where windows live: a tree that reads from disk what is touched and writes to disk what is changed."""

from __future__ import annotations

from visdom.autosave.autosave_files import SimpleWindowJsonAutoSave
from visdom.autosave.cache_types import STORES
from visdom.autosave.container import LazyContainer
from visdom.autosave.env_files import SimpleJsonStorage
from visdom.autosave.env_folder import PLACES as POSITIONS
from visdom.autosave.env_folder import WINDOWS
from visdom.autosave.env_text import NAME, EnvText, parse_env_text
from visdom.autosave.env_text import compose as compose_env_text
from visdom.autosave.following import Audience as Subscribers
from visdom.autosave.following import FollowedTree, News, follow
from visdom.autosave.names import NameRule, is_digested
from visdom.autosave.opening import open_tree
from visdom.autosave.pace import Pace
from visdom.autosave.shared_file import SharedFile
from visdom.autosave.staging import Staged
from visdom.autosave.store import StoragePrototype
from visdom.autosave.syncing import MODES as FSYNC_MODES
from visdom.autosave.syncing import Mode as FsyncMode
from visdom.autosave.tree import Tree
from visdom.autosave.window_files import SimpleWindowJsonStorage

LazyContainerPrototype = LazyContainer

__all__ = [
    "FSYNC_MODES",
    "NAME",
    "POSITIONS",
    "STORES",
    "WINDOWS",
    "EnvText",
    "FollowedTree",
    "FsyncMode",
    "LazyContainer",
    "LazyContainerPrototype",
    "NameRule",
    "News",
    "Pace",
    "SharedFile",
    "SimpleJsonStorage",
    "SimpleWindowJsonAutoSave",
    "SimpleWindowJsonStorage",
    "Staged",
    "StoragePrototype",
    "Subscribers",
    "Tree",
    "compose_env_text",
    "follow",
    "is_digested",
    "open_tree",
    "parse_env_text",
]
