"""Routes about windows."""

from __future__ import annotations

from visdom.errors import NotFound, Refused
from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.server.http.handler import Access
from visdom.server.http.posts import Post
from visdom.server.workspace import Workspace
from visdom.server.workspace import parsing as asked
from visdom.server.workspace.parsing import Body


class EventsHandler(Post):
    """Make or replace a window."""

    @staticmethod
    async def answer(workspace: Workspace, body: Body, *names: str) -> str:
        return await workspace.create(body)


class UpdateHandler(Post):
    """Change a window."""

    @staticmethod
    async def answer(workspace: Workspace, body: Body, *names: str) -> str:
        return await workspace.update(body)


class CloseHandler(Post):
    """Close one window, or all."""

    @staticmethod
    async def answer(workspace: Workspace, body: Body, *names: str) -> str:
        eid = asked.environment(body)
        try:
            win = asked.window(body)
        except NotFound:
            return ""  # to close what is not there is no error
        await workspace.close(eid, win)
        return ""


class ExistsHandler(Post):
    """Is there a window with this id? Programs ask for an empty id to see whether the server is there."""

    changes = False

    @staticmethod
    async def answer(workspace: Workspace, body: Body, *names: str) -> str:
        eid, win = asked.environment(body), asked.window_if_named(body)
        found = win is not None and await workspace.exists(eid, win)
        return "true" if found else "false"


class HashHandler(Post):
    """The hash of a window."""

    changes = False

    @staticmethod
    async def answer(workspace: Workspace, body: Body, *names: str) -> str:
        eid, win = asked.environment(body), asked.window_if_named(body)
        found = None if win is None else await workspace.digest(eid, win)
        return found or "false"


class DataHandler(Post):
    """Read windows, or store them as they are."""

    @classmethod
    def would_change(cls, body: Body) -> bool:
        return body.get("data") is not None

    @staticmethod
    async def answer(workspace: Workspace, body: Body, *names: str) -> str | bytes:
        if "win" not in body:
            raise Refused('"win" must be the id of a window, or null for all windows of the environment.')
        eid = asked.environment(body)
        if body.get("data") is None:
            win = asked.window(body)
            return dumps(await (workspace.windows(eid) if win is None else workspace.window(eid, win)))
        data = asked.json_text(body, "data")
        if body["win"] is None:
            await workspace.put_all(eid, asked.stored_windows(data))
        else:
            await workspace.put(eid, asked.new_window(body), asked.stored_window(data))
        return ""


ROUTES = [
    (routes.EVENTS, EventsHandler, Access.LOGGED_IN),
    (routes.UPDATE, UpdateHandler, Access.LOGGED_IN),
    (routes.CLOSE, CloseHandler, Access.LOGGED_IN),
    (routes.WIN_EXISTS, ExistsHandler, Access.LOGGED_IN),
    (routes.WIN_HASH, HashHandler, Access.LOGGED_IN),
    (routes.WIN_DATA, DataHandler, Access.LOGGED_IN),
]
