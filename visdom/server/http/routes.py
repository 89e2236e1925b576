"""The URL table: every route names its access, or the server does not start."""

from __future__ import annotations

import re
import sys
from typing import Any

import tornado.web

from visdom.server.http import environments, files, pages, sockets, windows
from visdom.server.http.handler import ANY_NAME, Access, Context, Handler, Post
from visdom.server.settings import ServerSettings

Route = tuple[str, type[Handler], Access]

TABLE: list[Route] = [
    *windows.ROUTES,
    *environments.ROUTES,
    *files.ROUTES,
    *sockets.ROUTES,
    *pages.ROUTES,
    *pages.LAST_ROUTES,
]


def rules(context: Context) -> list[Any]:
    """The routes of a server, behind its base URL."""
    for path, handler, access in TABLE:
        if not isinstance(access, Access):
            raise TypeError(f"The route {path} of {handler.__name__} must name its access; got {access!r}.")
    base = re.escape(context.settings.base_url)
    return [
        tornado.web.url(base + path, handler, {"context": context, "access": access}) for path, handler, access in TABLE
    ]


class FastRoutes:
    """The routes that the fast path serves: none when a response may depend on more than path and body.

    That is so with a login and with -follow. On Windows the event loop cannot give up a socket.
    """

    def __init__(self, settings: ServerSettings) -> None:
        is_off = settings.credential is not None or settings.follow or sys.platform == "win32"
        self._posts: dict[str, type[Post]] = {}
        if not is_off:
            posts = ((path, handler) for path, handler, _ in TABLE if issubclass(handler, Post))
            self._posts = {settings.base_url + path: handler for path, handler in posts}

    def __bool__(self) -> bool:
        return bool(self._posts)

    def find(self, path: str) -> tuple[type[Post], tuple[str, ...]] | None:
        """The handler of a path, and the names in the path."""
        post = self._posts.get(path)
        if post is not None:
            return post, ()
        folder, _, name = path.rpartition("/")
        post = self._posts.get(f"{folder}/{ANY_NAME}")
        return None if post is None else (post, (name,))
