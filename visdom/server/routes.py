"""The whole URL table: every route says who may use it, or the server does not start."""

from __future__ import annotations

import re
from typing import Any

import tornado.web

from visdom.server.context import Context
from visdom.server.handlers import env_files, envs, pages, sockets, windows
from visdom.server.handlers.base import Access, Handler

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
