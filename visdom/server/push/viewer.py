"""A viewer: one browser, the environments that it watches, and the windows that it must receive whole.

A patch applies only to the version of the window before it. So a viewer lists the windows that are *out of sync* on its
page: all of them when an environment is opened, and those that changed while the link was full. Their changes are not
sent; the whole windows follow as soon as there is room. This one rule opens environments, bounds the bytes that wait
for a slow page, and brings that page back in sync.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from itertools import islice
from typing import Protocol

from visdom.protocol.names import DEFAULT_ENV
from visdom.server.push import messages
from visdom.server.push.links import Link

logger = logging.getLogger(__name__)

NAMES = "environments"
"""The topic of the names of all environments."""

BATCH = 64

SLICE_BYTES = 256 * 1024
SLICE_PAUSE_SECONDS = 0.003
"""After a slice of this many bytes, requests of others run for about as long as the slice took."""
UNPAUSED_BYTES = 2 * 1024 * 1024
"""The first bytes of an environment are sent without such pauses: most environments are not larger and open faster."""


class WindowSource(Protocol):
    """Provides the messages of whole windows."""

    def has_message(self, eid: str, win: str) -> bool:
        """Can `window_message` answer without reading from the disk?"""

    async def load_messages(self, eid: str, wins: Collection[str]) -> None:
        """Load these windows, or at least the first, into memory."""

    def window_message(self, eid: str, win: str) -> bytes | None:
        """The message that carries a loaded window, or None when there is no such window."""


class Viewer:
    """One browser.

    `extended` means that its page understands the operation `str_ins`, `adds_names` that it knows the names of all
    environments and wants only those that are new.
    """

    def __init__(
        self, sid: str, link: Link, source: WindowSource, *, extended: bool = False, adds_names: bool = False
    ) -> None:
        self.sid = sid
        self.link = link
        self.extended = extended
        self.adds_names = adds_names
        self.watched: tuple[str, ...] = (DEFAULT_ENV,)
        self._source = source
        self._opening = False
        self._out_of_sync: dict[str, bytes | None] = {}
        """Windows to send whole, in this order; with its message when the source has another window of that id."""
        self._unpaused = UNPAUSED_BYTES
        self._latest: dict[str, bytes] = {}
        self._last: bytes | None = None
        self._waiting: asyncio.Future[None] | None = None

    def send_latest(self, topic: str, message: bytes) -> None:
        """Send a message that is not about windows and replaces an unsent one of the same topic."""
        if topic in self._latest or self.link.full:
            self._latest[topic] = message
            self._flush()
        else:
            self.link.send(message)

    def send_new_name(self, name: bytes, all_names: Callable[[], bytes]) -> None:
        """Send the name of a new environment, or all names when the page does not add them or has no room now."""
        if self.adds_names and not self._latest and not self.link.full:
            self.link.send(name)
        else:
            self.send_latest(NAMES, all_names())

    def send_change(self, win: str, encode: Callable[[], bytes]) -> None:
        """Send a change of a window, or mark the window as out of sync when the page cannot apply the change now."""
        if self._opening or win in self._out_of_sync or self.link.full:
            self._out_of_sync[win] = encode() if self.compares else None
            self._flush()
        else:
            self.link.send(encode())

    def send_close(self, win: str) -> None:
        """The window was closed."""
        self._out_of_sync.pop(win, None)
        if self.link.full:
            self._out_of_sync[win] = messages.close(win)
            self._flush()
        else:
            self.link.send(messages.close(win))

    @property
    def compares(self) -> bool:
        return len(self.watched) != 1

    def resync(self, wins: Iterable[str]) -> None:
        """Send these windows whole, as soon as there is room."""
        self._out_of_sync.update(dict.fromkeys(wins))
        self._flush()

    def watch(self, *eids: str) -> None:
        """Switch to other environments; nothing about them is sent before `open`."""
        self.cancel()
        self.watched = eids
        self._opening = True

    def go_on_with(self, eid: str) -> None:
        """Show a copy of what is shown, or an environment with the same windows: none is sent unless it changes."""
        self.watched = (eid,)

    def open(self, first: bytes | None, windows: Mapping[str, bytes | None], last: bytes | None) -> None:
        """Send an environment: a first message, these windows in their order, a last message.

        A window without a message is taken from the source when it is sent.
        """
        if first is not None:
            self.link.send(first)
        self._opening = False
        self._unpaused = UNPAUSED_BYTES
        later = {win: message for win, message in self._out_of_sync.items() if win not in windows}
        self._out_of_sync = {**windows, **later}
        self._last = last
        self._flush()

    def cancel(self) -> None:
        """Drop the windows that were not sent yet."""
        self._out_of_sync = {}
        self._last = None
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _flush(self) -> None:
        """Send the windows that are out of sync while the link has room and they are in memory; else wait for that."""
        if self._opening or self._waiting is not None:
            return
        sent = 0
        while self._latest or self._out_of_sync:
            if self.link.full:
                return self._flush_after(self.link.drained())
            if self._latest:
                self.link.send(self._latest.pop(next(iter(self._latest))))
                continue
            win, message = next(iter(self._out_of_sync.items()))
            if sent > SLICE_BYTES:
                self._unpaused -= sent
                return self._flush_after(asyncio.sleep(SLICE_PAUSE_SECONDS if self._unpaused < 0 else 0))
            if message is None:
                eid = self.watched[0]
                if not self._source.has_message(eid, win):
                    batch = list(islice(self._out_of_sync, BATCH))
                    return self._flush_after(self._source.load_messages(eid, batch))
                message = self._source.window_message(eid, win) or messages.close(win)
            del self._out_of_sync[win]
            self.link.send(message)
            sent += len(message)
        if self._last is not None:
            self.link.send(self._last)
            self._last = None

    def _flush_after(self, awaited: Awaitable[None]) -> None:
        self._waiting = asyncio.ensure_future(awaited)
        self._waiting.add_done_callback(self._resume)

    def _resume(self, waited: asyncio.Future[None]) -> None:
        if self._waiting is not waited:
            return  # it was cancelled
        self._waiting = None
        if waited.exception() is not None:
            logger.error("Windows of %s cannot be sent to page %s: %s", self.watched, self.sid, waited.exception())
            self._out_of_sync = {}
        self._flush()
