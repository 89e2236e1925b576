"""Routes for the connections of pages and programs, as websockets and for polling."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import tornado.websocket

from visdom.jsontext import dumps
from visdom.protocol import routes
from visdom.server.http.bodies import MESSAGE_BYTES, SMALL_BYTES
from visdom.server.http.handler import Handler
from visdom.server.identity.roles import Role
from visdom.server.push.links import Link, PollingLink, SocketLink
from visdom.server.sessions import BrowserSession, Session, SourceSession


class SocketHandler(Handler, tornado.websocket.WebSocketHandler):
    """A websocket that belongs to a session."""

    session: Session | None = None
    log_exception = tornado.websocket.WebSocketHandler.log_exception  # no response has the reason

    def prepare(self) -> None:
        """The login is checked in `open`, because pages expect the connection to open and then close."""
        if self.request.method not in self.methods():
            self.refuse_method()
        elif not self.origin_allowed:  # before tornado, which raises for origins that are half an address
            self.refuse_origin()
        else:
            self.check_size()

    @property
    def max_message_size(self) -> int:
        return SMALL_BYTES if self.is_stranger else min(MESSAGE_BYTES, self.bodies.most)

    def check_origin(self, origin: str) -> bool:
        return self.origin_allowed

    @abstractmethod
    def make_session(self, link: Link) -> Session:
        """The session behind this connection."""

    def open(self, *_: str, **__: str) -> None:
        if self.identity.role < self.required:
            return self.close()
        self.context.guard.watch(self)
        self.set_nodelay(True)
        self.session = self.make_session(SocketLink(self))
        self.session.open()
        return None

    async def on_message(self, message: str | bytes) -> None:
        if self.session is not None and self.context.guard.holds(self.identity):  # a peer may ignore that it was closed
            await self.session.receive(message, self.identity)

    def on_close(self) -> None:
        self.context.guard.forget(self)
        if self.session is not None:
            self.session.close()


class BrowserSocket(SocketHandler):
    """The websocket of a page, whatever program connects to it."""

    from_page = True

    def make_session(self, link: Link) -> Session:
        return browser_session(self, link)


class SourceSocket(SocketHandler):
    """The websocket of a program."""

    def make_session(self, link: Link) -> Session:
        return SourceSession(self.context.workspace, link)


class BrowserPolling(Handler):
    """`/socket` for polling: GET opens a queue, POST reads it."""

    from_page = True

    def prepare(self) -> None:
        if self.request.method == "GET" and self.is_cross_site:
            return self.refuse_origin()
        return super().prepare()

    def get(self) -> None:
        link = PollingLink()
        self.send_json(dumps(self.context.polling.open(browser_session(self, link), link)))

    async def post(self) -> None:
        self.send_json(dumps(await self.context.polling.handle(BrowserSession, await self.body(), self.identity)))


class SourcePolling(Handler):
    """`/vis_socket` for polling: a POST without a session opens a queue, one with a session reads it."""

    async def post(self) -> None:
        body: dict[str, Any] = await self.body()
        if "sid" not in body:
            link = PollingLink()
            self.send_json(dumps(self.context.polling.open(SourceSession(self.context.workspace, link), link)))
        else:
            self.send_json(dumps(await self.context.polling.handle(SourceSession, body, self.identity)))


def browser_session(handler: Handler, link: Link) -> BrowserSession:
    """The session of a page; `?ops=str_ins&envs=new` means that it understands this operation and adds names."""
    context = handler.context
    extended = handler.get_query_argument("ops", "") == "str_ins"
    adds_names = handler.get_query_argument("envs", "") == "new"
    readonly = handler.identity.role < Role.EDITOR
    return BrowserSession(
        context.workspace, context.views, link, readonly=readonly, extended=extended, adds_names=adds_names
    )


ROUTES = [
    (routes.SOCKET, BrowserSocket, Role.VIEWER),
    (routes.VIS_SOCKET, SourceSocket, Role.VIEWER),
    (routes.SOCKET_WRAP, BrowserPolling, Role.VIEWER),
    (routes.VIS_SOCKET_WRAP, SourcePolling, Role.VIEWER),
]
