"""The URL table: every route names its access, or the server does not start."""

from __future__ import annotations

import re
import sys
from typing import Any

import tornado.web

from visdom.server.http import environments, files, pages, sockets, windows
from visdom.server.http.handler import Access, Context, Handler, Operation
from visdom.server.settings import ServerSettings

Route = tuple[str, type[Handler] | Operation, Access]

TABLE: list[Route] = [
    *windows.ROUTES,
    *environments.ROUTES,
    *files.ROUTES,
    *sockets.ROUTES,
    *pages.ROUTES,
]
"""The first route that matches a path serves it; the last one of the pages matches all."""


def rules(context: Context) -> list[Any]:
    """The routes of a server, behind its base URL."""
    base = re.escape(context.settings.base_url)
    return [tornado.web.url(base + path, *_served(context, path, to, access)) for path, to, access in TABLE]


def _served(context: Context, path: str, to: type[Handler] | Operation, access: Access) -> tuple[Any, dict[str, Any]]:
    """The handler of a route, and what it is initialized with."""
    if not isinstance(access, Access):
        raise TypeError(f"The route {path} must name its access; got {access!r}.")
    if isinstance(to, Operation):
        return to.handler, {"context": context, "access": access, "operation": to}
    return to, {"context": context, "access": access}


def fast_operations(settings: ServerSettings) -> dict[str, Operation]:
    """The operations that the fast path serves, by path: none when a response may depend on more than path and body.

    That is so with a login and with -follow. The event loop cannot give up a TLS stream, and on Windows no socket.
    """
    if settings.credential is not None or settings.follow or settings.certfile or sys.platform == "win32":
        return {}
    return {settings.base_url + path: to for path, to, _ in TABLE if isinstance(to, Operation)}
