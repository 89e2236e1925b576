"""Floods of connections: descriptors run out, files still find theirs, and afterwards everything goes on."""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from altered import with_descriptors
from raw_http import ask, drawing, request
from serving import ServerProcess

MakeServer = Callable[..., ServerProcess]

LIMIT = 256
KEPT = 64


def descriptors(server: ServerProcess) -> int:
    """How many descriptors the server has open."""
    return len(list(Path(f"/proc/{server.pid}/fd").iterdir()))


def flood(server: ServerProcess, count: int) -> list[socket.socket]:
    """So many connections, of which the server may not have accepted all."""
    made = []
    for _ in range(count):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(("127.0.0.1", server.port))
        made.append(client)
    return made


@pytest.mark.parametrize("flags", [(), ("-follow",)], ids=["fast path", "tornado"])
def test_a_flood_leaves_descriptors_for_files_and_passes(
    make_server: MakeServer, flags: tuple[str, ...], tmp_path: Path
) -> None:
    envs = tmp_path / "envs"
    envs.mkdir()
    server = make_server(*flags, prefix=with_descriptors(LIMIT // 2, LIMIT), env_path=envs)
    with requests.Session() as program:
        assert program.get(f"{server.url}/health", timeout=20).status_code == 200
        clients = flood(server, LIMIT + 50)
        deadline = time.monotonic() + 20
        while "file descriptors" not in server.log():
            assert time.monotonic() < deadline, "descriptors did not get scarce"
            time.sleep(0.05)
        time.sleep(2.5)
        assert LIMIT // 2 < descriptors(server) <= LIMIT - KEPT + 2, "the limit was not raised, or files have no room"
        if not flags:
            for number in range(40):
                body = {"win": "w", "eid": f"e{number}", "data": [{"type": "text", "content": "x"}]}
                assert program.post(f"{server.url}/events", json=body, timeout=20).status_code == 200
        assert program.get(f"{server.url}/health", timeout=20).json()["refused_windows"] == 0
        for client in clients:
            client.close()
        assert ask(server, request("GET", "/health")).status == 200
    assert server.log().count("file descriptors") == 1
    assert "Traceback" not in server.log() and "ERROR" not in server.log()


def test_the_limit_is_raised_as_far_as_it_may_be(make_server: MakeServer) -> None:
    hard = min(2000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    server = make_server(prefix=with_descriptors(100, hard))
    limits = Path(f"/proc/{server.pid}/limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max open files")]
    assert line.split()[3:5] == [str(hard), str(hard)]


def test_many_connections_that_come_and_go(server: ServerProcess) -> None:
    before = descriptors(server)
    for _ in range(10):
        clients = flood(server, 200)
        assert ask(server, drawing("between")).status == 200
        for client in clients:
            client.close()
    deadline = time.monotonic() + 20
    while descriptors(server) > before + 2:
        assert time.monotonic() < deadline, "connections stay open"
        time.sleep(0.05)
    assert "ERROR" not in server.log() and "Traceback" not in server.log()
