"""Routes about environments, and the pages that show them."""

from __future__ import annotations

from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.protocol.names import COMPARE_SEPARATOR, escape_eid
from visdom.server import asked
from visdom.server.handlers.base import Access, Handler, answers_errors
from visdom.server.showing import show, show_comparison


class EnvHandler(Handler):
    """GET: the page of an environment. POST: make one (`eid`), or show one to a page (`sid`)."""

    def get(self, name: str) -> None:
        eid = escape_eid(name)
        names = self.context.workspace.names()
        self.finish(self.context.pages.index(names, eid if eid in names else ""))

    @answers_errors
    async def post(self, name: str) -> None:
        body = self.body()
        viewer = self.viewer(body) if "sid" in body else None
        if viewer is not None:
            await show(self.context.workspace, viewer, escape_eid(name))
        if "eid" in body:
            self.check_writable()
            await self.context.workspace.make(asked.environment(body))


class CompareHandler(Handler):
    """GET: the page that compares environments. POST: show them to a page."""

    def get(self, names: str) -> None:
        known = self.context.workspace.names()
        asked_for = [escape_eid(name) for name in names.split(COMPARE_SEPARATOR)]
        active = COMPARE_SEPARATOR.join(name for name in asked_for if name in known)
        self.finish(self.context.pages.index(known, active))

    @answers_errors
    async def post(self, names: str) -> None:
        viewer = self.viewer(self.body())
        if viewer is not None:
            asked_for = [escape_eid(name) for name in names.split(COMPARE_SEPARATOR)]
            await show_comparison(self.context.workspace, viewer, asked_for)


class EnvStateHandler(Handler):
    """The names of all environments."""

    @answers_errors
    async def post(self) -> None:
        self.finish(dumps(self.context.workspace.names()))


class SaveHandler(Handler):
    """Write environments to disk."""

    @answers_errors
    async def post(self) -> None:
        self.check_writable()
        self.finish(dumps(await self.context.workspace.save(asked.names(self.body(), "data"))))


class ForkHandler(Handler):
    """Copy an environment."""

    @answers_errors
    async def post(self) -> None:
        self.check_writable()
        body = self.body()
        prev, eid = asked.named_environment(body, "prev_eid"), asked.named_environment(body)
        await self.context.workspace.fork(prev, eid)
        self.finish(eid)


class DeleteEnvHandler(Handler):
    """Delete an environment."""

    @answers_errors
    async def post(self) -> None:
        self.check_writable()
        await self.context.workspace.delete(asked.named_environment(self.body()))


ROUTES = [
    (routes.ENV + "(.*)", EnvHandler, Access.LOGGED_IN),
    (routes.COMPARE + "(.*)", CompareHandler, Access.LOGGED_IN),
    (routes.ENV_STATE, EnvStateHandler, Access.LOGGED_IN),
    (routes.SAVE, SaveHandler, Access.LOGGED_IN),
    (routes.FORK_ENV, ForkHandler, Access.LOGGED_IN),
    (routes.DELETE_ENV, DeleteEnvHandler, Access.LOGGED_IN),
]
