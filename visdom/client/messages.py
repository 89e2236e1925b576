"""Messages: their endpoints, their JSON text, and the log file that a client can replay."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from enum import Enum
from numbers import Number
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from visdom.client.arrays import not_too_deep
from visdom.errors import BadArgument, NotJson, TooDeep
from visdom.protocol import routes

Message: TypeAlias = dict[str, Any]
"""The JSON object that a client sends."""

Reply: TypeAlias = Any
"""What a sending method returns.

Normally the server's reply as text, which for everything that draws is the id of the window. `False` if the server
refuses the call, which is logged with its reason, and if no visdom server answers and errors are not raised;
`(message, endpoint)` for a client with `send=False`; offline the window id.
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
LOGIN = ""
VIS_SOCKET_WRAP = routes.VIS_SOCKET_WRAP.lstrip("/")

DRAWING_ENDPOINTS = (EVENTS, UPDATE)
_CHANGING_ENDPOINTS = (*DRAWING_ENDPOINTS, CLOSE, SAVE, FORK_ENV, DELETE_ENV)

_IDS = ("eid", "env", "prev_eid", "win")
"""Members that name a window or an environment."""

_ARGUMENTS = {"eid": "env"}
"""Members that have another name as argument."""

_PLAIN = (str, int, float, type(None))


class Appending(Enum):
    """What the client knows about the window to which it adds data."""

    TO_EXISTING = "the window exists"
    TO_NEW = "the window does not exist"
    TO_ANY = "the server makes the window if it is missing, with the layout in the message"


class Request(NamedTuple):
    """A message and its endpoint, ready for `_send(*request)`."""

    message: Message
    endpoint: str = EVENTS


@not_too_deep("a name")
def as_id(value: Any, argument: str) -> str:
    """The id of a window or environment: text as it is; numbers, paths and the like as text.

    Raises `BadArgument` for other types.
    """
    if isinstance(value, str):
        return str.__str__(value)  # an enumeration of texts has another hash than its text
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, (Number, UUID)):
        return str(value)
    if getattr(value, "shape", None) == () and hasattr(value, "item"):  # a single number of numpy or torch
        return as_id(value.item(), argument)
    raise BadArgument(f"{argument}: expected a name as text, number or path, got {value!r}")


def ids_to_text(message: Message) -> None:
    """Convert the ids in a message to text, in place; None stays None."""
    for member in _IDS:
        value = message.get(member)
        if value is not None and type(value) is not str:
            message[member] = as_id(value, _ARGUMENTS.get(member, member))


@not_too_deep("a message")
def to_json(message: Message) -> str:
    """The message as JSON text.

    Raises `NotJson` for values that have no counterpart in JSON, and `TooDeep` for those that no server accepts.
    """
    try:
        return json.dumps(message)
    except TypeError as error:
        found = (what for member, value in message.items() for what in _unknown(value, _ARGUMENTS.get(member, member)))
        raise NotJson(next(found, str(error))) from error
    except ValueError as error:  # the only one of `json.dumps`: a value that contains itself
        raise TooDeep("a message") from error


def _unknown(value: Any, path: str) -> Iterator[str]:
    """Describe each key and value that JSON cannot represent: its type and its path in the message."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, _PLAIN):
                yield f"the key {key!r} of {path}"
            yield from _unknown(item, f"{path}[{key!r}]")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _unknown(item, f"{path}[{index}]")
    elif not isinstance(value, _PLAIN):
        yield f"{type(value).__name__} as {path}"


def stores_windows(message: Message, endpoint: str) -> bool:
    """Does the message store windows? Without `data`, one to the same endpoint reads them."""
    return endpoint == WIN_DATA and message.get("data") is not None


def append_to_log(path: str, message: Message, endpoint: str) -> None:
    """Append the message to the file if it changes something on the server."""
    if stores_windows(message, endpoint) or endpoint in _CHANGING_ENDPOINTS:
        line = f"[{json.dumps(endpoint)}, {to_json(message)}]"
        with Path(path).open("a", encoding="utf-8") as log:
            log.write(f"{line}\n")


def read_log(path: str) -> Iterator[Request]:
    """The messages of a log file, in order; raises ValueError at a line that is not a message."""
    with Path(path).open(encoding="utf-8") as log:
        for number, line in enumerate(log, start=1):
            try:
                endpoint, message = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"{path}, line {number}: expected [endpoint, message] as JSON ({error})") from error
            yield Request(message, endpoint)
