"""The tree's blocking work, off the event loop: loading windows, and one sync to the disk for many requests."""

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


class TreeIO:
    """Loads parts of the tree on threads. What is loaded may be used on the event loop without waiting."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="visdom-read")

    def is_loaded(self, eid: str, wins: Collection[str] = ()) -> bool:
        """Can the environment and these windows be used without reading from the disk?"""
        return self.tree.loaded(eid) and all(self.tree.loaded(eid, win) for win in wins)

    async def load(self, eid: str, wins: Collection[str] = ()) -> None:
        """Return when the environment and these windows are in memory; at once when they are."""
        if not self.is_loaded(eid, wins):
            await self.run(self.tree.load, eid, tuple(wins))

    async def load_order(self, eid: str) -> None:
        """Return when the order of the environment's windows is known."""
        await self._retry_unreadable(eid)
        while not self.tree.ordered(eid):  # again when the environment was replaced meanwhile
            await self.run(self.tree.learn_order, eid)

    async def load_all(self, eid: str) -> None:
        """Return when every window of the environment is in memory."""
        await self.load(eid)
        await self._retry_unreadable(eid)
        if eid in self.tree:
            await self.load(eid, list(self.tree[eid]["jsons"]))

    def has_message(self, eid: str, win: str) -> bool:
        """Can `window_message` answer without reading from the disk?"""
        return self.tree.held(eid, win)

    async def load_messages(self, eid: str, wins: Collection[str]) -> None:
        """Load the messages that carry these windows, or at least the first, into memory."""
        await self.run(self.tree.hold, eid, tuple(wins))

    def window_message(self, eid: str, win: str) -> bytes | None:
        """The message that carries a loaded window, or None when the window does not exist or cannot be read."""
        if eid not in self.tree:
            return None
        windows = self.tree[eid].windows
        text: bytes | None = windows.text(win)
        if text is not None:
            windows.let_go(win)
            return text
        try:
            window = windows.get(win)
        except StorageError:  # the disk does not give the window: a page that opens the environment goes without it
            return None
        return None if window is None else messages.window(win, window)

    async def _retry_unreadable(self, eid: str) -> None:
        """Read the windows again that the disk did not give at the last attempt."""
        unreadable = self.tree.hidden(eid)
        if unreadable:
            await self.run(self.tree.load, eid, tuple(unreadable))

    async def run(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Run blocking work on a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)


class GroupCommit:
    """`await commit()` returns when everything written before the call is on the disk; one sync serves many calls."""

    def __init__(self, sync: Callable[[], None]) -> None:
        self._sync = sync
        self._waiting: asyncio.Future[None] | None = None
        self._running: asyncio.Task[None] | None = None

    async def __call__(self) -> None:
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_future()
        if self._running is None:
            self._running = asyncio.ensure_future(self._run())
        await asyncio.shield(self._waiting)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting is not None:
            served, self._waiting = self._waiting, None
            try:
                await loop.run_in_executor(None, self._sync)
            except Exception as error:  # whatever it is, every waiting request raises it
                served.set_exception(error)
            else:
                served.set_result(None)
        self._running = None
