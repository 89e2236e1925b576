"""Updating an image history: a further image, or another one selected."""

from __future__ import annotations

from typing import Any

from visdom.errors import Refused
from visdom.windows.checks import kind_of, require_list, require_object
from visdom.windows.edit import Edit
from visdom.windows.repeats import twin_of


def update_history(edit: Edit, request: dict[str, Any]) -> None:
    """Append the image of the first item of `data` and show it, or show the one whose index it carries."""
    images = require_list(edit.window.get("content"), "The content of the stored image history")
    data = request.get("data")
    first = (data[0] if data else None) if isinstance(data, list) else data
    item = require_object(first, "The first item of `data`")
    if item.get("type") == "image_history":
        image = require_object(item.get("content"), "`content` of the first item of `data`")
        _append(edit, images, image)
        edit.set(("selected",), len(images) - 1)
    elif item.get("type") == "image_update_selected":
        edit.set(("selected",), _index(item.get("selected", item.get("content")), len(images)))
    else:
        raise Refused("`type` of the first item of `data`: expected image_history or image_update_selected.")


def _append(edit: Edit, images: list[Any], image: dict[str, Any]) -> None:
    """Put an image at the end. A picture that the history has already is copied, so that it is not stored again."""
    place, twin = len(images), twin_of(images, image)
    if twin is None:
        edit.extend(("content",), [image])
        return
    edit.copy(("content", twin), ("content", place))
    for key, value in image.items():
        edit.set(("content", place, key), value)


def _index(value: Any, count: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused(f"`selected`: expected the index of an image, got {kind_of(value)}.")
    if not 0 <= value < count:
        raise Refused(f"`selected`: expected the index of one of the {count} images, from 0, got {value}.")
    return value
