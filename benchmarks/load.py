"""The load: requests that are encoded beforehand, over plain sockets that stay open, so that sending costs little."""

from __future__ import annotations

import gc
import json
import math
import os
import re
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

HOST = "127.0.0.1"
CHUNK = 1 << 18
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
OK = b"HTTP/1.1 200 "
HEADERS = (
    f"Host: {HOST}\r\nUser-Agent: python-requests/2.32.0\r\nAccept-Encoding: gzip, deflate\r\nAccept: */*\r\n"
    "Connection: keep-alive\r\n"
)
"""What the client sends with every request."""


def request(path: str, body: Any, method: str = "POST") -> bytes:
    """A request as it goes over the wire."""
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return f"{method} {path} HTTP/1.1\r\nContent-Length: {len(text)}\r\n{HEADERS}\r\n".encode() + text


class Connection:
    """A connection that stays open; one request at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.body = b""
        """The body of the last response."""

    def send(self, message: bytes) -> float:
        """Send a request; the seconds until its response was read."""
        started = time.perf_counter()
        self.socket.sendall(message)
        self.receive()
        return time.perf_counter() - started

    def receive(self) -> None:
        """Read one response, which must have status 200."""
        got = self._more()
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        if not got.startswith(OK):
            raise RuntimeError(f"expected status 200, the server answered {got[:300]!r}")
        found = LENGTH.search(got, 0, end)
        if found is None:
            raise RuntimeError(f"expected a Content-Length, the server answered {got[:end]!r}")
        missing = int(found[1]) - (len(got) - end - 4)
        pieces = [got[end + 4 :]]
        while missing > 0:
            pieces.append(self._more())
            missing -= len(pieces[-1])
        self.body = b"".join(pieces)

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()

    def _more(self) -> bytes:
        data = self.socket.recv(CHUNK)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data


def one_by_one(connection: Connection, messages: Sequence[bytes], most_seconds: float = math.inf) -> list[float]:
    """Send requests, each after the response to the previous one, for so long; the seconds of each."""
    end = time.perf_counter() + most_seconds
    seconds = []
    with no_collection():
        for message in messages:
            seconds.append(connection.send(message))
            if time.perf_counter() > end:
                break
    return seconds


@contextmanager
def on_one_processor(pid: int) -> Iterator[None]:
    """Run the sender and the main thread of a server, which wait for each other, on one processor.

    Otherwise the system puts them on one or on two, and to wake an idle one costs as much as an update.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = {each: os.sched_getaffinity(each) for each in (0, pid)}
    for each in before:
        os.sched_setaffinity(each, {min(before[0])})
    try:
        yield
    finally:
        for each, processors in before.items():
            os.sched_setaffinity(each, processors)


@contextmanager
def no_collection() -> Iterator[None]:
    """Collect the garbage of the sender before and after, not while it measures."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
