"""Routes about windows."""

from __future__ import annotations

from functools import partial

from visdom.errors import Refused
from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.server.http.handler import Operation
from visdom.server.identity.roles import Role
from visdom.server.workspace import Workspace, parsing
from visdom.server.workspace.parsing import Body


async def create(workspace: Workspace, body: Body) -> str:
    """Make or replace a window."""
    return await workspace.windows.create(body)


async def update(workspace: Workspace, body: Body) -> str:
    """Change a window."""
    return await workspace.windows.update(body)


async def close(workspace: Workspace, body: Body) -> str:
    """Close one window, or all."""
    await workspace.windows.close(parsing.environment(body), parsing.window(body))
    return ""


async def exists(workspace: Workspace, body: Body) -> str:
    """Is there a window with this id? Programs send an empty id to find out whether the server runs."""
    eid, win = parsing.environment(body), parsing.window(body)
    found = win is not None and await workspace.windows.exists(eid, win)
    return "true" if found else "false"


async def digest(workspace: Workspace, body: Body) -> str:
    """The hash of a window."""
    eid, win = parsing.environment(body), parsing.window(body)
    found = None if win is None else await workspace.windows.digest(eid, win)
    return found or "false"


async def read_or_store(workspace: Workspace, body: Body) -> str | bytes:
    """Read windows, or store them as they are."""
    if "win" not in body:
        raise Refused('"win" must be the id of a window, or null for all windows of the environment.')
    eid, windows = parsing.environment(body), workspace.windows
    if not _has_data(body):
        win = parsing.window(body)
        return dumps(await (windows.read_all(eid) if win is None else windows.read(eid, win)))
    data = await workspace.io.parse(partial(parsing.json_value, member="data"), parsing.text(body, "data"))
    if body["win"] is None:
        await workspace.environments.replace_windows(eid, parsing.stored_windows(data))
    else:
        await windows.store(eid, parsing.new_window(body), parsing.stored_window(data))
    return ""


def _has_data(body: Body) -> bool:
    return body.get("data") is not None


ROUTES = [
    (routes.EVENTS, Operation(create), Role.EDITOR),
    (routes.UPDATE, Operation(update), Role.EDITOR),
    (routes.CLOSE, Operation(close), Role.EDITOR),
    (routes.WIN_EXISTS, Operation(exists), Role.VIEWER),
    (routes.WIN_HASH, Operation(digest), Role.VIEWER),
    (routes.WIN_DATA, Operation(read_or_store, changes=lambda _, body: _has_data(body)), Role.VIEWER),
]
