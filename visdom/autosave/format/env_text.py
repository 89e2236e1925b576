"""An environment as one JSON text: `{"jsons": {id: window}, "reload": {...}}`, the form of upstream visdom.

The text is taken apart by counting brackets outside of strings, in small steps, so that a file of hundreds of megabytes
does not stop other threads (docs/decisions/splitting.md). Whether a part is JSON inside shows when it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from visdom.autosave.format.names import NAME, POSITIONS, WINDOWS
from visdom.autosave.threads import Pace
from visdom.errors import Refused
from visdom.jsonparts import end_of_text
from visdom.jsontext import Json, dumps, loads
from visdom.protocol.windows import MAX_STORED_VERSION, version_of

_BRACKET_OR_QUOTE = re.compile(rb'["{}\[\]]')
_END_OF_PLAIN = re.compile(rb"[,}\]\s]|$")
_SPACE = re.compile(rb"\s*")
_QUOTE = b'"'
_OPENING = b"{["

Keys = tuple[str, ...]
Members = Generator[tuple[Keys, int, int], None, int]


@dataclass(slots=True)
class EnvText:
    """The text of an environment, taken apart."""

    windows: dict[str, bytes] = field(default_factory=dict)
    """The text of each window."""
    rest: dict[str, Any] = field(default_factory=dict)
    """The other members, parsed."""
    damage: str | None = None
    """Why the text could not be read to its end, if so; the windows before that are here."""

    def names(self) -> list[str]:
        """The ids of the windows."""
        return list(self.windows)


def parse_env_text(text: bytes) -> EnvText:
    """Take the text of an environment apart; `damage` says what cannot be read."""
    env = EnvText()
    if text.strip() == b"null":  # upstream writes this for an environment that was never opened
        return env
    try:
        for (key, *win), start, end in members(text, inside=WINDOWS):
            if win:
                env.windows[win[0]] = text[start:end]
            elif key != WINDOWS:
                env.rest[key] = loads(text[start:end])
            elif text[start:end] != b"null":
                raise ValueError(f"byte {start}: expected the windows as an object")
    except ValueError as error:
        env.damage = str(error)
    return env


def name_in(text: bytes) -> str | None:
    """The id that the text of an environment holds. Our files begin with it."""
    try:
        for keys, start, end in members(text):
            if keys == (NAME,):
                name = loads(text[start:end])
                return name if isinstance(name, str) else None
    except ValueError:
        return None
    return None


def compose(windows: Iterable[tuple[str, bytes]], rest: dict[str, Json]) -> Iterator[bytes]:
    """The text of an environment, in parts."""
    yield b"{"
    if NAME in rest:
        yield b'"%b": %b, ' % (NAME.encode(), dumps(rest[NAME]))
    yield b'"%b": {' % WINDOWS.encode()
    separator = b""
    for win, text in windows:
        yield b"%b%b: %b" % (separator, dumps(win), text)
        separator = b", "
    yield b'}, "%b": %b' % (POSITIONS.encode(), dumps(rest.get(POSITIONS, {})))
    for key, value in rest.items():
        if key not in (NAME, POSITIONS, WINDOWS):
            yield b", %b: %b" % (dumps(key), dumps(value))
    yield b"}"


def members(text: bytes, inside: str | None = None, start: int = 0, path: Keys = ()) -> Members:
    """The members of the object that begins at `start`: the key of each, and the begin and end of its value.

    If the member `inside` is an object, its members are given instead of it, with two keys each. Raises ValueError
    at the first place where the text is not an object; the members given before are whole. Returns where it ends.
    """
    position = _expect(text, start, b"{")
    if text[position : position + 1] == b"}":
        return position + 1
    while True:
        key_end = _end_of_value(text, position)
        key = loads(text[position:key_end])
        if not isinstance(key, str):
            raise ValueError(f"byte {position}: expected the name of a member")
        value = _expect(text, key_end, b":")
        if key == inside and text[value : value + 1] == b"{":
            end = yield from members(text, start=value, path=(*path, key))
        else:
            end = _end_of_value(text, value)
            yield (*path, key), value, end
        after = _skip_space(text, end)
        if text[after : after + 1] == b"}":
            return after + 1
        position = _expect(text, after, b",")


def _end_of_value(text: bytes, start: int) -> int:
    first = text[start : start + 1]
    if first == _QUOTE:
        return _end_of_string(text, start)
    if first and first in _OPENING:
        return _end_of_brackets(text, start)
    plain = _END_OF_PLAIN.search(text, start)
    if plain is None or plain.start() == start:
        raise ValueError(f"byte {start}: expected a value")
    return plain.start()


def _end_of_brackets(text: bytes, start: int) -> int:
    depth, position, pace = 0, start, Pace()
    while found := _BRACKET_OR_QUOTE.search(text, position):
        position = found.end()
        character = found[0]
        if character == _QUOTE:
            position = _end_of_string(text, position - 1)
        else:
            depth += 1 if character in _OPENING else -1
            if not depth:
                return position
        pace.step()
    raise ValueError(f"byte {start}: the value that begins here does not end")


def _end_of_string(text: bytes, start: int) -> int:
    end = end_of_text(text, start + 1)
    if end < 0:
        raise ValueError(f"byte {start}: the text that begins here does not end")
    return end


def _expect(text: bytes, start: int, character: bytes) -> int:
    """The position after the character (and spaces on both sides of it) that must come next."""
    position = _skip_space(text, start)
    if text[position : position + 1] != character:
        raise ValueError(f"byte {position}: expected {character.decode()!r}")
    return _skip_space(text, position + 1)


def _skip_space(text: bytes, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space is not None else start


# From outside: each part is checked before it is taken in, or raises Refused

KINDS = {str: "text", int: "a whole number", dict: "an object", list: "a list"}
MEMBERS_OF_WINDOWS: tuple[tuple[str, type], ...] = (("id", str), ("type", str), ("version", int), ("i", int))
"""Members that a window may lack, and that are of these types otherwise."""


def read_incoming(title: str, text: bytes) -> EnvText:
    """The environment in the text of a file `<env>.json`; its windows are to be checked one by one."""
    env = parse_env_text(text)
    if env.damage is not None:
        raise _unreadable(title, env.damage)
    if not env.windows and POSITIONS not in env.rest:
        raise Refused(
            f'{title} does not contain an environment, which is an object with the members "jsons" and "reload".'
        )
    env.rest = checked_members(title, env.rest)
    return env


def checked_members(title: str, rest: dict[str, Json]) -> dict[str, Json]:
    """The members of an environment besides its windows: of the right types, and readable again; null is no member."""
    members = {key: value for key, value in rest.items() if value is not None or key not in (NAME, POSITIONS)}
    for name, kind in ((NAME, str), (POSITIONS, dict)):
        if name in members:
            member(members, name, kind, title)
    try:
        loads(dumps(members), is_sent=True)
    except ValueError as error:
        raise _unreadable(title, error) from None
    return members


def checked_piece(title: str, piece: bytes) -> bytes:
    """The text of a window, checked."""
    try:
        window = loads(piece, is_sent=True)
    except ValueError as error:
        raise _unreadable(title, error) from None
    return checked_window(title, window)


def checked_window(title: str, window: Json) -> bytes:
    """The text of a window whose members are of the right types."""
    if not isinstance(window, dict):
        raise Refused(f"{title} is not an object. Nothing was changed.")
    for name, kind in MEMBERS_OF_WINDOWS:
        if window.get(name) is not None:
            member(window, name, kind, title)
    if version_of(window) > MAX_STORED_VERSION:
        raise Refused(f"{title}: 'version' must be at most {MAX_STORED_VERSION}. Nothing was changed.")
    return dumps(window)


def member(owner: Json, name: str, kind: type, trouble: str) -> Any:
    """A member of an object; Refused when it is missing or of another type."""
    if not isinstance(owner, dict):
        raise Refused(f"{trouble}: expected an object with {name!r}; got {_kind(owner)}. Nothing was changed.")
    value = owner.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Refused(f"{trouble}: {name!r} must be {KINDS[kind]}; got {_kind(value)}. Nothing was changed.")
    return value


def _kind(value: Json) -> str:
    return "nothing" if value is None else KINDS.get(type(value), str(value))


def _unreadable(title: str, why: object) -> Refused:
    return Refused(f"{title} cannot be read: {why}. Nothing was changed.")
