"""What all handlers share: access, error responses, and the operations that a POST of a JSON object requests."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import tornado.web

from visdom.errors import VisdomError
from visdom.protocol.names import COMPARE_SEPARATOR, COOKIE_NAME, FEATURES, FEATURES_HEADER
from visdom.server.http.auth import COOKIE_DAYS, cookie_value
from visdom.server.http.bodies import Bodies, Receiver
from visdom.server.http.hosts import Hosts
from visdom.server.http.responses import error_response, success
from visdom.server.http.templates import Templates
from visdom.server.push.messages import FOLLOWS, READ_ONLY, shortened
from visdom.server.sessions import PollingSessions
from visdom.server.settings import ServerSettings
from visdom.server.workspace import Workspace, parsing
from visdom.server.workspace.parsing import Body
from visdom.server.workspace.views import Views

FOREIGN_ORIGIN = "The page is at {origin}, the server is asked as {host}: start it with -allow_origin {origin}"
NO_ORIGIN = "A page of another origin may not connect, unless it names its origin and -allow_origin does so, too."
KEEP_HOST = "or let the proxy between them keep the Host header."
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
MOST_WARNINGS = 100

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Context:
    """One running server, as handlers reach it."""

    settings: ServerSettings
    workspace: Workspace
    views: Views
    templates: Templates
    polling: PollingSessions = field(default_factory=PollingSessions)
    foreign_origins: set[tuple[str, str]] = field(default_factory=set)
    """The refused origins that the log names, with the host that they asked for."""

    @cached_property
    def hosts(self) -> Hosts:
        """The hosts that requests may ask for."""
        return Hosts(self.settings)

    @cached_property
    def bodies(self) -> Bodies:
        """The limits of bodies, and those that are under way."""
        return Bodies(self.settings)


class Access(Enum):
    """Who may use a route. Every route names it; there is no default."""

    PUBLIC = "everyone"
    LOGGED_IN = "with login on, clients that have logged in"
    PAGE = "everyone; clients that have not logged in get the login page"


class Handler(Receiver):
    """An HTTP route of the server."""

    context: Context
    access: Access

    def initialize(self, context: Context, access: Access) -> None:
        self.context = context
        self.bodies = context.bodies
        self.access = access

    def set_default_headers(self) -> None:
        self.set_header(FEATURES_HEADER, FEATURES)

    def prepare(self) -> None:
        """Decide on the head: nothing of a body is in memory before."""
        if self.request.method not in self.methods():
            self.refuse_method()
        elif self.request.method == "POST" and not self.origin_allowed:
            self.refuse_origin()
        else:
            self.check_size()
            if self.access is Access.LOGGED_IN and not self.has_responded and not self.logged_in:
                self.require_login()

    @property
    def is_stranger(self) -> bool:
        return not self.logged_in

    @classmethod
    def methods(cls) -> list[str]:
        """The HTTP methods of this route."""
        names = ((method, method.lower()) for method in cls.SUPPORTED_METHODS)
        return [method for method, name in names if getattr(cls, name) is not getattr(tornado.web.RequestHandler, name)]

    def refuse_method(self) -> None:
        """Refuse a method that the route does not have, also when a login is missing: the page is no answer to it."""
        allowed = ", ".join(self.methods())
        self.set_header("Allow", allowed)
        self.refuse(HTTPStatus.METHOD_NOT_ALLOWED, f"{self.request.path} takes {allowed}, not {self.request.method}.")

    def require_login(self) -> None:
        """A link that is opened in a browser shows the login form, which then leads to the page; programs get a 400."""
        if self.request.method == "GET" and "text/html" in self.request.headers.get("Accept", ""):
            self.finish(self.context.templates.login(self.request.path))
        else:
            self.set_status(HTTPStatus.BAD_REQUEST)
            self.finish()

    @property
    def logged_in(self) -> bool:
        """Is login off, or has this client logged in?"""
        credential = self.context.settings.credential
        if credential is None:
            return True
        cookie = self.get_signed_cookie(COOKIE_NAME, max_age_days=COOKIE_DAYS)
        return cookie == cookie_value(credential).encode()

    @property
    def origin_allowed(self) -> bool:
        """May a page of this origin write or connect? Those of this host; others if they are named, all with `*`.

        Browsers leave out the default port of the scheme; some proxies add it to the host.
        """
        origin, allowed = self.request.headers.get("Origin"), self.context.settings.allow_origin
        if origin is None or "*" in allowed or origin in allowed:
            return True
        try:
            scheme, own = urlsplit(origin.lower())[:2]
        except ValueError:  # half an address, such as http://[
            return False
        return self.request.host.lower() in (own, own + DEFAULT_PORTS.get(scheme, ""))

    @property
    def is_cross_site(self) -> bool:
        """Does a browser send this for a page that may not connect? With most GETs it sends no `Origin`."""
        headers = self.request.headers
        if "Origin" in headers or "*" in self.context.settings.allow_origin:
            return not self.origin_allowed
        return headers.get("Sec-Fetch-Site") in ("same-site", "cross-site")

    def refuse_origin(self) -> None:
        """Tell the page how it may connect, and the log once; a page cannot read why its websocket is refused."""
        if "Origin" not in self.request.headers:
            return self.refuse(HTTPStatus.FORBIDDEN, NO_ORIGIN)
        origin, host = shortened(self.request.headers.get("Origin", "")), shortened(self.request.host)
        reason = FOREIGN_ORIGIN.format(origin=origin, host=host)
        warned = self.context.foreign_origins
        if (origin, host) not in warned and len(warned) < MOST_WARNINGS:
            warned.add((origin, host))
            logger.warning("Refused a page. %s if the page is yours, %s", reason, KEEP_HOST)
        return self.refuse(HTTPStatus.FORBIDDEN, f"{reason}, {KEEP_HOST}")

    @property
    def from_page(self) -> bool:
        """Does a browser send the request, and not a program?"""
        headers = self.request.headers
        return "Origin" in headers or "Sec-Fetch-Site" in headers

    def check_writable(self) -> None:
        """Refuse pages with -readonly, and everyone with -follow."""
        if self.context.settings.follow:
            raise tornado.web.HTTPError(HTTPStatus.FORBIDDEN, FOLLOWS)
        if self.context.settings.readonly and self.from_page:
            raise tornado.web.HTTPError(HTTPStatus.FORBIDDEN, READ_ONLY)

    def body(self) -> dict[str, Any]:
        """The JSON object of the request; raises Refused."""
        return parsing.body(self.received())

    def send_page(self, eids: Iterable[str] = ()) -> None:
        """Send the page, which shows those of these environments that exist."""
        known = self.context.workspace.environments.names()
        active = COMPARE_SEPARATOR.join(eid for eid in eids if eid in known)
        self.finish(self.context.templates.index(self.request.path, known, active))

    def respond_with_error(self, error: VisdomError) -> None:
        """Send the response for an error of the workspace."""
        self.respond(error_response(error))

    def compute_etag(self) -> str | None:
        return None

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        if not isinstance(value, VisdomError):  # refused or not saved: the response has the reason
            super().log_exception(typ, value, tb)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, VisdomError):
            return self.respond_with_error(error)
        status = HTTPStatus(status_code)
        return self.refuse(status, getattr(error, "log_message", None) or f"{status.phrase}.")


ANY_NAME = "(.*)"
"""The end of the path of a route that takes a name."""


class Post(Handler):
    """A route that serves an operation."""

    def initialize(  # type: ignore[override]  # tornado passes what the route has
        self, context: Context, access: Access, operation: Operation
    ) -> None:
        super().initialize(context, access)
        self.operation = operation

    async def post(self, *names: str) -> None:
        body = self.operation.parse(self.received())
        if self.operation.changes(body):
            self.check_writable()
        self.respond(success(await self.operation.run(self.context.workspace, body, *names)))


@dataclass(frozen=True)
class Operation:
    """What a POST of a JSON object does. It depends on nothing else, so tornado or the fast path may serve it."""

    run: Callable[..., Awaitable[str | bytes]]
    """Called with the workspace, the body and the names in the path; returns the text of the response."""
    changes: Callable[[Body], bool] = lambda body: True
    """Would this body change something? Pages may not when the server is read-only."""
    parse: Callable[[bytes], Body] = parsing.body
    handler: type[Post] = Post


def never(body: Body) -> bool:
    """The `changes` of an operation that only reads."""
    return False
