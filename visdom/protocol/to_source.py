"""Messages from the server to programs on `/vis_socket` or its polling twin."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class Alive(TypedDict):
    """First message on a connection."""

    command: Literal["alive"]
    data: Literal["vis_alive"]


class ClosedEvent(TypedDict):
    """A person closed a window; `pane_data` is what it held."""

    event_type: Literal["close"]
    target: str
    eid: str
    pane_data: Any
