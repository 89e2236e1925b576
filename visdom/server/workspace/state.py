"""What all operations of the workspace share, and those that only look at what is there."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, suppress
from typing import Any, cast

from visdom.autosave import Tree
from visdom.errors import NotFound, NotSaved, StorageError
from visdom.protocol.windows import Window
from visdom.server.push import messages
from visdom.server.push.hub import Hub
from visdom.server.workspace.commit import GroupCommit
from visdom.server.workspace.io import Loader
from visdom.server.workspace.places import Places, in_order, rank
from visdom.server.workspace.unsaved import Unsaved
from visdom.windows.canonical import digest


class Operations:
    """What all operations share, and those that only look."""

    def __init__(self, tree: Tree, hub: Hub) -> None:
        self.tree = tree
        self.hub = hub
        self.loader = Loader(tree)
        self.unsaved = Unsaved(tree, hub)
        self._commit = GroupCommit(tree.sync) if tree.fsync == "always" else None
        self._places = Places()
        self._own_form: set[str] = set()

    def names(self) -> list[str]:
        return list(self.tree)

    async def exists(self, eid: str, win: str) -> bool:
        """Is there such a window (`/win_exists`)? Unknown environments have none."""
        if eid not in self.tree:
            return False
        await self.loader.want(eid)
        return eid in self.tree and win in self._windows(eid)

    async def window(self, eid: str, win: str) -> Window:
        """One window; raises NotFound."""
        await self._require(eid)
        if not await self._has(eid, win):
            raise NotFound(f"There is no window {win!r} in the environment {eid!r}.")
        return cast(Window, self._windows(eid)[win])

    async def windows(self, eid: str) -> dict[str, Window]:
        """All windows of an environment in the order of `i`; raises NotFound."""
        await self._require(eid)
        return (await self.environments([eid])).get(eid, {})

    async def environments(self, eids: Iterable[str]) -> dict[str, dict[str, Window]]:
        """The windows, in order, of those environments that are there, all as they are at one moment."""
        chosen = list(eids)
        with ExitStack() as keeping:
            for eid in chosen:
                keeping.enter_context(self.tree.keeping(eid))
                await self.loader.want_all(eid)
            return {eid: in_order(self._windows(eid)) for eid in chosen if eid in self.tree}

    async def order(self, eid: str) -> list[str]:
        """The ids of an environment's windows in the order of `i`; none when there is no such environment."""
        await self.loader.want_order(eid)
        if eid not in self.tree:
            return []
        windows = self._windows(eid)
        return sorted(windows, key=lambda win: rank(windows.order(win)))

    async def digest(self, eid: str, win: str) -> str | None:
        """The hash of a window (`/win_hash`), or None when there is no such window."""
        await self._require(eid)
        return digest(self._windows(eid)[win]) if await self._has(eid, win) else None

    def announce(self) -> None:
        """Tell every page which environments there are."""
        self.hub.inform("environments", messages.env_update(self.names()))

    # For those that change something

    def _windows(self, eid: str) -> Any:
        return self.tree[eid]["jsons"]

    def _readable(self, eid: str, win: str) -> Window | None:
        """A window that is loaded; None when there is none, or none that the disk gives."""
        with suppress(StorageError):
            return cast("Window | None", self._windows(eid).get(win))
        return None

    async def _require(self, eid: str) -> None:
        await self.loader.want(eid)
        if eid not in self.tree:
            raise NotFound(f"There is no environment {eid!r}.")

    async def _writable(self, eid: str) -> None:
        """Before the first change of an environment that another server left in its own form: bring it into ours."""
        if eid in self._own_form or eid not in self.tree:
            return
        with suppress(NotSaved):  # the change itself will meet the same trouble, and be answered
            await self.loader.run(self.tree.prepare, eid)
            self._own_form.add(eid)

    async def _has(self, eid: str, win: str) -> bool:
        await self.loader.want(eid, (win,))
        return eid in self.tree and win in self._windows(eid)

    async def _durable(self) -> None:
        if self._commit is not None:
            await self._commit()
