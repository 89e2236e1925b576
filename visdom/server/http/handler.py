"""What all handlers share: access, error responses, and the routes whose POST takes a JSON object."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import Enum
from functools import wraps
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

import tornado.web

from visdom.errors import VisdomError
from visdom.protocol.names import COOKIE_NAME, FEATURES_HEADER, LAYOUT_IF_NEW
from visdom.server.http.auth import COOKIE_DAYS, cookie_value
from visdom.server.http.responses import Response, error_response, refusal
from visdom.server.http.templates import Templates
from visdom.server.push.messages import FOLLOWS, READ_ONLY
from visdom.server.sessions import PollingSessions
from visdom.server.settings import ServerSettings
from visdom.server.workspace import Workspace, parsing
from visdom.server.workspace.parsing import Body
from visdom.server.workspace.views import Views

FOREIGN_ORIGIN = "Pages of other hosts may not connect or write here, unless -allow_origin names them."


@dataclass(frozen=True)
class Context:
    """One running server, as handlers reach it."""

    settings: ServerSettings
    workspace: Workspace
    views: Views
    templates: Templates
    polling: PollingSessions = field(default_factory=PollingSessions)


class Access(Enum):
    """Who may use a route. Every route names it; there is no default."""

    PUBLIC = "everyone"
    LOGGED_IN = "with login on, clients that have logged in"
    PAGE = "everyone; clients that have not logged in get the login page"


class Handler(tornado.web.RequestHandler):
    """An HTTP route of the server."""

    context: Context
    access: Access

    def initialize(self, context: Context, access: Access) -> None:
        self.context = context
        self.access = access

    def set_default_headers(self) -> None:
        self.set_header(FEATURES_HEADER, LAYOUT_IF_NEW)

    def prepare(self) -> None:
        if self.access is Access.LOGGED_IN and not self.logged_in:
            self.require_login()
        elif self.request.method == "POST" and not self.origin_allowed:
            self.refuse(HTTPStatus.FORBIDDEN, FOREIGN_ORIGIN)

    def require_login(self) -> None:
        """A link that is opened in a browser shows the login form, which then leads to the page; programs get a 400."""
        if self.request.method == "GET" and "text/html" in self.request.headers.get("Accept", ""):
            self.finish(self.context.templates.login)
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
        return allows(self.context.settings.allow_origin, self.request.headers.get("Origin"), self.request.host)

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
        return parsing.body(self.request.body)

    def respond(self, response: Response) -> None:
        """Send a response and finish."""
        self.set_status(response.status)
        self.set_header("Content-Type", response.content_type)
        self.finish(response.text)

    def refuse(self, status: HTTPStatus, sentence: str) -> None:
        self.respond(refusal(status, sentence))

    def respond_with_error(self, error: VisdomError) -> None:
        """Send the response for an error of the workspace."""
        self.respond(error_response(error))

    def write(self, chunk: str | bytes | dict[str, Any]) -> None:
        """Send this; half a surrogate pair, which ids may contain, becomes a question mark."""
        super().write(chunk.encode("utf-8", "replace") if isinstance(chunk, str) else chunk)

    def compute_etag(self) -> str | None:
        return None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        status = HTTPStatus(status_code)
        self.refuse(status, getattr(error, "log_message", None) or f"{status.phrase}.")


Method = TypeVar("Method", bound=Callable[..., Coroutine[Any, Any, None]])


def handles_errors(method: Method) -> Method:
    """Turn the errors of the workspace into responses with the status and sentence that fit."""

    @wraps(method)
    async def wrapped(self: Handler, *arguments: Any, **keywords: Any) -> None:
        try:
            await method(self, *arguments, **keywords)
        except VisdomError as error:
            self.respond_with_error(error)

    return wrapped  # type: ignore[return-value]


ANY_NAME = "(.*)"
"""The end of the path of a route that takes a name."""


class Post(Handler):
    """A route whose POST takes a JSON object and depends on nothing else: tornado or the fast path may serve it."""

    changes: ClassVar[bool] = True
    """Does it change something? Pages may not when the server is read-only."""

    reads_body: ClassVar[bool] = True

    @staticmethod
    @abstractmethod
    async def handle(workspace: Workspace, body: Body, *names: str) -> str | bytes:
        """Do what the body requests; the text of the response. `names` are those in the path."""

    @classmethod
    def body_of(cls, sent: bytes) -> Body:
        """The object in the body; raises Refused."""
        return parsing.body(sent) if cls.reads_body else {}

    @classmethod
    def would_change(cls, body: Body) -> bool:
        """Would this request change something?"""
        return cls.changes

    @handles_errors
    async def post(self, *names: str) -> None:
        body = self.body_of(self.request.body)
        if self.would_change(body):
            self.check_writable()
        self.finish(await self.handle(self.context.workspace, body, *names))


def allows(allowed: tuple[str, ...], origin: str | None, host: str) -> bool:
    """May a page of this origin connect? Its own host always; others when they are named, or all with `*`."""
    if origin is None or "*" in allowed or origin in allowed:
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:  # half an address, such as http://[
        return False
