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
from visdom.jsontext import Json, dumps, loads

_BRACKET_OR_QUOTE = re.compile(rb'["{}\[\]]')
_END_OF_PLAIN = re.compile(rb"[,}\]\s]|$")
_SPACE = re.compile(rb"\s*")
_QUOTE, _BACKSLASH = b'"', ord("\\")
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
    position = start
    while (position := text.find(_QUOTE, position + 1)) >= 0:
        before = position
        while text[before - 1] == _BACKSLASH:
            before -= 1
        if (position - before) % 2 == 0:
            return position + 1
    raise ValueError(f"byte {start}: the text that begins here does not end")


def _expect(text: bytes, start: int, character: bytes) -> int:
    """The position after the character (and spaces on both sides of it) that must come next."""
    position = _skip_space(text, start)
    if text[position : position + 1] != character:
        raise ValueError(f"byte {position}: expected {character.decode()!r}")
    return _skip_space(text, position + 1)


def _skip_space(text: bytes, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space is not None else start
