"""Pictures, sounds and films inside windows: taken out of the text they stand in, and put back.

They stand there as `data:<type>;base64,<text>`. In their place comes the name of a file, so that a person who looks
at the window sees what belongs there; where it stands is told beside, so that nothing has to be guessed.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from typing import TypedDict

from visdom.errors import Damaged
from visdom.jsontext import Json

MIN_LENGTH = 64
"""Shorter ones stay where they are."""

_DATA_URL = re.compile(rf"data:([\w.+-]+/[\w.+-]+);base64,([A-Za-z0-9+/]{{{MIN_LENGTH},}}={{0,2}})", re.ASCII)
_ENDINGS = {"jpeg": "jpg", "svg+xml": "svg", "mpeg": "mp3", "x-wav": "wav", "quicktime": "mov"}
_STRANGE = re.compile(r"[^a-z0-9]+")


class Medium(TypedDict):
    """One medium that was taken out of a window."""

    at: list[str | int]
    """The keys and numbers that lead to the text."""
    start: int
    """Where the file's name begins in the text."""
    file: str
    type: str


Keep = Callable[[str, bytes], str]
"""Keeps a medium of a type; the name of its file."""


def take_out(window: Json, keep: Keep) -> tuple[Json, list[Medium]]:
    """The window with names of files in the place of media, and what stands where."""
    media: list[Medium] = []
    return _without(window, [], keep, media), media


def put_back(window: Json, media: list[Medium], read: Callable[[str], bytes]) -> Json:
    """The window as it was, changed in place; raises Damaged when the names do not stand where they should."""
    for medium in reversed(media):
        try:
            holder = {"": window}
            keys: list[str | int] = ["", *medium["at"]]
            for key in keys[:-1]:
                holder = holder[key]  # type: ignore[index]
            text, start, name = holder[keys[-1]], medium["start"], medium["file"]  # type: ignore[index]
            fits = text.startswith(name, start)
        except (LookupError, TypeError, AttributeError):
            fits = False
        if not fits:
            raise Damaged(f"A medium has no place in its window: {medium!r}.")
        url = f"data:{medium['type']};base64,{base64.b64encode(read(name)).decode()}"
        holder[keys[-1]] = f"{text[:start]}{url}{text[start + len(name) :]}"  # type: ignore[index]
    return window


def ending_of(kind: str) -> str:
    """How the file of a medium of this type ends."""
    subtype = kind.partition("/")[2].lower()
    return _ENDINGS.get(subtype) or _STRANGE.sub("", subtype) or "bin"


def _without(value: Json, at: list[str | int], keep: Keep, media: list[Medium]) -> Json:
    if isinstance(value, dict):
        return {key: _without(item, [*at, key], keep, media) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, [*at, number], keep, media) for number, item in enumerate(value)]
    if isinstance(value, str) and len(value) > MIN_LENGTH:
        return "".join(_pieces(value, at, keep, media))
    return value


def _pieces(text: str, at: list[str | int], keep: Keep, media: list[Medium]) -> Iterator[str]:
    """The text in pieces, with names of files in the place of media."""
    done, length = 0, 0
    for found in _DATA_URL.finditer(text):
        data = _decoded(found[2])
        if data is None:
            continue
        before, name = text[done : found.start()], keep(found[1], data)
        media.append({"at": at, "start": length + len(before), "file": name, "type": found[1]})
        length += len(before) + len(name)
        done = found.end()
        yield before
        yield name
    yield text[done:]


def _decoded(text: str) -> bytes | None:
    """What the text stands for; None when it could not be written back the same."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None
