"""The server: connections start on the fast path, or at tornado where the fast path is off."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from functools import partial
from http import HTTPStatus
from typing import Any
from weakref import WeakSet

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.ioloop import PeriodicCallback
from tornado.iostream import IOStream

from visdom.errors import VisdomError
from visdom.jsontext import is_short
from visdom.server.http.access_log import Exchange, named_environment
from visdom.server.http.bodies import NO_LIMIT, SMALL_BYTES
from visdom.server.http.descriptors import Acceptor
from visdom.server.http.fast_path import FastPath, Work
from visdom.server.http.handler import ANY_NAME, HEADERS_SETTING, Context, Operation
from visdom.server.http.head import Head
from visdom.server.http.patience import SWEEP_SECONDS, Patience, PatientDelegate
from visdom.server.http.ports import listening_sockets
from visdom.server.http.responses import encoded, error_response, log_response, refusal, success
from visdom.server.workspace.parsing import Body

logger = logging.getLogger(__name__)


class Server:
    """Listens on a port, and serves its connections."""

    def __init__(
        self,
        application: tornado.web.Application,
        context: Context,
        fast: dict[str, Operation],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._patience = Patience()
        delegate = PatientDelegate(application, self._patience)
        self._tornado = HTTPServer(delegate, ssl_options=tls, max_body_size=NO_LIMIT, max_buffer_size=NO_LIMIT)
        self._workspace = context.workspace
        self._hosts = context.hosts
        self._bodies = context.bodies
        self._observers = context.observers
        self._proxies = context.guard.proxies
        if context.metrics is not None:
            context.metrics.count_connections = self.count_connections
        self._fast = fast
        self._headers: bytes = application.settings[HEADERS_SETTING].encoded
        self._acceptor: Acceptor | None = None
        self._sweeping: PeriodicCallback | None = None
        self._connecting: set[asyncio.Future[Any]] = set()
        self._connections: WeakSet[FastPath] = WeakSet()

    async def listen(self, port: int, address: str) -> int:
        """Accept connections from now on; the port, which for 0 is a free one. Raises PortNotFree."""
        sockets = listening_sockets(port, address)
        self._sweeping = PeriodicCallback(self._patience.sweep, SWEEP_SECONDS * 1000)
        self._sweeping.start()
        # What tornado calls for a connection that it accepted; with TLS it makes another stream than `handle_stream`.
        self._acceptor = Acceptor(sockets, self._accept if self._fast else self._tornado._handle_connection)
        return int(sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Accept no more connections."""
        if self._sweeping is not None:
            self._sweeping.stop()
        if self._acceptor is not None:
            self._acceptor.stop()

    async def close_connections(self) -> None:
        """Answer the requests that were received, and close all connections."""
        connections = list(self._connections)
        for connection in connections:
            connection.end()
        await asyncio.gather(*(connection.task for connection in connections), return_exceptions=True)
        await self._tornado.close_all_connections()

    def count_connections(self) -> int:
        """How many connections are open, without websockets."""
        return sum(each.is_open for each in self._connections) + len(self._tornado._connections)

    def _accept(self, connection: socket.socket, address: Any) -> None:
        connection.setblocking(False)
        connecting = asyncio.get_running_loop().connect_accepted_socket(self._connect, connection)
        task = asyncio.ensure_future(connecting)
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    def _connect(self) -> FastPath:
        connection = FastPath(self._find, self._hand_over, self._bodies)
        self._connections.add(connection)
        self._patience.watch(connection)
        return connection

    def _find(self, head: Head, address: str) -> Work | None:
        names: tuple[str, ...] = ()
        operation = self._fast.get(head.path)
        if operation is None:
            folder, _, name = head.path.rpartition("/")
            operation, names = self._fast.get(f"{folder}/{ANY_NAME}"), (name,)
        if operation is None or not self._hosts.allows(head.host):
            return None  # tornado gives the reason
        if head.length > SMALL_BYTES and not self._bodies.accepts(head.length):
            return None
        if self._observers and head.forwarded:
            address = self._proxies.client_of(address, {"X-Forwarded-For": head.forwarded})
        return partial(self._serve, address, head.path, operation, names)

    async def _serve(self, address: str, path: str, operation: Operation, names: tuple[str, ...], text: bytes) -> bytes:
        started = time.perf_counter() if self._observers else 0.0
        body: Body = {}
        try:
            body = operation.parse(text) if is_short(text) else await self._workspace.io.parse(operation.parse, text)
            response = success(await operation.run(self._workspace, body, *names))
        except VisdomError as error:  # refused or not saved: the response has the reason
            response = error_response(error)
        except Exception:  # a defect of the server, as tornado treats it
            logger.exception("POST %s failed", path)
            response = refusal(HTTPStatus.INTERNAL_SERVER_ERROR, f"{HTTPStatus.INTERNAL_SERVER_ERROR.phrase}.")
        log_response(response.status, path)
        if self._observers:
            eid, size, seconds = named_environment(body, *names), len(response.text), time.perf_counter() - started
            exchange = Exchange(address, None, "POST", path, eid, response.status, size, seconds)
            for observe in self._observers:
                observe(exchange)
        return encoded(response, self._headers)

    def _hand_over(self, connection: socket.socket, address: Any, unread: bytes) -> None:
        self._tornado.handle_stream(_Continued(connection, unread, max_buffer_size=NO_LIMIT), address)


class _Continued(IOStream):
    """A stream of which some bytes were read before."""

    def __init__(self, connection: socket.socket, unread: bytes, *, max_buffer_size: int) -> None:
        super().__init__(connection, max_buffer_size=max_buffer_size)
        self._unread = unread

    def read_from_fd(self, buffer: bytearray | memoryview) -> int | None:
        if not self._unread:
            return super().read_from_fd(buffer)
        size = min(len(buffer), len(self._unread))
        buffer[:size], self._unread = self._unread[:size], self._unread[size:]
        return size
