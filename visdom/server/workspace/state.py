"""What the operations on windows and on environments share: the tree, the hub, and the order of windows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from typing import Any, cast

from visdom.autosave import Tree
from visdom.errors import NotFound, NotSaved, StorageError
from visdom.protocol.windows import Window, order_of
from visdom.server.push.hub import Hub
from visdom.server.workspace.io import TreeIO
from visdom.server.workspace.unsaved import Unsaved


class State:
    """The environments and windows of a server, and the steps that several operations consist of."""

    def __init__(self, tree: Tree, hub: Hub) -> None:
        self.tree = tree
        self.hub = hub
        self.io = TreeIO(tree)
        self.unsaved = Unsaved(tree, hub)
        self.order = Order()
        self.prepared: set[str] = set()
        """The environments that `prepare` has made ready for changes."""
        self.restoring = asyncio.Lock()
        """Held while windows return from the trash: no environment is deleted or replaced meanwhile."""

    def windows(self, eid: str) -> Any:
        """The windows of an environment that is loaded."""
        return self.tree[eid].windows

    def window_if_readable(self, eid: str, win: str) -> Window | None:
        """A loaded window; None when it does not exist, or when the disk does not give it."""
        with suppress(StorageError):
            return cast("Window | None", self.windows(eid).get(win))
        return None

    async def has_window(self, eid: str, win: str) -> bool:
        """Does the window exist? If so, it is loaded afterwards."""
        return await self.windows_with(eid, win) is not None

    async def windows_with(self, eid: str, win: str) -> Any:
        """The windows of an environment if this one, which is loaded then, is among them; else None."""
        windows = self.tree.windows_with(eid, win)
        if windows is None:
            await self.io.load(eid, (win,))
            if eid in self.tree and win in self.windows(eid):
                windows = self.windows(eid)
        return windows

    async def require(self, eid: str) -> None:
        """Load an environment; raises NotFound."""
        await self.io.load(eid)
        if eid not in self.tree:
            raise NotFound(f"There is no environment {eid!r}.")

    async def read(self, eids: Iterable[str]) -> dict[str, dict[str, Window]]:
        """The windows, in order, of those environments that exist, all as they are at one moment."""
        chosen = list(eids)
        with ExitStack() as pins:
            for eid in chosen:
                pins.enter_context(self.tree.pinned(eid))
                await self.io.load_all(eid)
            return {eid: in_order(self.windows(eid)) for eid in chosen if eid in self.tree}

    async def prepare(self, eid: str) -> None:
        """Before the first change of an environment in another form: convert it to the form of this server."""
        if eid in self.prepared or eid not in self.tree:
            return
        with suppress(NotSaved):  # the change itself fails in the same way, and its request is answered so
            await self.io.run(self.tree.prepare, eid)
            self.prepared.add(eid)

    def forget(self, eid: str) -> None:
        """The environment was deleted."""
        self.order.forget(eid)
        self.prepared.discard(eid)

    def announce(self, new: str | None = None) -> None:
        """Send every page the names of all environments, or that of the one which may be new."""
        self.hub.names(self.tree, new)


class Order:
    """The position in the order of windows at which the next new window of an environment goes.

    It is remembered, because finding it takes a scan of all windows.
    """

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def is_known(self, eid: str) -> bool:
        """Is the next position of the environment known without a scan?"""
        return eid in self._next

    def next(self, eid: str, windows: Any) -> int:
        """The position of a new window, after all of these."""
        if eid not in self._next:
            self._next[eid] = max(map(windows.order, windows), default=-1) + 1
        return self._next[eid]

    def use(self, eid: str, position: int) -> None:
        """A window has this position now; the next new window goes after it."""
        if eid in self._next:
            self._next[eid] = max(position + 1, self._next[eid])

    def forget(self, eid: str) -> None:
        """The environment has other windows now."""
        self._next.pop(eid, None)


def in_order(windows: Mapping[str, Window]) -> dict[str, Window]:
    """Windows in the order in which pages show them: by `i`, those without one last."""
    return dict(sorted(windows.items(), key=lambda item: rank(order_of(item[1]))))


def rank(position: int) -> tuple[bool, int]:
    """The sort key of a position; windows without one come last."""
    return position < 0, position
