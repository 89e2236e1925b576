"""The workspace: every operation on environments and windows, once, whoever asks for it.

It is the only place that changes state. Each operation first brings into memory what it touches, off the event
loop; then it changes the tree and tells the hub without waiting in between, so nobody sees half of it; and it
returns when the change is as safe as the server promises.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from typing import Any, cast

from visdom.autosave import Tree
from visdom.autosave.staging import Staged
from visdom.errors import NotFound, NotSaved
from visdom.jsontext import dumps
from visdom.protocol.names import NO_SUCH_WINDOW, free_name
from visdom.protocol.patches import Patch
from visdom.protocol.requests import EventRequest, UpdateRequest
from visdom.protocol.windows import Window, order_of, version_of
from visdom.server import asked, messages
from visdom.server.asked import Body
from visdom.server.commit import GroupCommit
from visdom.server.hub import Hub
from visdom.server.loader import Loader
from visdom.server.unsaved import Unsaved
from visdom.windows.build import build
from visdom.windows.canonical import digest
from visdom.windows.update import pop_embeddings, update


class Workspace:
    """Environments and windows, and what can be done with them."""

    def __init__(self, tree: Tree, hub: Hub) -> None:
        self.tree = tree
        self.hub = hub
        self.loader = Loader(tree)
        self.unsaved = Unsaved(tree, hub)
        self._commit = GroupCommit(tree.sync) if tree.fsync == "always" else None
        self._next_order: dict[str, int] = {}
        self._own_form: set[str] = set()
        self._undoing = asyncio.Lock()

    # Windows

    async def create(self, request: Body) -> str:
        """Make or replace a window (`/events`); its id."""
        eid, win = asked.environment(request), asked.new_window(request)
        await self._writable(eid)
        await self._prepare_place(eid, win)
        old = self._windows(eid).get(win) if eid in self.tree else None
        order = self._order(eid, old)
        version = 1 if old is None else version_of(old) + 1
        window = build(cast(EventRequest, request), win=win, content_id=_new_id(), order=order, version=version)
        is_new = self._make_environment(eid)
        self._count(eid, order)
        try:
            self._windows(eid)[win] = window
        finally:
            self.hub.window(eid, win, window)
            if is_new:
                self.announce()
        await self._durable()
        return win

    async def update(self, request: Body) -> str:
        """Change a window in place (`/update`); its id, or the sentence that it does not exist."""
        eid = asked.environment(request)
        may_create = bool(request.get("append"))
        try:
            win = asked.new_window(request) if may_create else asked.window(request)
        except NotFound:
            return NO_SUCH_WINDOW
        if win is None or not await self._has(eid, win):
            return await self.create({**request, "win": win}) if may_create else NO_SUCH_WINDOW
        await self._change(eid, win, lambda window: update(window, cast(UpdateRequest, request), content_id=_new_id()))
        return win

    async def pop_embeddings(self, eid: str, win: str) -> None:
        """Take an embeddings window back to what it showed before the last selection."""
        await self.window(eid, win)
        await self._change(eid, win, lambda window: pop_embeddings(window, content_id=_new_id()))

    async def _change(self, eid: str, win: str, rule: Callable[[Window], Patch]) -> None:
        """Change a window in place: the patch goes to the disk and, as the same bytes, to the pages."""
        if eid not in self._own_form:
            await self._writable(eid)
            if not await self._has(eid, win):
                raise NotFound(f"The window {win!r} was closed meanwhile.")
        windows = self._windows(eid)
        with self.tree.lock:
            window = windows[win]
            patch = rule(window)
            encoded = dumps(patch)
            try:
                windows.append(win, encoded)
            finally:
                self.hub.patch(eid, win, window, patch, encoded)
        await self._durable()

    async def close(self, eid: str, win: str | None) -> None:
        """Close one window, or all (`/close`). Watching pages are told even when there was none of that id."""
        await self._writable(eid)
        await self._require(eid)
        refused: list[NotSaved] = []
        with self.tree.one_act():
            for each in list(self._windows(eid)) if win is None else [win]:
                try:
                    self._drop(eid, each)
                except NotSaved as error:
                    refused.append(error)
        if refused:
            raise refused[0]
        await self._durable()

    async def close_by_hand(self, eid: str, win: str, sid: str) -> None:
        """Close a window because a person did so in a page: the other pages and the programs are told."""
        await self._writable(eid)
        if not await self._has(eid, win):
            return
        window = self._windows(eid)[win]
        try:
            self._drop(eid, win, but=sid)
        finally:
            self.hub.all_sources(messages.closed_event(eid, win, window))
        await self._durable()

    async def close_all_by_hand(self, eid: str) -> None:
        """Close all windows because a person did so in a page: the pages and the programs are told of each."""
        await self._require(eid)
        shown = await self.environments([eid]) if self.hub.sources else {}
        gone = {win: shown.get(eid, {}).get(win) for win in self._windows(eid)}
        try:
            await self.close(eid, None)
        finally:
            for win, window in gone.items():
                self.hub.all_sources(messages.closed_event(eid, win, window))

    async def undo(self, eid: str) -> None:
        """Bring back what was closed last in an environment (`undo`); raises NotFound when the trash has nothing.

        A window whose id was drawn anew since comes back beside the new one, under an id of its own.
        """
        await self._writable(eid)
        await self._require(eid)
        async with self._undoing:
            closed = await self.loader.run(self.tree.closed_last, eid)
            if closed is None or eid not in self.tree:
                raise NotFound(f"There is no closed window of the environment {eid!r} in the trash.")
            wins = [self._bring_back(eid, win, window) for win, window in closed.windows.items()]
            try:
                await self.loader.run(self.tree.leave_trash, eid, closed)
            finally:
                self._tell_whole(eid, wins)

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
        return sorted(windows, key=lambda win: _rank(windows.order(win)))

    async def digest(self, eid: str, win: str) -> str | None:
        """The hash of a window (`/win_hash`), or None when there is no such window."""
        await self._require(eid)
        return digest(self._windows(eid)[win]) if await self._has(eid, win) else None

    async def put(self, eid: str, win: str, window: dict[str, Any]) -> None:
        """Store a window as it is (`/win_data` with data)."""
        await self._writable(eid)
        await self._prepare_place(eid, win)
        self._make_environment(eid)
        old = self._windows(eid).get(win)
        if old is not None and version_of(window) <= version_of(old):
            window["version"] = version_of(old) + 1
        self._count(eid, order_of(window))
        try:
            self._windows(eid)[win] = window
        finally:
            self.hub.window(eid, win, window)
            self.announce()
        await self._durable()

    async def put_all(self, eid: str, windows: dict[str, dict[str, Any]]) -> None:
        """Replace all windows of an environment (`/win_data` with data and no window)."""
        if eid in self.tree:
            await self.loader.want(eid)
        await self._replace(eid, windows.items(), self._rest(eid) if eid in self.tree else {})

    # Environments

    def names(self) -> list[str]:
        return list(self.tree)

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
        self._next_order.pop(eid, None)
        self._own_form.discard(eid)
        for win in wins:
            self.hub.closed(eid, win)
        self.announce()
        await self._durable()

    def announce(self) -> None:
        """Tell every page which environments there are."""
        self.hub.inform("environments", messages.env_update(self.names()))

    # Inside

    def _windows(self, eid: str) -> Any:
        return self.tree[eid]["jsons"]

    def _drop(self, eid: str, win: str, *, but: str | None = None) -> None:
        """Close a window and tell the pages, except the one that knows; also when the disk refuses for now."""
        windows = self._windows(eid)
        try:
            if win in windows:
                del windows[win]
        finally:
            self.hub.closed(eid, win, but=but)

    def _bring_back(self, eid: str, win: str, window: dict[str, Any]) -> str:
        """Set a window from the trash; the id that it has now."""
        windows = self._windows(eid)
        free = free_name(win, windows)
        if free != win:
            window["id"] = free
        self._next_order.pop(eid, None)
        with suppress(NotSaved):  # it is there in memory, and leaving the trash will meet the same trouble
            windows[free] = window
        return free

    def _tell_whole(self, eid: str, wins: Iterable[str]) -> None:
        """Send these windows to the pages that watch, as they are now."""
        windows = self._windows(eid) if eid in self.tree else {}
        for win in wins:
            if win in windows:
                self.hub.window(eid, win, windows[win])

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

    async def _prepare_place(self, eid: str, win: str) -> None:
        """Bring into memory what making a window needs: the one it replaces, and unless that has one, the order."""
        is_placed = await self._has(eid, win) and order_of(self._windows(eid)[win]) >= 0
        if not is_placed and eid not in self._next_order:
            await self.loader.want_order(eid)

    def _order(self, eid: str, old: Window | None) -> int:
        """The place of a window in the order of its environment: that of the one it replaces, else the last."""
        if old is not None and order_of(old) >= 0:
            return order_of(old)
        if eid not in self.tree:
            return 0
        if eid not in self._next_order:
            windows = self._windows(eid)
            self._next_order[eid] = max(map(windows.order, windows), default=-1) + 1
        return self._next_order[eid]

    def _count(self, eid: str, order: int) -> None:
        """A window has this place now; the next new one comes after it."""
        if eid in self._next_order:
            self._next_order[eid] = max(order + 1, self._next_order[eid])

    def _make_environment(self, eid: str) -> bool:
        """Make the environment of a window unless it is there; whether it is new."""
        if eid in self.tree:
            return False
        with suppress(NotSaved):  # it is there in memory, and its window will meet the same trouble
            self.tree[eid] = {}
        return True

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
        self._next_order.pop(eid, None)
        await self.loader.want(eid)
        wins = list(self._windows(eid)) if eid in self.tree else []
        self.hub.replaced(eid, gone.difference(wins), wins)
        self.announce()
        await self._durable()

    async def _durable(self) -> None:
        if self._commit is not None:
            await self._commit()


def in_order(windows: Mapping[str, Window]) -> dict[str, Window]:
    """Windows in the order in which they are shown: by `i`, those without one last."""
    return dict(sorted(windows.items(), key=lambda item: _rank(order_of(item[1]))))


def _rank(order: int) -> tuple[bool, int]:
    return order < 0, order


def _new_id() -> str:
    return str(uuid.uuid4())
