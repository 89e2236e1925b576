"""Routes about windows."""

from __future__ import annotations

from typing import Any

from visdom.errors import NotFound, Refused
from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.server import asked
from visdom.server.handlers.base import Access, Handler, answers_errors


class EventsHandler(Handler):
    """Make or replace a window."""

    @answers_errors
    async def post(self) -> None:
        self.check_writable()
        self.finish(await self.context.workspace.create(self.body()))


class UpdateHandler(Handler):
    """Change a window."""

    @answers_errors
    async def post(self) -> None:
        self.check_writable()
        self.finish(await self.context.workspace.update(self.body()))


class CloseHandler(Handler):
    """Close one window, or all."""

    @answers_errors
    async def post(self) -> None:
        self.check_writable()
        body = self.body()
        eid = asked.environment(body)
        try:
            win = asked.window(body)
        except NotFound:
            return  # to close what is not there is no error
        await self.context.workspace.close(eid, win)


class ExistsHandler(Handler):
    """Is there a window with this id? Programs ask for an empty id to see whether the server is there."""

    @answers_errors
    async def post(self) -> None:
        body = self.body()
        eid, win = asked.environment(body), asked.window_if_named(body)
        found = win is not None and await self.context.workspace.exists(eid, win)
        self.finish("true" if found else "false")


class HashHandler(Handler):
    """The hash of a window."""

    @answers_errors
    async def post(self) -> None:
        body = self.body()
        eid, win = asked.environment(body), asked.window_if_named(body)
        found = None if win is None else await self.context.workspace.digest(eid, win)
        self.finish(found or "false")


class DataHandler(Handler):
    """Read windows, or store them as they are."""

    @answers_errors
    async def post(self) -> None:
        body = self.body()
        if "win" not in body:
            raise Refused('"win" must be the id of a window, or null for all windows of the environment.')
        if body.get("data") is None:
            await self._read(body)
        else:
            self.check_writable()
            await self._store(body)

    async def _read(self, body: dict[str, Any]) -> None:
        eid, win = asked.environment(body), asked.window(body)
        workspace = self.context.workspace
        self.finish(dumps(await (workspace.windows(eid) if win is None else workspace.window(eid, win))))

    async def _store(self, body: dict[str, Any]) -> None:
        eid, data = asked.environment(body), asked.json_text(body, "data")
        if body["win"] is None:
            await self.context.workspace.put_all(eid, asked.stored_windows(data))
        else:
            await self.context.workspace.put(eid, asked.new_window(body), asked.stored_window(data))


ROUTES = [
    (routes.EVENTS, EventsHandler, Access.LOGGED_IN),
    (routes.UPDATE, UpdateHandler, Access.LOGGED_IN),
    (routes.CLOSE, CloseHandler, Access.LOGGED_IN),
    (routes.WIN_EXISTS, ExistsHandler, Access.LOGGED_IN),
    (routes.WIN_HASH, HashHandler, Access.LOGGED_IN),
    (routes.WIN_DATA, DataHandler, Access.LOGGED_IN),
]
