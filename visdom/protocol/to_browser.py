"""Messages from the server to browsers; `command` tells them apart."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from visdom.protocol.patches import Patch
from visdom.protocol.windows import GridItem, Window


class Register(TypedDict):
    """First message on a connection: the session id, which `POST /env/NAME` wants."""

    command: Literal["register"]
    data: str
    readonly: bool


class LayoutUpdate(TypedDict):
    """All saved views, as the JSON text that a page once sent (or an empty text)."""

    command: Literal["layout_update"]
    data: str


class EnvUpdate(TypedDict):
    """The names of all environments."""

    command: Literal["env_update"]
    data: list[str]


class EnvNew(TypedDict):
    """The name of one environment that is new, for pages that connect with `envs=new`."""

    command: Literal["env_new"]
    data: str


class Reload(TypedDict):
    """Places of the panes of the environment that follows."""

    command: Literal["reload"]
    data: dict[str, GridItem]


class Layout(TypedDict):
    """All windows of the chosen environment were sent."""

    command: Literal["layout"]


class _WindowUpdateBase(TypedDict):
    command: Literal["window_update"]
    win: str
    env: str
    content: Patch


class WindowUpdate(_WindowUpdateBase, total=False):
    """One window changed: apply `content` to the copy that has `version` - 1."""

    version: int


class Close(TypedDict):
    """One window is gone."""

    command: Literal["close"]
    data: str


class CommandRefused(TypedDict):
    """A command of this page was not obeyed, and why: a sentence for the person."""

    command: Literal["refused"]
    cmd: str
    reason: str


class Unsaved(TypedDict):
    """All windows that are not on the disk, and why: environment -> window id -> reason."""

    command: Literal["unsaved"]
    data: dict[str, dict[str, str]]


ToBrowser: TypeAlias = (
    Register
    | LayoutUpdate
    | EnvUpdate
    | EnvNew
    | Reload
    | Layout
    | Window
    | WindowUpdate
    | Close
    | CommandRefused
    | Unsaved
)
