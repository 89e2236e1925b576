"""What a window, an environment and a saved view look like, on the wire and on disk."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class _WindowBase(TypedDict):
    command: Literal["window"]
    id: str
    type: str
    title: str
    inflate: bool
    width: float | None
    height: float | None
    contentID: str
    content: Any
    i: int


class Window(_WindowBase, total=False):
    """One pane. Options of updates may add further members, which are kept.

    `contentID` is new with every change. `version` counts changes from 1; windows written by older
    servers lack it, which counts as 1.
    """

    version: int
    selected: int
    show_slider: bool
    directed: bool
    showEdgeLabels: bool | str
    showVertexLabels: bool | str
    old_content: list[Any]
    has_compare: bool
    caption: str
    layout: dict[str, Any]


class _GridItemBase(TypedDict):
    i: str
    w: float
    h: float
    x: float
    y: float


class GridItem(_GridItemBase, total=False):
    """Place and size of a pane in the grid, in grid units; opaque to the server."""

    static: bool
    moved: bool


class Environment(TypedDict):
    """A named collection of windows with the places of their panes; unknown further members are kept."""

    jsons: dict[str, Window]
    reload: dict[str, GridItem]


class Exported(TypedDict):
    """What is in the file of an environment that opens without a server; `saved` is when, as ISO 8601."""

    eid: str
    saved: str
    environment: Environment


MAX_STORED_VERSION = 2**52
"""The highest version to begin with: pages and files can count on from there for ever and stay exact."""


def order_of(window: Any) -> int:
    """Where a window stands among the others of its environment, or -1 when it does not say."""
    order = window.get("i") if isinstance(window, dict) else None
    return order if isinstance(order, int) and order >= 0 else -1


def version_of(window: Any) -> int:
    """The version that a window counts as: its own, or 1 where it has none."""
    version = window.get("version") if isinstance(window, dict) else None
    return version if isinstance(version, int) and not isinstance(version, bool) and version > 0 else 1
