"""Routes about environments, and the pages that show them."""

from __future__ import annotations

from visdom.errors import Refused
from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.protocol.names import compared_eids, escape_eid
from visdom.server.http.handler import ANY_NAME, Operation, Post
from visdom.server.identity.roles import Role
from visdom.server.push.viewer import Viewer
from visdom.server.sessions import show, show_comparison
from visdom.server.workspace import Workspace, parsing
from visdom.server.workspace.parsing import Body


class EnvPage(Post):
    """The page of an environment."""

    def get(self, name: str) -> None:
        self.environment = escape_eid(name)
        self.send_page([self.environment])


class ComparePage(Post):
    """The page that compares environments."""

    def get(self, names: str) -> None:
        self.environment = names
        self.send_page(compared_eids(names))


async def show_or_create(workspace: Workspace, body: Body, name: str) -> str:
    """Show an environment to a page (`sid`), or create one (`eid`)."""
    viewer = _viewer(workspace, body) if "sid" in body else None
    if viewer is not None:
        await show(workspace, viewer, escape_eid(name))
    if "eid" in body:
        await workspace.environments.create(parsing.environment(body))
    return ""


def _creates(workspace: Workspace, body: Body) -> bool:
    """Does the body name an environment that is not there yet?"""
    return "eid" in body and parsing.environment(body) not in workspace.tree


async def compare(workspace: Workspace, body: Body, names: str) -> str:
    """Show environments to a page that compares them."""
    viewer = _viewer(workspace, body)
    if viewer is not None:
        await show_comparison(workspace, viewer, compared_eids(names))
    return ""


async def all_names(workspace: Workspace, body: Body) -> bytes:
    """The names of all environments."""
    return dumps(workspace.environments.names())


async def save(workspace: Workspace, body: Body) -> bytes:
    """Write environments to disk."""
    return dumps(await workspace.environments.save(parsing.names(body, "data")))


async def fork(workspace: Workspace, body: Body) -> str:
    """Copy an environment."""
    prev, eid = parsing.named_environment(body, "prev_eid"), parsing.named_environment(body)
    await workspace.environments.fork(prev, eid)
    return eid


async def delete(workspace: Workspace, body: Body) -> str:
    """Delete an environment."""
    await workspace.environments.delete(parsing.named_environment(body))
    return ""


def _viewer(workspace: Workspace, body: Body) -> Viewer | None:
    """The page with the session id in the body, or None when it is gone."""
    if "sid" not in body:
        raise Refused('"sid" must be the session id that a page receives when it connects.')
    return workspace.hub.viewers.get(str(body["sid"]))


ROUTES = [
    (routes.ENV + ANY_NAME, Operation(show_or_create, _creates, handler=EnvPage), Role.VIEWER),
    (routes.COMPARE + ANY_NAME, Operation(compare, handler=ComparePage), Role.VIEWER),
    (routes.ENV_STATE, Operation(all_names, parse=lambda sent: {}), Role.VIEWER),
    (routes.SAVE, Operation(save), Role.EDITOR),
    (routes.FORK_ENV, Operation(fork), Role.EDITOR),
    (routes.DELETE_ENV, Operation(delete), Role.EDITOR),
]
