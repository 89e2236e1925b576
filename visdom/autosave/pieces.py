"""The members of a JSON object as pieces of its text, so that a large file need not be parsed in one go.

A piece is found by counting brackets outside of strings; whether it is JSON inside shows when it is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from visdom.autosave.pace import Pace
from visdom.jsontext import loads

_BRACKET_OR_QUOTE = re.compile(rb'["{}\[\]]')
_END_OF_PLAIN = re.compile(rb"[,}\]\s]|$")
_SPACE = re.compile(rb"\s*")
_QUOTE, _BACKSLASH = b'"', ord("\\")
_OPENING = b"{["


Keys = tuple[str, ...]
Pieces = Generator[tuple[Keys, int, int], None, int]


def members(text: bytes, inside: str | None = None, start: int = 0, path: Keys = ()) -> Pieces:
    """The members of the object that begins at `start`: the key of each, and the begin and end of its value.

    Instead of the member `inside`, if it is an object, its own members come, with two keys each. Raises ValueError
    where the text is not an object any more; what came before was whole. Returns where the object ends.
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
