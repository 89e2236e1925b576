"""Brings environments and windows into memory without holding up the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from visdom.autosave import Tree
from visdom.errors import StorageError
from visdom.server.push import messages

Result = TypeVar("Result")

THREADS = 4


class Loader:
    """The tree, read off the event loop. Once something is ready, it may be touched in the loop."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="visdom-read")

    def ready(self, eid: str, wins: Collection[str] = ()) -> bool:
        """Can the environment and these windows be touched without reading from the disk?"""
        return self.tree.loaded(eid) and all(self.tree.loaded(eid, win) for win in wins)

    async def load(self, eid: str, wins: Collection[str] = ()) -> None:
        """Read the names of an environment's windows, and these windows."""
        await self.run(self.tree.load, eid, tuple(wins))

    async def want(self, eid: str, wins: Collection[str] = ()) -> None:
        """Return when the environment and these windows are in memory; at once when they are."""
        if not self.ready(eid, wins):
            await self.load(eid, wins)

    async def want_order(self, eid: str) -> None:
        """Return when the order of the environment's windows is known."""
        await self._want_hidden(eid)
        while not self.tree.ordered(eid):  # again, when it was replaced meanwhile
            await self.run(self.tree.learn_order, eid)

    async def want_all(self, eid: str) -> None:
        """Return when every window of the environment is in memory."""
        await self.want(eid)
        await self._want_hidden(eid)
        if eid in self.tree:
            await self.want(eid, list(self.tree[eid]["jsons"]))

    def held(self, eid: str, win: str) -> bool:
        """Can the message that carries the window be had without reading from the disk?"""
        return self.tree.held(eid, win)

    async def hold(self, eid: str, wins: Collection[str]) -> None:
        """Bring the messages that carry these windows, or at least the first, into memory."""
        await self.run(self.tree.hold, eid, tuple(wins))

    def window_message(self, eid: str, win: str) -> bytes | None:
        """The message that carries a window that is held, or None when there is no such window or none to be read."""
        if eid not in self.tree:
            return None
        windows = self.tree[eid].windows
        text: bytes | None = windows.text(win)
        if text is not None:
            windows.let_go(win)
            return text
        try:
            window = windows.get(win)
        except StorageError:
            return None
        return None if window is None else messages.window(win, window)

    async def _want_hidden(self, eid: str) -> None:
        """Try again to read what the disk did not give before."""
        hidden = self.tree.hidden(eid)
        if hidden:
            await self.load(eid, hidden)

    async def run(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Do blocking work on a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
