"""One environment in memory: its members, and its windows, which are parsed, text, or only known by name.

A page that opens an environment is sent its windows; that needs their text and their order. So a large window is parsed
only for those who look into it or change it, and a window that is evicted keeps its position.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any, cast

from visdom.autosave.format.names import POSITIONS, WINDOWS
from visdom.autosave.format.window_text import Window
from visdom.autosave.store import Listing, ReadStore, Receipt, Record, StoredWindow, Want, WriteStore
from visdom.autosave.tree.cache import Uses
from visdom.errors import Follows, NotFound, NotSaved, Refused, StorageError, VisdomError
from visdom.jsontext import dumps, loads
from visdom.protocol.windows import order_of

MEMORY_PER_TEXT = 5
"""Bytes of memory that a byte of JSON text takes when it is parsed: 1 in long texts and pictures, 2 to 6 in plots, up
to 8 in networks of many small objects."""

log = logging.getLogger(__name__)


class OnDisk:
    """Stands for a member that is not in memory as an object."""

    __slots__ = ()


UNREAD = OnDisk()
"""A member of which only the name is known."""


class Unparsed(OnDisk):
    """A window whose position is known, and its text while a page is about to get it."""

    __slots__ = ("order", "text")

    def __init__(self, order: int) -> None:
        self.order = order
        self.text: bytes | None = None


class ReadOnly:
    """In place of a store that is written: it refuses everything."""

    def __getattr__(self, name: str) -> Any:
        raise Follows


class Access:
    """The store as the parts of the tree use it; without a `writer` every change is refused."""

    def __init__(self, store: ReadStore, writer: WriteStore | None, lock: threading.RLock) -> None:
        self.store = store
        self.lock = lock
        self.receipt = Receipt(0)
        """Of the last change."""
        self.is_writable = writer is not None
        self.writer: WriteStore = cast(WriteStore, ReadOnly()) if writer is None else writer

    def append(self, eid: str, record: Record, change: Callable[[], object]) -> None:
        """Store a record, and make the change in memory; also when the disk refuses it for now."""
        try:
            self.receipt = self.writer.append(eid, record)
        except BaseException as error:
            if isinstance(error, NotSaved) or not isinstance(error, VisdomError):
                change()
            raise
        change()


def encoded(what: str, value: Any) -> bytes:
    """The JSON text of what is about to be stored; Refused when there is none."""
    try:
        return dumps(value)
    except ValueError as error:
        raise Refused(f"{what} cannot be stored: {error}. Nothing was changed.") from None


class LazyContainer(MutableMapping[str, Any]):
    """A mapping whose members are read when first touched, and stored when set or deleted."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._members: dict[str, Any] = {}
        self.lock = access.lock
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
    """An environment, or its windows: read-only once another environment has its id."""

    def __init__(self, access: Access, eid: str) -> None:
        super().__init__(access)
        self.eid = eid
        self.is_gone = False
        """Was the environment deleted or replaced?"""

    def learn(self, name: str, member: Any) -> None:
        """Another process wrote a member; `UNREAD` has it read when it is touched."""
        self._members[name] = member

    def unlearn(self, name: str) -> None:
        """Another process removed a member."""
        self._members.pop(name, None)

    def member(self, name: str) -> Any:
        """A member as it is in memory: `OnDisk` when it has to be read, None when there is none."""
        return self._members.get(name)

    def _gone(self) -> NotFound:
        return NotFound(f"The environment {self.eid!r} was deleted or replaced.")

    def _append(self, record: Record, change: Callable[[], object]) -> None:
        if self.is_gone:
            raise self._gone()
        self._access.append(self.eid, record, change)


