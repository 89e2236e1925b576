"""Sessions: what a connected page or program may request, over a websocket or by polling, one method per command.

Every command and every message of polling names the role that it needs.
"""

from __future__ import annotations

import logging
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, TypeAlias, TypeVar

from visdom.errors import NotFound, VisdomError
from visdom.jsontext import dumps, loads
from visdom.protocol.names import COMPARE_LEGEND, compared_eids, escape_eid
from visdom.protocol.windows import Window
from visdom.server.identity.roles import Identity, Role
from visdom.server.push import messages
from visdom.server.push.links import Link, PollingLink
from visdom.server.push.viewer import Viewer
from visdom.server.workspace import Workspace, parsing
from visdom.server.workspace.state import in_order
from visdom.server.workspace.views import Views
from visdom.windows.compare import compare

logger = logging.getLogger(__name__)

SILENT_SECONDS = 60.0

FAILED = "The server failed to do this; its log has the reason."

Command = dict[str, Any]
Commands: TypeAlias = Mapping[str, tuple[Role, Callable[[Any, Command], Awaitable[None]]]]
Result = TypeVar("Result")


class Ignored:
    """Counts the messages that have no effect: the log has each for debugging, and their number once a minute."""

    def __init__(self) -> None:
        self._count = 0
        self._reported_at = -SILENT_SECONDS

    def add(self, sid: str, reason: object) -> None:
        """A message of this session is ignored."""
        self._count += 1
        logger.debug("A message from %s is ignored: %s", sid, reason)
        self.report()

    def report(self, now: Callable[[], float] = time.monotonic) -> None:
        """Log the number, unless that was done a short while ago. Call it from time to time."""
        if self._count and now() - self._reported_at >= SILENT_SECONDS:
            logger.info(
                "Messages ignored since the last such line: %d. Their reasons have the level DEBUG.", self._count
            )
            self._count, self._reported_at = 0, now()


IGNORED = Ignored()


class Session(ABC):
    """One connected peer. A message that is not a command is logged and has no effect."""

    commands: ClassVar[Commands]
    """The commands that the peer may send, each with the role that it needs."""

    def __init__(self, workspace: Workspace, link: Link) -> None:
        self.workspace = workspace
        self.link = link
        self.sid = str(uuid.uuid4())

    @abstractmethod
    def open(self) -> None:
        """Greet the peer, and send it messages from now on."""

    @abstractmethod
    def close(self) -> None:
        """The peer is gone."""

    async def execute(self, command: Command, identity: Identity) -> None:
        """Execute a command, if the one who sends it may do that."""
        name = str(command.get("cmd"))
        if name not in self.commands:
            return IGNORED.add(self.sid, f"its command {name!r} is unknown.")
        required, run = self.commands[name]
        identity.check(required)
        return await run(self, command)

    async def receive(self, message: str | bytes, identity: Identity) -> None:
        """Handle one message of the peer, which this one sends."""
        try:
            sent = message.encode("utf-8", "surrogatepass") if isinstance(message, str) else message
            command = await self.workspace.io.parse(partial(loads, is_sent=True), sent)
        except ValueError as error:
            return IGNORED.add(self.sid, error)
        if not isinstance(command, dict):
            return IGNORED.add(self.sid, "it is not a JSON object.")
        try:
            await self.execute(command, identity)
        except VisdomError as error:  # a refusal: the page shows the reason
            logger.info("A command from %s is refused: %s", self.sid, error)
            self.send_refusal(command, str(error))
        except Exception:  # a defect of the server: the connection and the other commands go on
            logger.exception("A command from %s failed", self.sid)
            self.send_refusal(command, FAILED)
        return None

    def send_refusal(self, command: Command, reason: str) -> None:  # noqa: B027 - programs get no such message
        """Send the peer the reason why its command was refused, where the peer expects that."""


