"""The workspace: every operation on environments and windows, once, for all routes and sessions.

It is the only place that changes state. Each operation first loads what it touches, off the event loop; then it changes
the tree and calls the hub without an `await` in between, so no other operation sees half a change; and it returns when
the change is as durable as `-fsync` promises.
"""

from __future__ import annotations

from visdom.autosave import Tree
from visdom.server.push.hub import Hub
from visdom.server.workspace.environments import Environments
from visdom.server.workspace.state import State
from visdom.server.workspace.windows import Windows

__all__ = ["Workspace"]


class Workspace:
    """The operations of one server, by what they are about, and what they share."""

    def __init__(self, tree: Tree, hub: Hub) -> None:
        state = State(tree, hub)
        self.tree = tree
        self.hub = hub
        self.io = state.io
        self.unsaved = state.unsaved
        self.windows = Windows(state)
        self.environments = Environments(state)

    def close(self) -> None:
        """End the threads; the tree stays open."""
        self.io.close()
