"""What can be done with windows: made, changed in place, closed, and brought back."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, cast

from visdom.autosave import Tree
from visdom.errors import NotFound, NotSaved, Refused
from visdom.jsontext import dumps
from visdom.protocol.names import NO_SUCH_WINDOW, free_name
from visdom.protocol.requests import EventRequest, UpdateRequest
from visdom.protocol.windows import Window, order_of, version_of
from visdom.server.push import messages
from visdom.server.push.hub import Hub
from visdom.server.workspace import parsing as asked
from visdom.server.workspace.parsing import Body
from visdom.server.workspace.state import Operations
from visdom.windows.build import build
from visdom.windows.edit import Edit
from visdom.windows.repeats import repeats
from visdom.windows.update import become, pop_embeddings, update


class WindowOperations(Operations):
    """Operations on single windows."""

    def __init__(self, tree: Tree, hub: Hub) -> None:
        super().__init__(tree, hub)
        self._undoing = asyncio.Lock()

    async def create(self, request: Body) -> str:
        """Make or replace a window (`/events`); its id."""
        eid, win = asked.environment(request), asked.new_window(request)
        await self._writable(eid)
        await self._prepare_place(eid, win)
        old = self._readable(eid, win) if eid in self.tree else None
        order = self._order(eid, old)
        version = 1 if old is None else version_of(old) + 1
        window = build(cast(EventRequest, request), win=win, content_id=_new_id(), order=order, version=version)
        is_new = self._make_environment(eid)
        self._places.take(eid, order)
        try:
            self._keep(eid, win, window)
        finally:
            self.hub.window(eid, win, window)
            if is_new:
                self.announce()
        await self._durable()
        return win

    async def put(self, eid: str, win: str, window: dict[str, Any]) -> None:
        """Store a window as it is (`/win_data` with data)."""
        await self._writable(eid)
        await self._prepare_place(eid, win)
        self._make_environment(eid)
        old = self._readable(eid, win)
        if old is not None and version_of(window) <= version_of(old):
            window["version"] = version_of(old) + 1
        self._places.take(eid, order_of(window))
        try:
            self._keep(eid, win, window)
        finally:
            self.hub.window(eid, win, window)
            self.announce()
        await self._durable()

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
        window = self._readable(eid, win)
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

    # Inside

    def _keep(self, eid: str, win: str, window: Any) -> None:
        """Have a window in the tree; the picture of the one that it replaces is not written again."""
        windows = self._windows(eid)
        with self.tree.lock:
            old = self._readable(eid, win)
            if old is not None and repeats(old, window):
                windows.append(win, _encoded(become(old, window)))
            else:
                windows[win] = window

    async def _change(self, eid: str, win: str, rule: Callable[[Window], Edit]) -> None:
        """Change a window in place: the patch goes to the disk and, as the same bytes, to the pages."""
        if eid not in self._own_form:
            await self._writable(eid)
            if not await self._has(eid, win):
                raise NotFound(f"The window {win!r} was closed meanwhile.")
        windows = self._windows(eid)
        with self.tree.lock:
            window = windows[win]
            edit = rule(window)
            encoded = _encoded(edit)
            try:
                windows.append(win, encoded)
            finally:
                self.hub.patch(eid, win, window, edit.patch, encoded)
        await self._durable()

    async def _prepare_place(self, eid: str, win: str) -> None:
        """Bring into memory what making a window needs: the one it replaces, and unless that has one, the order."""
        old = self._readable(eid, win) if await self._has(eid, win) else None
        is_placed = old is not None and order_of(old) >= 0
        if not is_placed and not self._places.known(eid):
            await self.loader.want_order(eid)

    def _order(self, eid: str, old: Window | None) -> int:
        """The place of a window in the order of its environment: that of the one it replaces, else the last."""
        if old is not None and order_of(old) >= 0:
            return order_of(old)
        return self._places.next(eid, self._windows(eid)) if eid in self.tree else 0

    def _make_environment(self, eid: str) -> bool:
        """Make the environment of a window unless it is there; whether it is new."""
        if eid in self.tree:
            return False
        with suppress(NotSaved):  # it is there in memory, and its window will meet the same trouble
            self.tree[eid] = {}
        return True

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
        self._places.forget(eid)
        with suppress(NotSaved):  # it is there in memory, and leaving the trash will meet the same trouble
            windows[free] = window
        return free

    def _tell_whole(self, eid: str, wins: Iterable[str]) -> None:
        """Send these windows to the pages that watch, as they are now."""
        windows = self._windows(eid) if eid in self.tree else {}
        for win in wins:
            if win in windows:
                self.hub.window(eid, win, windows[win])


def _encoded(edit: Edit) -> bytes:
    """The JSON text of what an edit changed; one that no text can hold is taken back, and raises Refused."""
    try:
        return dumps(edit.patch)
    except BaseException as error:
        edit.undo()
        if isinstance(error, ValueError):
            raise Refused(f"The change cannot be stored: {error}. Nothing was changed.") from None
        raise


def _new_id() -> str:
    return str(uuid.uuid4())
