"""Changing a window as a request asks, in place, and saying what was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from visdom.errors import Refused
from visdom.protocol.requests import UpdateRequest
from visdom.protocol.windows import Window
from visdom.windows.checks import not_updatable, require_text, unexpected
from visdom.windows.edit import Edit, Path
from visdom.windows.embeddings import update_embeddings, zoom_out
from visdom.windows.images import begin_history, update_history
from visdom.windows.options import NOTHING, merge_opts
from visdom.windows.plots import update_plot
from visdom.windows.text import append_line

MAX_COMPARED_DEPTH = 20
"""Objects deeper in a window than this are replaced whole: no picture is there."""

Rule = Callable[..., None]
"""Changes a window through an edit, as the member `request` asks."""

_RULES: dict[str, Rule] = {
    "plot": update_plot,
    "text": append_line,
    "image": begin_history,
    "image_history": update_history,
    "embeddings": update_embeddings,
}
"""How windows of each type are updated; the others cannot be."""


def update(window: Window, request: UpdateRequest, *, content_id: str) -> Edit:
    """Change a window in place; returns the edit: its `patch` has new `contentID` and version included.

    The patch shares values with the window: encode it before the window is changed again, and call `undo` if it
    cannot be encoded.

    Raises:
        NotUpdatable: plots of this kind cannot be updated.
        Refused: windows of this type cannot be updated, or the request does not fit the window.
        In both cases the window is as it was.
    """
    if not isinstance(request, dict):
        raise unexpected("The request", "an object", request)
    rule = _RULES.get(kind := _kind_of(window))
    if kind != "plot" and request.get("data") is None and request.get("opts") not in NOTHING:
        rule = _change_options
    if rule is None:
        raise Refused(not_updatable(kind))
    return _change(window, partial(rule, request=request), content_id)


def pop_embeddings(window: Window, *, content_id: str) -> Edit:
    """Take an embeddings window back to the points before the last selected region; as `update` does otherwise."""
    if _kind_of(window) != "embeddings":
        raise Refused("Only embeddings windows have an earlier selection to go back to.")
    return _change(window, zoom_out, content_id)


def become(window: Window, other: Window) -> Edit:
    """Make a window equal to another one, in place; the patch leaves out texts that are the same."""
    edit = Edit(window)
    _become(edit, (), window, other)
    return edit


def _become(edit: Edit, path: Path, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for key in [key for key in before if key not in after]:
        edit.remove((*path, key))
    for key, value in after.items():
        present = before.get(key)
        if isinstance(value, dict) and isinstance(present, dict) and len(path) < MAX_COMPARED_DEPTH:
            _become(edit, (*path, key), present, value)
        else:
            edit.set((*path, key), value)


def _change_options(edit: Edit, request: dict[str, Any]) -> None:
    """Change the title, size and caption of a window that is not a plot."""
    opts, content = request["opts"], edit.window.get("content")
    merge_opts(edit, opts)
    if isinstance(content, dict) and "caption" in content and opts.get("caption") is not None:
        edit.set(("content", "caption"), require_text(opts["caption"], "`opts.caption`"))


def _kind_of(window: Any) -> str:
    if not isinstance(window, dict):
        raise unexpected("The stored window", "an object", window)
    kind = window.get("type")
    if not isinstance(kind, str):
        raise unexpected("The stored window", "its `type` to be text", kind)
    return kind


def _change(window: Window, rule: Callable[[Edit], None], content_id: str) -> Edit:
    edit = Edit(window)
    try:
        rule(edit)
        edit.finish(content_id)
    except BaseException:
        edit.undo()
        raise
    return edit
