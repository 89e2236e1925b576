"""Which answers come from a visdom server, and which from a gateway or another program at its address.

Our server names itself in a header of every answer. The answers of visdom 0.2.4 are known by their form, which depends
on the route. All others are outages, whatever their status.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeAlias

import requests

from visdom.client.connection import Answer
from visdom.client.messages import (
    CLOSE,
    DELETE_ENV,
    ENV,
    ENV_STATE,
    EVENTS,
    FORK_ENV,
    LOGIN,
    SAVE,
    UPDATE,
    VIS_SOCKET_WRAP,
    WIN_DATA,
    WIN_EXISTS,
    WIN_HASH,
    stores_windows,
)
from visdom.protocol.names import FEATURES_HEADER, LOGIN_FIRST, NO_SUCH_WINDOW, WINDOW_PREFIX, escape_eid

FIRST_WORDS = 100
"""How many characters of a foreign answer its error shows."""

Form: TypeAlias = Callable[[str, str], bool]
"""Can 0.2.4 have answered this text to this body?"""

_TAG = re.compile(r"<[^>]*>")
_MADE_ID = re.compile(rf"{WINDOW_PREFIX}\S+")
_NOT_UPDATABLE = re.compile(r"win is not scatter, heatmap, .*; was .*")
_HASH = re.compile(r"[0-9a-fA-F]{32}")


class ForeignAnswer(requests.ConnectionError):
    """What answers is not a visdom server."""


def check_answer(answer: Answer, endpoint: str, body: str) -> None:
    """Raise `ForeignAnswer` unless a visdom server has answered."""
    if FEATURES_HEADER in answer.headers or needs_login(answer):
        return
    has_form = _FORMS.get(endpoint.partition("/")[0], _is_no_page)
    if answer.status == requests.codes.ok and has_form(answer.text, body):
        return
    if _is_tornado(answer) and answer.status == requests.codes.server_error and not answer.text:
        return  # 0.2.4 could not carry the request out
    words = " ".join(_TAG.sub(" ", answer.text[: 20 * FIRST_WORDS]).split())[:FIRST_WORDS]
    text = f"with {words!r}" if words else "without text"
    raise ForeignAnswer(f"the response is from a gateway or another program, not from visdom: {answer.status} {text}")


def needs_login(answer: Answer) -> bool:
    """Is this the answer of a visdom server to a client that has not logged in? Other refusals have another text."""
    if answer.status == requests.codes.unauthorized:
        return FEATURES_HEADER in answer.headers
    if answer.status == requests.codes.request_entity_too_large:
        return FEATURES_HEADER in answer.headers and answer.text.startswith(LOGIN_FIRST)
    is_empty_refusal = answer.status == requests.codes.bad_request and not answer.text
    return is_empty_refusal and (FEATURES_HEADER in answer.headers or _is_tornado(answer))


def _is_tornado(answer: Answer) -> bool:
    """Does a tornado server answer, as that of 0.2.4 is, which does not name itself?"""
    return answer.headers.get("Server", "").startswith("TornadoServer/")


def _is_no_page(text: str, body: str) -> bool:
    return not text.lstrip().startswith("<")


def _is_empty(text: str, body: str) -> bool:
    return not text


def _is_window(text: str, body: str) -> bool:
    return _has_member(body, "win", text) or _MADE_ID.fullmatch(text) is not None


def _is_updated_window(text: str, body: str) -> bool:
    return text == NO_SUCH_WINDOW or _NOT_UPDATABLE.fullmatch(text) is not None or _is_window(text, body)


def _is_fork(text: str, body: str) -> bool:
    name = str(_parsed(body, dict).get("eid"))
    return text in (name, escape_eid(name))


def _is_switch(text: str, body: str) -> bool:
    return text in ("true", "false")


def _is_hash(text: str, body: str) -> bool:
    return text == "false" or _HASH.fullmatch(text) is not None


def _is_list(text: str, body: str) -> bool:
    return text == "[]" or bool(_parsed(text, list))


def _is_window_data(text: str, body: str) -> bool:
    """Nothing if the request stored; else one window, or windows by id."""
    if stores_windows(_parsed(body, dict), WIN_DATA):
        return not text
    found = _parsed(text, dict)
    is_window = "id" in found or "content" in found
    return text.startswith("{") and (is_window or all(isinstance(each, dict) for each in found.values()))


def _is_queue(text: str, body: str) -> bool:
    return not {"success", "sid", "messages"}.isdisjoint(_parsed(text, dict))


def _has_member(body: str, member: str, text: str) -> bool:
    """Is the text the value of this member of the body? Searching a large body is faster than parsing it."""
    as_ascii, as_text, as_number = map(re.escape, (json.dumps(text), f'"{text}"', text))
    return re.search(rf'"{member}":\s*({as_ascii}|{as_text}|{as_number}[,}}])', body) is not None


def _parsed(text: str, kind: type[Any]) -> Any:
    """The JSON value in a text, an empty one of this kind for other texts."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    return value if isinstance(value, kind) else kind()


_FORMS: dict[str, Form] = {
    LOGIN: _is_empty,
    EVENTS: _is_window,
    UPDATE: _is_updated_window,
    CLOSE: _is_empty,
    WIN_EXISTS: _is_switch,
    WIN_HASH: _is_hash,
    WIN_DATA: _is_window_data,
    ENV.rstrip("/"): _is_empty,
    ENV_STATE: _is_list,
    SAVE: _is_list,
    FORK_ENV: _is_fork,
    DELETE_ENV: _is_empty,
    VIS_SOCKET_WRAP: _is_queue,
}
