"""Who sends how much: strangers little, others up to a limit, and all together no more than there is memory for."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
import websocket
from raw_http import Reply, announcing, ask, connected, drawing, replies, request
from serving import ServerProcess
from visiting import CREDENTIALS

from visdom import Visdom
from visdom.server.http import bodies
from visdom.server.http.bodies import SMALL_BYTES, Bodies, memory_bytes
from visdom.server.settings import ServerSettings

MEGABYTE = 1 << 20
FAST = ()
PAGE = ("Sec-Fetch-Site: same-origin",)
"""A field that only browsers send, so that tornado serves the request."""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with a login that all tests share."""
    folder = tmp_path_factory.mktemp("guarded") / "server"
    made = ServerProcess(folder, "-enable_login", "-force_new_cookie", environ=CREDENTIALS).start()
    yield made
    made.stop()


def last_reply(client: socket.socket) -> Reply:
    """The reply after which the server ends the connection."""
    reply = replies(client)[0]
    with suppress(ConnectionError):
        assert client.recv(1) == b""
    return reply


def text_body(size: int, win: str = "w") -> bytes:
    return json.dumps({"win": win, "data": [{"type": "text", "content": "x" * size}]}).encode()


@pytest.mark.parametrize(
    "path", ["/events", "/win_data", "/upload_env", "/", "/unknown", "/vis_socket_wrap", "/health"]
)
def test_a_stranger_may_send_little(guarded: ServerProcess, path: str) -> None:
    method = "GET" if path == "/health" else "POST"
    with connected(guarded) as client:
        client.sendall(announcing(path, SMALL_BYTES + 1, method=method) + b"x")
        reply = last_reply(client)
    assert (reply.status, reply.fields["Connection"]) == (413, "close")
    assert b"Log in first: without a login a request may have up to 64 KiB." in reply.text


def test_a_stranger_cannot_hide_the_size_in_chunks(guarded: ServerProcess) -> None:
    with connected(guarded) as client:
        client.sendall(request("POST", "/events", "localhost", None, "Transfer-Encoding: chunked"))
        with suppress(ConnectionError):
            for _ in range(1000):
                client.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            pytest.fail("65 MB were read")
        assert last_reply(client).status == 413


def test_a_route_does_not_run_for_a_body_that_was_refused_on_its_way(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-max_body_mb", "0.01")
    with connected(server) as client:
        client.sendall(request("POST", "/env_state", "localhost", None, "Transfer-Encoding: chunked"))
        client.sendall(b"5000\r\n" + b"x" * 0x5000 + b"\r\n0\r\n\r\n")
        reply = replies(client)[0]
    assert (reply.status, reply.fields["Content-Type"]) == (413, "text/plain; charset=UTF-8")
    assert "Traceback" not in server.log()


def test_a_size_of_thousands_of_digits_is_too_large(server: ServerProcess) -> None:
    with connected(server) as client:
        client.sendall(request("POST", "/events", "localhost", None, "Content-Length: " + "1" * 5000))
        assert last_reply(client).status == 413


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "multipart/form-data", "text/plain"])
def test_an_upload_that_is_no_form_is_refused_with_a_sentence(server: ServerProcess, kind: str) -> None:
    answer = requests.post(server.url + "/upload_env", data=b"--x", headers={"Content-Type": kind}, timeout=30)
    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert 'as the field "file" of a multipart form' in answer.json()["message"]


@pytest.mark.parametrize("path", ["/static/none", "/user/style.css", "/health"])
def test_what_everybody_may_read_takes_no_large_body(server: ServerProcess, path: str) -> None:
    with connected(server) as client:
        client.sendall(announcing(path, 100 * MEGABYTE, method="GET"))
        assert last_reply(client).status == 413


def test_a_refusal_of_little_leaves_the_connection_open(guarded: ServerProcess) -> None:
    body = b"x" * SMALL_BYTES
    with connected(guarded) as client:
        client.sendall(request("POST", "/events", "localhost", body) * 3 + request("GET", "/health"))
        found = replies(client, 4)
    assert [reply.status for reply in found] == [400, 400, 400, 200]


