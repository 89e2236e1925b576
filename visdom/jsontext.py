"""JSON text, in and out: the only place where values become bytes and bytes become values.

orjson does the work. What it refuses although others write it (`NaN`, `Infinity`, lone surrogates) goes through
Python's own parser; infinities and NaN become null both ways. Integers beyond 64 bit may become floats.
"""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

Json = Any
"""A JSON value: dict, list, str, int, float, bool or None."""


MAX_DEPTH = 250
"""Deeper text is refused when it is read, so that whatever was read can always be written."""

MAX_SENT_DEPTH = 200
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
    if _may_be_deep(text, max_depth) and _is_deeper(value, max_depth):
        raise ValueError(_TOO_DEEP.format(max_depth))
    return value


def dumps(value: Json) -> bytes:
    """JSON text of a value, UTF-8 encoded (or ASCII where UTF-8 cannot hold it).

    Raises ValueError when the value is nested so deeply that `loads` would refuse its text.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        if _is_deeper(value, MAX_DEPTH):
            raise ValueError(_TOO_DEEP.format(MAX_DEPTH)) from None
        return json.dumps(_plain(value), separators=(",", ":"), allow_nan=False).encode()


def _lenient_loads(text: bytes | str) -> Json:
    try:
        return json.loads(text, parse_float=_finite, parse_constant=lambda name: None)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None


def _may_be_deep(text: bytes | str, max_depth: int) -> bool:
    """Does the text hold enough brackets, those inside of strings included? False for nearly every text."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    for bracket in (b"[", b"{"):
        position, found = raw.find(bracket), 0
        while position >= 0:  # finding the first ones takes a twentieth of the time of counting all
            found += 1
            if found > max_depth // 2:
                return True
            position = raw.find(bracket, position + 1)
    return False


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


def _plain(value: Json) -> Json:
    """The value with what JSON cannot hold (NaN, infinities) as null."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
