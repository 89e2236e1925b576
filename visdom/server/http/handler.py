"""What all handlers share: who may call them, and how errors are answered."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from enum import Enum
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

import tornado.web

from visdom.errors import VisdomError
from visdom.protocol.names import COOKIE_NAME, FEATURES_HEADER, LAYOUT_IF_NEW
from visdom.server.http.auth import COOKIE_DAYS, cookie_value
from visdom.server.http.context import Context
from visdom.server.http.responses import Answer, answer_to, refusal
from visdom.server.push.messages import FOLLOWS, READ_ONLY
from visdom.server.workspace import parsing as asked

FOREIGN_ORIGIN = "Pages of other hosts may not connect or write here, unless -allow_origin names them."


class Access(Enum):
    """Who may use a route. Every route says so; there is no default."""

    PUBLIC = "anybody"
    LOGGED_IN = "with login on, who has logged in"
    PAGE = "anybody; who has not logged in gets the login page"


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
            self.ask_for_login()
        elif self.request.method == "POST" and not self.origin_allowed:
            self.refuse(HTTPStatus.FORBIDDEN, FOREIGN_ORIGIN)

    def ask_for_login(self) -> None:
        """Who follows a link in a browser gets the login form, which then goes on to the page; programs get a 400."""
        if self.request.method == "GET" and "text/html" in self.request.headers.get("Accept", ""):
            self.finish(self.context.pages.login)
        else:
            self.set_status(HTTPStatus.BAD_REQUEST)
            self.finish()

    @property
    def logged_in(self) -> bool:
        """True when nobody has to log in, or this client has."""
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
        """Does the request come from a browser rather than from a program?"""
        headers = self.request.headers
        return "Origin" in headers or "Sec-Fetch-Site" in headers

    def check_writable(self) -> None:
        """With -readonly, pages may look but not change anything; with -follow, nobody may."""
        if self.context.settings.follow:
            raise tornado.web.HTTPError(HTTPStatus.FORBIDDEN, FOLLOWS)
        if self.context.settings.readonly and self.from_page:
            raise tornado.web.HTTPError(HTTPStatus.FORBIDDEN, READ_ONLY)

    def body(self) -> dict[str, Any]:
        """The JSON object that the request carries; raises Refused."""
        return asked.body(self.request.body)

    def give(self, answer: Answer) -> None:
        """Answer this, and that was it."""
        self.set_status(answer.status)
        self.set_header("Content-Type", answer.content_type)
        self.finish(answer.text)

    def refuse(self, status: HTTPStatus, sentence: str) -> None:
        self.give(refusal(status, sentence))

    def tell(self, error: VisdomError) -> None:
        """Answer that it could not be done."""
        self.give(answer_to(error))

    def write(self, chunk: str | bytes | dict[str, Any]) -> None:
        """Answer this; half a surrogate pair, which ids may hold, becomes a question mark."""
        super().write(chunk.encode("utf-8", "replace") if isinstance(chunk, str) else chunk)

    def compute_etag(self) -> str | None:
        return None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        status = HTTPStatus(status_code)
        self.refuse(status, getattr(error, "log_message", None) or f"{status.phrase}.")


Method = TypeVar("Method", bound=Callable[..., Coroutine[Any, Any, None]])


def answers_errors(method: Method) -> Method:
    """Answer what the workspace raises with the status and sentence that fit."""

    @wraps(method)
    async def wrapped(self: Handler, *arguments: Any, **keywords: Any) -> None:
        try:
            await method(self, *arguments, **keywords)
        except VisdomError as error:
            self.tell(error)

    return wrapped  # type: ignore[return-value]


def allows(allowed: tuple[str, ...], origin: str | None, host: str) -> bool:
    """May a page of this origin connect? Its own host always; others when they are named, or all with `*`."""
    if origin is None or "*" in allowed or origin in allowed:
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:  # half an address, such as http://[
        return False
