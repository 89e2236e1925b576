"""Browsers that watch an environment: plain websockets whose messages are taken from the wire and thrown away.

    python -m benchmarks.watching PORT COUNT ENV

is a program of its own, so that watching takes no time from whoever measures. It prints `ready` when all of them have
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
from pathlib import Path
from urllib.parse import quote

from benchmarks.load import CHUNK, HOST, Connection, request

ROOT = Path(__file__).resolve().parent.parent
HANDSHAKE = (
    f"GET /socket HTTP/1.1\r\nHost: {HOST}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
).encode()
REGISTERED = re.compile(rb'"command": ?"register", ?"data": ?"([^"]+)"')
SHOWN = re.compile(rb'"command": ?"layout"\}')
OVERLAP = 64
"""An end that was cut in two pieces is found when this many bytes of the piece before are looked at again."""


class Viewer:
    """One browser."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection((HOST, port))
        self.socket.sendall(HANDSHAKE)
        self._buffer = bytearray(CHUNK)
        self.sid = next(found for found in self._search(REGISTERED) if found)[1].decode()

    def open(self, env: str) -> float:
        """Seconds until all windows of an environment are here."""
        asking = Connection(self.port)
        waiting = [asking.socket, self.socket]
        search = self._search(SHOWN)
        started = time.perf_counter()
        asking.socket.sendall(request(f"/env/{quote(env)}", {"sid": self.sid}))
        while self.socket in waiting:
            ready, _, _ = select.select(waiting, [], [])
            if self.socket in ready and next(search):
                waiting.remove(self.socket)
                seconds = time.perf_counter() - started
            elif asking.socket in ready:  # some answer at once, some when everything is sent
                asking.receive()
                waiting.remove(asking.socket)
        if waiting:
            asking.receive()
        asking.close()
        return seconds

    def take(self) -> int:
        """Throw away what has come; its bytes."""
        return self.socket.recv_into(self._buffer)

    def close(self) -> None:
        """Go away."""
        self.socket.close()

    def _search(self, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes] | None]:
        """Take what comes, piece by piece, and see whether the pattern is in it."""
        before = b""
        while count := self.take():
            seen = before + bytes(self._buffer[:count])
            yield pattern.search(seen)
            before = seen[-OVERLAP:]
        raise ConnectionError("the server closed the websocket")


@contextmanager
def viewers(port: int, count: int, env: str) -> Iterator[None]:
    """So many browsers that look at an environment for the while."""
    if count == 0:
        yield
        return
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
                viewer.take()


if __name__ == "__main__":
    main()
