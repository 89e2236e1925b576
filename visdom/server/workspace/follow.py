"""A server that follows a folder looks at it again and again, and tells the pages what another process changed."""

from __future__ import annotations

import asyncio
import logging

from visdom.autosave import FollowedTree, News
from visdom.server.push import messages
from visdom.server.workspace import Workspace
from visdom.server.workspace.views import Views

LOOK_SECONDS = 0.5

logger = logging.getLogger(__name__)


class Following:
    """What keeps a following server up to date."""

    def __init__(self, tree: FollowedTree, workspace: Workspace, views: Views) -> None:
        self._tree = tree
        self._workspace = workspace
        self._views = views

    async def run(self) -> None:
        """Look at the folder twice a second, for ever, on a thread."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                news, has_views = await asyncio.to_thread(self._look)
                self._tell(news, has_views=has_views)
            except Exception:
                logger.exception("The folder could not be looked at; it is tried again.")

    def _look(self) -> tuple[News, bool]:
        return self._tree.look(self._workspace.hub.all_watched), self._views.reload()

    def _tell(self, news: News, *, has_views: bool) -> None:
        hub = self._workspace.hub
        self._tree.take(news, hub)
        if news.names is not None:
            self._workspace.announce()
        if has_views:
            hub.inform("views", messages.layout_update(self._views.text))
