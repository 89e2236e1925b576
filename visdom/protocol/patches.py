"""Changes of a window: RFC 6902 operations, and the one extension for long texts."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict


class AddOperation(TypedDict):
    """Add a member, insert into a list, or (path ends in its length) append to it."""

    op: Literal["add"]
    path: str
    value: Any


class ReplaceOperation(TypedDict):
    """Replace a member or list item that is there."""

    op: Literal["replace"]
    path: str
    value: Any


class RemoveOperation(TypedDict):
    """Remove a member or list item that is there."""

    op: Literal["remove"]
    path: str


MoveOperation = TypedDict("MoveOperation", {"op": Literal["move"], "from": str, "path": str})
"""Take the value at `from` out and put it at `path`: large values change place without being sent again."""


class StringInsertOperation(TypedDict):
    """Insert `str` into the string at `path`, `pos` Unicode code points from its start (JSON Patch Extended)."""

    op: Literal["str_ins"]
    path: str
    pos: int
    str: str


Operation: TypeAlias = AddOperation | ReplaceOperation | RemoveOperation | MoveOperation | StringInsertOperation
Patch = list[Operation]
