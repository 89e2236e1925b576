"""The tree's blocking work, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from visdom.autosave import Tree
from visdom.errors import StorageError
from visdom.jsontext import is_short
from visdom.server.push import messages

Result = TypeVar("Result")
Text = TypeVar("Text", bytes, str)

THREADS = 4
PARSERS = 2
"""Threads of their own, so that reading from the disk does not wait for large texts."""


class TreeIO:
    """Loads parts of the tree on threads. What is loaded may be used on the event loop without waiting."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="visdom-read")
        self._parsers = ThreadPoolExecutor(PARSERS, thread_name_prefix="visdom-parse")

    def is_loaded(self, eid: str, wins: Collection[str] = ()) -> bool:
        """Can the environment and these windows be used without reading from the disk?"""
        return self.tree.is_loaded(eid) and all(self.tree.is_loaded(eid, win) for win in wins)

    async def load(self, eid: str, wins: Collection[str] = ()) -> None:
        """Return when the environment and these windows are in memory; at once when they are."""
        if not self.is_loaded(eid, wins):
            await self.run(self.tree.load, eid, tuple(wins))

    async def load_order(self, eid: str) -> None:
        """Return when the order of the environment's windows is known."""
        await self._retry_unreadable(eid)
        while not self.tree.is_ordered(eid):  # again when the environment was replaced meanwhile
            await self.run(self.tree.learn_order, eid)

    async def load_all(self, eid: str) -> None:
        """Return when every window of the environment is in memory."""
        await self.load(eid)
        await self._retry_unreadable(eid)
        if eid in self.tree:
            await self.load(eid, list(self.tree[eid]["jsons"]))

    def has_message(self, eid: str, win: str) -> bool:
        """Can `window_message` answer without reading from the disk?"""
        return self.tree.is_fetched(eid, win)

    async def load_messages(self, eid: str, wins: Collection[str]) -> None:
        """Load the messages that carry these windows, or at least the first, into memory."""
        await self.run(self.tree.fetch, eid, tuple(wins))

    def window_message(self, eid: str, win: str) -> bytes | None:
        """The message that carries a loaded window, or None when the window does not exist or cannot be read."""
        if eid not in self.tree:
            return None
        windows = self.tree[eid].windows
        text: bytes | None = windows.text(win)
        if text is not None:
            windows.release_text(win)
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

    async def parse(self, parse: Callable[[Text], Result], text: Text) -> Result:
        """What is made of JSON text, on a thread when that takes long."""
        if is_short(text):
            return parse(text)
        return await asyncio.get_running_loop().run_in_executor(self._parsers, parse, text)

    def close(self) -> None:
        for threads in (self._threads, self._parsers):
            threads.shutdown(wait=True, cancel_futures=True)
