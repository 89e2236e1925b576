"""The windows that are not on disk, as messages to the pages that understand more than 0.2.4 sends."""

from __future__ import annotations

from visdom.autosave import Tree
from visdom.server.push import messages
from visdom.server.push.hub import Hub
from visdom.server.push.viewer import Viewer

POLL_SECONDS = 1.0
"""How often `send_changes` has to be called. Windows are polled, so that a change of a window costs nothing more."""

CHANGED = "It changed since it was saved."

Reasons = dict[str, dict[str, str]]
"""Environment -> window id -> a sentence."""


class Unsaved:
    """Remembers which windows the pages show as unsaved, and sends what differs."""

    def __init__(self, tree: Tree, hub: Hub) -> None:
        self._tree = tree
        self._hub = hub
        self._sent: Reasons = {}

    def send_changes(self) -> None:
        """Send the unsaved windows to the pages, if they differ from the ones sent last."""
        viewers = [viewer for viewer in self._hub.viewers.values() if viewer.extended]
        if viewers and (reasons := self._reasons()) != self._sent:
            self._sent = reasons
            for viewer in viewers:
                viewer.send_latest("unsaved", messages.unsaved(reasons))

    def greet(self, viewer: Viewer) -> None:
        """Send a new page the unsaved windows, if there are any."""
        if viewer.extended and (reasons := self._reasons()):
            viewer.send_latest("unsaved", messages.unsaved(reasons))

    @property
    def refused(self) -> int:
        """The number of windows that the disk refuses."""
        return sum(refusal is not None for refusal in self._tree.pending().values())

    def _reasons(self) -> Reasons:
        reasons: Reasons = {}
        for (eid, win), refusal in self._tree.pending().items():
            why = CHANGED if refusal is None else f"The disk does not take it: {refusal}. It is tried again."
            reasons.setdefault(eid, {})[win] = why
        return reasons
