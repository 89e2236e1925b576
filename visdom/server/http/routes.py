"""The URL table: every route, command and message names the role that it needs, or the server does not start."""

from __future__ import annotations

import re
import sys
from typing import Any

import tornado.web

from visdom.server.http import environments, files, pages, sockets, windows
from visdom.server.http.handler import Context, Handler, Operation
from visdom.server.identity.roles import Role
from visdom.server.sessions import BrowserSession, PollingSessions, SourceSession
from visdom.server.settings import ALL, ServerSettings

Route = tuple[str, type[Handler] | Operation, Role]

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
    return [tornado.web.url(base + path, *_served(context, to, required)) for path, to, required in TABLE]


def _served(context: Context, to: type[Handler] | Operation, required: Role) -> tuple[Any, dict[str, Any]]:
    """The handler of a route, and what it is initialized with."""
    if isinstance(to, Operation):
        return to.handler, {"context": context, "required": required, "operation": to}
    return to, {"context": context, "required": required}


def check_decided(application: tornado.web.Application) -> None:
    """Raise TypeError unless every route, command and message of an application says which role it needs."""
    decisions: dict[str, object] = {}
    for rule in application.wildcard_router.rules:
        path = getattr(rule, "regex", rule)
        decisions[f"route {path}"] = rule.target_kwargs.get("required", getattr(rule.target, "required", None))
    for session in (BrowserSession, SourceSession):
        decisions |= {f"command {name} of {session.__name__}": entry[0] for name, entry in session.commands.items()}
    decisions |= {f"message {name}": entry[0] for name, entry in PollingSessions.messages.items()}
    if undecided := [name for name, required in decisions.items() if not isinstance(required, Role)]:
        raise TypeError(f"These must say which role they need: {', '.join(undecided)}.")


def fast_operations(settings: ServerSettings) -> dict[str, Operation]:
    """The operations that the fast path serves, by path: none when a response may depend on more than path and body.

    That is so with a login, a token, -follow and -readonly all. The event loop cannot give up a TLS stream, and on
    Windows no socket.
    """
    depends_on_client = not settings.is_open or settings.follow or settings.readonly == ALL
    if depends_on_client or settings.certfile or sys.platform == "win32":
        return {}
    return {settings.base_url + path: to for path, to, _ in TABLE if isinstance(to, Operation)}