class Windows(EnvironmentPart):
    """The windows of one environment."""

    def __init__(self, access: Access, eid: str, wins: list[str]) -> None:
        super().__init__(access, eid)
        self._members = dict.fromkeys(wins, UNREAD)
        self.hidden: set[str] = set()
        """The windows that the disk did not give when they were read last: not listed, but there."""
        self.uses = Uses()
        self._use = self.uses.recent.add
        self._text_bytes: dict[str, int] = {}
        """The length of the text of each window in memory."""

    def __iter__(self) -> Iterator[str]:
        return iter([win for win in self._members if win not in self.hidden] if self.hidden else list(self._members))

    def __len__(self) -> int:
        return len(self._members) - len(self.hidden)

    def __getitem__(self, win: str) -> Any:
        member = self._members.get(win, UNREAD)
        if isinstance(member, OnDisk):
            return self._read(win)
        self._use(win)
        return member

    def __setitem__(self, win: str, window: Window) -> None:
        if not isinstance(window, dict):
            raise TypeError(f"a window is a dictionary, not {type(window).__name__}")
        with self.lock:
            text = encoded(f"The window {win!r}", window)
            self._append(Record("window", win, text, window), lambda: self._keep(win, window, len(text)))

    def __delitem__(self, win: str) -> None:
        with self.lock:
            if win not in self._members:
                raise KeyError(win)
            self._append(Record("deleted", win), lambda: self.unlearn(win))

    def append(self, win: str, patch_json: bytes) -> None:
        """Store a change that was made to a window in place: its operations, as JSON text."""
        with self.lock:
            window = self._members.get(win, UNREAD)
            if isinstance(window, OnDisk):
                window = self[win]
            if self.is_gone:
                raise self._gone()
            self._text_bytes[win] = self._text_bytes.get(win, 0) + len(patch_json)
            access = self._access
            access.receipt = access.writer.append(self.eid, Record("patch", win, patch_json, window))

    def learn(self, name: str, member: Any) -> None:
        super().learn(name, member)
        self.hidden.discard(name)

    def learn_window(self, win: str, window: Window, text_bytes: int) -> None:
        """Another process wrote a window, which was read already."""
        self._keep(win, window, text_bytes)

    def unlearn(self, name: str) -> None:
        super().unlearn(name)
        self.hidden.discard(name)
        self.uses.forget(name)
        self._text_bytes.pop(name, None)

    def all_ids(self) -> list[str]:
        """The ids of all windows, those included that the disk does not give."""
        return list(self._members)

    def is_loaded(self, win: str) -> bool:
        """Can the window be touched without reading from disk?"""
        return not isinstance(self._members.get(win), OnDisk)

    def is_in_memory(self, win: str) -> bool:
        """Is there such a window, and can it be touched without reading from disk?"""
        return not isinstance(self._members.get(win, UNREAD), OnDisk)

    # Without parsing

    def order(self, win: str) -> int | None:
        """The position of the window among the others, -1 when it has none; None when that is not known yet."""
        member = self._members.get(win, UNREAD)
        if isinstance(member, OnDisk):
            return member.order if isinstance(member, Unparsed) else None
        return order_of(member)

    def text(self, win: str) -> bytes | None:
        """The text of a window that was fetched as text: the message to a page."""
        member = self._members.get(win, UNREAD)
        return member.text if isinstance(member, Unparsed) else None

    def peek(self, win: str) -> None:
        """Learn the position of a window; one that is small, or that does not begin with it, is parsed."""
        if self._members.get(win) is UNREAD:
            self._take(win, UNREAD, self._stored(win, "header"))

    def fetch(self, win: str) -> int:
        """Read the text of a window for a page, or the window itself; returns how many bytes that took."""
        before = self._members.get(win)
        if not isinstance(before, OnDisk) or isinstance(before, Unparsed) and before.text is not None:
            return 0
        self._take(win, before, self._stored(win, "text"))
        return len(self.text(win) or b"")

    def release_text(self, win: str) -> None:
        """The page has got the text."""
        with self.lock:
            member = self._members.get(win)
            if isinstance(member, Unparsed):
                member.text = None
                self.uses.forget(win)

    # Memory

    def usage(self) -> tuple[int, int]:
        """How many windows are in memory, and the length of their JSON text."""
        return len(self._text_bytes), sum(self._text_bytes.values())

    def in_memory(self) -> dict[str, Window]:
        """The windows that need not be read from disk."""
        fetched = {win: loads(text) for win in self._members if (text := self.text(win)) is not None}
        return fetched | {win: window for win, window in self._members.items() if not isinstance(window, OnDisk)}

    def weigh(self, win: str) -> int | None:
        """About how many bytes of memory a window takes; None when it is not in memory."""
        member = self._members.get(win, UNREAD)
        if self.is_gone or isinstance(member, OnDisk):
            return len(member.text) if isinstance(member, Unparsed) and member.text is not None else None
        return self._text_bytes.get(win, 0) * MEMORY_PER_TEXT

    def evict(self, win: str) -> bool:
        """Remove a window from memory, unless it was used since the last scan.

        A window is changed under the lock, from reading it until the change is stored, so none that is being changed is
        evicted. Readers may go on with the object that they have.
        """
        member = self._members.get(win, UNREAD)
        if win in self.uses.recent or self.is_gone:
            return False
        if isinstance(member, Unparsed):
            member.text = None
        elif not isinstance(member, OnDisk):
            self._members[win] = Unparsed(order_of(member))
            self._text_bytes.pop(win, None)
        return True

    def _keep(self, win: str, window: Window, text_bytes: int) -> None:
        self._members[win] = window
        self._text_bytes[win] = text_bytes
        self.hidden.discard(win)
        self._use(win)

    def _stored(self, win: str, want: Want) -> StoredWindow | None:
        """What the store has of a window; None when it is not there (any more)."""
        try:
            return self._access.store.read(self.eid, win, want)
        except KeyError:
            return None
        except OSError as error:
            refusal = StorageError(f"The window {win!r} of {self.eid!r} cannot be read: {error}.")
            with self.lock:
                if win not in self.hidden and isinstance(self._members.get(win), OnDisk):
                    self.hidden.add(win)
                    log.error("%s It is tried again when it is asked for.", refusal)
            raise refusal from error

    def _read(self, win: str) -> Any:
        before = self._members.get(win)
        if before is None:
            raise KeyError(win)
        if isinstance(before, OnDisk):  # else another thread was faster
            self._take(win, before, self._stored(win, "window"))
        member = self._members[win]
        if isinstance(member, OnDisk):
            if self.is_gone:
                raise KeyError(win)
            return self[win]
        self._use(win)
        return member

    def _take(self, win: str, before: OnDisk, stored: StoredWindow | None) -> None:
        """Have in memory what was read of a window while it was `before`."""
        with self.lock:
            # A change of the window while it was read is newer.
            if self._members.get(win) is not before or self.is_gone:
                return
            self.hidden.discard(win)
            if stored is None:
                del self._members[win]
            elif stored.window is not None:
                self._keep(win, stored.window, stored.text_bytes)
            else:
                unparsed = self._members[win] = Unparsed(stored.header.order)
                unparsed.text = stored.text
                if stored.text is not None:
                    self._use(win)


class Environment(EnvironmentPart):
    """One environment: `jsons`, `reload`, and members that others set."""

    def __init__(self, access: Access, eid: str, listing: Listing) -> None:
        super().__init__(access, eid)
        self.windows = Windows(access, eid, listing.windows)
        positions = listing.members.get(POSITIONS)
        self._members = {
            WINDOWS: self.windows,
            **listing.members,
            POSITIONS: positions if isinstance(positions, dict) else {},
        }

    def __setitem__(self, key: str, value: Any) -> None:
        if key == WINDOWS:
            raise Refused("The windows of an environment are set one by one, or with the whole environment.")
        with self.lock:
            text = encoded(f"{key!r} of {self.eid!r}", value)
            self._append(Record("member", key, text, value), lambda: self._members.__setitem__(key, value))

    def __delitem__(self, key: str) -> None:
        if key == WINDOWS:
            raise Refused("An environment always has windows, if only none: delete them one by one.")
        with self.lock:
            if key not in self._members:
                raise KeyError(key)
            self._append(Record("no member", key), lambda: self._members.__delitem__(key))

    def replaced(self) -> None:
        """Another environment has this id, or none."""
        self.is_gone = self.windows.is_gone = True
