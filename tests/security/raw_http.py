"""Requests as bytes over a socket, and what comes back: for clients that no library would be."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from serving import ServerProcess

SECONDS = 20.0


@dataclass(frozen=True)
class Reply:
    """The reply to one request."""

    status: int
    fields: dict[str, str]
    text: bytes


@contextmanager
def connected(server: ServerProcess, host: str = "127.0.0.1") -> Iterator[socket.socket]:
    """A connection to a server, closed at the end."""
    with socket.create_connection((host, server.port), timeout=SECONDS) as made:
        yield made


def request(method: str, path: str, host: str = "localhost", body: bytes | None = None, *fields: str) -> bytes:
    """A request with these lines as further fields of its head."""
    sized = () if body is None else (f"Content-Length: {len(body)}",)
    lines = (f"{method} {path} HTTP/1.1", f"Host: {host}", *fields, *sized, "", "")
    return "\r\n".join(lines).encode() + (body or b"")


def announcing(path: str, size: int, *fields: str, method: str = "POST") -> bytes:
    """The head of a request whose body has this size."""
    return request(method, path, "localhost", None, f"Content-Length: {size}", *fields)


def drawing(win: str, content: str = "hello", host: str = "localhost") -> bytes:
    """The request that makes a text window."""
    body = {"win": win, "eid": "main", "data": [{"type": "text", "content": content}]}
    return request("POST", "/events", host, json.dumps(body).encode())


def replies(client: socket.socket, count: int = 1) -> list[Reply]:
    """So many replies, in the order of their requests; fewer when the server ends the connection."""
    found = []
    with client.makefile("rb") as lines:
        while len(found) < count and (first := lines.readline()):
            fields = dict(line.decode().strip().split(": ", 1) for line in iter(lines.readline, b"\r\n"))
            found.append(Reply(int(first.split()[1]), fields, lines.read(int(fields.get("Content-Length", 0)))))
    return found


def ask(server: ServerProcess, sent: bytes) -> Reply:
    """The reply to a request on a connection of its own."""
    with connected(server) as client:
        client.sendall(sent)
        return replies(client)[0]
