"""The whole URL table: every route says who may use it, or the server does not start."""

from __future__ import annotations

import re
import sys
from typing import Any

import tornado.web

from visdom.server.http import environments as envs
from visdom.server.http import files as env_files
from visdom.server.http import pages, sockets, windows
from visdom.server.http.context import Context
from visdom.server.http.handler import Access, Handler
from visdom.server.http.posts import Post

Route = tuple[str, type[Handler], Access]

TABLE: list[Route] = [
    *windows.ROUTES,
    *envs.ROUTES,
    *env_files.ROUTES,
    *sockets.ROUTES,
    *pages.ROUTES,
    *pages.LAST_ROUTES,
]


def rules(context: Context) -> list[Any]:
    """The routes of a server, behind its base URL."""
    for path, handler, access in TABLE:
        if not isinstance(access, Access):
            raise TypeError(f"The route {path} of {handler.__name__} must say who may use it; got {access!r}.")
    base = re.escape(context.settings.base_url)
    return [
        tornado.web.url(base + path, handler, {"context": context, "access": access}) for path, handler, access in TABLE
    ]


def posts(context: Context) -> dict[str, type[Post]]:
    """What may be answered without tornado, by path: nothing when a request may be refused for more than its body."""
    settings = context.settings
    if settings.credential is not None or settings.follow or sys.platform == "win32":
        return {}
    return {settings.base_url + path: handler for path, handler, _ in TABLE if issubclass(handler, Post)}
