"""A small HTTP server that records posts and gives the answers of a test."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

from visdom.protocol.names import FEATURES_HEADER


@dataclass
class Post:
    """One request that arrived."""

    path: str
    body: Any
    headers: dict[str, str]
    connection: int


@dataclass
class Answer:
    """One answer; or the end of the connection instead, with or without a reset.

    It names a server of visdom without additions, unless it is foreign: a gateway's, or one of visdom 0.2.4.
    """

    text: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: Literal["", "end", "reset"] = ""
    is_foreign: bool = False


class Recorder:
    """Records posts in `posts`. Tests may replace `answer(post)`; by default it returns the window id, or nothing.

    With a certificate it speaks TLS.
    """

    def __init__(self, certificate: Path | None = None) -> None:
        self.posts: list[Post] = []
        self.answer: Callable[[Post], Answer | str] = answer_with_window
        self._server = _RecordingServer(self)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def paths(self) -> list[str]:
        """The paths of the posts so far."""
        return [post.path for post in self.posts]

    @property
    def connections(self) -> int:
        """How many connections carried them."""
        return len({post.connection for post in self.posts})

    def forget(self) -> None:
        """Remove the posts so far."""
        self.posts.clear()

    def close(self) -> None:
        """Stop answering, on open connections too."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for connection in self._server.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def answer_with_window(post: Post) -> str:
    """The answer of a server to a drawing call."""
    return str(post.body.get("win", "")) if isinstance(post.body, dict) else ""


class _RecordingServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.recorder = recorder
        self.connections: list[socket.socket] = []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _RecordingServer

    def setup(self) -> None:
        self.server.connections.append(self.request)
        super().setup()

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        post = Post(self.path, json.loads(text) if text else None, dict(self.headers), self.client_address[1])
        self.server.recorder.posts.append(post)
        answer = self.server.recorder.answer(post)
        if isinstance(answer, str):
            answer = Answer(answer)
        if answer.hang_up:
            self.close_connection = True
            if answer.hang_up == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                os.close(self.connection.detach())
            return
        body = answer.text.encode()
        self.send_response(answer.status)
        own = {} if answer.is_foreign else {FEATURES_HEADER: ""}
        for name, value in {"Content-Type": "text/html; charset=UTF-8", **own, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        with contextlib.suppress(ConnectionError):  # of a client whose time limit has passed
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Do not log."""
