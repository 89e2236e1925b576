"""Slow clients: a head or a body that does not go on ends its connection, and so does an hour of nothing."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import websocket
from altered import altered
from raw_http import announcing, connected, drawing, replies, request
from serving import ServerProcess

from visdom.server.http.patience import IDLE_SECONDS, STALLED_SECONDS, Awaited, Patience

STALLED = 1.0
IDLE = 4.0


class Slow:
    """A peer that the sweep sees."""

    def __init__(self, awaited: tuple[Awaited, int] | None) -> None:
        self.now = awaited
        self.is_closed = False

    def awaited(self) -> tuple[Awaited, int] | None:
        return self.now

    def close(self) -> None:
        self.is_closed = True


class Clock:
    """A clock that the test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("awaited", "seconds"),
    [(Awaited.HEAD, STALLED_SECONDS), (Awaited.BODY, STALLED_SECONDS), (Awaited.REQUEST, IDLE_SECONDS)],
)
def test_what_does_not_go_on_ends_in_time(awaited: Awaited, seconds: float) -> None:
    clock = Clock()
    patience, peer = Patience(clock), Slow((awaited, 0))
    patience.watch(peer)
    for clock.now in (0, seconds / 2, seconds):
        patience.sweep()
    assert not peer.is_closed
    clock.now = seconds + 1
    patience.sweep()
    assert peer.is_closed


def test_what_goes_on_may_take_as_long_as_it_likes() -> None:
    clock = Clock()
    patience, peer, busy = Patience(clock), Slow((Awaited.BODY, 0)), Slow(None)
    for each in (peer, busy):
        patience.watch(each)
    for step in range(100):
        clock.now, peer.now = step * (STALLED_SECONDS - 1), (Awaited.BODY, step)
        patience.sweep()
    assert not peer.is_closed and not busy.is_closed


def test_a_minute_and_an_hour() -> None:
    assert (STALLED_SECONDS, IDLE_SECONDS) == (60, 3600)


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server to which a second is a minute, and four are an hour."""
    constants = {"STALLED_SECONDS": STALLED, "IDLE_SECONDS": IDLE, "SWEEP_SECONDS": 0.1}
    prefix = altered("visdom.server.http.patience", **constants)
    made = ServerProcess(tmp_path_factory.mktemp("hasty") / "server", prefix=prefix).start()
    yield made
    made.stop()


PARTS = {
    "a head for the fast path": b"POST /events HTTP/1.1\r\nHost: loc",
    "a head for tornado": b"GET / HTTP/1.1\r\nHost: loc",
    "a body for the fast path": announcing("/events", 5_000_000) + b"x" * 100_000,
    "a body for tornado": announcing("/events", 5_000_000, "Sec-Fetch-Site: same-origin") + b"x" * 100_000,
    "a body in chunks": request("POST", "/events", "localhost", None, "Transfer-Encoding: chunked") + b"ff\r\nxx",
    "a body that is refused": announcing("/none", 5000, "Origin: http://evil.example") + b"x",
    "a handshake": b"GET /socket HTTP/1.1\r\nUpgrade: websocket\r\n",
}


def ends(client: socket.socket) -> bool:
    """Does the server end the connection, without any answer?"""
    client.settimeout(20)
    with suppress(ConnectionError):
        return client.recv(1) == b""
    return True


@pytest.mark.parametrize("what", PARTS)
def test_half_a_request_ends_its_connection(hasty: ServerProcess, what: str) -> None:
    with connected(hasty) as client:
        client.sendall(PARTS[what])
        assert ends(client)


@pytest.mark.parametrize(
    "start", [b"POST /events HTTP/1.1\r\nX: ", b"GET /health HTTP/1.1\r\nX: "], ids=["fast", "tornado"]
)
def test_a_head_that_trickles_ends_its_connection(hasty: ServerProcess, start: bytes) -> None:
    with connected(hasty) as client:
        client.sendall(start)
        with suppress(ConnectionError):
            for _ in range(200):
                client.sendall(b"x")
                time.sleep(0.1)
            pytest.fail("the head went on for 20 s")


@pytest.mark.parametrize("fields", [(), ("Sec-Fetch-Site: same-origin",)], ids=["fast path", "tornado"])
def test_a_body_that_goes_on_arrives(hasty: ServerProcess, fields: tuple[str, ...]) -> None:
    body = json.dumps({"win": "slow", "data": [{"type": "text", "content": "x" * 200}]}).encode()
    with connected(hasty) as client:
        whole = request("POST", "/events", "localhost", body, *fields)
        start = whole.index(b"\r\n\r\n") + 4
        client.sendall(whole[:start])
        for position in range(start, len(whole), 20):
            client.sendall(whole[position : position + 20])
            time.sleep(STALLED / 4)
        assert replies(client)[0].status == 200


@pytest.mark.parametrize("first", [drawing("w"), request("GET", "/health")], ids=["fast path", "tornado"])
def test_an_idle_connection_ends_after_its_hour_and_not_after_a_minute(hasty: ServerProcess, first: bytes) -> None:
    with connected(hasty) as client:
        for _ in range(2):
            client.sendall(first)
            assert replies(client)[0].status == 200
            time.sleep(2 * STALLED)
        assert ends(client)


def test_sockets_and_running_requests_do_not_end(hasty: ServerProcess) -> None:
    page = websocket.create_connection(hasty.url.replace("http", "ws") + "/socket", timeout=20)
    time.sleep(2 * IDLE)
    page.send(json.dumps({"cmd": "undo", "eid": "none"}))
    while json.loads(page.recv())["command"] != "refused":
        pass
    page.close()


def test_a_client_that_reads_slowly_gets_its_whole_answer(hasty: ServerProcess) -> None:
    content = "x" * 8_000_000
    with connected(hasty) as client:
        client.sendall(drawing("long", content) + request("POST", "/win_data", "localhost", b'{"win": "long"}'))
        time.sleep(4 * STALLED)
        assert len(replies(client, 2)[1].text) > len(content)


def test_slow_clients_keep_nobody_waiting(make_server: Callable[..., ServerProcess]) -> None:
    """Hundreds of half heads and bodies, as slow loris sends them; the longest request of others is printed."""
    server = make_server()
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(400)]
    for number, client in enumerate(slow):
        client.sendall(list(PARTS.values())[number % len(PARTS)])
    longest = 0.0
    with connected(server) as other:
        for number in range(200):
            start = time.perf_counter()
            other.sendall(drawing(f"w{number % 5}"))
            assert replies(other)[0].status == 200
            longest = max(longest, time.perf_counter() - start)
    print(f"\n  beside 400 slow clients the longest of 200 requests took {longest * 1000:.1f} ms")
    for client in slow:
        client.close()
