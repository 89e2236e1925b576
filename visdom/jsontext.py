"""JSON text, in and out: the only place where values become bytes and bytes become values.

orjson does the work. What it refuses although others write it (`NaN`, `Infinity`, lone surrogates, integers
beyond 64 bit) goes through Python's own parser; infinities and NaN become null both ways.
"""

from __future__ import annotations

import json
import math
from typing import Any

import orjson

Json = Any
"""A JSON value: dict, list, str, int, float, bool or None."""


def loads(text: bytes | str) -> Json:
    """Parse JSON text; raises ValueError with a sentence when it is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _lenient_loads(text)


def dumps(value: Json) -> bytes:
    """JSON text of a value, UTF-8 encoded (or ASCII where UTF-8 cannot hold it)."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(_plain(value), separators=(",", ":"), allow_nan=False).encode()


def _lenient_loads(text: bytes | str) -> Json:
    try:
        return json.loads(text, parse_float=_finite, parse_constant=lambda name: None)
    except RecursionError:
        raise ValueError("the JSON text is nested too deeply") from None
    except UnicodeDecodeError:
        raise ValueError("the JSON text is not UTF-8") from None


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
