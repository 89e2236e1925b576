"""Routes of the index and login page, the user's style sheet and the error page."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import tornado.web

from visdom.errors import Refused
from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.protocol.names import COOKIE_NAME
from visdom.server.http.bodies import Receiver
from visdom.server.http.handler import HEADERS_SETTING, Context, Handler, set_common_headers
from visdom.server.http.headers import FRAME_NAME, POLICY
from visdom.server.http.responses import PLAIN
from visdom.server.identity.roles import Role
from visdom.server.workspace.views import STYLE_NAME


class IndexHandler(Handler):
    """GET: the page, whatever the path, or the login page. POST: log in; any other POST has no route."""

    def get(self) -> None:
        if self.identity.role < Role.VIEWER:
            self.send_login_page()
        else:
            self.send_page()

    async def post(self) -> None:
        guard, base = self.context.guard, self.context.settings.base_url
        is_root = self.request.path in (base, base + "/")
        if not is_root and (guard.is_open or not await self._is_login()):
            sentence = f"There is no route POST {self.request.path}: check the address and the version of the program."
            return self.refuse(HTTPStatus.NOT_FOUND, sentence)
        if guard.is_open:
            raise Refused("There is nothing to do at this address; login is not enabled.")
        body = await self.body()
        login = await guard.log_in(body.get("username"), body.get("password"), self.client_address)
        self.store_login(guard.page_cookie if self.from_page else COOKIE_NAME, login)
        return None

    async def _is_login(self) -> bool:
        """Is this a login? The form of 0.2.4 sends it to the address at which the form is shown."""
        try:
            return {"username", "password"} <= (await self.body()).keys()
        except Refused:
            return False


class LogoutHandler(Handler):
    """Ends the login of the client, on whatever clients its cookie is."""

    def post(self) -> None:
        guard, path = self.context.guard, self.context.settings.base_url or "/"
        guard.log_out(self.login_cookies)
        for name in (guard.page_cookie, COOKIE_NAME):
            self.clear_cookie(name, path=path)


class OutsideHandler(Handler):
    """Addresses that do not begin with the base URL."""

    def prepare(self) -> None:
        base = self.context.settings.base_url or "/"
        self.refuse(HTTPStatus.NOT_FOUND, f"All addresses of this visdom begin with {base} (-base_url).")


class UserHandler(Handler):
    """The user's style sheet; every other name is empty."""

    def get(self, name: str) -> None:
        if name == STYLE_NAME:
            self.set_header("Content-Type", "text/css; charset=UTF-8")
            self.finish(self.context.views.style)


class HealthHandler(Handler):
    """Reports that the server runs, and how many windows the disk refuses."""

    def get(self) -> None:
        workspace = self.context.workspace
        health = {
            "status": "ok",
            "version": self.context.templates.version,
            "refused_windows": workspace.unsaved.refused,
        }
        self.send_json(dumps(health))


class MetricsHandler(Handler):
    """What Prometheus asks for, if the server has metrics."""

    def get(self) -> None:
        metrics = self.context.metrics
        if metrics is None:
            return self.refuse(HTTPStatus.NOT_FOUND, "This server has no metrics: start it with -metrics.")
        self.set_header("Content-Type", metrics.content_type)
        self.finish(metrics.text())
        return None


class ErrorHandler(Handler):
    """A page that is an error with the given text."""

    def get(self, text: str) -> None:
        self.refuse(HTTPStatus.INTERNAL_SERVER_ERROR, text)


class StaticHandler(Receiver, tornado.web.StaticFileHandler):
    """The files of the built page. Their addresses stay the same, so browsers revalidate them."""

    required = Role.PUBLIC

    def initialize(self, path: str, context: Context) -> None:  # type: ignore[override]  # tornado passes what we give it
        super().initialize(path)
        self.bodies = context.bodies

    def set_default_headers(self) -> None:
        set_common_headers(self)

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-cache")
        if path == FRAME_NAME:
            self.set_header(POLICY, self.settings[HEADERS_SETTING].frame_policy)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.set_header("Content-Type", PLAIN)
        self.finish(f"{self._reason}.")

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        if "\0" in absolute_path:  # not a valid file name: the system call would raise
            raise tornado.web.HTTPError(HTTPStatus.NOT_FOUND)
        return super().validate_absolute_path(root, absolute_path)


ROUTES = [
    (routes.LOGOUT, LogoutHandler, Role.PUBLIC),
    (routes.USER + "(.*)", UserHandler, Role.PUBLIC),
    (routes.HEALTH, HealthHandler, Role.PUBLIC),
    (routes.METRICS, MetricsHandler, Role.VIEWER),
    (routes.ERROR + "(.*)", ErrorHandler, Role.PUBLIC),
    ("(?:/.*)?", IndexHandler, Role.PUBLIC),  # every other path, so that links into the page work; strangers log in
]
