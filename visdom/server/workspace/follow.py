"""Keeps a server with `-follow` up to date: polls the folder and sends the pages what another process changed."""

from __future__ import annotations

import asyncio
import logging

from visdom.autosave import Changes, FollowedTree
from visdom.server.push import messages
from visdom.server.workspace import Workspace
from visdom.server.workspace.views import Views

POLL_SECONDS = 0.5

logger = logging.getLogger(__name__)


class Follower:
    """Replicates the folder that another process writes."""

    def __init__(self, tree: FollowedTree, workspace: Workspace, views: Views) -> None:
        self._tree = tree
        self._workspace = workspace
        self._views = views

    async def run(self) -> None:
        """Poll the folder twice a second, forever, on a thread."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                changes, has_views = await asyncio.to_thread(self._poll)
                self._apply(changes, has_views=has_views)
            except Exception:  # the folder is not ours: whatever is wrong with it may be right at the next poll
                logger.exception("Polling the followed folder failed; the next poll is in %s s", POLL_SECONDS)

    def _poll(self) -> tuple[Changes, bool]:
        return self._tree.poll(self._workspace.hub.all_watched), self._views.reload()

    def _apply(self, changes: Changes, *, has_views: bool) -> None:
        hub = self._workspace.hub
        self._tree.apply(changes, hub)
        if changes.names is not None:
            self._workspace.environments.announce()
        if has_views:
            hub.broadcast("views", messages.layout_update(self._views.text))
