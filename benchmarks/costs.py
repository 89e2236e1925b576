"""What each kind of change costs on disk: the bytes that a server writes for those that it receives."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.lives import ServerProcess, Watched, end, rounds

HEAD_BYTES = 150
"""Request line and headers, which no program sends shorter; the rest of what is received are the bodies."""

Client = Callable[[str, dict[str, Any]], None]


def text(win: str, size: int) -> dict[str, Any]:
    return {"eid": "e", "win": win, "data": [{"type": "text", "content": os.urandom(size // 2).hex()}], "opts": {}}


def trace(points: int) -> dict[str, Any]:
    heights = [random.random() for _ in range(points)]
    return {"type": "scatter", "mode": "lines", "name": "1", "x": list(range(points)), "y": heights}


def line(points: int) -> dict[str, Any]:
    return {"eid": "e", "win": "w", "data": [trace(points)], "layout": {"title": {"text": "loss"}}, "opts": {}}


def new_windows(send: Client) -> None:
    for number in range(400):
        send("/events", text(f"w{number}", 1000))


def small_again(send: Client) -> None:
    for _ in range(2000):
        send("/events", text("w", 1000))


def large_again(send: Client) -> None:
    for _ in range(100):
        send("/events", text("w", 300_000))


def points(send: Client) -> None:
    send("/events", line(100))
    for _ in range(4000):
        send("/update", {**line(1), "append": True, "name": None})


def text_lines(send: Client) -> None:
    send("/events", text("w", 100))
    for _ in range(2000):
        send("/update", text("w", 100))


def images(send: Client) -> None:
    for number in range(100):
        image = {"src": "data:image/png;base64," + os.urandom(15_000).hex(), "caption": None}
        window = {"eid": "e", "win": "w", "data": [{"type": "image_history", "content": image}], "opts": {}}
        send("/update" if number else "/events", window)


def closed(send: Client) -> None:
    for number in range(300):
        send("/events", text(f"w{number}", 1000))
        send("/close", {"eid": "e", "win": f"w{number}"})


def slow_points(send: Client) -> None:
    send("/events", line(500))
    for _ in range(5):
        time.sleep(2.5)
        send("/update", {**line(1), "append": True, "name": None})


KINDS: dict[str, tuple[Callable[[Client], None], bool]] = {
    "new windows of 1 kB": (new_windows, True),
    "a window of 1 kB again and again": (small_again, True),
    "a window of 300 kB again and again": (large_again, True),
    "one point more in a line": (points, True),
    "100 bytes more in a text": (text_lines, True),
    "30 kB more in an image history": (images, True),
    "windows of 1 kB made and closed": (closed, True),
    "one point every 2.5 s": (slow_points, False),
}
"""Each kind, and whether it is full load: a window that is quiet in between is written as a whole each time."""


@dataclass
class Traffic:
    """Requests, the bytes of their bodies, and what the server wrote for them."""

    requests: int = 0
    bodies: int = 0
    written: int = 0

    @property
    def ratio(self) -> float:
        """Bytes written for each byte received."""
        return self.written / (self.bodies + HEAD_BYTES * self.requests)

    def row(self, name: str) -> list[str]:
        """A row of the table."""
        sizes = [f"{self.bodies / 1e6:.2f}", f"{self.written / 1e6:.2f}"]
        return [name, f"{self.requests:,}", *sizes, f"{self.written / self.bodies:.2f}", f"{self.ratio:.2f}"]


def cost(folder: Path, work: Callable[[Client], None]) -> Traffic:
    """What a new server, until its end, writes for some changes."""
    server, watched, traffic = ServerProcess(folder, "-cache_type", "JPWA").start(), Watched(), Traffic()

    def send(path: str, body: dict[str, Any]) -> None:
        traffic.requests += 1
        traffic.bodies += len(json.dumps(body).encode())
        rounds.post(server, path, body)

    try:
        rounds.post(server, "/env/e", {"eid": "e"})
        work(send)
        end(server, watched, signal.SIGTERM)
    finally:
        server.stop(kill=True)
    traffic.written = watched.written
    return traffic
