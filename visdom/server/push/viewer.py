"""A viewer: one browser, what it watches, and which windows it must still get whole.

A patch makes sense only to a page that has the window as it was before. So a viewer keeps the windows that it
*owes* its page: all of them when an environment is opened, and those that changed while the link was full. News
about an owed window are not sent; the window follows whole as soon as there is room. That one rule opens
environments, bounds what waits for a slow page, and brings such a page back in step.
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

BATCH = 64

SLICE_BYTES = 256 * 1024
SLICE_PAUSE_SECONDS = 0.003
"""After this much was sent in one go, requests of others have their turn for about as long."""
UNPAUSED_BYTES = 2 * 1024 * 1024
"""Until this much of an environment was sent, others have only the turn that they would have anyway: most environments
are no larger, and shown the sooner."""


class WindowSource(Protocol):
    """Where a viewer gets the windows that it owes."""

    def held(self, eid: str, win: str) -> bool:
        """Is the window in memory?"""

    async def hold(self, eid: str, wins: Collection[str]) -> None:
        """Bring these windows, or at least the first, into memory."""

    def window_message(self, eid: str, win: str) -> bytes | None:
        """The message that carries a window that is held, or None when there is no such window."""


class Viewer:
    """One browser. `extended` says that its page understands the operation `str_ins`."""

    def __init__(self, sid: str, link: Link, source: WindowSource, *, extended: bool = False) -> None:
        self.sid = sid
        self.link = link
        self.extended = extended
        self.watched: tuple[str, ...] = (DEFAULT_ENV,)
        self._source = source
        self._opening = False
        self._owed: dict[str, bytes | None] = {}
        self._unpaused = UNPAUSED_BYTES
        self._newest: dict[str, bytes] = {}
        self._afterwards: bytes | None = None
        self._waiting: asyncio.Future[None] | None = None

    def inform(self, topic: str, message: bytes) -> None:
        """Send news that are not about windows, and of which only the newest of a topic counts."""
        if topic in self._newest or self.link.full:
            self._newest[topic] = message
            self._advance()
        else:
            self.link.send(message)

    def tell(self, win: str, encode: Callable[[], bytes]) -> None:
        """Send news about a window, or owe the window when the page could not make sense of them now."""
        if self._opening or win in self._owed or self.link.full:
            self._owed[win] = encode() if self.compares else None
            self._advance()
        else:
            self.link.send(encode())

    def tell_closed(self, win: str) -> None:
        """The window is gone."""
        self._owed.pop(win, None)
        if self.link.full:
            self._owed[win] = messages.close(win)
            self._advance()
        else:
            self.link.send(messages.close(win))

    @property
    def compares(self) -> bool:
        return len(self.watched) != 1

    def owe(self, wins: Iterable[str]) -> None:
        """Send these windows whole, as soon as there is room."""
        self._owed.update(dict.fromkeys(wins))
        self._advance()

    def watch(self, *eids: str) -> None:
        """Turn to other environments; nothing about them is sent before `opened`."""
        self.forget()
        self.watched = eids
        self._opening = True

    def opened(self, first: bytes | None, windows: Mapping[str, bytes | None], last: bytes | None) -> None:
        """Send an environment: a first message, these windows in their order, a last message.

        A window without a message of its own is taken from the source when its turn comes.
        """
        if first is not None:
            self.link.send(first)
        self._opening = False
        self._unpaused = UNPAUSED_BYTES
        self._owed = {**windows, **{win: self._owed[win] for win in self._owed if win not in windows}}
        self._afterwards = last
        self._advance()

    def forget(self) -> None:
        """Give up what is still owed."""
        self._owed = {}
        self._afterwards = None
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _advance(self) -> None:
        """Send what is owed while there is room and the windows are in memory; else go on when they are."""
        if self._opening or self._waiting is not None:
            return
        sent = 0
        while self._newest or self._owed:
            if self.link.full:
                return self._go_on_after(self.link.drained())
            if self._newest:
                self.link.send(self._newest.pop(next(iter(self._newest))))
                continue
            win, message = next(iter(self._owed.items()))
            if sent > SLICE_BYTES:
                self._unpaused -= sent
                return self._go_on_after(asyncio.sleep(SLICE_PAUSE_SECONDS if self._unpaused < 0 else 0))
            if message is None:
                eid = self.watched[0]
                if not self._source.held(eid, win):
                    return self._go_on_after(self._source.hold(eid, list(islice(self._owed, BATCH))))
                message = self._source.window_message(eid, win) or messages.close(win)
            del self._owed[win]
            self.link.send(message)
            sent += len(message)
        if self._afterwards is not None:
            self.link.send(self._afterwards)
            self._afterwards = None

    def _go_on_after(self, awaited: Awaitable[None]) -> None:
        self._waiting = asyncio.ensure_future(awaited)
        self._waiting.add_done_callback(self._go_on)

    def _go_on(self, waited: asyncio.Future[None]) -> None:
        if self._waiting is not waited:
            return  # it was given up meanwhile
        self._waiting = None
        if waited.exception() is not None:
            logger.error("A page cannot be sent what it watches: %s", waited.exception())
            self._owed = {}
        self._advance()