def test_a_client_that_is_still_sending_reads_why_it_is_refused(guarded: ServerProcess) -> None:
    answer = requests.post(f"{guarded.url}/events", data=text_body(12 * MEGABYTE), timeout=60)
    assert answer.status_code == 413


def test_a_client_whose_login_ended_logs_in_again_with_a_large_window(guarded: ServerProcess) -> None:
    login = {"username": CREDENTIALS["VISDOM_USERNAME"], "password": CREDENTIALS["VISDOM_PASSWORD"]}
    vis = Visdom(server="http://127.0.0.1", port=guarded.port, raise_exceptions=True, **login)
    vis.session.cookies.clear()
    picture = np.random.default_rng(1).integers(0, 255, (3, 300, 300), dtype=np.uint8)
    assert vis.image(picture, win="large", opts={"jpgquality": 100}) == "large"
    assert len(vis.get_window_data("large")) > SMALL_BYTES
    vis.session.close()


@pytest.mark.parametrize("path", ["/socket", "/vis_socket"])
def test_a_stranger_sends_no_large_message(guarded: ServerProcess, path: str) -> None:
    client = websocket.create_connection(guarded.url.replace("http", "ws") + path, timeout=20)
    client.sock.sendall(b"\x81\xff" + (1 << 29).to_bytes(8, "big") + b"mask")
    with suppress(ConnectionError, websocket.WebSocketException):
        for _ in range(400):
            client.sock.sendall(b"x" * 65536)
        pytest.fail("26 MB of a message were read")
    client.close()


