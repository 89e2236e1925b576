"""Viewers of an environment: plain websockets that read messages and discard them.

    python -m benchmarks.watching PORT COUNT ENV

runs viewers in a process of its own, so that they take no time from the sender. It prints `ready` when all of them have
the environment, and ends when its standard input does.
"""

from __future__ import annotations

import re
import select
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from benchmarks import ROOT
from benchmarks.load import CHUNK, HOST, Connection, request

HANDSHAKE = (
    f"GET /socket HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
).encode()
REGISTERED = re.compile(rb'"command": ?"register", ?"data": ?"([^"]+)"')
SHOWN = re.compile(rb'"command": ?"layout"\}')
OVERLAP = 64
"""The bytes of the previous piece that are searched again, for a pattern that was cut in two."""


class Viewer:
    """One viewer. A websocket library would take longer to read a thousand windows than a server to send them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection((HOST, port))
        self.socket.sendall(HANDSHAKE)
        self._buffer = bytearray(CHUNK)
        self.sid = next(found for found in self._search(REGISTERED) if found)[1].decode()

    def open(self, env: str) -> float:
        """Open an environment; the seconds until all of its windows have arrived."""
        connection = Connection(self.port)
        waiting = [connection.socket, self.socket]
        search = self._search(SHOWN)
        started = time.perf_counter()
        connection.socket.sendall(request(f"/env/{quote(env)}", {"sid": self.sid}))
        while self.socket in waiting:
            ready, _, _ = select.select(waiting, [], [])
            if self.socket in ready and next(search):
                waiting.remove(self.socket)
                seconds = time.perf_counter() - started
            elif connection.socket in ready:  # some servers answer at once, some when they have sent everything
                connection.receive()
                waiting.remove(connection.socket)
        if waiting:
            connection.receive()
        connection.close()
        return seconds

    def discard(self) -> int:
        """Read and discard what has arrived; the number of bytes."""
        return self.socket.recv_into(self._buffer)

    def close(self) -> None:
        """Close the websocket."""
        self.socket.close()

    def _search(self, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes] | None]:
        """Read piece by piece, and search each for the pattern."""
        previous = b""
        while count := self.discard():
            seen = previous + bytes(self._buffer[:count])
            yield pattern.search(seen)
            previous = seen[-OVERLAP:]
        raise ConnectionError("the server closed the websocket")


@contextmanager
def viewers(port: int, count: int, env: str) -> Iterator[None]:
    """So many viewers of an environment, until the end of the block."""
    command = [sys.executable, "-m", "benchmarks.watching", str(port), str(count), env]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        if process.stdin is None or process.stdout is None or process.stdout.readline().strip() != "ready":
            raise RuntimeError("the viewers could not connect")
        yield
        process.stdin.close()
        process.wait()


def main() -> None:
    """Watch until standard input ends."""
    port, count, env = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    watching = [Viewer(port) for _ in range(count)]
    for viewer in watching:
        viewer.open(env)
    print("ready", flush=True)
    with selectors.DefaultSelector() as selector:
        selector.register(sys.stdin, selectors.EVENT_READ)
        for viewer in watching:
            selector.register(viewer.socket, selectors.EVENT_READ, viewer)
        while True:
            ready = [key.data for key, _ in selector.select()]
            if None in ready:
                return
            for viewer in ready:
                viewer.discard()


if __name__ == "__main__":
    main()
