"""The fast path answers as tornado does, however the bytes arrive, and leaves everything unusual to tornado."""

from __future__ import annotations

import asyncio
import json
import random
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest
import requests
from bad_http import RAW
from serving import ServerProcess, free_port
from test_server_head import UNUSUAL, USUAL

from visdom.autosave import open_tree
from visdom.server.app import make_application
from visdom.server.http.handler import Context
from visdom.server.http.head import MAX_HEAD_BYTES
from visdom.server.http.routes import fast_operations
from visdom.server.http.server import Server
from visdom.server.http.templates import Templates
from visdom.server.push.hub import Hub
from visdom.server.settings import ServerSettings
from visdom.server.workspace import Workspace
from visdom.server.workspace.views import Views
from visdom.windows.patch import replay


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    made = ServerProcess(tmp_path_factory.mktemp("fast") / "server").start()
    yield made
    made.stop()


@contextmanager
def connected(server: ServerProcess) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as made:
        yield made


def post(path: str, **body: object) -> bytes:
    text = json.dumps(body).encode()
    return b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%b" % (path.encode(), len(text), text)


def drawing(win: str, content: str = "hello") -> bytes:
    return post("/events", win=win, data=[{"type": "text", "content": content}])


def answers(client: socket.socket, count: int) -> list[tuple[int, dict[str, str], bytes]]:
    """So many answers: status, fields and text of each."""
    found = []
    with client.makefile("rb") as lines:
        for _ in range(count):
            status = int(lines.readline().split()[1])
            fields = dict(line.decode().strip().split(": ", 1) for line in iter(lines.readline, b"\r\n"))
            found.append((status, fields, lines.read(int(fields["Content-Length"]))))
    return found


def test_programs_are_answered_by_the_fast_path_and_pages_by_tornado(running: ServerProcess) -> None:
    with requests.Session() as session:
        program = session.post(running.url + "/win_exists", data='{"win": "none"}', timeout=20)
        page = session.post(
            running.url + "/win_exists", data='{"win": "none"}', headers={"Origin": running.url}, timeout=20
        )
    assert program.text == page.text == "false"
    assert "Server" not in program.headers and "Server" in page.headers
    always = {"Date", "Server", "Vary"}
    assert {name: program.headers[name] for name in set(program.headers) - always} == {
        name: page.headers[name] for name in set(page.headers) - always
    }


def test_a_request_may_arrive_byte_by_byte(running: ServerProcess) -> None:
    with connected(running) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in drawing("slow"):
            client.send(bytes((byte,)))
        assert answers(client, 1)[0][2] == b"slow"


def test_requests_sent_ahead_are_answered_in_order(running: ServerProcess) -> None:
    wins = [f"ahead{number}" for number in range(50)]
    with connected(running) as client:
        client.sendall(b"".join(map(drawing, wins)))
        assert [text.decode() for _, _, text in answers(client, len(wins))] == wins


def test_many_large_requests_sent_ahead_are_all_answered(running: ServerProcess) -> None:
    wins = [f"large{number}" for number in range(8)]
    with connected(running) as client:
        client.sendall(b"".join(drawing(win, "x" * 300_000) for win in wins))
        assert [text.decode() for _, _, text in answers(client, len(wins))] == wins


def test_tornado_answers_the_first_unusual_request_and_all_later_ones(running: ServerProcess) -> None:
    health = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connected(running) as client:
        client.sendall(drawing("before") + health + drawing("after") + health)
        before, first, after, second = answers(client, 4)
        assert (before[2], after[2]) == (b"before", b"after")
        assert json.loads(first[2])["status"] == json.loads(second[2])["status"] == "ok"
        assert ["Server" in fields for _, fields, _ in (before, first, after, second)] == [False, True, True, True]


def test_a_client_that_stops_sending_still_gets_the_answer(running: ServerProcess) -> None:
    with connected(running) as client:
        client.sendall(drawing("last"))
        client.shutdown(socket.SHUT_WR)
        assert answers(client, 1)[0][2] == b"last"
        assert client.recv(1) == b""


def test_half_a_request_changes_nothing(running: ServerProcess) -> None:
    with connected(running) as client:
        client.sendall(drawing("half")[:-1])
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""
    with connected(running) as client:
        client.sendall(post("/win_exists", win="half"))
        assert answers(client, 1)[0][2] == b"false"


def test_a_long_answer_waits_for_a_slow_reader(running: ServerProcess) -> None:
    content = "x" * 5_000_000
    with connected(running) as client, connected(running) as other:
        client.sendall(drawing("long", content) + post("/win_data", win="long"))
        other.sendall(drawing("meanwhile"))
        assert answers(other, 1)[0][2] == b"meanwhile"
        _, (status, _, text) = answers(client, 2)
        assert status == 200 and json.loads(text)["content"] == content


@pytest.mark.parametrize(
    ("body", "status"), [(b"[]", 400), (b'{"win": "w", "data": []}', 400), (b'{"eid": "none", "win": "w"}', 404)]
)
def test_refusals_are_those_of_tornado(running: ServerProcess, body: bytes, status: int) -> None:
    path = "/win_data" if status == 404 else "/events"
    with requests.Session() as session:
        here = session.post(running.url + path, data=body, timeout=20)
        there = session.post(running.url + path, data=body, headers={"Origin": running.url}, timeout=20)
    assert here.status_code == there.status_code == status
    assert (here.text, here.headers["Content-Type"]) == (there.text, there.headers["Content-Type"])


