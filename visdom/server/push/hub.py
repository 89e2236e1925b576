"""The hub: which browsers and programs are connected, and which of them receive a message.

A message is encoded once, when the first viewer needs it, and the same bytes go to every viewer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache, partial
from typing import Any, cast

from visdom.jsontext import dumps
from visdom.protocol.patches import Patch
from visdom.protocol.records import Record
from visdom.protocol.windows import version_of
from visdom.server.push import messages
from visdom.server.push.links import Link
from visdom.server.push.viewer import NAMES, Viewer
from visdom.windows.patch import COPY, standard, without_copies


class Hub:
    """The connected browsers (viewers) and programs (sources), by session id."""

    def __init__(self) -> None:
        self.viewers: dict[str, Viewer] = {}
        self.sources: dict[str, Link] = {}

    def watching(self, eid: str) -> list[Viewer]:
        return [viewer for viewer in self.viewers.values() if eid in viewer.watched]

    def all_watched(self) -> set[str]:
        """The environments that pages watch; callable from any thread."""
        return {eid for viewer in list(self.viewers.values()) for eid in viewer.watched}

    @property
    def slow_viewers(self) -> int:
        """How many pages have so much waiting for them that windows are sent later."""
        return sum(viewer.link.full for viewer in self.viewers.values())

    def window(self, eid: str, win: str, window: Any) -> None:
        """A window was made or replaced."""
        encode = cache(partial(messages.window, win, window))
        for viewer in self.watching(eid):
            viewer.send_change(win, encode)

    def patch(self, eid: str, win: str, window: Any, record: Record, encoded: bytes) -> None:
        """A window was changed; `encoded` is the JSON text of the record."""
        viewers = self.watching(eid)
        if not viewers:
            return
        version, patch = version_of(window), cast(Patch, record)
        if COPY in encoded:
            patch = without_copies(record, window)
            encoded = dumps(patch)
        extended = cache(partial(messages.window_update, eid, win, version, encoded))

        @cache
        def plain() -> bytes:
            equal = standard(patch, window)
            return extended() if equal is patch else messages.window_update(eid, win, version, dumps(equal))

        for viewer in viewers:
            viewer.send_change(win, extended if viewer.extended else plain)

    def closed(self, eid: str, win: str, *, but: str | None = None) -> None:
        """A window was closed. The page with the session id `but` closed it and needs no message."""
        for viewer in self.watching(eid):
            if viewer.sid != but:
                viewer.send_close(win)

    def replaced(
        self, eid: str, gone: Iterable[str], wins: Collection[str], viewers: Collection[Viewer] | None = None
    ) -> None:
        """An environment was replaced: the windows `gone` were in it before, and `wins` are in it now.

        With `viewers`, only these receive that: those that watched the environment before.
        """
        for viewer in self.watching(eid):
            if viewers is not None and viewer not in viewers:
                continue
            for win in gone:
                viewer.send_close(win)
            viewer.resync(wins)

    def broadcast(self, topic: str, message: bytes) -> None:
        """Send every page a message that is not about windows; only the newest of a topic matters."""
        for viewer in self.viewers.values():
            viewer.send_latest(topic, message)

    def names(self, names: Iterable[str], new: str | None = None) -> None:
        """Environments were deleted, or one is new: pages that add names receive its name alone."""
        all_names = cache(lambda: messages.env_update(names))
        if new is None:
            return self.broadcast(NAMES, all_names())
        name = messages.env_new(new)
        for viewer in self.viewers.values():
            viewer.send_new_name(name, all_names)
        return None

    def send_to_sources(self, message: bytes) -> None:
        """Send a message to every program. A program that does not read is disconnected; it can connect again."""
        for link in self.sources.values():
            if link.full:
                link.close()
            else:
                link.send(message)

    def close(self) -> None:
        """End all connections."""
        links: list[Link] = [*(viewer.link for viewer in self.viewers.values()), *self.sources.values()]
        for viewer in self.viewers.values():
            viewer.cancel()
        for link in links:
            link.close()
