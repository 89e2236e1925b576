"""Commands that browsers send over their socket or its polling twin; `cmd` tells them apart."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, TypedDict

from visdom.protocol.windows import GridItem


class CloseCommand(TypedDict):
    """Close one window."""

    cmd: Literal["close"]
    data: str
    eid: str


class CloseAllCommand(TypedDict):
    """Close all windows of an environment; one `undo` brings them back together."""

    cmd: Literal["close_all"]
    eid: str


class UndoCommand(TypedDict):
    """Bring back what was closed last in an environment."""

    cmd: Literal["undo"]
    eid: str


class SendWindowCommand(TypedDict):
    """Send one window again, alone. A page that compares names all its environments, joined by `+`."""

    cmd: Literal["send_window"]
    eid: str
    win: str


class SaveAllCommand(TypedDict):
    """Write everything that is not on the disk yet."""

    cmd: Literal["save_all"]


class SaveCommand(TypedDict):
    """Save `prev_eid` with these places under the name `eid` (another name: a fork)."""

    cmd: Literal["save"]
    data: dict[str, GridItem]
    prev_eid: str
    eid: str


class DeleteEnvCommand(TypedDict):
    """Delete an environment."""

    cmd: Literal["delete_env"]
    eid: str


class SaveLayoutsCommand(TypedDict):
    """Store all saved views, as one JSON text."""

    cmd: Literal["save_layouts"]
    data: str


class _PaneEventBase(TypedDict):
    target: str
    eid: str
    event_type: str


class PaneEvent(_PaneEventBase, total=False):
    """Something a person did to a pane, for the programs; further members depend on `event_type`."""

    pane_data: Any
    key: str
    key_code: int
    image_coord: dict[str, float | str]
    propertyId: int
    value: Any
    entityId: str
    idx: int
    selectedIdxs: list[int]


class ForwardCommand(TypedDict):
    """Pass an event on to every program."""

    cmd: Literal["forward_to_vis"]
    data: PaneEvent


class LayoutItemCommand(TypedDict):
    """One pane was moved or resized."""

    cmd: Literal["layout_item_update"]
    eid: str
    win: str
    data: GridItem


class PopEmbeddingsCommand(TypedDict):
    """Go back to the previous selection of an embeddings window."""

    cmd: Literal["pop_embeddings_pane"]
    data: PaneEvent


FromBrowser: TypeAlias = (
    CloseCommand
    | CloseAllCommand
    | UndoCommand
    | SendWindowCommand
    | SaveAllCommand
    | SaveCommand
    | DeleteEnvCommand
    | SaveLayoutsCommand
    | ForwardCommand
    | LayoutItemCommand
    | PopEmbeddingsCommand
)