class BrowserSession(Session):
    """A page. With `readonly` it shows that it may change nothing. A refused command is answered with the reason."""

    def __init__(
        self, workspace: Workspace, views: Views, link: Link, *, readonly: bool, extended: bool, adds_names: bool
    ) -> None:
        super().__init__(workspace, link)
        self._views = views
        self._readonly = readonly
        self.viewer = Viewer(self.sid, link, workspace.io, extended=extended, adds_names=adds_names)

    def open(self) -> None:
        """Greet the page with its session id, the saved views, the environments, and the unsaved windows."""
        hub = self.workspace.hub
        views = messages.layout_update(self._views.text)
        hub.viewers[self.sid] = self.viewer
        self.link.send(messages.register(self.sid, readonly=self._readonly))
        self.link.send(views)
        self.link.send(messages.env_update(self.workspace.environments.names()))
        self.workspace.unsaved.greet(self.viewer)

    def close(self) -> None:
        self.workspace.hub.viewers.pop(self.sid, None)
        self.viewer.cancel()
        self.link.close()

    def send_refusal(self, command: Command, reason: str) -> None:
        self.viewer.send_latest("refused", messages.refused(str(command.get("cmd")), reason))

    async def _close_window(self, command: Command) -> None:
        eid, win = parsing.named_environment(command), parsing.name(command, "data")
        await self.workspace.windows.close_by_page(eid, win, self.sid)

    async def _close_all(self, command: Command) -> None:
        await self.workspace.windows.close_all_by_page(parsing.named_environment(command))

    async def _undo(self, command: Command) -> None:
        await self.workspace.windows.undo(parsing.named_environment(command))

    async def _send_window(self, command: Command) -> None:
        eid, win = parsing.name(command, "eid"), parsing.name(command, "win")
        await resync_window(self.workspace, self.viewer, eid, win)

    async def _save_all(self, command: Command) -> None:
        await self.workspace.environments.save_all()

    async def _save(self, command: Command) -> None:
        """Store the positions of the panes; under another name, fork. The page then shows what it saved.

        It gets what changes in the fork from its first moment on.
        """
        positions = parsing.mapping(command, "data")
        prev, eid = parsing.named_environment(command, "prev_eid"), parsing.named_environment(command)
        if prev == eid:
            await self.workspace.environments.save_positions(eid, positions)
        else:
            await self.workspace.environments.fork(prev, eid, positions, partial(self.viewer.go_on_with, eid))
        if self.viewer.watched != (eid,):
            self.viewer.watch(eid)
            self.viewer.open(None, {}, None)

    async def _delete_environment(self, command: Command) -> None:
        await self.workspace.environments.delete(parsing.named_environment(command))

    async def _save_views(self, command: Command) -> None:
        self._views.save(parsing.text(command, "data"))
        self.workspace.hub.broadcast("views", messages.layout_update(self._views.text))

    async def _forward(self, command: Command) -> None:
        """Send an event to every program, with its window unless the page excludes that. Programs get ids as text."""
        event = parsing.mapping(command, "data")
        eid, win = parsing.environment(event), parsing.window(event, "target")
        event.update({member: str(event[member]) for member in ("eid", "target") if event.get(member) is not None})
        if event.get("pane_data") is not False:
            found = win is not None and await self.workspace.windows.exists(eid, win)
            event["pane_data"] = await self.workspace.windows.read(eid, str(win)) if found else None
        self.workspace.hub.send_to_sources(dumps(event))

    async def _save_position(self, command: Command) -> None:
        position = parsing.mapping(command, "data")
        eid, win = parsing.named_environment(command), parsing.name(command, "win")
        await self.workspace.environments.save_position(eid, win, position)

    async def _pop_embeddings(self, command: Command) -> None:
        event = parsing.mapping(command, "data")
        eid, win = parsing.named_environment(event), parsing.name(event, "target")
        await self.workspace.windows.pop_embeddings(eid, win)

    commands = {
        "close": (Role.EDITOR, _close_window),
        "close_all": (Role.EDITOR, _close_all),
        "undo": (Role.EDITOR, _undo),
        "send_window": (Role.VIEWER, _send_window),
        "save_all": (Role.EDITOR, _save_all),
        "save": (Role.EDITOR, _save),
        "delete_env": (Role.EDITOR, _delete_environment),
        "save_layouts": (Role.EDITOR, _save_views),
        "forward_to_vis": (Role.EDITOR, _forward),
        "layout_item_update": (Role.EDITOR, _save_position),
        "pop_embeddings_pane": (Role.EDITOR, _pop_embeddings),
    }


class SourceSession(Session):
    """A program that listens for events."""

    def open(self) -> None:
        self.workspace.hub.sources[self.sid] = self.link
        self.link.send(messages.ALIVE)

    def close(self) -> None:
        self.workspace.hub.sources.pop(self.sid, None)
        self.link.close()

    async def _echo(self, command: Command) -> None:
        """Send an event to every program, as a page does: it may press their buttons."""
        self.workspace.hub.send_to_sources(dumps(command))

    commands = {"echo": (Role.EDITOR, _echo)}


