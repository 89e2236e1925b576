"""Which windows are not on disk: told to pages when that changes, if they understand what 0.2.4 does not say."""

from __future__ import annotations

from visdom.autosave import Tree
from visdom.server.push import messages
from visdom.server.push.hub import Hub
from visdom.server.push.viewer import Viewer

LOOK_SECONDS = 1.0
"""Somebody has to call `tell` that often. So a change of a window pays nothing for this."""

CHANGED = "It changed since it was saved."

Reasons = dict[str, dict[str, str]]
"""Environment -> window id -> a sentence."""


class Unsaved:
    """What the pages were told last about windows that are not on disk, and the news."""

    def __init__(self, tree: Tree, hub: Hub) -> None:
        self._tree = tree
        self._hub = hub
        self._told: Reasons = {}

    def tell(self) -> None:
        """Tell the pages, if something changed since they were told."""
        viewers = [viewer for viewer in self._hub.viewers.values() if viewer.extended]
        if viewers and (reasons := self._reasons()) != self._told:
            self._told = reasons
            for viewer in viewers:
                viewer.inform("unsaved", messages.unsaved(reasons))

    def greet(self, viewer: Viewer) -> None:
        """Tell a new page, if there is anything to tell."""
        if viewer.extended and (reasons := self._reasons()):
            viewer.inform("unsaved", messages.unsaved(reasons))

    @property
    def refused(self) -> int:
        """How many windows the disk refuses."""
        return sum(refusal is not None for refusal in self._tree.pending().values())

    def _reasons(self) -> Reasons:
        reasons: Reasons = {}
        for (eid, win), refusal in self._tree.pending().items():
            why = CHANGED if refusal is None else f"The disk does not take it: {refusal}. It is tried again."
            reasons.setdefault(eid, {})[win] = why
        return reasons
