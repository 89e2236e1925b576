"""Routes about windows."""

from __future__ import annotations

from visdom.errors import NotFound, Refused
from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.server.http.handler import Access, Post
from visdom.server.workspace import Workspace, parsing
from visdom.server.workspace.parsing import Body


class EventsHandler(Post):
    """Make or replace a window."""

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str:
        return await workspace.windows.create(body)


class UpdateHandler(Post):
    """Change a window."""

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str:
        return await workspace.windows.update(body)


class CloseHandler(Post):
    """Close one window, or all."""

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str:
        eid = parsing.environment(body)
        try:
            win = parsing.window(body)
        except NotFound:
            return ""  # closing a window that does not exist is not an error
        await workspace.windows.close(eid, win)
        return ""


class ExistsHandler(Post):
    """Is there a window with this id? Programs send an empty id to find out whether the server runs."""

    changes = False

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str:
        eid, win = parsing.environment(body), parsing.window_if_named(body)
        found = win is not None and await workspace.windows.exists(eid, win)
        return "true" if found else "false"


class HashHandler(Post):
    """The hash of a window."""

    changes = False

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str:
        eid, win = parsing.environment(body), parsing.window_if_named(body)
        found = None if win is None else await workspace.windows.digest(eid, win)
        return found or "false"


class DataHandler(Post):
    """Read windows, or store them as they are."""

    @classmethod
    def would_change(cls, body: Body) -> bool:
        return body.get("data") is not None

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str | bytes:
        if "win" not in body:
            raise Refused('"win" must be the id of a window, or null for all windows of the environment.')
        eid, windows = parsing.environment(body), workspace.windows
        if body.get("data") is None:
            win = parsing.window(body)
            return dumps(await (windows.read_all(eid) if win is None else windows.read(eid, win)))
        data = parsing.json_text(body, "data")
        if body["win"] is None:
            await workspace.environments.replace_windows(eid, parsing.stored_windows(data))
        else:
            await windows.store(eid, parsing.new_window(body), parsing.stored_window(data))
        return ""


ROUTES = [
    (routes.EVENTS, EventsHandler, Access.LOGGED_IN),
    (routes.UPDATE, UpdateHandler, Access.LOGGED_IN),
    (routes.CLOSE, CloseHandler, Access.LOGGED_IN),
    (routes.WIN_EXISTS, ExistsHandler, Access.LOGGED_IN),
    (routes.WIN_HASH, HashHandler, Access.LOGGED_IN),
    (routes.WIN_DATA, DataHandler, Access.LOGGED_IN),
]
