"""Base classes of the handlers of visdom 0.2.4."""

from __future__ import annotations

from tornado.web import RequestHandler
from tornado.websocket import WebSocketHandler


class BaseHandler(RequestHandler):
    """A handler that answers 405 to every method."""


class BaseWebSocketHandler(WebSocketHandler):
    """A websocket that ignores what it receives."""

    def on_message(self, message: str | bytes) -> None:
        """Ignore a message."""
