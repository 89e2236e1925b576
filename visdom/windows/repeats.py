"""Pictures and other long texts that a window holds already, found at the cost of the new one alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MIN_LENGTH = 1024
"""Shorter texts are written again: that takes little more than to tell where they are."""
SAMPLES = 64
MAX_COMPARED = 8
"""So many images that look like the new one, but are others, are compared with it as a whole."""


def twin_of(images: Sequence[Any], image: dict[str, Any]) -> int | None:
    """The place of an image that has the same picture, and the same members, as a new one; None when there is none."""
    key = max(image, key=lambda member: _length(image[member]), default="")
    if not _is_long(image.get(key)) or any(_is_nested(value) for value in image.values()):
        return None
    text = image[key]
    step = len(text) // SAMPLES
    sample, compared = text[::step], 0
    for place in range(len(images) - 1, -1, -1):
        known: Any = images[place].get(key) if isinstance(images[place], dict) else None
        if _length(known) != len(text) or known[::step] != sample or images[place].keys() != image.keys():
            continue
        if known == text:
            return place
        compared += 1
        if compared == MAX_COMPARED:
            break
    return None


def repeats(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Does a window have a long text at the place where the one had it that it replaces?"""
    before, after = old.get("content"), new.get("content")
    if isinstance(after, dict) and isinstance(before, dict):
        return any(_is_long(value) and before.get(key) == value for key, value in after.items())
    return _is_long(after) and before == after


def _is_nested(value: Any) -> bool:
    """Does a list or object hold further ones? Copying these would take a level of the stack for each of theirs."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(item, (dict, list)) for item in items)


def _is_long(value: Any) -> bool:
    return _length(value) >= MIN_LENGTH


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str) else 0
