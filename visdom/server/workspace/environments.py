"""What can be done with environments: made, copied, replaced, saved and deleted, with all their windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from visdom.autosave import Staged
from visdom.protocol.names import free_name
from visdom.server.workspace.state import Operations


class EnvironmentOperations(Operations):
    """Operations on whole environments."""

    async def make(self, eid: str) -> None:
        """Make an empty environment unless it is there (`/env/NAME` with an eid)."""
        if eid not in self.tree:
            try:
                self.tree[eid] = {}
            finally:
                self.announce()
            await self._durable()

    async def fork(self, prev: str, eid: str, positions: dict[str, Any] | None = None) -> None:
        """Make `eid` a copy of `prev`, replacing what it was; with other positions of the panes, if given."""
        await self._require(prev)
        if prev == eid:  # what changes while it is copied must not be replaced by the copy
            await self.save([eid])
            return
        rest = self._rest(prev) if positions is None else {**self._rest(prev), "reload": positions}
        await self._replace(eid, self.tree.copy_out(prev), rest)

    async def take_in(self, eid: str, windows: Mapping[str, bytes], rest: dict[str, Any]) -> str:
        """Make an environment of what somebody uploads. It gets another name when this one is taken; its name."""
        while True:
            free = free_name(eid, self.tree)
            staged = await self.loader.run(self.tree.stage, free, windows.items(), rest)
            if free not in self.tree:
                await self._put(staged)
                return free
            await self.loader.run(self.tree.discard, staged)  # somebody made one of that name meanwhile

    async def put_all(self, eid: str, windows: dict[str, dict[str, Any]]) -> None:
        """Replace all windows of an environment (`/win_data` with data and no window)."""
        if eid in self.tree:
            await self.loader.want(eid)
        await self._replace(eid, windows.items(), self._rest(eid) if eid in self.tree else {})

    async def save(self, eids: list[str]) -> list[str]:
        """Write these environments to disk (`/save`); the names of those that are there."""
        known = [eid for eid in eids if eid in self.tree]
        try:
            for eid in known:
                await self.loader.run(self.tree.save, eid)
        finally:
            self.unsaved.tell()
        return known

    async def save_all(self) -> None:
        """Write everything that is not on the disk yet (`save_all`)."""
        try:
            await self.loader.run(self.tree.save_all)
        finally:
            self.unsaved.tell()

    async def save_positions(self, eid: str, positions: dict[str, Any]) -> None:
        """Keep the places of all panes, and write the environment to disk."""
        await self._writable(eid)
        await self._require(eid)
        self.tree[eid]["reload"] = positions
        await self.save([eid])

    async def place(self, eid: str, win: str, item: dict[str, Any]) -> None:
        """Keep the place of one pane."""
        await self._writable(eid)
        await self._require(eid)
        environment = self.tree[eid]
        environment["reload"] = {**environment.get("reload", {}), win: item}
        await self._durable()

    async def delete(self, eid: str) -> None:
        """Delete an environment; raises NotFound."""
        await self._require(eid)
        wins = list(self._windows(eid))
        del self.tree[eid]
        self._places.forget(eid)
        self._own_form.discard(eid)
        for win in wins:
            self.hub.closed(eid, win)
        self.announce()
        await self._durable()

    # Inside

    def _rest(self, eid: str) -> dict[str, Any]:
        environment = self.tree[eid]
        return {key: environment[key] for key in environment if key != "jsons"}

    async def _replace(self, eid: str, windows: Iterable[tuple[str, Any]], rest: dict[str, Any]) -> None:
        """Make an environment aside, put it in the place of one, in one step, and tell those who look at that."""
        await self._put(await self.loader.run(self.tree.stage, eid, windows, rest))

    async def _put(self, staged: Staged) -> None:
        eid = staged.eid
        gone = set(self._windows(eid)) if eid in self.tree and self.loader.ready(eid) else set()
        self.tree.commit(staged)
        self._places.forget(eid)
        await self.loader.want(eid)
        wins = list(self._windows(eid)) if eid in self.tree else []
        self.hub.replaced(eid, gone.difference(wins), wins)
        self.announce()
        await self._durable()
