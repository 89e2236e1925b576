"""One environment of the tree: its windows, and its other members, which are written when they are set."""

from __future__ import annotations

from typing import Any

from visdom.autosave.container import EnvironmentPart
from visdom.autosave.env_folder import PLACES, WINDOWS
from visdom.autosave.env_windows import Windows
from visdom.autosave.store import StoragePrototype
from visdom.errors import NotSaved, Refused


class Environment(EnvironmentPart):
    """One environment: `jsons`, `reload`, and members that others put there."""

    def __init__(self, store: StoragePrototype, eid: str) -> None:
        super().__init__(store, eid)
        self.windows = Windows(store, eid)
        rest = store.rest(eid)
        places = rest.get(PLACES)
        self._members = {WINDOWS: self.windows, **rest, PLACES: places if isinstance(places, dict) else {}}

    def __setitem__(self, key: str, value: Any) -> None:
        if key == WINDOWS:
            raise Refused("The windows of an environment are set one by one, or with the whole environment.")
        with self.lock:
            self._check_writable()
            try:
                self._store.write_rest(self._eid, key, value)
            except NotSaved:
                self._members[key] = value
                raise
            except ValueError as error:
                raise Refused(f"{key!r} of {self._eid!r} cannot be stored: {error}. Nothing was changed.") from None
            self._members[key] = value

    def __delitem__(self, key: str) -> None:
        if key == WINDOWS:
            raise Refused("An environment always has windows, if only none: delete them one by one.")
        with self.lock:
            self._check_writable()
            del self._members[key]
            self._store.remove_rest(self._eid, key)
