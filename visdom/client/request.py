"""What a method sends: a message, and the endpoint that it is for."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple, TypeAlias

from visdom.protocol import routes

Message: TypeAlias = dict[str, Any]
"""The JSON object that goes to the server."""

Reply: TypeAlias = Any
"""What a sending method returns.

Normally the server's reply as text, which for everything that draws is the id of the window. `False` when nobody
answered and errors are not raised; `(message, endpoint)` for a client made with `send=False`; offline the window id.
"""

EVENTS = routes.EVENTS.lstrip("/")
UPDATE = routes.UPDATE.lstrip("/")
CLOSE = routes.CLOSE.lstrip("/")
WIN_EXISTS = routes.WIN_EXISTS.lstrip("/")
WIN_DATA = routes.WIN_DATA.lstrip("/")
WIN_HASH = routes.WIN_HASH.lstrip("/")
ENV = routes.ENV.lstrip("/")
ENV_STATE = routes.ENV_STATE.lstrip("/")
SAVE = routes.SAVE.lstrip("/")
FORK_ENV = routes.FORK_ENV.lstrip("/")
DELETE_ENV = routes.DELETE_ENV.lstrip("/")
VIS_SOCKET = routes.VIS_SOCKET.lstrip("/")
VIS_SOCKET_WRAP = routes.VIS_SOCKET_WRAP.lstrip("/")


class Appending(Enum):
    """What is known about the window that something is added to."""

    TO_EXISTING = "it is there"
    TO_NEW = "it has to be made"
    TO_ANY = "the server makes it if it is missing, with the layout that comes along for that case"


class Request(NamedTuple):
    """A message and its endpoint, ready for `_send(*request)`."""

    message: Message
    endpoint: str = EVENTS
