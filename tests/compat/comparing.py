"""Comparison of what two servers store, without the values that differ in each run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ALWAYS_NEW = {"contentID", "version"}
INVENTED_ID = re.compile(r"^window_[0-9a-f]+$")


def comparable(value: Any) -> Any:
    """The value without the parts that differ in each run."""
    if isinstance(value, dict):
        return {comparable(key): comparable(item) for key, item in value.items() if key not in ALWAYS_NEW}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return "invented id" if isinstance(value, str) and INVENTED_ID.match(value) else value


def differences(released: Any, ours: Any, where: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two values differ, and what stands there in each."""
    if isinstance(released, dict) and isinstance(ours, dict):
        for key in sorted({*released, *ours}):
            yield from differences(released.get(key, "absent"), ours.get(key, "absent"), f"{where}/{key}")
    elif isinstance(released, list) and isinstance(ours, list):
        if len(released) != len(ours):
            yield f"{where}/length", len(released), len(ours)
        for index, (theirs, mine) in enumerate(zip(released, ours, strict=False)):
            yield from differences(theirs, mine, f"{where}/{index}")
    elif released != ours or isinstance(released, bool) != isinstance(ours, bool):
        yield where, released, ours
