"""Operations on single windows: make, change in place, close, and restore from the trash."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, cast

from visdom.errors import NotFound, NotSaved, Refused
from visdom.jsontext import MEGABYTE, dumps, has_many, is_deep
from visdom.protocol.names import LAYOUT_IF_NEW, NO_SUCH_WINDOW, free_name
from visdom.protocol.requests import EventRequest, UpdateRequest
from visdom.protocol.windows import Window, order_of, version_of
from visdom.server.push import messages
from visdom.server.workspace import parsing
from visdom.server.workspace.parsing import Body
from visdom.server.workspace.state import State, rank
from visdom.windows.build import build
from visdom.windows.canonical import digest
from visdom.windows.edit import Edit
from visdom.windows.repeats import repeats
from visdom.windows.update import become, pop_embeddings, update

MAX_PATCH_DEPTH = 200
"""With a deeper patch the window is stored whole: readers of journals copy the values of a patch level by level."""


class Windows:
    """Operations on windows."""

    def __init__(self, state: State) -> None:
        self._state = state

    # Read

    async def exists(self, eid: str, win: str) -> bool:
        """Is there such a window (`/win_exists`)? An unknown environment has none."""
        state = self._state
        if eid not in state.tree:
            return False
        await state.io.load(eid)
        return eid in state.tree and win in state.windows(eid)

    async def read(self, eid: str, win: str) -> Window:
        """One window; raises NotFound."""
        await self._state.require(eid)
        if not await self._state.has_window(eid, win):
            raise NotFound(f"There is no window {win!r} in the environment {eid!r}.")
        return cast(Window, self._state.windows(eid)[win])

    async def read_all(self, eid: str) -> dict[str, Window]:
        """All windows of an environment in the order of `i`; raises NotFound."""
        await self._state.require(eid)
        return (await self._state.read([eid])).get(eid, {})

    async def ids(self, eid: str) -> list[str]:
        """The ids of an environment's windows in the order of `i`; none when there is no such environment."""
        await self._state.io.load_order(eid)
        if eid not in self._state.tree:
            return []
        windows = self._state.windows(eid)
        return sorted(windows, key=lambda win: rank(windows.order(win)))

    async def digest(self, eid: str, win: str) -> str | None:
        """The hash of a window (`/win_hash`), or None when there is no such window."""
        await self._state.require(eid)
        return digest(self._state.windows(eid)[win]) if await self._state.has_window(eid, win) else None

    # Change

    async def create(self, request: Body) -> str:
        """Make or replace a window (`/events`); its id."""
        state = self._state
        eid, win = parsing.environment(request), parsing.new_window(request)
        await state.prepare(eid)
        await self._load_for_create(eid, win)
        old = state.window_if_readable(eid, win) if eid in state.tree else None
        order = self._position(eid, old)
        version = 1 if old is None else version_of(old) + 1
        window = build(cast(EventRequest, request), win=win, content_id=str(uuid.uuid4()), order=order, version=version)
        is_new = self._create_environment(eid)
        state.order.use(eid, order)
        try:
            self._set(eid, win, window)
        finally:
            state.hub.window(eid, win, window)
            if is_new:
                state.announce(eid)
        await state.tree.durable()
        return win

    async def store(self, eid: str, win: str, window: dict[str, Any]) -> None:
        """Store a window as it is (`/win_data` with data)."""
        state = self._state
        await state.prepare(eid)
        await self._load_for_create(eid, win)
        self._create_environment(eid)
        old = state.window_if_readable(eid, win)
        if old is not None and version_of(window) <= version_of(old):
            window["version"] = version_of(old) + 1
        state.order.use(eid, order_of(window))
        try:
            self._set(eid, win, window)
        finally:
            state.hub.window(eid, win, window)
            state.announce(eid)
        await state.tree.durable()

    async def update(self, request: Body) -> str:
        """Change a window in place (`/update`); its id, or the sentence that it does not exist."""
        eid = parsing.environment(request)
        may_create = bool(request.get("append")) or LAYOUT_IF_NEW in request
        win = parsing.window(request)
        windows = None if win is None else await self._changeable(eid, win)
        if win is None or windows is None:
            return await self.create(request) if may_create else NO_SUCH_WINDOW
        rule = partial(update, request=cast(UpdateRequest, request), content_id=str(uuid.uuid4()))
        await self._change(windows, eid, win, rule)
        return win

    async def pop_embeddings(self, eid: str, win: str) -> None:
        """Return an embeddings window to the points that it showed before the last selection."""
        windows = await self._changeable(eid, win)
        if windows is None:
            raise NotFound(f"There is no window {win!r} in the environment {eid!r}.")
        await self._change(windows, eid, win, partial(pop_embeddings, content_id=str(uuid.uuid4())))

    async def close(self, eid: str, win: str | None) -> None:
        """Close one window, or all (`/close`). Pages get a `close` even when there was no window of that id."""
        state = self._state
        await state.prepare(eid)
        await state.require(eid)
        refused: list[NotSaved] = []
        with state.tree.closing_together():
            for each in list(state.windows(eid)) if win is None else [win]:
                try:
                    self._delete(eid, each)
                except NotSaved as error:  # the other windows are closed all the same
                    refused.append(error)
        if refused:
            raise refused[0]
        await state.tree.durable()

    async def close_by_page(self, eid: str, win: str, sid: str) -> None:
        """Close a window because a person closed it on the page `sid`: other pages and the programs get a message."""
        state = self._state
        await state.prepare(eid)
        if not await state.has_window(eid, win):
            return
        window = state.window_if_readable(eid, win)
        try:
            self._delete(eid, win, but=sid)
        finally:
            state.hub.send_to_sources(messages.closed_event(eid, win, window))
        await state.tree.durable()

    async def close_all_by_page(self, eid: str) -> None:
        """Close all windows because a person did so on a page: pages and programs get a message for each."""
        state = self._state
        await state.require(eid)
        readable = await state.read([eid]) if state.hub.sources else {}
        closed = {win: readable.get(eid, {}).get(win) for win in state.windows(eid)}
        try:
            await self.close(eid, None)
        finally:
            for win, window in closed.items():
                state.hub.send_to_sources(messages.closed_event(eid, win, window))

    async def undo(self, eid: str) -> None:
        """Restore what was closed last in an environment (`undo`); raises NotFound when the trash has nothing.

        When another window has the id now, the restored one gets a new id.
        """
        state = self._state
        async with state.restoring:
            await state.prepare(eid)
            await state.require(eid)
            closed = await state.io.run(state.tree.closed_last, eid)
            if closed is None or eid not in state.tree:
                raise NotFound(f"There is no closed window of the environment {eid!r} in the trash.")
            wins = [self._restore(eid, win, window) for win, window in closed.windows.items()]
            try:
                await state.io.run(state.tree.restored, eid, closed)
            finally:
                self._send_whole(eid, wins)

    # Steps

    def _set(self, eid: str, win: str, window: Any) -> None:
        """Put a window into the tree; a picture that it repeats from the previous one is not written again."""
        state = self._state
        windows = state.windows(eid)
        with state.tree.lock:
            old = state.window_if_readable(eid, win)
            if old is not None and repeats(old, window):
                windows.append(win, _encoded(become(old, window)))
            else:
                windows[win] = window

    async def _changeable(self, eid: str, win: str) -> Any:
        """The windows of an environment that is prepared for changes, if this one is among them; else None."""
        windows = await self._state.windows_with(eid, win)
        if windows is not None and eid not in self._state.prepared:
            await self._state.prepare(eid)
            windows = await self._state.windows_with(eid, win)
        return windows

    async def _change(self, windows: Any, eid: str, win: str, rule: Callable[[Window], Edit]) -> None:
        """Change a window in place: the patch goes to the disk and, as the same bytes, to the pages."""
        state = self._state
        with state.tree.lock:
            window = windows[win]
            edit = rule(window)
            encoded = _encoded(edit)
            try:
                if len(encoded) > 2 * MAX_PATCH_DEPTH and _is_hard_to_read(encoded, edit):
                    windows[win] = window
                else:
                    windows.append(win, encoded)
            finally:
                state.hub.patch(eid, win, window, edit.patch, encoded)
        await state.tree.durable()

    async def _load_for_create(self, eid: str, win: str) -> None:
        """Load the window to be replaced and, unless that has a position, the order of all windows."""
        state = self._state
        old = state.window_if_readable(eid, win) if await state.has_window(eid, win) else None
        has_position = old is not None and order_of(old) >= 0
        if not has_position and not state.order.is_known(eid):
            await state.io.load_order(eid)

    def _position(self, eid: str, old: Window | None) -> int:
        """The position of a window in the order of its environment: that of the one it replaces, else the last."""
        state = self._state
        if old is not None and order_of(old) >= 0:
            return order_of(old)
        return state.order.next(eid, state.windows(eid)) if eid in state.tree else 0

    def _create_environment(self, eid: str) -> bool:
        """Create the environment of a window unless it exists; is it new?"""
        tree = self._state.tree
        if eid in tree:
            return False
        with suppress(NotSaved):  # it exists in memory, and writing its window fails in the same way
            tree[eid] = {}
        return True

    def _delete(self, eid: str, win: str, *, but: str | None = None) -> None:
        """Close a window and inform the pages except `but`, also when the disk refuses for now."""
        windows = self._state.windows(eid)
        try:
            if win in windows:
                del windows[win]
        finally:
            self._state.hub.closed(eid, win, but=but)

    def _restore(self, eid: str, win: str, window: dict[str, Any]) -> str:
        """Put a window from the trash into the tree; the id that it has now."""
        windows = self._state.windows(eid)
        free = free_name(win, windows)
        if free != win:
            window["id"] = free
        self._state.order.forget(eid)
        with suppress(NotSaved):  # it is in memory, and removing it from the trash fails in the same way
            windows[free] = window
        return free

    def _send_whole(self, eid: str, wins: Iterable[str]) -> None:
        """Send these windows, as they are now, to the pages that watch."""
        windows = self._state.windows(eid) if eid in self._state.tree else {}
        for win in wins:
            if win in windows:
                self._state.hub.window(eid, win, windows[win])


def _is_hard_to_read(encoded: bytes, edit: Edit) -> bool:
    """Is a patch too deep for readers of journals, or so large that finding out holds up others?"""
    return len(encoded) > MEGABYTE and has_many(encoded) or is_deep(encoded, edit.patch, MAX_PATCH_DEPTH)


def _encoded(edit: Edit) -> bytes:
    """The JSON text of a patch; a patch that JSON cannot express is undone, and raises Refused."""
    try:
        return dumps(edit.patch)
    except BaseException as error:
        edit.undo()
        if isinstance(error, ValueError):
            raise Refused(f"The change cannot be stored: {error}. Nothing was changed.") from None
        raise