def test_an_endless_head_ends_the_connection(running: ServerProcess) -> None:
    with connected(running) as client, suppress(ConnectionError):
        client.sendall(b"POST /update HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * (MAX_HEAD_BYTES * 8))
        assert client.recv(1) == b""
    with connected(running) as client:
        client.sendall(drawing("still"))
        assert answers(client, 1)[0][2] == b"still"


def test_names_in_addresses_are_read_alike(running: ServerProcess) -> None:
    with connected(running) as client:
        client.sendall(post("/env/made", eid="made") + post("/env_state"))
        (status, _, _), (_, fields, names) = answers(client, 2)
        assert status == 200 and "Server" not in fields and "made" in json.loads(names)


def test_unknown_routes_and_wrong_methods_are_answered_on_a_connection_that_goes_on(running: ServerProcess) -> None:
    wrong = b"GET /update HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connected(running) as client:
        client.sendall(drawing("one") + post("/unknown", win="one") + drawing("two") + wrong + post("/env", eid="e"))
        found = answers(client, 5)
    assert [status for status, _, _ in found] == [200, 404, 200, 405, 404]
    assert b"There is no route POST /unknown:" in found[1][2]
    assert (found[3][1]["Allow"], found[3][2]) == ("POST", b"/update takes POST, not GET.")


# -- The same streams of requests, sent to a server with the fast path and to one that has only tornado.

STREAMS = 500
AT_ONCE = 50
SECONDS = 0.5
"""A stream that ends in the middle of a request leaves the connection open."""

CLOSING = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" * 120
"""Ends a stream, also when a request before it claims a body of some thousand bytes."""

ODD_BYTES = [b"\r\n", b"\r\n ", b"\n\n", b"\r", b"\n", b"\t", b" ", b":", b",", b"?a", b"%20", b"\x00", b"\xff", b"HT"]
PIECES = [
    *(post(path, win="none", eid="e") for path in ("/win_exists", "/update", "/win_data", "/env_state", "/win_hash")),
    *(b"POST %b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n" % path for path in (b"/env_state", b"/save")),
    post("/unknown", win="none"),
    *(b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % path for path in (b"/update", b"/win_exists")),
    *(head + b'{"win": "no"' for head in USUAL.values()),
    *(head + b"\r\n[1,2]" for head in UNUSUAL.values()),
    *(raw for name, raw in RAW.items() if not name.startswith("endless")),
]


def random_stream(chance: random.Random) -> bytes:
    """A few requests, one after the other, some with an odd byte or a missing one."""
    stream = b"".join(chance.choice(PIECES) for _ in range(chance.randint(1, 4)))
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        start = chance.randrange(len(stream))
        odd = chance.choice(ODD_BYTES) if chance.random() < 0.7 else b""
        stream = stream[:start] + odd + stream[start + chance.randint(0, 2) :]
    return stream + CLOSING


async def replies(port: int, stream: bytes, pieces: int, seconds: float = SECONDS) -> list[bytes]:
    """The lines of every reply to a stream that is sent in so many pieces, without those that always differ.

    Without the last reply to broken HTTP, too, when there are several pieces: the reset of the connection, which has
    unread bytes then, may overtake it.
    """
    loop, received = asyncio.get_running_loop(), b""
    size = len(stream) // pieces + 1
    with socket.socket() as client:
        client.setblocking(False)
        await loop.sock_connect(client, ("127.0.0.1", port))
        with suppress(ConnectionError):
            for start in range(0, len(stream), size):
                await loop.sock_sendall(client, stream[start : start + size])
                await asyncio.sleep(0)
        with suppress(ConnectionError, asyncio.TimeoutError):
            while data := await asyncio.wait_for(loop.sock_recv(client, 1 << 16), seconds):
                received += data
    received = re.sub(rb"nonce(-|=\")[\w-]+", b"", received)
    received = re.sub(rb"\r\n(Date|Server|Content-Length|Vary): [^\r]*", b"", received)
    found = [b"\r\n".join(sorted(reply.split(b"\r\n"))) for reply in received.split(b"HTTP/1.1 ")[1:]]
    return found[:-1] if pieces > 1 and found and found[-1].endswith(b"400 Bad Request") else found


@asynccontextmanager
async def two_servers(folder: Path) -> AsyncIterator[tuple[int, int]]:
    """The ports of a server with the fast path and of one without; they share nothing."""
    ports, ends = [], AsyncExitStack()
    for name, fast in (("fast", ServerSettings()), ("tornado", ServerSettings(follow=True))):
        tree = open_tree(str(folder / name), "JPE", replay=replay)
        workspace = Workspace(tree, Hub())
        context = Context(ServerSettings(), workspace, Views(folder), Templates(ServerSettings()))
        server = Server(make_application(context), context, fast_operations(fast))
        ports.append(free_port())
        await server.listen(ports[-1], "127.0.0.1")
        ends.callback(tree.close)
        ends.callback(workspace.close)
        ends.push_async_callback(server.close_connections)
        ends.callback(server.stop)
    async with ends:
        yield ports[0], ports[1]


def test_random_streams_get_the_same_replies_as_from_tornado_alone(tmp_path: Path) -> None:
    async def compare() -> list[tuple[bytes, int, list[bytes], list[bytes]]]:
        chance, different = random.Random(12), []
        async with two_servers(tmp_path) as ports:
            for _ in range(STREAMS // AT_ONCE):
                streams = [(random_stream(chance), chance.choice((1, 1, 2, 7))) for _ in range(AT_ONCE)]
                found = await asyncio.gather(*(replies(port, *each) for each in streams for port in ports))
                pairs = zip(streams, found[::2], found[1::2], strict=True)
                for stream in [stream for stream, fast, slow in pairs if fast != slow]:
                    again = [await replies(port, *stream, 10 * SECONDS) for port in ports]  # the machine may be busy
                    different += [(*stream, *again)] if again[0] != again[1] else []
        return different

    different = asyncio.run(compare())
    assert not different, "\n".join(map(str, different[:5]))
