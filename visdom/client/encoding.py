"""Messages as JSON text; a value that JSON cannot hold is named by its place in the message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from visdom.client.request import Message
from visdom.errors import NotJson

_CALLED = {"eid": "env"}
"""Members whose argument has another name."""

_PLAIN = (str, int, float, type(None))


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
