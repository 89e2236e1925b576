"""The windows of one environment: parsed, held as text, or on disk only.

A person who opens an environment is sent its windows; that takes their text and their order. So a large window is
parsed only when somebody wants to see into it or to change it.
"""

from __future__ import annotations

import logging
from typing import Any

from visdom.autosave.container import UNREAD, EnvironmentPart, OnDisk
from visdom.autosave.glance import glance
from visdom.autosave.reading import Window
from visdom.autosave.store import StoragePrototype
from visdom.errors import NotSaved
from visdom.protocol.windows import order_of

LARGE_BYTES = 64 * 1024
"""Smaller texts are parsed at once: that takes less time than to go around it."""

log = logging.getLogger(__name__)


class Glanced(OnDisk):
    """A window that is sound and in which nobody looked yet: its order, and its text while it is held."""

    def __init__(self, order: int, text: bytes | None = None) -> None:
        self.order = order
        self.text = text


class Windows(EnvironmentPart):
    """The windows of one environment."""

    def __init__(self, store: StoragePrototype, eid: str) -> None:
        super().__init__(store, eid)
        self._members = dict.fromkeys(store.names(eid), UNREAD)

    def __setitem__(self, win: str, window: Window) -> None:
        if not isinstance(window, dict):
            raise TypeError(f"a window is a dictionary, not {type(window).__name__}")
        with self.lock:
            self._check_writable()
            try:
                self._store.write(self._eid, win, window)
            except NotSaved:
                self._members[win] = window
                raise
            self._members[win] = window

    def __delitem__(self, win: str) -> None:
        with self.lock:
            self._check_writable()
            del self._members[win]
            self._store.remove(self._eid, win)

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
        text = self._store.text(self._eid, win)
        order = glance(text, win) if text is not None and len(text) >= LARGE_BYTES else None
        if order is None:
            self.get(win)
            return
        with self.lock:
            if self._members.get(win) is UNREAD:
                self._members[win] = Glanced(order)

    def hold(self, win: str) -> int:
        """Bring the text of a window into memory, or the window itself; how many bytes that took."""
        self.glance(win)
        member = self._members.get(win, UNREAD)
        if not isinstance(member, Glanced) or member.text is not None:
            return 0
        text = self._store.text(self._eid, win)
        if text is None:
            self.get(win)
            return 0
        with self.lock:
            if self._members.get(win, UNREAD) is member:
                member.text = text
        return len(text)

    def let_go(self, win: str) -> None:
        """Forget the text of a window, which is as it is on disk."""
        with self.lock:
            member = self._members.get(win)
            if isinstance(member, Glanced):
                member.text = None

    def _read(self, win: str) -> Any:
        if win not in self._members:
            raise KeyError(win)
        try:
            reading = self._store.read(self._eid, win)
        except KeyError:
            reading = None
        except OSError as error:
            log.error("The window %r of %r cannot be read: %s.", win, self._eid, error)
            reading = None
        with self.lock:
            # Whoever replaced or deleted the window while it was read is right.
            if isinstance(self._members.get(win), OnDisk) and not self.is_gone:
                window = None if reading is None else self._store.settle(self._eid, win, reading)
                if window is None:
                    del self._members[win]
                else:
                    self._members[win] = window
        member = self._members[win]
        if isinstance(member, OnDisk):
            raise KeyError(win)
        return member
