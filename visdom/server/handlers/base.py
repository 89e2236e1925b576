"""What all handlers share: who may call them, and how errors are answered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from enum import Enum
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlsplit

import tornado.web

from visdom.errors import NotFound, NotSaved, NotUpdatable, Refused, StorageError
from visdom.jsontext import dumps
from visdom.protocol.names import COOKIE_NAME, FEATURES_HEADER, LAYOUT_IF_NEW
from visdom.server import asked
from visdom.server.auth import COOKIE_DAYS, cookie_value
from visdom.server.context import Context
from visdom.server.messages import FOLLOWS, READ_ONLY, shortened
from visdom.server.viewer import Viewer

logger = logging.getLogger(__name__)

NO_SPACE = (28, 122)
"""ENOSPC and EDQUOT: what the disk says when it is full."""


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

    def viewer(self, body: asked.Body) -> Viewer | None:
        """The page that asks, or None when it is gone."""
        if "sid" not in body:
            raise Refused('"sid" must be the id of a page, which it is told when it connects.')
        return self.context.workspace.hub.viewers.get(str(body["sid"]))

    def refuse(self, status: int, sentence: str) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(shortened(sentence))

    def refuse_storage(self, error: StorageError) -> None:
        """Answer that the disk prevents it, with a reason."""
        self.set_status(status_of(error))
        what = "not saved" if isinstance(error, NotSaved) else "not done"
        self.finish(dumps({"error": what, "reason": str(error)}))

    def write(self, chunk: str | bytes | dict[str, Any]) -> None:
        """Answer this; half a surrogate pair, which ids may hold, becomes a question mark."""
        super().write(chunk.encode("utf-8", "replace") if isinstance(chunk, str) else chunk)

    def compute_etag(self) -> str | None:
        return None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs.get("exc_info", (None, None, None))[1]
        sentence = getattr(error, "log_message", None) or f"{HTTPStatus(status_code).phrase}."
        self.refuse(status_code, sentence)


def status_of(error: StorageError) -> HTTPStatus:
    """The status of an answer that the disk prevents."""
    is_full = isinstance(error, NotSaved) and error.errno in NO_SPACE
    return HTTPStatus.INSUFFICIENT_STORAGE if is_full else HTTPStatus.INTERNAL_SERVER_ERROR


Method = TypeVar("Method", bound=Callable[..., Coroutine[Any, Any, None]])


def answers_errors(method: Method) -> Method:
    """Answer what the workspace raises with the status and sentence that fit."""

    @wraps(method)
    async def wrapped(self: Handler, *arguments: Any, **keywords: Any) -> None:
        try:
            await method(self, *arguments, **keywords)
        except NotUpdatable as error:
            self.finish(str(error))
        except NotFound as error:
            self.refuse(HTTPStatus.NOT_FOUND, str(error))
        except Refused as error:
            self.refuse(HTTPStatus.BAD_REQUEST, str(error))
        except StorageError as error:
            self.refuse_storage(error)

    return wrapped  # type: ignore[return-value]


def allows(allowed: tuple[str, ...], origin: str | None, host: str) -> bool:
    """May a page of this origin connect? Its own host always; others when they are named, or all with `*`."""
    if origin is None or "*" in allowed or origin in allowed:
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:  # half an address, such as http://[
        return False
