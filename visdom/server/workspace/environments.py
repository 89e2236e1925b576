"""Operations on whole environments: create, copy, replace, save and delete them with all their windows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from visdom.autosave import POSITIONS, WINDOWS, Replacement
from visdom.protocol.names import free_name
from visdom.protocol.windows import Window
from visdom.server.workspace.state import State

EXPERIMENT = "experiment"
"""The member of an environment with the run that its windows belong to."""


class Environments:
    """Operations on environments."""

    def __init__(self, state: State) -> None:
        self._state = state

    # Read

    def names(self) -> list[str]:
        return list(self._state.tree)

    def positions(self, eid: str) -> dict[str, Any]:
        """The positions of the panes of an environment that is loaded."""
        positions: dict[str, Any] = self._state.tree[eid].get(POSITIONS, {})
        return positions

    async def read(self, eids: Iterable[str]) -> dict[str, dict[str, Window]]:
        """The windows, in order, of those environments that exist, all as they are at one moment."""
        return await self._state.read(eids)

    def announce(self) -> None:
        """Send every page the names of all environments."""
        self._state.announce()

    # Change

    async def create(self, eid: str) -> None:
        """Create an empty environment unless it exists (`/env/NAME` with an eid)."""
        state = self._state
        if eid not in state.tree:
            try:
                state.tree[eid] = {}
            finally:
                state.announce(eid)
            await state.tree.durable()

    async def fork(
        self,
        prev: str,
        eid: str,
        positions: dict[str, Any] | None = None,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Replace `eid` by a copy of `prev`; with other positions of the panes, if given.

        `then` is called when the copy is there, before anything can change it.
        """
        state = self._state
        await state.require(prev)
        if prev == eid:  # a change during the copy must not be replaced by the copy
            await self.save([eid])
            return
        rest = self._rest(prev) if positions is None else {**self._rest(prev), POSITIONS: positions}
        await self._replace(eid, state.tree.copy_out(prev), _of_copy(rest, eid), then)

    async def add(self, eid: str, windows: Mapping[str, bytes], rest: dict[str, Any]) -> str:
        """Create an environment from an uploaded file, under another name when this one is taken; its name."""
        state = self._state
        while True:
            free = free_name(eid, state.tree)
            staged = await state.io.run(state.tree.stage, free, windows.items(), _of_copy(rest, free))
            if free not in state.tree:
                await self._commit(staged)
                return free
            await state.io.run(staged.discard)  # another request took the name meanwhile

    async def replace_windows(self, eid: str, windows: dict[str, dict[str, Any]]) -> None:
        """Replace all windows of an environment (`/win_data` with data and no window)."""
        state = self._state
        if eid in state.tree:
            await state.io.load(eid)
        await self._replace(eid, windows.items(), self._rest(eid) if eid in state.tree else {})

    async def save(self, eids: list[str]) -> list[str]:
        """Write these environments to disk (`/save`); the names of those that exist."""
        state = self._state
        known = [eid for eid in eids if eid in state.tree]
        try:
            for eid in known:
                await state.io.run(state.tree.save, eid)
        finally:
            state.unsaved.send_changes()
        return known

    async def save_all(self) -> None:
        """Write everything that is not on the disk yet (`save_all`)."""
        state = self._state
        try:
            await state.io.run(state.tree.save_all)
        finally:
            state.unsaved.send_changes()

    async def save_positions(self, eid: str, positions: dict[str, Any]) -> None:
        """Store the positions of all panes, and write the environment to disk."""
        state = self._state
        await state.prepare(eid)
        await state.require(eid)
        state.tree[eid][POSITIONS] = positions
        await self.save([eid])

    async def save_position(self, eid: str, win: str, position: dict[str, Any]) -> None:
        """Store the position of one pane."""
        state = self._state
        await state.prepare(eid)
        await state.require(eid)
        state.tree[eid][POSITIONS] = {**self.positions(eid), win: position}
        await state.tree.durable()

    async def delete(self, eid: str) -> None:
        """Delete an environment; raises NotFound."""
        state = self._state
        async with state.restoring:
            await state.require(eid)
            wins = list(state.windows(eid))
            del state.tree[eid]
        state.forget(eid)
        for win in wins:
            state.hub.closed(eid, win)
        state.announce()
        await state.tree.durable()

    def _rest(self, eid: str) -> dict[str, Any]:
        environment = self._state.tree[eid]
        return {key: environment[key] for key in environment if key != WINDOWS}

    async def _replace(
        self,
        eid: str,
        windows: Iterable[tuple[str, Any]],
        rest: dict[str, Any],
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare an environment in the background, replace the current one in one step, and send the windows."""
        state = self._state
        staged = await state.io.run(state.tree.stage, eid, windows, rest)
        async with state.restoring:
            await self._commit(staged, then)

    async def _commit(self, staged: Replacement, then: Callable[[], None] = lambda: None) -> None:
        state, eid = self._state, staged.eid
        viewers = state.hub.watching(eid)
        gone = set(state.windows(eid)) if eid in state.tree and state.io.is_loaded(eid) else set()
        state.tree.commit(staged)
        then()
        state.order.forget(eid)
        await state.io.load(eid)
        wins = list(state.windows(eid)) if eid in state.tree else []
        state.hub.replaced(eid, gone.difference(wins), wins, viewers)
        state.announce(eid)
        await state.tree.durable()


def _of_copy(rest: dict[str, Any], eid: str) -> dict[str, Any]:
    """The members of an environment as those of its copy: an experiment names the environment that it is in."""
    experiment = rest.get(EXPERIMENT)
    if isinstance(experiment, dict) and "env_id" in experiment:
        return {**rest, EXPERIMENT: {**experiment, "env_id": eid}}
    return rest
