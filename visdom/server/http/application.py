"""The tornado application: decides about the host of a request before any route sees it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import tornado.web
from tornado.httputil import HTTPServerRequest

from visdom.server.http.handler import Context, Handler
from visdom.server.identity.roles import Role


class ForeignHost(Handler):
    """Whatever is requested from a host that is not ours."""

    def prepare(self) -> None:
        self.refuse(HTTPStatus.FORBIDDEN, self.context.hosts.refusal(self.request.host))


class CheckedApplication(tornado.web.Application):
    """The routes of a server, static files and websockets included, for requests to its own hosts."""

    def __init__(self, context: Context, rules: list[Any], settings: dict[str, Any]) -> None:
        super().__init__(rules, **settings)
        self._context = context

    def find_handler(self, request: HTTPServerRequest, **keywords: Any) -> Any:
        if self._context.hosts.allows(request.host):
            return super().find_handler(request, **keywords)
        return self.get_handler_delegate(request, ForeignHost, {"context": self._context, "required": Role.PUBLIC})
