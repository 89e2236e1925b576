"""Sessions: what a connected page or program can ask for, one method per command, over any link."""

from __future__ import annotations

import logging
import uuid
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any

from visdom.errors import Refused, VisdomError
from visdom.jsontext import MAX_SENT_DEPTH, dumps, loads
from visdom.server.push import messages
from visdom.server.push.links import Link
from visdom.server.push.viewer import Viewer
from visdom.server.showing import show_window
from visdom.server.workspace import Workspace
from visdom.server.workspace import parsing as asked
from visdom.server.workspace.views import Views

logger = logging.getLogger(__name__)

FAILED = "The server failed at this; its log says why."

Command = dict[str, Any]


class Session(ABC):
    """One connected peer. What is no command is logged, and nothing else happens."""

    def __init__(self, workspace: Workspace, link: Link) -> None:
        self.workspace = workspace
        self.link = link
        self.sid = str(uuid.uuid4())

    @abstractmethod
    def open(self) -> None:
        """Greet the peer; from now on it is told what happens."""

    @abstractmethod
    def close(self) -> None:
        """The peer is gone."""

    @abstractmethod
    async def obey(self, command: Command) -> None:
        """Do what the peer asks."""

    async def receive(self, message: str | bytes) -> None:
        """Handle one message of the peer."""
        try:
            command = loads(message, max_depth=MAX_SENT_DEPTH)
        except ValueError as error:
            return logger.info("A message from %s is ignored: %s", self.sid, error)
        if not isinstance(command, dict):
            return logger.info("A message from %s is ignored: it is no JSON object.", self.sid)
        try:
            await self.obey(command)
        except VisdomError as error:
            logger.info("A command from %s is refused: %s", self.sid, error)
            self.refuse(command, str(error))
        except Exception:
            logger.exception("A command from %s could not be obeyed", self.sid)
            self.refuse(command, FAILED)
        return None

    def refuse(self, command: Command, reason: str) -> None:  # noqa: B027 - programs are not told
        """Tell the peer that its command was not obeyed, where it expects to hear that."""


class BrowserSession(Session):
    """A page. With a `refusal` it may only look. A command that is not obeyed is answered with the reason."""

    def __init__(self, workspace: Workspace, views: Views, link: Link, *, refusal: str | None, extended: bool) -> None:
        super().__init__(workspace, link)
        self._views = views
        self._refusal = refusal
        self.viewer = Viewer(self.sid, link, workspace.loader, extended=extended)
        self._commands: dict[str, Callable[[Command], Awaitable[None]]] = {
            "close": self._close_window,
            "close_all": self._close_all,
            "undo": self._undo,
            "send_window": self._send_window,
            "save_all": self._save_all,
            "save": self._save,
            "delete_env": self._delete_environment,
            "save_layouts": self._save_views,
            "forward_to_vis": self._forward,
            "layout_item_update": self._place,
            "pop_embeddings_pane": self._pop_embeddings,
        }

    def open(self) -> None:
        """Greet the page: who it is, the saved views, the environments, and what is not on disk if anything."""
        views = messages.layout_update(self._views.text)
        self.workspace.hub.inform("views", views)
        self.workspace.hub.viewers[self.sid] = self.viewer
        self.link.send(messages.register(self.sid, readonly=self._refusal is not None))
        self.link.send(views)
        self.link.send(messages.env_update(self.workspace.names()))
        self.workspace.unsaved.greet(self.viewer)

    def close(self) -> None:
        self.workspace.hub.viewers.pop(self.sid, None)
        self.viewer.forget()
        self.link.close()

    async def obey(self, command: Command) -> None:
        handler = self._commands.get(str(command.get("cmd")))
        if handler is None:
            logger.debug("Unknown command %r from page %s", command.get("cmd"), self.sid)
        elif self._refusal is not None and handler != self._send_window:
            raise Refused(self._refusal)
        else:
            await handler(command)

    def refuse(self, command: Command, reason: str) -> None:
        self.viewer.inform("refused", messages.refused(str(command.get("cmd")), reason))

    async def _close_window(self, command: Command) -> None:
        await self.workspace.close_by_hand(asked.named_environment(command), asked.text(command, "data"), self.sid)

    async def _close_all(self, command: Command) -> None:
        await self.workspace.close_all_by_hand(asked.named_environment(command))

    async def _undo(self, command: Command) -> None:
        await self.workspace.undo(asked.named_environment(command))

    async def _send_window(self, command: Command) -> None:
        await show_window(self.workspace, self.viewer, asked.text(command, "eid"), asked.text(command, "win"))

    async def _save_all(self, command: Command) -> None:
        await self.workspace.save_all()

    async def _save(self, command: Command) -> None:
        """Keep the places of the panes; under another name, fork. The page goes on in what it saved."""
        positions = asked.mapping(command, "data")
        prev, eid = asked.named_environment(command, "prev_eid"), asked.named_environment(command)
        if prev == eid:
            await self.workspace.save_positions(eid, positions)
        else:
            await self.workspace.fork(prev, eid, positions)
        if self.viewer.watched != (eid,):
            self.viewer.watch(eid)
            self.viewer.opened(None, {}, None)

    async def _delete_environment(self, command: Command) -> None:
        await self.workspace.delete(asked.named_environment(command))

    async def _save_views(self, command: Command) -> None:
        self._views.save(asked.text(command, "data"))
        self.workspace.hub.inform("views", messages.layout_update(self._views.text))

    async def _forward(self, command: Command) -> None:
        """Pass an event on to every program, with the window it came from unless the page says not to."""
        event = asked.mapping(command, "data")
        if event.get("pane_data") is not False:
            eid, win = asked.environment(event), asked.window_if_named({"win": event.get("target")})
            found = win is not None and await self.workspace.exists(eid, win)
            event["pane_data"] = await self.workspace.window(eid, str(win)) if found else None
        self.workspace.hub.all_sources(dumps(event))

    async def _place(self, command: Command) -> None:
        item = asked.mapping(command, "data")
        await self.workspace.place(asked.named_environment(command), asked.text(command, "win"), item)

    async def _pop_embeddings(self, command: Command) -> None:
        event = asked.mapping(command, "data")
        await self.workspace.pop_embeddings(asked.named_environment(event), asked.text(event, "target"))


class SourceSession(Session):
    """A program that listens for events."""

    def open(self) -> None:
        self.workspace.hub.sources[self.sid] = self.link
        self.link.send(messages.ALIVE)

    def close(self) -> None:
        self.workspace.hub.sources.pop(self.sid, None)
        self.link.close()

    async def obey(self, command: Command) -> None:
        if command.get("cmd") == "echo":
            self.workspace.hub.all_sources(dumps(command))
