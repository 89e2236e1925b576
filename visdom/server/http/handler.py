"""What all handlers share: access, error responses, and the operations that a POST of a JSON object requests."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import tornado.web

from visdom.errors import NotAllowed, TooManyTries, VisdomError
from visdom.protocol.names import COMPARE_SEPARATOR, COOKIE_NAME
from visdom.server.http.access_log import AccessLog, Observer, named_environment
from visdom.server.http.bodies import Bodies, Receiver
from visdom.server.http.headers import POLICY, ResponseHeaders
from visdom.server.http.hosts import Hosts
from visdom.server.http.once import Once
from visdom.server.http.responses import HTML, JSON, PLAIN, error_response, success
from visdom.server.http.templates import Page, Templates
from visdom.server.identity.guard import Guard, bearer_of
from visdom.server.identity.logins import DAYS
from visdom.server.identity.roles import NOT_HEARD, Identity, Role
from visdom.server.push.messages import shortened
from visdom.server.sessions import PollingSessions
from visdom.server.settings import ServerSettings
from visdom.server.workspace import Workspace, parsing
from visdom.server.workspace.parsing import Body
from visdom.server.workspace.views import Views

if TYPE_CHECKING:  # only servers with the flag load it
    from visdom.server.http.metrics import Metrics

FOREIGN_ORIGIN = "The page is at {origin}, the server is asked as {host}: start it with -allow_origin {origin}"
NO_ORIGIN = "A page of another origin may not connect, unless it names its origin and -allow_origin does so, too."
LOGGED_OUT = "The login or the token ended while the request arrived."
KEEP_HOST = "or let the proxy between them keep the Host header."
DEFAULT_PORTS = {"http": ":80", "https": ":443"}

logger = logging.getLogger(__name__)


HEADERS_SETTING = "response_headers"
"""The setting of the application with its `ResponseHeaders`: tornado wants headers before a handler has a context."""


def set_common_headers(handler: tornado.web.RequestHandler) -> None:
    """Set the headers that all responses have."""
    headers: ResponseHeaders = handler.settings[HEADERS_SETTING]
    for name, value in headers.common.items():
        handler.set_header(name, value)


@dataclass(frozen=True)
class Context:
    """One running server, as handlers reach it."""

    settings: ServerSettings
    workspace: Workspace
    views: Views
    templates: Templates
    guard: Guard = field(default_factory=Guard)
    polling: PollingSessions = field(default_factory=PollingSessions)
    access_log: AccessLog | None = None
    metrics: Metrics | None = None
    foreign_origins: Once = field(default_factory=Once)
    """The refused origins that the log names, with the host that they asked for."""

    @property
    def observers(self) -> list[Observer]:
        """What gets every answer: the access log and the metrics."""
        return [each.observe for each in (self.access_log, self.metrics) if each is not None]

    @cached_property
    def headers(self) -> ResponseHeaders:
        """The headers that all responses have."""
        return ResponseHeaders(self.settings)

    @cached_property
    def hosts(self) -> Hosts:
        """The hosts that requests may ask for."""
        return Hosts(self.settings)

    @cached_property
    def bodies(self) -> Bodies:
        """The limits of bodies, and those that are under way."""
        return Bodies(self.settings)


class Handler(Receiver):
    """An HTTP route of the server, with the role that it requires."""

    context: Context
    required: Role
    environment: str | None = None
    """The environment that the request names, once that is known; for the access log."""

    def initialize(self, context: Context, required: Role) -> None:
        self.context = context
        self.bodies = context.bodies
        self.required = required

    def set_default_headers(self) -> None:
        set_common_headers(self)
        self.set_header("Content-Type", PLAIN)

    def prepare(self) -> None:
        """Decide on the head: nothing of a body is in memory before."""
        if self.request.method not in self.methods():
            self.refuse_method()
        elif self.request.method == "POST" and not self.origin_allowed:
            self.refuse_origin()
        else:
            self.check_size()
            if not self.has_responded:
                self.check_role()

    @property
    def is_stranger(self) -> bool:
        return self.identity.role is Role.PUBLIC

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

    @cached_property
    def identity(self) -> Identity:
        """Who asks, and what they may do."""
        guard = self.context.guard
        if guard.is_open:
            return guard.identify(from_page=self.from_page)
        return guard.identify(
            cookies=self.login_cookies,
            authorization=self.request.headers.get("Authorization", ""),
            address=self.client_address,
            from_page=self.from_page,
        )

    @property
    def login_cookies(self) -> list[str | None]:
        """The ids of logins that this client may have, as a page or as a program."""
        return [self.get_cookie(self.context.guard.page_cookie), self.get_cookie(COOKIE_NAME)]

    @property
    def client_address(self) -> str:
        """The address of the client, before any trusted proxy."""
        return self.context.guard.proxies.client_of(str(self.request.remote_ip), self.request.headers)

    def check_role(self) -> None:
        """Refuse one whose role is too weak. A stranger may log in, and a link may have the token."""
        if self.follow_link() or self.identity.role >= self.required:
            return
        if self.identity.role > Role.PUBLIC:
            self.respond_with_error(NotAllowed(self.identity.refusal))
        else:
            self.require_login()

    def require_login(self) -> None:
        """A link that is opened in a browser shows the login form, which then leads to the page.

        Programs get an empty 400 where clients of 0.2.4 expect it, and otherwise a 401.
        """
        guard, token = self.context.guard, bearer_of(self.request.headers.get("Authorization", ""))
        if self.identity is NOT_HEARD:
            raise TooManyTries(guard.delay(self.client_address))
        if self.request.method == "GET" and "text/html" in self.request.headers.get("Accept", ""):
            return self.send_login_page()
        if token is None and guard.has_accounts:
            self.set_status(HTTPStatus.BAD_REQUEST)
            self.finish()
            return None
        self.set_header("WWW-Authenticate", "Bearer")
        return self.refuse(HTTPStatus.UNAUTHORIZED, self.identity.refusal)

    def send_login_page(self) -> None:
        """Ask for a name and a password, or for the token where there are no names."""
        self.show(self.context.templates.login(self.request.path, asks_name=self.context.guard.has_accounts))

    def follow_link(self) -> bool:
        """If the address has the token of the server, store a login in the browser and go on without the token."""
        guard, request = self.context.guard, self.request
        if guard.token is None or request.method != "GET" or "token" not in request.query_arguments:
            return False
        login = guard.open_link(self.get_query_argument("token"), self.client_address)
        if login is not None:
            self.store_login(guard.page_cookie, login)
            self.redirect(_without_token(request.path, request.query), status=HTTPStatus.SEE_OTHER)
        return login is not None

    def store_login(self, name: str, login: str) -> None:
        """Store a login in the client, as the cookie of this name."""
        guard, request = self.context.guard, self.request
        is_encrypted = guard.proxies.is_encrypted(request.protocol, str(request.remote_ip), request.headers)
        path = self.context.settings.base_url or "/"
        self.set_cookie(name, login, expires_days=DAYS, path=path, httponly=True, samesite="Lax", secure=is_encrypted)

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
        if self.context.foreign_origins.is_new((origin, host)):
            logger.warning("Refused a page. %s if the page is yours, %s", reason, KEEP_HOST)
        return self.refuse(HTTPStatus.FORBIDDEN, f"{reason}, {KEEP_HOST}")

    @property
    def from_page(self) -> bool:
        """Does a browser send the request, and not a program?"""
        headers = self.request.headers
        return "Origin" in headers or "Sec-Fetch-Site" in headers

    def received(self) -> bytes:
        """The body. Its sender, who was let in on the head, may have logged out while it arrived: raises NotAllowed."""
        if not (self.is_stranger or self.context.guard.holds(self.identity)):
            raise NotAllowed(LOGGED_OUT)
        return super().received()

    async def body(self) -> dict[str, Any]:
        """The JSON object of the request; raises Refused."""
        return await self.context.workspace.io.parse(parsing.body, self.received())

    def show(self, page: Page) -> None:
        """Send a page and finish. Scripts run only where the page itself has them."""
        self.set_header("Content-Type", HTML)
        self.set_header(POLICY, self.context.headers.page_policy(page.nonce))
        self.finish(page.text)

    def send_page(self, eids: Iterable[str] = ()) -> None:
        """Send the page, which shows those of these environments that exist."""
        known = self.context.workspace.environments.names()
        active = COMPARE_SEPARATOR.join(eid for eid in eids if eid in known)
        can_log_out = not self.context.guard.is_open
        self.show(self.context.templates.index(self.request.path, known, active, can_log_out=can_log_out))

    def send_json(self, text: bytes) -> None:
        """Send JSON and finish."""
        self.set_header("Content-Type", JSON)
        self.finish(text)

    def respond_with_error(self, error: VisdomError) -> None:
        """Send the response for an error of the workspace or of a login."""
        if isinstance(error, TooManyTries):
            self.set_header("Retry-After", str(error.seconds))
        self.respond(error_response(error))

    def compute_etag(self) -> str | None:
        return None

    def _request_summary(self) -> str:
        """The request as the log names it: without its query, in which a token may be."""
        return f"{self.request.method} {self.request.path} ({self.request.remote_ip})"

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        if isinstance(value, tornado.web.HTTPError):
            super().log_exception(typ, value, tb)
        elif not isinstance(value, VisdomError):  # refused or not saved: the response has the reason
            logger.error("%s failed", self._request_summary(), exc_info=value)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, VisdomError):
            return self.respond_with_error(error)
        status = HTTPStatus(status_code)
        return self.refuse(status, getattr(error, "log_message", None) or f"{status.phrase}.")


def _without_token(path: str, query: str) -> str:
    """An address without its token, relative to itself: the server does not know the prefix that a proxy cut."""
    kept = urlencode([(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "token"])
    return "./" + path.rpartition("/")[2] + (f"?{kept}" if kept else "")


ANY_NAME = "(.*)"
"""The end of the path of a route that takes a name."""


class Post(Handler):
    """A route that serves an operation."""

    def initialize(  # type: ignore[override]  # tornado passes what the route has
        self, context: Context, required: Role, operation: Operation
    ) -> None:
        super().initialize(context, required)
        self.operation = operation

    async def post(self, *names: str) -> None:
        workspace = self.context.workspace
        body = await workspace.io.parse(self.operation.parse, self.received())
        self.environment = named_environment(body, *names)
        if self.operation.changes is not None and self.operation.changes(workspace, body):
            self.identity.check(Role.EDITOR)
        self.respond(success(await self.operation.run(workspace, body, *names)))


@dataclass(frozen=True)
class Operation:
    """What a POST of a JSON object does. It depends on nothing else, so tornado or the fast path may serve it."""

    run: Callable[..., Awaitable[str | bytes]]
    """Called with the workspace, the body and the names in the path; returns the text of the response."""
    changes: Callable[[Workspace, Body], bool] | None = None
    """Which bodies need an editor, where the route is for viewers because others only read."""
    parse: Callable[[bytes], Body] = parsing.body
    handler: type[Post] = Post
