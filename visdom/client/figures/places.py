"""Names as places: plotly draws equal names of rows, columns, boxes, slices and sectors on one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from visdom.client.options import Options

INVISIBLE = "\u200b\u200c"
"""Characters without width: the digits of an invisible number."""


def distinct(names: Sequence[Any]) -> Sequence[Any]:
    """The names, where repeated ones end in invisible characters that count them."""
    known: set[str] = set()
    counts: dict[str, int] = {}
    own = []
    for name in names:
        if isinstance(name, (str, int, float)):
            shown = str(name)
            while str(name) in known:
                counts[shown] = counts.get(shown, 0) + 1
                name = f"{shown}{_digits(counts[shown])}"
            known.add(str(name))
        own.append(name)
    return names if own == list(names) else own


def _digits(count: int) -> str:
    """A number above 0 as invisible characters, each number with others; their count grows with its logarithm."""
    return "".join(INVISIBLE[int(digit)] for digit in f"{count + 1:b}"[1:])


def places(opts: Options, names: Any, axis: str) -> Any:
    """The names as places on an axis, each with its own; with repeated names it is an axis of categories."""
    if names is None:
        return None
    own = distinct(names)
    if own is not names and opts.get(f"{axis}type") is None:
        opts[f"{axis}type"] = "category"  # plotly would read "1" as a number, and leave out "1" with a zero-width space
    return own
