"""The seam between the tree in memory and what stores it: two protocols, and the values that cross them.

A store knows environments, windows and members by their names, and gets every change as a record. It shows no paths,
locks or folders. `stores/memory.py` is the reference; `tests/autosave/test_store_contract.py` holds for every store.

To write a store, subclass `WriteStore`. Its `__init__` gets `(path, settings, owner)`; one line in `OTHER_STORES` of
`visdom.autosave` names it for `-cache_type`. Methods of `WriteStore` that return None do nothing unless the store
defines them. Ids and names are any text: empty, with slashes, zeros or halves of surrogate pairs, or differing in case.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from visdom.autosave.format.window_text import Header, Window, header_of
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

WindowKey = tuple[str, str]
"""An environment and the id of a window in it."""

Kind = Literal["window", "patch", "deleted", "member", "no member"]

Want = Literal["header", "text", "window"]
"""What is wanted of a window: its position and version, its text for a page, or the parsed window."""


@dataclass(frozen=True, slots=True)
class Record:
    """One change of an environment.

    `text` is JSON: the whole window, the operations of a patch, or the value of a member. `value` is the window or
    member as it is now, in memory, also in the record of a patch, so a store need not apply patches; a store that needs
    its text later encodes it under `Owner.lock`. To delete what is not there changes nothing.
    """

    kind: Kind
    key: str
    """The id of the window, or the name of the member. A store may cut the names of members above 200 bytes."""
    text: bytes = b""
    value: Any = None

    def numbered_after(self, version: int) -> Record:
        """This record, or if its version is not above the given one, the window as a whole with the next version.

        A store calls it with the highest version that it knows of the window, or of a deleted one of its id: versions
        of one id only grow while anything of the previous window is stored. A replaced environment begins again.
        """
        if version_of(self.value) > version:
            return self
        self.value["version"] = version + 1
        return Record("window", self.key, dumps(self.value), self.value)


@dataclass(frozen=True, slots=True)
class Listing:
    """An environment without the contents of its windows: their ids in the order they were made, and its members.

    After a restart the ids may have another order: pages order windows by `Header.order`. `reload` may be missing.
    """

    windows: list[str]
    members: dict[str, Any]


@dataclass(slots=True)
class StoredWindow:
    """A window as its store has it; at least what was wanted of it is there."""

    header: Header
    text: bytes | None = None
    """The JSON text, as a page may get it: only one that passes `is_message`, else the window has to be parsed."""
    window: Window | None = None
    """The window, perhaps the very object that was appended: it is encoded and changed under `Owner.lock`."""
    text_bytes: int = 0
    """About how long the text is."""

    @classmethod
    def of(cls, window: Window, text_bytes: int) -> StoredWindow:
        """A parsed window."""
        return cls(header_of(window), None, window, text_bytes)

    def encode(self) -> bytes:
        """The JSON text of what was read as text or window."""
        return dumps(self.window) if self.text is None else self.text


@dataclass(frozen=True, slots=True)
class Contents:
    """A whole environment: the JSON text of each window, and the members. Windows can be iterated once, one by one."""

    windows: Iterable[tuple[str, bytes]]
    members: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A change that was accepted; `durable` waits for it. Numbers of later changes are not lower."""

    number: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """A whole environment, prepared to replace the one of its id."""

    eid: str
    commit: Callable[[], Receipt]
    """Replaces the environment in one step, and opens it. Raises OSError when the disk refuses; nothing is changed."""
    discard: Callable[[], None]
    """Removes what was prepared."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Windows that were deleted together and can be restored."""

    windows: dict[str, Window]
    """Each with a version above the one it had."""
    entry: Any = None
    """What the store finds them by."""


class Trash(Protocol):
    """What was deleted and can be restored."""

    def together(self) -> AbstractContextManager[None]:
        """Windows that are deleted inside are restored together."""

    def closed(self, eid: str) -> Iterator[Closed]:
        """What was deleted in an opened environment, the last first."""

    def restored(self, eid: str, closed: Closed) -> None:
        """These windows were set again and saved: remove them from the trash. Raises NotSaved."""


class Owner(Protocol):
    """The tree, as a store sees it: the one object through which a store reports what happens outside."""

    lock: threading.RLock
    """Held while a window is changed in place, and by the callers of `append`, `remove` and `Replacement.commit`.

    The other methods are called without it, from several threads at once.
    """

    def in_memory(self, eid: str) -> dict[str, Window]:
        """The windows of an environment that are in memory; a store writes them again when its files are removed."""

    def lost(self, eid: str, wins: Iterable[str]) -> None:
        """These windows were removed by another program and are not in memory."""


class ReadStore(Protocol):
    """What can be read. Any thread may call it; it may wait for the disk."""

    def environments(self) -> Collection[str]:
        """The ids of all environments. `in` is cheap; it is called for every request."""

    def open(self, eid: str) -> Listing:
        """List an environment; NotFound when there is none, StorageError when the disk does not give it."""

    def read(self, eid: str, win: str, want: Want = "window") -> StoredWindow:
        """Read a window of an opened environment, or more than is wanted of it.

        Damaged files are moved to quarantine and reported; what can be read of the window is returned.

        Raises:
            KeyError: there is no such window (any more), or nothing of it can be read.
            OSError: the disk does not give it.
        """


class WriteStore(ReadStore, Protocol):
    """What can be written. The store writes, retries, folds and syncs on threads of its own until `close`.

    After `close` every change is refused with StorageError.
    """

    def append(self, eid: str, record: Record) -> Receipt:
        """Store one change of an opened environment; the first record of a new id makes the environment.

        What JSON cannot hold is refused by the caller.

        Raises:
            NotSaved: the disk refuses; the change stays in memory, is `pending` and is tried again.
        """

    def replace(self, eid: str, contents: Contents) -> Replacement:
        """Prepare a whole environment at once: fork, import, rename. May take long; OSError when the disk refuses."""

    def remove(self, eid: str) -> Receipt:
        """Delete an environment in one step; OSError, and it is still there, when the disk refuses."""

    def prepare(self, eid: str) -> None:
        """Bring an environment of another form into the one that is written, ahead of the first `append`."""
        return None

    def save(self, eid: str | None = None) -> None:
        """Write what is `pending` of an environment, or of all. Raises NotSaved."""
        return None

    def sync(self) -> None:
        """Return when the disk has everything that was written before. Raises NotSaved."""
        return None

    async def durable(self, receipt: Receipt) -> None:
        """Return when the promise of `-fsync` holds for this change. Raises NotSaved."""
        return None

    def pending(self) -> Mapping[WindowKey, str | None]:
        """The windows whose last change is not stored, and why the disk refused it, if it did; none after `save`."""

    def busy(self) -> Collection[WindowKey]:
        """The windows that are not to be evicted from memory.

        The store has them in memory itself until it has written more, or the disk may not have their last change.
        """

    def trash(self) -> Trash:
        """What can be restored."""

    def close(self) -> bool:
        """Write what is left, end the threads, and unlock the folder; False when something is not stored.

        Called again, it does nothing and returns True.
        """