class PollingSessions:
    """The sessions that poll, by their id. A session that stops polling is closed, as one whose socket closes."""

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[Session, PollingLink]] = {}

    def open(self, session: Session, link: PollingLink) -> dict[str, Any]:
        self._sessions[session.sid] = (session, link)
        session.open()
        return {"success": True, "sid": session.sid}

    async def handle(self, kind: type[Session], request: Mapping[str, Any], identity: Identity) -> dict[str, Any]:
        """The reply to a session of this kind, one of whose `messages` this one sends."""
        session, link = self._sessions.get(str(request.get("sid")), (None, None))
        if not isinstance(session, kind) or link is None or link.closed:
            return {"success": False, "reason": "closed"}
        name = str(request.get("message_type"))
        if name not in self.messages:
            return {"success": False, "reason": "invalid"}
        required, reply = self.messages[name]
        identity.check(required)
        return await reply(session, link, request, identity)

    @staticmethod
    async def _query(session: Session, link: PollingLink, request: Mapping[str, Any], who: Identity) -> dict[str, Any]:
        """Empty the queue."""
        return {"success": True, "messages": [message.decode() for message in link.take()]}

    @staticmethod
    async def _send(session: Session, link: PollingLink, request: Mapping[str, Any], who: Identity) -> dict[str, Any]:
        """Deliver a message, which may be a command."""
        message = request.get("message")
        if not isinstance(message, str):
            return {"success": False, "reason": "no msg"}
        await session.receive(message, who)
        return {"success": True}

    messages: ClassVar[Mapping[str, tuple[Role, Callable[..., Awaitable[dict[str, Any]]]]]] = {
        "query": (Role.VIEWER, _query),
        "send": (Role.VIEWER, _send),
    }

    def close_abandoned(self) -> None:
        """Close the sessions that stopped polling."""
        for sid, (session, link) in list(self._sessions.items()):
            if link.abandoned or link.closed:
                del self._sessions[sid]
                session.close()


async def show(workspace: Workspace, viewer: Viewer, eid: str) -> None:
    """Switch a viewer to one environment and send it: positions, windows in order, `layout`.

    For an environment that does not exist only the `layout` is sent; windows that are made there later arrive.
    """
    viewer.watch(eid)
    wins = await _read(viewer, workspace.windows.ids(eid))
    if wins is not None:
        _open(workspace, viewer, dict.fromkeys(wins))


async def show_comparison(workspace: Workspace, viewer: Viewer, names: Sequence[str]) -> None:
    """Switch a viewer to several environments and send what their plots have in common, merged."""
    known = [name for name in dict.fromkeys(names) if name in workspace.tree]
    if not known:
        raise NotFound(f"None of the environments to compare is there: {', '.join(names)}.")
    viewer.watch(*known)
    environments = await _read(viewer, workspace.environments.read(known))
    if environments is not None:
        merged = in_order(compare(environments, names))
        _open(workspace, viewer, {win: messages.window(win, window) for win, window in merged.items()})


async def _read(viewer: Viewer, reading: Awaitable[Result]) -> Result | None:
    """What is read for a viewer to open, or None when it watches other environments meanwhile.

    A page whose environment cannot be read shows no windows, but receives later changes.
    """
    chosen = viewer.watched
    try:
        found = await reading
    except VisdomError:
        if viewer.watched is chosen:
            viewer.open(None, {}, messages.LAYOUT)
        raise
    return found if viewer.watched is chosen else None


def _open(workspace: Workspace, viewer: Viewer, windows: Mapping[str, bytes | None]) -> None:
    """Send a viewer these windows, after the positions of the first environment that it watches."""
    first = viewer.watched[0]
    positions = messages.reload(workspace.environments.positions(first)) if first in workspace.tree else None
    viewer.open(positions, windows, messages.LAYOUT)


async def resync_window(workspace: Workspace, viewer: Viewer, eid: str, win: str) -> None:
    """Send a viewer one window again, alone, or `close` when it does not exist.

    A viewer that compares names all its environments, joined by `+`, and gets the merged windows for that window. A
    viewer that watches other environments gets nothing.
    """
    if viewer.compares:
        await _resync_merged(workspace, viewer, compared_eids(eid), win)
    elif viewer.watched == (escape_eid(eid),):
        viewer.resync((win,))


async def _resync_merged(workspace: Workspace, viewer: Viewer, names: Sequence[str], win: str) -> None:
    chosen = viewer.watched
    if tuple(name for name in dict.fromkeys(names) if name in chosen) != chosen:
        return
    environments = await workspace.environments.read(chosen)
    if viewer.watched is not chosen:
        return
    merged = compare({name: _with_same_title(win, environments, name) for name in environments}, names)
    if win != COMPARE_LEGEND:
        del merged[COMPARE_LEGEND]
    for merged_win, window in merged.items():
        viewer.send_change(merged_win, partial(messages.window, merged_win, window))
    if not merged:
        viewer.send_close(win)


def _with_same_title(win: str, environments: Mapping[str, Mapping[str, Window]], name: str) -> dict[str, Window]:
    """The windows of an environment whose title a window `win` of any environment has: those are merged."""
    titles = [windows[win].get("title") for windows in environments.values() if win in windows]
    return {each: window for each, window in environments[name].items() if window.get("title") in titles}
