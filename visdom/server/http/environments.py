"""Routes about environments, and the pages that show them."""

from __future__ import annotations

from visdom.errors import Refused
from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.protocol.names import COMPARE_SEPARATOR, escape_eid
from visdom.server.http.handler import ANY_NAME, Access, Post
from visdom.server.push.viewer import Viewer
from visdom.server.sessions import show, show_comparison
from visdom.server.workspace import Workspace, parsing
from visdom.server.workspace.parsing import Body


class EnvHandler(Post):
    """GET: the page of an environment. POST: create one (`eid`), or show one to a page (`sid`)."""

    def get(self, name: str) -> None:
        eid = escape_eid(name)
        names = self.context.workspace.environments.names()
        self.finish(self.context.templates.index(names, eid if eid in names else ""))

    @classmethod
    def would_change(cls, body: Body) -> bool:
        return "eid" in body

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str:
        viewer = _viewer(workspace, body) if "sid" in body else None
        if viewer is not None:
            await show(workspace, viewer, escape_eid(names[0]))
        if "eid" in body:
            await workspace.environments.create(parsing.environment(body))
        return ""


class CompareHandler(Post):
    """GET: the page that compares environments. POST: show them to a page."""

    def get(self, names: str) -> None:
        known = self.context.workspace.environments.names()
        wanted = [escape_eid(name) for name in names.split(COMPARE_SEPARATOR)]
        active = COMPARE_SEPARATOR.join(name for name in wanted if name in known)
        self.finish(self.context.templates.index(known, active))

    changes = False

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str:
        viewer = _viewer(workspace, body)
        if viewer is not None:
            await show_comparison(workspace, viewer, [escape_eid(name) for name in names[0].split(COMPARE_SEPARATOR)])
        return ""


class EnvStateHandler(Post):
    """The names of all environments."""

    changes = False
    reads_body = False

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> bytes:
        return dumps(workspace.environments.names())


class SaveHandler(Post):
    """Write environments to disk."""

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> bytes:
        return dumps(await workspace.environments.save(parsing.names(body, "data")))


class ForkHandler(Post):
    """Copy an environment."""

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str:
        prev, eid = parsing.named_environment(body, "prev_eid"), parsing.named_environment(body)
        await workspace.environments.fork(prev, eid)
        return eid


class DeleteEnvHandler(Post):
    """Delete an environment."""

    @staticmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str:
        await workspace.environments.delete(parsing.named_environment(body))
        return ""


def _viewer(workspace: Workspace, body: Body) -> Viewer | None:
    """The page with the session id in the body, or None when it is gone."""
    if "sid" not in body:
        raise Refused('"sid" must be the session id that a page receives when it connects.')
    return workspace.hub.viewers.get(str(body["sid"]))


ROUTES = [
    (routes.ENV + ANY_NAME, EnvHandler, Access.LOGGED_IN),
    (routes.COMPARE + ANY_NAME, CompareHandler, Access.LOGGED_IN),
    (routes.ENV_STATE, EnvStateHandler, Access.LOGGED_IN),
    (routes.SAVE, SaveHandler, Access.LOGGED_IN),
    (routes.FORK_ENV, ForkHandler, Access.LOGGED_IN),
    (routes.DELETE_ENV, DeleteEnvHandler, Access.LOGGED_IN),
]
