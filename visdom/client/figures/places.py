"""Names as places: plotly draws equal names of rows, columns, boxes, slices and sectors on one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from visdom.client.options import Options

INVISIBLE = "\u200b"
"""A zero-width space."""


def distinct(names: Sequence[Any]) -> Sequence[Any]:
    """The names, where repeated ones get invisible characters at their end."""
    known: set[str] = set()
    own = []
    for name in names:
        if isinstance(name, (str, int, float)):
            while str(name) in known:
                name = f"{name}{INVISIBLE}"
            known.add(str(name))
        own.append(name)
    return names if own == list(names) else own


def places(opts: Options, names: Any, axis: str) -> Any:
    """The names as places on an axis, each with its own; with repeated names it is an axis of categories."""
    if names is None:
        return None
    own = distinct(names)
    if own is not names and opts.get(f"{axis}type") is None:
        opts[f"{axis}type"] = "category"  # plotly would read "1" as a number, and leave out "1" with a zero-width space
    return own
