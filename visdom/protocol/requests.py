"""Bodies of the HTTP routes, as programs send them.

Every member may be missing or of a wrong type on the wire: the server checks what it uses.
"""

from __future__ import annotations

from typing import Any, TypedDict


class EventRequest(TypedDict, total=False):
    """`POST /events`: make or replace a window. `data[0]["type"]` decides its kind; no `eid` means `main`."""

    win: str | int | None
    eid: str | int | None
    data: list[dict[str, Any]]
    layout: dict[str, Any]
    opts: dict[str, Any]


class UpdateRequest(EventRequest, total=False):
    """`POST /update`: change a window that is there. With `append` or `layout_if_new` a missing one is made."""

    append: bool
    layout_if_new: dict[str, Any]
    layout_changes: dict[str, Any]
    name: str | None
    delete: bool
    updateDir: str
