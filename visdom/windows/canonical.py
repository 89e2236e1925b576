"""The canonical text of a window, and its hash, by which programs notice a change."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from visdom.errors import Refused


def digest(window: Any) -> str:
    """MD5 of the canonical text: keys sorted, whole floats as integers, no blanks, ASCII."""
    try:
        text = json.dumps(_plain_numbers(window), sort_keys=True, separators=(",", ":"))
    except RecursionError:
        raise Refused("The window has no hash: it is nested too deeply.") from None
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _plain_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_numbers(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
