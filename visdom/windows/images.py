"""Updating an image history: a further image, or another one selected; a single image becomes one."""

from __future__ import annotations

from typing import Any

from visdom.errors import Refused
from visdom.windows.checks import kind_of, not_updatable, optional_object, require_list, require_object
from visdom.windows.edit import Edit
from visdom.windows.repeats import twin_of


def update_history(edit: Edit, request: dict[str, Any]) -> None:
    """Append the image of the first item of `data` and show it, or show the one whose index it carries."""
    images = require_list(edit.window.get("content"), "The content of the stored image history")
    item = require_object(_first_item(request), "The first item of `data`")
    if item.get("type") == "image_history":
        image = require_object(item.get("content"), "`content` of the first item of `data`")
        _append(edit, images, image)
        edit.set(("selected",), len(images) - 1)
    elif item.get("type") == "image_update_selected":
        edit.set(("selected",), _index(item.get("selected", item.get("content")), len(images)))
    else:
        raise Refused("`type` of the first item of `data`: expected image_history or image_update_selected.")


def begin_history(edit: Edit, request: dict[str, Any]) -> None:
    """Make a single image the first one of a history, and append the one of the first item of `data`."""
    item = _first_item(request)
    if not isinstance(item, dict) or item.get("type") != "image_history":
        raise Refused(not_updatable("image"))
    edit.set(("type",), "image_history")
    edit.set(("content",), [edit.window.get("content")])
    edit.set(("show_slider",), optional_object(request.get("opts"), "`opts`").get("show_slider", True))
    update_history(edit, request)


def _first_item(request: dict[str, Any]) -> Any:
    data = request.get("data")
    return (data[0] if data else None) if isinstance(data, list) else data


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
