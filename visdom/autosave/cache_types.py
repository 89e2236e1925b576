"""The cache types by all their names: those of the flag `-cache_type` and those of their classes."""

from __future__ import annotations

from visdom.autosave.autosave_files import SimpleWindowJsonAutoSave
from visdom.autosave.env_files import SimpleJsonStorage
from visdom.autosave.store import StoragePrototype
from visdom.autosave.window_files import SimpleWindowJsonStorage

_CLASSES: tuple[type[StoragePrototype], ...] = (
    SimpleJsonStorage,
    SimpleWindowJsonStorage,
    SimpleWindowJsonAutoSave,
)

STORES: dict[str, type[StoragePrototype]] = {
    name: store for store in _CLASSES for name in (store.cache_type, store.long_name, store.__name__)
}
