"""JSON text, in and out: the only place where values become bytes and bytes become values.

orjson does the work. What it refuses although others write it (`NaN`, `Infinity`, lone surrogates) goes through
Python's own parser; infinities and NaN become null both ways. Integers beyond 64 bit may become floats.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import orjson

Json = Any
"""A JSON value: dict, list, str, int, float, bool or None."""


MAX_DEPTH = 1000
"""Deeper text is refused when it is read, so that whatever was read can always be written and read again."""

MAX_SENT_DEPTH = 950
"""The limit for what others send: with all that is put around it on disk, it must be readable again."""

_TOO_DEEP = "it is nested more than {} levels deep"


def loads(text: bytes | str, *, max_depth: int = MAX_DEPTH) -> Json:
    """Parse JSON text; raises ValueError with a sentence when it is none, or nested too deeply."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        try:
            value = _lenient_loads(text)
        except RecursionError:
            raise ValueError(_TOO_DEEP.format(max_depth)) from None
    if is_deep(text, value, max_depth):
        raise ValueError(_TOO_DEEP.format(max_depth))
    return value


def is_deep(text: bytes | str, value: Json, max_depth: int) -> bool:
    """Is a value, of which this is the text, nested deeper than the limit?"""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    for bracket in (b"[", b"{"):
        position, found = raw.find(bracket), 0
        while position >= 0:  # finding the first ones takes a twentieth of the time of counting all
            found += 1
            if found > max_depth // 2:
                return _is_deeper(value, max_depth)
            position = raw.find(bracket, position + 1)
    return False


def dumps(value: Json) -> bytes:
    """JSON text of a value, UTF-8 encoded (or ASCII where UTF-8 cannot hold it).

    Raises ValueError when the value is nested so deeply that `loads` would refuse its text.
    """
    try:
        return orjson.dumps(value)
    except TypeError:  # it has more than 254 levels, integers of more than 64 bit, or lone surrogates
        if _is_deeper(value, MAX_DEPTH):
            raise ValueError(_TOO_DEEP.format(MAX_DEPTH)) from None
        return b"".join(_pieces(value))


class _Punctuation(bytes):
    """Text between values; other bytes are no JSON value, and refused."""


def _pieces(value: Json) -> Iterator[bytes]:
    """The text of a value of any depth, piece by piece."""
    open_containers: list[Iterator[Json]] = [iter([value])]
    while open_containers:
        for piece in open_containers[-1]:
            if isinstance(piece, _Punctuation):
                yield piece
            elif isinstance(piece, (dict, list, tuple)):
                open_containers.append(_items(piece))
                break
            else:
                yield _scalar(piece)
        else:
            open_containers.pop()


def _items(container: dict[Any, Json] | list[Json] | tuple[Json, ...]) -> Iterator[Json]:
    """The items of a container, and what stands between them."""
    if isinstance(container, dict):
        for number, (key, item) in enumerate(container.items()):
            yield _Punctuation((b"," if number else b"{") + _scalar(str(key)) + b":")
            yield item
        yield _Punctuation(b"}" if container else b"{}")
    else:
        for number, item in enumerate(container):
            yield _Punctuation(b"," if number else b"[")
            yield item
        yield _Punctuation(b"]" if container else b"[]")


def _scalar(value: Json) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, allow_nan=False).encode()


def _lenient_loads(text: bytes | str) -> Json:
    try:
        return json.loads(text, parse_float=_finite, parse_constant=lambda name: None)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None


def _is_deeper(value: Json, max_depth: int) -> bool:
    """Is a value nested deeper than the limit? Visits every item once, level by level."""
    level: list[Json] = [value] if isinstance(value, (dict, list)) else []
    for _ in range(max_depth):
        level = [
            item
            for parent in level
            for item in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return False
    return True


def _finite(literal: str) -> float | None:
    number = float(literal)
    return number if math.isfinite(number) else None
