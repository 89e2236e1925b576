"""JSON text, in and out: the only place where values become bytes and bytes become values.

orjson does the work. What it refuses although others write it (`NaN`, `Infinity`, lone surrogates) goes through
Python's own parser; infinities and NaN become null both ways. Integers beyond 64 bit may become floats.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from typing import Any

import orjson

from visdom.jsonparts import PART_BYTES, Parts

Json = Any
"""A JSON value: dict, list, str, int, float, bool or None."""


MAX_DEPTH = 1000
"""Deeper text is refused when it is read, so that whatever was read can always be written and read again."""

MAX_SENT_DEPTH = 950
"""The limit for what others send: with all that is put around it on disk, it must be readable again."""

MEGABYTE = 1 << 20
SHORT_BYTES = 64 * 1024
"""A text of this length cannot have many values."""

MANY = 50_000
"""Values in a text that are worth parsing it in parts; texts and pictures, however long, have few."""

MAX_DEPTH_OF_MANY = 250
"""The limit for many values that others send: what is deeper, orjson cannot write, and others take far longer."""

MOST_NESTED = 1_000_000
"""The lists and objects in a text that others send: each costs more than ten numbers, on every page too."""

_TOO_DEEP = "it is nested more than {} levels deep"
_MANY_TOO_DEEP = "it has more than {} values and is nested more than {} levels deep"
_TOO_MANY = "it has more than {} lists and objects"


def loads(text: bytes | str, *, is_sent: bool = False) -> Json:
    """Parse JSON text; raises ValueError with a sentence when it is none, or beyond the limits.

    They are lower for what others send. On a thread, a text of any size leaves the others the interpreter.
    """
    max_depth = MAX_SENT_DEPTH if is_sent else MAX_DEPTH
    if len(text) > PART_BYTES and has_many(text):
        return _loads_many(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text, max_depth, is_sent)
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        value = _lenient_loads(text, max_depth)
    if is_deep(text, value, max_depth):
        raise ValueError(_TOO_DEEP.format(max_depth))
    return value


def is_short(text: bytes | str) -> bool:
    """Is a text parsed in a few milliseconds? A longer one is parsed on a thread."""
    return len(text) <= SHORT_BYTES or len(text) <= MEGABYTE and not has_many(text)


def has_many(text: Any) -> bool:
    """Has a text so many values that parsing it takes long?"""
    marks, found = (",", "[", "{") if isinstance(text, str) else (b",", b"[", b"{"), 0
    for start in range(0, len(text), SHORT_BYTES):
        found += sum(text.count(mark, start, start + SHORT_BYTES) for mark in marks)
        if found > MANY:
            return True
    return False


def _loads_many(text: bytes, max_depth: int, is_sent: bool) -> Json:
    count = itertools.count(1)

    def check(depth: int) -> None:
        if depth > max_depth:
            raise ValueError(_TOO_DEEP.format(max_depth))
        if is_sent and depth > MAX_DEPTH_OF_MANY:
            raise ValueError(_MANY_TOO_DEEP.format(MANY, MAX_DEPTH_OF_MANY))
        if is_sent and next(count) > MOST_NESTED:
            raise ValueError(_TOO_MANY.format(MOST_NESTED))

    return Parts(text, _parse, check).value()


def _parse(text: bytes) -> Json:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _lenient_loads(text, MAX_DEPTH)


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
    try:
        return _ENCODER.encode(value).encode()
    except (ValueError, RecursionError):  # it has NaN or infinities, or its depth is near Python's own limit
        return b"".join(_pieces(value))


_ENCODER = json.JSONEncoder(check_circular=False, allow_nan=False, separators=(",", ":"))


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


def _lenient_loads(text: bytes | str, max_depth: int) -> Json:
    try:
        return json.loads(text, parse_float=_finite, parse_constant=lambda name: None)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except RecursionError:
        raise ValueError(_TOO_DEEP.format(max_depth)) from None


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
