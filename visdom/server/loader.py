"""Brings environments and windows into memory without holding up the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from visdom.autosave import Tree
from visdom.server import messages

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

    async def want_all(self, eid: str) -> None:
        """Return when every window of the environment is in memory."""
        await self.want(eid)
        if eid in self.tree:
            await self.want(eid, list(self.tree[eid]["jsons"]))

    def window_message(self, eid: str, win: str) -> bytes | None:
        """The message that carries a window that is ready, or None when there is no such window."""
        window = self.tree[eid]["jsons"].get(win) if eid in self.tree else None
        return None if window is None else messages.window(win, window)

    async def run(self, work: Callable[..., Result], *arguments: Any) -> Result:
        """Do blocking work on a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
