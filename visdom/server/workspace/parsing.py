"""Request parsing: checks the members of a body, each of which may be missing or of a wrong type."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from visdom.errors import Refused
from visdom.jsontext import Json, loads
from visdom.protocol.names import WINDOW_PREFIX, escape_eid
from visdom.protocol.windows import MAX_STORED_VERSION, version_of

Body = Mapping[str, Any]


def body(raw: bytes) -> dict[str, Any]:
    """The JSON object of a request, whatever its content type is."""
    try:
        value = loads(raw, is_sent=True)
    except ValueError as error:
        raise Refused(f"The body must be JSON text; it cannot be read: {error}.") from None
    if not isinstance(value, dict):
        raise Refused(f'The body must be a JSON object such as {{"win": "loss", "eid": "main"}}; got {_kind(value)}.')
    return value


def text(request: Body, member: str) -> str:
    """A member that must be text."""
    value = request.get(member)
    if not isinstance(value, str):
        raise Refused(f'"{member}" must be text; got {_kind(value)}.')
    return value


def name(request: Body, member: str) -> str:
    """A member that must be a name: text, or a number, which means its text."""
    value = request.get(member)
    return str(value) if _is_name(value) else text(request, member)


def environment(request: Body, member: str = "eid") -> str:
    """The environment that a member names: `main` when it is missing, with `_` for every `/`."""
    value = request.get(member)
    return escape_eid(value) if value is None or isinstance(value, str) else named_environment(request, member)


def named_environment(request: Body, member: str = "eid") -> str:
    """The environment that a member must name: pages always name it, so a command without it is an error."""
    return escape_eid(name(request, member))


def window(request: Body, member: str = "win") -> str | None:
    """The id of a window, or None when the request names none. Numbers mean their text, as when a window is made."""
    win = request.get(member)
    if win is None or isinstance(win, str):
        return win
    if isinstance(win, (int, float)):  # true and false among them, of which 0.2.4 makes windows, too
        return str(win)
    raise Refused(f'"{member}" must be the id of a window; got {_kind(win)}.')


def new_window(request: Body) -> str:
    """The id of the window to make; a request without an id gets a new one."""
    win = window(request)
    return WINDOW_PREFIX + str(uuid.uuid4()) if win is None else win


def names(request: Body, member: str) -> list[str]:
    """A member that must be a list of environment names, escaped."""
    value = request.get(member)
    if not isinstance(value, list) or not all(map(_is_name, value)):
        raise Refused(f'"{member}" must be a list of environment names; got {_kind(value)}.')
    return [escape_eid(str(each)) for each in value]


def mapping(request: Body, member: str) -> dict[str, Any]:
    """A member that must be an object."""
    value = request.get(member)
    if not isinstance(value, dict):
        raise Refused(f'"{member}" must be an object; got {_kind(value)}.')
    return value


def stored_window(value: Json) -> dict[str, Any]:
    """A window to store as it is."""
    if not isinstance(value, dict):
        raise Refused(f'"data" must be the JSON text of a window, an object as /win_data gives it; got {_kind(value)}.')
    if version_of(value) > MAX_STORED_VERSION:
        raise Refused(f'"version" of a window must be at most {MAX_STORED_VERSION}, because changes count up from it.')
    return value


def stored_windows(value: Json) -> dict[str, dict[str, Any]]:
    """All windows of an environment, to store as they are."""
    if not isinstance(value, dict):
        raise Refused(f'"data" must be the JSON text of an object from window ids to windows; got {_kind(value)}.')
    return {win: stored_window(item) for win, item in value.items()}


def json_value(text: str, *, member: str) -> Json:
    """The value of a member that is JSON text inside the JSON."""
    try:
        return loads(text, is_sent=True)
    except ValueError as error:
        raise Refused(f'"{member}" must be JSON text; it cannot be read: {error}.') from None


def _is_name(value: Json) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _kind(value: Json) -> str:
    if value is None:
        return "nothing"
    names_of_kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    return names_of_kinds.get(type(value), "a number")
