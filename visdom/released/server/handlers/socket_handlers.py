"""Websockets of visdom 0.2.4, and their twins that poll."""

from __future__ import annotations

from typing import Any

from ...utils.server_utils import (
    broadcast,
    broadcast_envs,
    check_auth,
    escape_eid,
    get_rand_id,
    send_to_sources,
    serialize_env,
)
from ..defaults import MAX_SOCKET_WAIT
from .base_handlers import BaseHandler, BaseWebSocketHandler

__all__ = [
    "MAX_SOCKET_WAIT",
    "BaseHandler",
    "BaseWebSocketHandler",
    "SocketHandler",
    "SocketWrap",
    "SocketWrapper",
    "VisSocketHandler",
    "VisSocketWrap",
    "VisSocketWrapper",
    "broadcast",
    "broadcast_envs",
    "check_auth",
    "escape_eid",
    "get_rand_id",
    "send_to_sources",
    "serialize_env",
]


class SocketHandler(BaseWebSocketHandler):
    """The websocket of pages."""


class VisSocketHandler(BaseWebSocketHandler):
    """The websocket of programs."""


class SocketWrap(BaseHandler):
    """Polling by pages."""


class VisSocketWrap(BaseHandler):
    """Polling by programs."""


class SocketWrapper:
    """A page that polls."""

    def __init__(self, app: Any) -> None:
        self.app = app


class VisSocketWrapper(SocketWrapper):
    """A program that polls."""