@pytest.mark.parametrize("fields", [FAST, PAGE], ids=["fast path", "tornado"])
def test_one_body_has_a_limit(make_server: Callable[..., ServerProcess], fields: tuple[str, ...]) -> None:
    server = make_server("-max_body_mb", "0.5")
    assert ask(server, request("POST", "/events", "localhost", text_body(MEGABYTE // 2 - 1000), *fields)).status == 200
    with connected(server) as client:
        client.sendall(announcing("/events", MEGABYTE, *fields))
        reply = last_reply(client)
    assert reply.status == 413
    assert b"A request may have up to 0.5 MB (-max_body_mb)." in reply.text


@pytest.mark.parametrize("fields", [FAST, PAGE], ids=["fast path", "tornado"])
def test_all_bodies_together_have_a_limit(make_server: Callable[..., ServerProcess], fields: tuple[str, ...]) -> None:
    """Counted is what arrived: an announcement alone prevents no other from sending."""
    server = make_server("-body_budget_mb", "4")
    large, part = text_body(3 * MEGABYTE), 2_800_000
    with ExitStack() as stack:
        first, announcer = (stack.enter_context(connected(server)) for _ in range(2))
        announcer.sendall(announcing("/events", 3 * MEGABYTE, *fields))
        first.sendall(request("POST", "/events", "localhost", large, *fields)[:part])
        until(lambda: is_refused_at_once(server, announcing("/events", 3 * MEGABYTE)))
        second = stack.enter_context(connected(server))
        second.sendall(announcing("/events", 3 * MEGABYTE, *fields))
        reply = last_reply(second)
        assert (reply.status, reply.fields["Retry-After"]) == (503, "1")
        assert b"-body_budget_mb" in reply.text
        assert ask(server, drawing("small")).status == 200
        first.sendall(request("POST", "/events", "localhost", large, *fields)[part:])
        assert replies(first)[0].status == 200
        third = stack.enter_context(connected(server))
        third.sendall(request("POST", "/events", "localhost", large, *fields))
        assert replies(third)[0].status == 200


@pytest.mark.parametrize("fields", [FAST, PAGE], ids=["fast path", "tornado"])
def test_clients_that_vanish_leave_the_room_to_others(
    make_server: Callable[..., ServerProcess], fields: tuple[str, ...]
) -> None:
    server = make_server("-body_budget_mb", "4")
    whole = request("POST", "/events", "localhost", text_body(3 * MEGABYTE), *fields)
    for _ in range(5):
        with connected(server) as client:
            client.sendall(whole[:2_500_000])
    until(lambda: ask(server, whole).status == 200)


@pytest.mark.parametrize("fields", [FAST, PAGE], ids=["fast path", "tornado"])
def test_a_client_that_does_not_read_its_response_takes_no_room(
    make_server: Callable[..., ServerProcess], fields: tuple[str, ...]
) -> None:
    server = make_server("-body_budget_mb", "8")
    assert ask(server, request("POST", "/events", "localhost", text_body(7 * MEGABYTE, "large"))).status == 200
    body = json.dumps({"win": "large", "pad": "x" * 5 * MEGABYTE}).encode()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", server.port))
        client.sendall(request("POST", "/win_data", "localhost", body, *fields))
        assert client.recv(1) == b"H"  # the response has begun, and does not fit into what the system buffers
        assert ask(server, request("POST", "/win_exists", "localhost", body, *fields)).status == 200


def test_a_body_that_finds_no_room_on_its_way_is_refused(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-body_budget_mb", "4")
    whole = request("POST", "/events", "localhost", text_body(3 * MEGABYTE), *PAGE)
    with connected(server) as one, connected(server) as other:
        for start in range(0, len(whole) - 100_000, 100_000):
            for client in (one, other):
                with suppress(ConnectionError):
                    client.sendall(whole[start : start + 100_000])
            time.sleep(0.01)
        found = []
        for client in (one, other):
            with suppress(ConnectionError):
                client.sendall(whole[(len(whole) - 100_001) // 100_000 * 100_000 + 100_000 :])
            found += [reply.status for reply in replies(client)]
    assert 503 in found


def is_refused_at_once(server: ServerProcess, head: bytes) -> bool:
    """Does a head get a reply, and not only the body behind it?"""
    with connected(server) as client:
        client.sendall(head)
        client.settimeout(0.3)
        try:
            return client.recv(12) == b"HTTP/1.1 503"
        except TimeoutError:
            return False


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.02)


def test_a_foreign_page_is_refused_before_its_body(server: ServerProcess) -> None:
    with connected(server) as client:
        client.sendall(announcing("/events", 500 * MEGABYTE, "Origin: http://evil.example") + b"x" * 1000)
        reply = last_reply(client)
    assert reply.status == 403
    with connected(server) as client:
        client.sendall(announcing("/events", 500 * MEGABYTE).replace(b"localhost", b"evil.example"))
        assert last_reply(client).status == 403


def test_who_waits_for_a_go_ahead_gets_the_refusal_instead(server: ServerProcess) -> None:
    with connected(server) as client:
        client.sendall(announcing("/events", 5000 * MEGABYTE, "Expect: 100-continue"))
        reply = last_reply(client)
    assert reply.status == 413
    with connected(server) as client:
        body = text_body(100)
        client.sendall(announcing("/events", len(body), "Expect: 100-continue"))
        assert client.recv(1000).startswith(b"HTTP/1.1 100")
        client.sendall(body)
        assert replies(client)[0].status == 200


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 1000),
        ({"memory.max": "400"}, 400),
        ({"memory.max": "max"}, 1000),
        ({"a/b/memory.max": "300", "a/memory.max": "700"}, 300),
        ({"a/memory.max": "200"}, 200),
        ({"memory/memory.limit_in_bytes": "100"}, 100),
        ({"memory/memory.limit_in_bytes": "9223372036854771712"}, 1000),
    ],
)
def test_the_memory_is_that_of_the_control_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], expected: int
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    (tmp_path / "self").write_text("1:name=systemd:/x\n0::/a/b\n")
    monkeypatch.setattr(bodies, "CGROUPS", tmp_path)
    monkeypatch.setattr(bodies, "OWN_GROUP", tmp_path / "self")
    monkeypatch.setattr(bodies.os, "sysconf", {"SC_PAGE_SIZE": 10, "SC_PHYS_PAGES": 100}.__getitem__)
    assert memory_bytes() == expected


def test_the_limits_follow_flags_and_memory() -> None:
    plain = Bodies(ServerSettings())
    assert plain.has_room(memory_bytes() // 4) and not plain.has_room(memory_bytes() // 4 + 1)
    assert plain.most == min(1024 * MEGABYTE, memory_bytes() // 4)
    small = Bodies(ServerSettings(max_body_mb=8, body_budget_mb=2))
    assert small.most == 2 * MEGABYTE and "-body_budget_mb" in small.too_large
    for wrong in ({"max_body_mb": 0}, {"max_body_mb": float("nan")}, {"body_budget_mb": -1}):
        with pytest.raises(ValueError, match="must be numbers of megabytes"):
            ServerSettings(**wrong)


FRAMES: dict[str, bytes] = {
    "not masked": b"\x81\x05hello",
    "reserved bits": b"\xf1\x85maskhello",
    "an unknown kind": b"\x83\x85maskhello",
    "a long ping": b"\x89\xfe\x01\x00mask" + b"x" * 256,
    "a ping in parts": b"\x09\x81maskx",
    "a continuation of nothing": b"\x80\x85maskhello",
    "a new message inside another": b"\x01\x81maskx\x81\x81maskx",
    "a length below zero": b"\x81\xff" + b"\xff" * 8 + b"mask",
    "a huge length": b"\x81\xff" + (1 << 62).to_bytes(8, "big") + b"mask",
    "half a head": b"\x81",
    "half a message": b"\x81\x85maskhe",
    "no UTF-8": b"\x81\x82\x00\x00\x00\x00\xff\xfe",
    "a close of one byte": b"\x88\x81maskx",
    "a close with a wrong code": b"\x88\x82\x00\x00\x00\x00\x00\x01",
    "compressed without agreement": b"\xc1\x85maskhello",
    "noise": bytes(range(256)),
}


@pytest.mark.parametrize("name", FRAMES)
def test_malformed_frames_end_their_connection_only(server: ServerProcess, name: str) -> None:
    watching = websocket.create_connection(server.url.replace("http", "ws") + "/socket", timeout=20)
    assert "register" in watching.recv()
    for path in ("/socket", "/vis_socket"):
        client = websocket.create_connection(server.url.replace("http", "ws") + path, timeout=20)
        client.recv()
        client.sock.sendall(FRAMES[name])
        client.sock.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while client.sock.recv(65536):
                pass
        client.sock.close()
    received: list[Any] = []
    watching.send(json.dumps({"cmd": "undo", "eid": "none"}))
    while "refused" not in received:
        received.append(json.loads(watching.recv())["command"])
    watching.close()
    assert "Traceback" not in server.log() and "ERROR" not in server.log()


def test_a_message_over_a_websocket_may_have_ten_megabytes(server: ServerProcess) -> None:
    for size, is_taken in ((MEGABYTE, True), (11 * MEGABYTE, False)):
        with ExitStack() as stack:
            link = websocket.create_connection(f"ws://127.0.0.1:{server.port}/vis_socket", timeout=30)
            stack.callback(link.shutdown)  # `close` leaves the socket open once sending failed
            assert json.loads(link.recv())["data"] == "vis_alive"
            with suppress(ConnectionError):  # the server may have closed the connection by now
                link.send(json.dumps({"cmd": "echo", "data": "x" * size}))
            try:
                opcode, received = link.recv_data(control_frame=True)
            except (ConnectionError, websocket.WebSocketConnectionClosedException):
                opcode, received = websocket.ABNF.OPCODE_CLOSE, b""
            assert (opcode == websocket.ABNF.OPCODE_TEXT) == is_taken
            assert (len(received) > size) == is_taken
