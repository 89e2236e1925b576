"""Messages: what goes to which endpoint, as JSON text, and in the log file that a client can replay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from visdom.errors import NotJson
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

LOGGED_ENDPOINTS = (EVENTS, UPDATE)

_CALLED = {"eid": "env"}
"""Members whose argument has another name."""

_PLAIN = (str, int, float, type(None))


class Appending(Enum):
    """What is known about the window that something is added to."""

    TO_EXISTING = "it is there"
    TO_NEW = "it has to be made"
    TO_ANY = "the server makes it if it is missing, with the layout that comes along for that case"


class Request(NamedTuple):
    """A message and its endpoint, ready for `_send(*request)`."""

    message: Message
    endpoint: str = EVENTS


def to_json(message: Message) -> str:
    """The message as JSON text; raises `NotJson` for values that have no counterpart there."""
    try:
        return json.dumps(message)
    except TypeError as error:
        found = (what for member, value in message.items() for what in _unknown(value, _CALLED.get(member, member)))
        raise NotJson(next(found, str(error))) from error


def _unknown(value: Any, place: str) -> Iterator[str]:
    """Where there are values and keys that JSON does not know, and of what type they are."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, _PLAIN):
                yield f"the key {key!r} of {place}"
            yield from _unknown(item, f"{place}[{key!r}]")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _unknown(item, f"{place}[{index}]")
    elif not isinstance(value, _PLAIN):
        yield f"{type(value).__name__} as {place}"


def append_to_log(path: str, message: Message, endpoint: str) -> None:
    """Write the message to the end of the file, if it is one that draws."""
    if endpoint in LOGGED_ENDPOINTS:
        line = f"[{json.dumps(endpoint)}, {to_json(message)}]"
        with Path(path).open("a", encoding="utf-8") as log:
            log.write(f"{line}\n")


def read_log(path: str) -> Iterator[Request]:
    """The messages of a log file, in order; raises ValueError at a line that is none."""
    with Path(path).open(encoding="utf-8") as log:
        for number, line in enumerate(log, start=1):
            try:
                endpoint, message = json.loads(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: expected [endpoint, message] as JSON ({error})") from error
            yield Request(message, endpoint)
