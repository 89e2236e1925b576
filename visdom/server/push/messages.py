"""The messages of the server as bytes, each encoded once for all browsers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from visdom.jsontext import dumps
from visdom.protocol.to_browser import (
    Close,
    CommandRefused,
    EnvNew,
    EnvUpdate,
    Layout,
    LayoutUpdate,
    Register,
    Reload,
    Unsaved,
)
from visdom.protocol.to_source import Alive, ClosedEvent

LONGEST_SENTENCE = 500
"""Sentences quote names from the request, which may be very long."""


LAYOUT = dumps(Layout(command="layout"))
ALIVE = dumps(Alive(command="alive", data="vis_alive"))


def register(sid: str, *, readonly: bool) -> bytes:
    return dumps(Register(command="register", data=sid, readonly=readonly))


def layout_update(views: str) -> bytes:
    return dumps(LayoutUpdate(command="layout_update", data=views))


def env_update(names: Iterable[str]) -> bytes:
    return dumps(EnvUpdate(command="env_update", data=list(names)))


def env_new(name: str) -> bytes:
    return dumps(EnvNew(command="env_new", data=name))


def reload(positions: dict[str, Any]) -> bytes:
    return dumps(Reload(command="reload", data=positions))


def window(win: str, content: Mapping[str, Any]) -> bytes:
    """A whole window. A window that was stored as it came gets the members by which a page places it."""
    if content.get("command") == "window" and content.get("id") == win:
        return dumps(content)
    return dumps({**content, "command": "window", "id": win})


def window_update(eid: str, win: str, version: int, patch: bytes) -> bytes:
    """A change of a window; `patch` is the JSON text of its operations."""
    return b'{"command":"window_update","win":%b,"env":%b,"version":%d,"content":%b}' % (
        dumps(win),
        dumps(eid),
        version,
        patch,
    )


def close(win: str) -> bytes:
    return dumps(Close(command="close", data=win))


def refused(cmd: str, reason: str) -> bytes:
    return dumps(CommandRefused(command="refused", cmd=cmd, reason=shortened(reason)))


def unsaved(reasons: dict[str, dict[str, str]]) -> bytes:
    return dumps(Unsaved(command="unsaved", data=reasons))


def shortened(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST_SENTENCE else sentence[:LONGEST_SENTENCE] + "..."


def closed_event(eid: str, win: str, pane_data: Any) -> bytes:
    return dumps(ClosedEvent(event_type="close", target=win, eid=eid, pane_data=pane_data))
