"""The workspace: every operation on environments and windows, once, whoever asks for it.

It is the only place that changes state. Each operation first brings into memory what it touches, off the event
loop; then it changes the tree and tells the hub without waiting in between, so nobody sees half of it; and it
returns when the change is as safe as the server promises.
"""

from __future__ import annotations

from visdom.server.workspace.environments import EnvironmentOperations
from visdom.server.workspace.places import in_order
from visdom.server.workspace.windows import WindowOperations

__all__ = ["Workspace", "in_order"]


class Workspace(WindowOperations, EnvironmentOperations):
    """Environments and windows, and what can be done with them."""
