"""Tornado's server, before which every connection is looked at."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream

from visdom.server.http.fast_path import Connection, Work
from visdom.server.http.head import Head
from visdom.server.http.posts import ANY_NAME, Post
from visdom.server.workspace import Workspace


class ExpressServer(HTTPServer):
    """Answers the usual requests of programs, once it is told how; tornado gets the other connections."""

    def initialize(self, *arguments: Any, **keywords: Any) -> None:
        super().initialize(*arguments, **keywords)
        self._posts: Mapping[str, type[Post]] = {}
        self._serving: dict[Connection, asyncio.Task[None]] = {}

    def answer_here(self, workspace: Workspace, posts: Mapping[str, type[Post]], max_body: int) -> None:
        """Answer these routes from now on; a longer body is left to tornado, which refuses it."""
        self._workspace, self._posts, self._max_body = workspace, posts, max_body

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        """Somebody connected."""
        if not self._posts:
            return super().handle_stream(stream, address)
        client = stream.socket
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)  # a peer that vanished is noticed some day
        stream.set_nodelay(True)
        connection = Connection(client, self._find)
        self._serving[connection] = asyncio.ensure_future(self._serve(connection, client, address))
        return None

    async def close_all_connections(self) -> None:
        """End all connections, once what came is answered."""
        for connection in self._serving:
            connection.end()
        await asyncio.gather(*self._serving.values(), return_exceptions=True)
        await super().close_all_connections()

    async def _serve(self, connection: Connection, client: socket.socket, address: Any) -> None:
        try:
            unread = await connection.serve()
        finally:
            del self._serving[connection]
        if unread is None:
            client.close()
        else:
            super().handle_stream(_Continued(client, unread, max_buffer_size=self.max_buffer_size), address)

    def _find(self, head: Head) -> Work | None:
        """What answers a request here, given its body."""
        names: tuple[str, ...] = ()
        post = self._posts.get(head.path)
        if post is None:
            folder, _, name = head.path.rpartition("/")
            post, names = self._posts.get(f"{folder}/{ANY_NAME}"), (name,)
        if post is None or head.length > self._max_body:
            return None
        answer, body_of, workspace = post.answer, post.body_of, self._workspace

        async def work(body: bytes) -> str | bytes:
            return await answer(workspace, body_of(body), *names)

        return work


class _Continued(IOStream):
    """A stream some of which was read already."""

    def __init__(self, client: socket.socket, unread: bytes, *, max_buffer_size: int | None) -> None:
        super().__init__(client, max_buffer_size=max_buffer_size)
        self._unread = unread

    def read_from_fd(self, buffer: bytearray | memoryview) -> int | None:
        if not self._unread:
            return super().read_from_fd(buffer)
        size = min(len(buffer), len(self._unread))
        buffer[:size], self._unread = self._unread[:size], self._unread[size:]
        return size
