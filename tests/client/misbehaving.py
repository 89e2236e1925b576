"""A server of bare sockets that sends any bytes, closes connections, or does not answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from visdom.protocol.names import FEATURES_HEADER

Reaction = tuple[bytes, bool]
"""The bytes to send, and whether to close the connection then."""

SILENCE: Reaction = (b"", False)


def http(text: str, status: str = "200 OK", *, close: bool = False, header: str = "") -> Reaction:
    """A valid answer, by default not one of visdom."""
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{header}\r\n"
    return head.encode() + body, close


def visdoms(text: str, *, close: bool = False) -> Reaction:
    """An answer of a visdom server."""
    return http(text, close=close, header=f"{FEATURES_HEADER}:\r\n")


PAGES: dict[str, Reaction] = {
    "an error page": http("<html>Bad Gateway</html>", "502 Bad Gateway"),
    "a page": http("<html>Welcome</html>"),
    "no visdom": http("<html>", "404 Not Found"),
    "a proxy": http("<html>", "407 Proxy Authentication Required"),
    "too much": http("too large", "413 Request Entity Too Large"),
    "no body": http("", "504 Gateway Timeout"),
    "a crash": http("Internal Server Error", "500 Internal Server Error"),
    "a sentence": http("Welcome"),
    "no text": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe", False),
    "a JSON object": http('{"true": true}'),
    "a JSON number": http("7"),
}
"""Answers that are not those of a visdom server."""


class Misbehaving:
    """Reacts to each request by `react(path)`; `requests` lists the paths, `connections` counts them."""

    def __init__(self, react: Callable[[str], Reaction]) -> None:
        self.react = react
        self.requests: list[str] = []
        self.connections = 0
        self.closed = threading.Semaphore(0)
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Close the listener and all connections."""
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                connection = self._listener.accept()[0]
                self.connections += 1
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as stream:
            while line := stream.readline():
                self._skip_rest(stream.readline, stream.read)
                path = line.split()[1].decode()
                self.requests.append(path)
                answer, close = self.react(path)
                connection.sendall(answer)
                if close:
                    connection.shutdown(socket.SHUT_RDWR)
                    break
        self.closed.release()

    @staticmethod
    def _skip_rest(readline: Callable[[], bytes], read: Callable[[int], bytes]) -> None:
        """Read the headers and the body, so that the request has arrived whole."""
        length = 0
        while (header := readline().strip()) != b"":
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        read(length)
