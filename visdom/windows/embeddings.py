"""Updating an embeddings window: a point selected, a region zoomed into, and the way back."""

from __future__ import annotations

from typing import Any

from visdom.errors import Refused
from visdom.windows.checks import require_list, require_object
from visdom.windows.edit import Edit

POINTS = ("content", "data")


def update_embeddings(edit: Edit, request: dict[str, Any]) -> None:
    """Show details of the selected point, or other points in place of the present ones."""
    change = require_object(request.get("data"), "`data`")
    content = require_object(edit.window.get("content"), "The content of the stored embeddings")
    if change.get("update_type") == "EntitySelected":
        if "selected" not in change:
            raise Refused("`data.selected`: expected what to show of the selected point, got nothing.")
        edit.set(("content", "selected"), change["selected"])
    elif change.get("update_type") == "RegionSelected":
        _zoom(edit, content, require_list(change.get("points"), "`data.points`"))
    else:
        raise Refused("`data.update_type`: expected EntitySelected or RegionSelected.")


def _zoom(edit: Edit, content: dict[str, Any], points: list[Any]) -> None:
    require_list(content.get("data"), "The points of the stored embeddings")
    if edit.window.get("old_content") is None:
        edit.set(("old_content",), [])
    previous = require_list(edit.window["old_content"], "`old_content` of the stored embeddings")
    edit.set(("content", "selected"), None)
    edit.move(POINTS, ("old_content", len(previous)))
    edit.set(("content", "has_previous"), True)
    edit.set(POINTS, points)


def zoom_out(edit: Edit) -> None:
    """Go back to the points that were shown before."""
    content = require_object(edit.window.get("content"), "The content of the stored embeddings")
    previous = require_list(edit.window.get("old_content"), "`old_content` of the stored embeddings")
    if not previous:
        raise Refused("The embeddings show all points: there is no earlier selection to go back to.")
    edit.set(("content", "selected"), None)
    if "data" not in content:
        edit.set(POINTS, [])
    edit.move(("old_content", len(previous) - 1), POINTS)
    edit.set(("content", "has_previous"), bool(previous))
