"""A mapping of the tree whose members are on disk until they are touched."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

from visdom.autosave.store import StoragePrototype
from visdom.errors import NotFound


class OnDisk:
    """Stands for a member that is not in memory as an object."""

    __slots__ = ()


UNREAD = OnDisk()
"""Of which nothing is known yet."""


class LazyContainer(MutableMapping[str, Any]):
    """A mapping whose members are read from disk when first touched, and written to disk when set or deleted."""

    def __init__(self, store: StoragePrototype) -> None:
        self._store = store
        self._members: dict[str, Any] = {}
        self.lock = store.root.lock
        """Held while a member is changed in place, until `append`, so that no thread sees half a change."""

    def __getitem__(self, name: str) -> Any:
        member = self._members.get(name, UNREAD)
        return self._read(name) if isinstance(member, OnDisk) else member

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._members))

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {list(self)}>"

    def _read(self, name: str) -> Any:
        """A member that is not in memory; KeyError when there is none."""
        raise KeyError(name)


class EnvironmentPart(LazyContainer):
    """An environment, or its windows: not to be written to once another environment has that id."""

    def __init__(self, store: StoragePrototype, eid: str) -> None:
        super().__init__(store)
        self._eid = eid
        self.is_gone = False
        """Was the environment deleted or replaced?"""

    def learn(self, name: str, member: Any) -> None:
        """Have a member in memory as another process wrote it; `UNREAD` has it read when it is touched."""
        self._members[name] = member

    def unlearn(self, name: str) -> None:
        """Another process removed a member."""
        self._members.pop(name, None)

    def peek(self, name: str) -> Any:
        """A member as it is in memory: `OnDisk` when it has to be read, None when there is none."""
        return self._members.get(name)

    def _check_writable(self) -> None:
        self._store.root.check_open()
        if self.is_gone:
            raise NotFound(f"The environment {self._eid!r} was deleted or replaced.")
