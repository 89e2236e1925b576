"""The windows of one environment: parsed, held as text, or on disk only.

A person who opens an environment is sent its windows; that takes their text and their order. So a large window is
parsed only when somebody wants to see into it or to change it, and one that is let go keeps its order.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from visdom.autosave.cache import Uses
from visdom.autosave.container import UNREAD, EnvironmentPart, OnDisk
from visdom.autosave.glance import glance
from visdom.autosave.reading import Reading, Window
from visdom.autosave.store import StoragePrototype
from visdom.errors import NotSaved, Refused, StorageError
from visdom.jsontext import loads
from visdom.protocol.windows import order_of

LARGE_BYTES = 64 * 1024
"""Smaller texts are parsed at once: that takes less time than to go around it."""

MEMORY_PER_TEXT = 5
"""Bytes of memory that a byte of JSON text takes when it is parsed: 1 in long texts and pictures, 2 to 6 in plots, up
to 8 in networks of many small objects."""

Found = TypeVar("Found")

log = logging.getLogger(__name__)


class Glanced(OnDisk):
    """A window into which nobody looks: its order, and its text while it is held."""

    __slots__ = ("is_sound", "order", "text")

    def __init__(self, order: int, *, is_sound: bool) -> None:
        self.order = order
        self.is_sound = is_sound
        """Is the text known to be the message to a page?"""
        self.text: bytes | None = None


class Windows(EnvironmentPart):
    """The windows of one environment."""

    def __init__(self, store: StoragePrototype, eid: str) -> None:
        super().__init__(store, eid)
        self._members = dict.fromkeys(store.names(eid), UNREAD)
        self.hidden: set[str] = set()
        """The windows that the disk did not give when they were read last: not listed, but there."""
        self.uses = Uses()
        self._use = self.uses.lately.add

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
            self._check_writable()
            try:
                self._store.write(self._eid, win, window)
            except NotSaved:
                self._keep(win, window)
                raise
            except ValueError as error:
                raise Refused(f"The window {win!r} cannot be stored: {error}. Nothing was changed.") from None
            self._keep(win, window)

    def __delitem__(self, win: str) -> None:
        with self.lock:
            self._check_writable()
            del self._members[win]
            self.hidden.discard(win)
            self.uses.forget(win)
            self._store.remove(self._eid, win)

    def learn(self, name: str, member: Any) -> None:
        super().learn(name, member)
        self.hidden.discard(name)

    def unlearn(self, name: str) -> None:
        super().unlearn(name)
        self.hidden.discard(name)

    def append(self, win: str, patch_json: bytes) -> None:
        """Keep a change that was made to a window in place: its operations, as JSON text."""
        with self.lock:
            self._check_writable()
            self._store.append(self._eid, win, self[win], patch_json)

    def is_loaded(self, win: str) -> bool:
        """Can the window be touched without reading from disk?"""
        return not isinstance(self._members.get(win), OnDisk)

    # Without parsing

    def order(self, win: str) -> int | None:
        """Where the window stands among the others, -1 when it does not say; None when that is not known yet."""
        member = self._members.get(win, UNREAD)
        if isinstance(member, OnDisk):
            return member.order if isinstance(member, Glanced) else None
        return order_of(member)

    def text(self, win: str) -> bytes | None:
        """The text of a window that is held as text: the message to a page."""
        member = self._members.get(win, UNREAD)
        return member.text if isinstance(member, Glanced) else None

    def glance(self, win: str) -> None:
        """Learn the order of a window. One that is small or does not speak for itself is parsed."""
        if self._members.get(win) is not UNREAD:
            return
        found = self._found(win, lambda: self._store.text_or_reading(self._eid, win, LARGE_BYTES))
        if isinstance(found, bytes):
            order = glance(found, win)
            if order is None:
                self.get(win)
            else:
                self._learn_order(win, order)
        else:
            with suppress(KeyError):
                self._take(win, UNREAD, found)

    def hold(self, win: str) -> int:
        """Bring the text of a window into memory, or the window itself; how many bytes that took."""
        self.glance(win)
        member = self._members.get(win, UNREAD)
        if not isinstance(member, Glanced) or member.text is not None:
            return 0
        text = self._found(win, lambda: self._store.text(self._eid, win))
        if text is None or not member.is_sound and glance(text, win) is None:
            self.get(win)
            return 0
        with self.lock:
            if self._members.get(win, UNREAD) is member:
                member.text, member.is_sound = text, True
                self._use(win)
        return len(text)

    def let_go(self, win: str) -> None:
        """Forget the text of a window, which is as it is on disk."""
        with self.lock:
            member = self._members.get(win)
            if isinstance(member, Glanced):
                member.text = None
                self.uses.forget(win)

    # Memory

    def in_memory(self) -> dict[str, Window]:
        """The windows that need not be read from disk."""
        held = {win: loads(text) for win in self._members if (text := self.text(win)) is not None}
        return held | {win: window for win, window in self._members.items() if not isinstance(window, OnDisk)}

    def weigh(self, win: str) -> int | None:
        """About how many bytes of memory a window takes, 0 if that is not known yet; None when it is not in memory."""
        member = self._members.get(win, UNREAD)
        if self.is_gone or isinstance(member, OnDisk):
            return len(member.text) if isinstance(member, Glanced) and member.text is not None else None
        return self._store.text_bytes(self._eid, win) * MEMORY_PER_TEXT

    def unload(self, win: str) -> bool:
        """Let go of a window if all of it is on disk and nobody used it since the last look.

        Whoever changes a window holds the lock from fetching it until the change is kept, so nobody changes one
        that was let go. Whoever only reads it may go on with what is in hand.
        """
        member = self._members.get(win, UNREAD)
        if win in self.uses.lately or self.is_gone:
            return False
        if isinstance(member, Glanced):
            member.text = None
        elif not isinstance(member, OnDisk):
            if not self._store.can_read_again(self._eid, win):
                return False
            self._members[win] = Glanced(order_of(member), is_sound=False)
        return True

    def _learn_order(self, win: str, order: int) -> None:
        with self.lock:
            if self._members.get(win) is UNREAD:
                self._members[win] = Glanced(order, is_sound=True)
                self.hidden.discard(win)

    def _keep(self, win: str, window: Window) -> None:
        self._members[win] = window
        self.hidden.discard(win)
        self._use(win)

    def _reading(self, win: str) -> Reading | None:
        return self._found(win, lambda: self._store.read(self._eid, win))

    def _found(self, win: str, read: Callable[[], Found]) -> Found | None:
        """What is read of a window; None when it is not there (any more)."""
        try:
            return read()
        except KeyError:
            return None
        except OSError as error:
            raise self._hide(win, error) from error

    def _hide(self, win: str, error: OSError) -> StorageError:
        """The disk does not give a window: whoever wants all others is not told of it, until it can be read."""
        refusal = StorageError(f"The window {win!r} of {self._eid!r} cannot be read: {error}.")
        with self.lock:
            if win not in self.hidden and isinstance(self._members.get(win), OnDisk):
                self.hidden.add(win)
                log.error("%s It is tried again when somebody wants it.", refusal)
        return refusal

    def _read(self, win: str) -> Any:
        before = self._members.get(win)
        if before is None:
            raise KeyError(win)
        if not isinstance(before, OnDisk):  # another thread was faster
            return self[win]
        return self._take(win, before, self._reading(win))

    def _take(self, win: str, before: OnDisk, reading: Reading | None) -> Any:
        """Have a window in memory that was read while it was `before`; KeyError when there is none."""
        with self.lock:
            # Whoever replaced or deleted the window while it was read is right.
            if self._members.get(win) is before and not self.is_gone:
                window = None if reading is None else self._store.settle(self._eid, win, reading)
                if window is None:
                    del self._members[win]
                    self.hidden.discard(win)
                else:
                    self._keep(win, window)
        if self.is_gone and isinstance(self._members[win], OnDisk):
            raise KeyError(win)
        return self[win]
