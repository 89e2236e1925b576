"""A server of bare sockets that sends any bytes, closes connections, or does not answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

Reaction = tuple[bytes, bool]
"""The bytes to send, and whether to close the connection then."""

SILENCE: Reaction = (b"", False)


def http(text: str, status: str = "200 OK", *, close: bool = False) -> Reaction:
    """A valid answer."""
    body = text.encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body, close


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
