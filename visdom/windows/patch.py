"""Recorded changes: done again to a window from disk, and put into standard terms for pages that need it."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Any

from visdom.errors import Damaged
from visdom.protocol.patches import Operation, Patch
from visdom.protocol.records import Record
from visdom.windows.edit import grow_text


def replay(window: Any, patch: Record) -> Any:
    """Apply operations to a window, in place; returns the window (another one where they replace it whole).

    Raises:
        Damaged: an operation does not fit; the ones before it are applied.
    """
    try:
        return _patch_class()(patch).apply(window, in_place=True)
    except Exception as failure:  # of many types: a damaged record can hold any JSON value where another belongs
        raise Damaged(f"A recorded change does not fit the window: {failure!r}.") from failure


COPY = b'"op":"copy"'
"""A record without this has no copies in it."""


def without_copies(record: Record, window: Any) -> Patch:
    """The operations that pages get, for a window to which the record was just applied."""
    return [
        operation
        if operation["op"] != "copy"
        else {"op": "add", "path": operation["path"], "value": _value_at(window, operation["path"])}
        for operation in record
    ]


def standard(patch: Patch, window: Any) -> Patch:
    """The patch in operations of RFC 6902 alone, for a window to which it was applied just now.

    It is the same object when it has no others.
    """
    if all(operation["op"] != "str_ins" for operation in patch):
        return patch
    return [_standard_operation(operation, window) for operation in patch]


def _standard_operation(operation: Operation, window: Any) -> Operation:
    if operation["op"] != "str_ins":
        return operation
    return {"op": "replace", "path": operation["path"], "value": _value_at(window, operation["path"])}


def _value_at(value: Any, path: str) -> Any:
    for escaped in path.split("/")[1:]:
        step = escaped.replace("~1", "/").replace("~0", "~")
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


@cache
def _patch_class() -> Any:
    """The class of patches that know `str_ins` too; imported when the first record is read."""
    import jsonpatch

    class StringInsert(jsonpatch.PatchOperation):
        """Insert text into a text."""

        def apply(self, obj: Any) -> Any:
            """Do it; returns the window."""
            holder, key = self.pointer.to_last(obj)
            _insert_text(holder, key, self.operation["pos"], self.operation["str"])
            return obj

    class WindowPatch(jsonpatch.JsonPatch):
        """A patch with the operations of RFC 6902 and `str_ins`."""

        operations = MappingProxyType({**jsonpatch.JsonPatch.operations, "str_ins": StringInsert})

    return WindowPatch


def _insert_text(holder: Any, key: Any, position: int, added: str) -> None:
    length = len(holder[key])
    if not isinstance(holder[key], str) or not 0 <= position <= length:
        raise ValueError(f"str_ins at {position!r} expects a text of that length, got one of {length}")
    if position == length:
        grow_text(holder, key, added)
    else:
        text = holder[key]
        holder[key] = text[:position] + added + text[position:]
