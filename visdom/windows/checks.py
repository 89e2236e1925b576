"""Checks of values that came as JSON: what was expected, and what arrived, in one sentence."""

from __future__ import annotations

from typing import Any

from visdom.errors import Refused


def kind_of(value: Any) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number; true and false are none, although Python counts them."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def unexpected(what: str, expected: str, value: Any) -> Refused:
    """The error for a value of another kind than expected."""
    return Refused(f"{what}: expected {expected}, got {kind_of(value)}.")


def not_updatable(kind: str) -> str:
    """The answer of 0.2.4, word for word, to an update of a window that cannot be updated."""
    return f"win is not scatter, heatmap, custom, image_history, embeddings, or text; was {kind}"


def require_object(value: Any, what: str) -> dict[str, Any]:
    """The value, when it is a JSON object."""
    if not isinstance(value, dict):
        raise unexpected(what, "an object", value)
    return value


def require_list(value: Any, what: str) -> list[Any]:
    """The value, when it is a JSON list."""
    if not isinstance(value, list):
        raise unexpected(what, "a list", value)
    return value


def optional_object(value: Any, what: str) -> dict[str, Any]:
    """The value, when it is a JSON object; an empty one when it is null or was not sent."""
    return {} if value is None else require_object(value, what)


def require_text(value: Any, what: str) -> str:
    """The value as text: numbers and truth values are written out, null is the empty text."""
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        raise unexpected(what, "text", value)
    return str(value)


def require_content(value: Any, what: str) -> str:
    """The content of a text window; a list is its items with commas between them, as pages of 0.2.4 show it."""
    if isinstance(value, list):
        return ",".join(require_text(item, f"An item of {what}") for item in value)
    return require_text(value, what)
