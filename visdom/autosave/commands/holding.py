"""Opens a folder of environments to change it: holds its lock, and nothing happens by itself meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from visdom.autosave.cache_types import STORES
from visdom.autosave.catalog import Place
from visdom.autosave.commands.looking import Folder
from visdom.autosave.lock import FolderLock
from visdom.autosave.reading import Replay
from visdom.autosave.root import Settings
from visdom.autosave.store import StoragePrototype

KEEP_DAYS = 365_000.0
"""How long the trash is kept belongs to the server's flag; no command removes anything of it unasked."""


@contextmanager
def held(
    path: str, replay: Replay, cache_type: str, *, leaves_mark: bool = True, compress: bool | None = None
) -> Iterator[StoragePrototype]:
    """The store of a folder; what was done is on the disk at the end. Raises FolderInUse when somebody holds it.

    Window files keep their form, or get the one that `compress` tells.
    """
    settings = Settings(
        replay,
        save_interval=0,
        save_threshold=0,
        trash_days=KEEP_DAYS,
        compress=compress,
        repacks=compress is not None,
        leaves_mark=leaves_mark,
    )
    store = STORES[cache_type](path, settings)
    try:
        yield store
        store.flush()
        store.sync()
    finally:
        store.close()


def check_free(path: str) -> None:
    """Raise FolderInUse now rather than after long work."""
    FolderLock(path).release()


def writes(place: Place | None, folder: Folder) -> str:
    """The cache type that writes an environment as it is, or a new one as the folder's server does."""
    if place is not None:
        return "JPW" if place.is_folder else "JPE"
    return folder.cache_type if folder.cache_type in STORES else "JPE"
