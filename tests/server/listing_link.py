"""A link without a page, which records the messages."""

from __future__ import annotations

import json
from typing import Any


class ListLink:
    """A link with room for everything."""

    full = False

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send(self, message: bytes) -> None:
        self.sent.append(json.loads(message))

    async def drained(self) -> None:
        return None

    def close(self) -> None:
        return None

    def shown(self) -> set[str]:
        """The windows that a page shows after these messages."""
        windows: set[str] = set()
        for message in self.sent:
            if message["command"] == "window":
                windows.add(message["id"])
            elif message["command"] == "close":
                windows.discard(message["data"])
        return windows
