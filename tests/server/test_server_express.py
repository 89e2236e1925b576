"""The express lane reads only what tornado reads alike, and answers as tornado does, however the bytes arrive."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from serving import ServerProcess
from tornado.httputil import HTTPHeaders, parse_request_start_line

from visdom.protocol.names import FEATURES_HEADER
from visdom.server.http.head import MAX_BYTES, Head, read_head

USUAL = {
    "http.client": b"POST /update HTTP/1.1\r\nHost: localhost:8097\r\nAccept-Encoding: identity\r\n"
    b"Content-Length: 12\r\n\r\n",
    "requests": b"POST /update HTTP/1.1\r\nHost: [::1]:8097\r\nUser-Agent: python-requests/2.32\r\nAccept: */*\r\n"
    b"Accept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\nContent-Length: 12\r\n\r\n",
}
HOST = b"Host: x\r\n"
SIZE = b"Content-Length: 5\r\n"
UNUSUAL = {
    "another method": b"PUT /update HTTP/1.1\r\n" + HOST + SIZE,
    "another protocol": b"POST /update HTTP/1.0\r\n" + HOST + SIZE,
    "a query": b"POST /update?a=b HTTP/1.1\r\n" + HOST + SIZE,
    "an escaped name": b"POST /env/%2e HTTP/1.1\r\n" + HOST + SIZE,
    "a whole address": b"POST http://x/update HTTP/1.1\r\n" + HOST + SIZE,
    "two spaces": b"POST  /update HTTP/1.1\r\n" + HOST + SIZE,
    "no fields": b"POST /update HTTP/1.1\r\n",
    "no length": b"POST /update HTTP/1.1\r\n" + HOST,
    "no host": b"POST /update HTTP/1.1\r\n" + SIZE,
    "two hosts": b"POST /update HTTP/1.1\r\n" + HOST + HOST + SIZE,
    "two lengths": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + SIZE,
    "a list of lengths": b"POST /update HTTP/1.1\r\n" + HOST + b"Content-Length: 5, 5\r\n",
    "a length with a sign": b"POST /update HTTP/1.1\r\n" + HOST + b"Content-Length: +5\r\n",
    "a length below zero": b"POST /update HTTP/1.1\r\n" + HOST + b"Content-Length: -5\r\n",
    "a length in hexadecimal": b"POST /update HTTP/1.1\r\n" + HOST + b"Content-Length: 0x5\r\n",
    "a very long length": b"POST /update HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999\r\n",
    "chunks": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"Transfer-Encoding: chunked\r\n",
    "chunks in capitals": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"TRANSFER-ENCODING: chunked\r\n",
    "a wish to go on": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"Expect: 100-continue\r\n",
    "a page": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"Origin: http://x\r\n",
    "a page of the same site": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"Sec-Fetch-Site: same-origin\r\n",
    "a last request": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"Connection: close\r\n",
    "an upgrade": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"Connection: Upgrade\r\nUpgrade: websocket\r\n",
    "a folded line": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"A: b\r\n c\r\n",
    "space before a colon": b"POST /update HTTP/1.1\r\n" + HOST + b"Content-Length : 5\r\n",
    "a field without a name": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b": 5\r\n",
    "bare line ends": b"POST /update HTTP/1.1\n" + HOST + SIZE,
    "a bare line end inside": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"A: b\nC: d\r\n",
    "a bare return inside": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"A: b\rC: d\r\n",
    "a byte of no letter": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"A: \x00\r\n",
    "a byte beyond ASCII": b"POST /update HTTP/1.1\r\n" + HOST + SIZE + b"A: \xe9\r\n",
}  # fmt: skip
PIECES = st.sampled_from(
    [b"POST", b"post", b" ", b"/update", b"/env/a", b"HTTP/1.1", b"HTTP/1.0", b"\r\n", b"\n", b"\r", b"\t", b":", b",",
     b"Host", b"Content-Length", b"content-length", b"Transfer-Encoding", b"X", b"x", b"5", b"07", b"chunked", b"\x0b",
     b"\x00", b"\xa0", b"Content-Length: 5\r\n", b"Host: x\r\n"]
)  # fmt: skip


@pytest.mark.parametrize("client", USUAL)
def test_a_usual_head_is_read(client: str) -> None:
    assert read_head(USUAL[client]) == Head("/update", 12, len(USUAL[client]))


@pytest.mark.parametrize("case", UNUSUAL)
def test_an_unusual_head_is_left_to_tornado(case: str) -> None:
    assert read_head(UNUSUAL[case] + b"\r\n") is None


@given(st.sampled_from(list(USUAL.values())), st.lists(st.tuples(st.integers(0, 200), PIECES), max_size=4))
def test_tornado_reads_the_same_from_every_head_that_is_read(head: bytes, changes: list[tuple[int, bytes]]) -> None:
    for place, piece in changes:
        head = head[:place] + piece + head[place:]
    found = read_head(head)
    if found is not None:
        first, _, fields = head.decode("latin1").partition("\n")
        line, headers = parse_request_start_line(first.rstrip("\r")), HTTPHeaders.parse(fields)
        assert (line.method, line.path, line.version) == ("POST", found.path, "HTTP/1.1")
        assert headers.get_list("Content-Length") == [headers["Content-Length"]]
        assert int(headers["Content-Length"]) == found.length
        assert "Transfer-Encoding" not in headers and len(headers.get_list("Host")) == 1


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    made = ServerProcess(tmp_path_factory.mktemp("express") / "server").start()
    yield made
    made.stop()


@contextmanager
def connected(server: ServerProcess) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as made:
        yield made


def post(path: str, **body: object) -> bytes:
    text = json.dumps(body).encode()
    return b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (path.encode(), len(text), text)


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


def test_programs_are_answered_without_tornado_and_pages_with_it(running: ServerProcess) -> None:
    with requests.Session() as session:
        program = session.post(running.url + "/win_exists", data='{"win": "none"}', timeout=20)
        page = session.post(
            running.url + "/win_exists", data='{"win": "none"}', headers={"Origin": running.url}, timeout=20
        )
    assert program.text == page.text == "false"
    assert "Server" not in program.headers and "Server" in page.headers
    same = ("Content-Type", "Content-Length", FEATURES_HEADER)
    assert [program.headers[name] for name in same] == [page.headers[name] for name in same]


def test_a_request_may_come_byte_by_byte(running: ServerProcess) -> None:
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


def test_what_is_not_for_the_lane_is_answered_by_tornado_and_so_is_the_rest(running: ServerProcess) -> None:
    health = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    with connected(running) as client:
        client.sendall(drawing("before") + health + drawing("after") + health)
        before, first, after, second = answers(client, 4)
        assert (before[2], after[2]) == (b"before", b"after")
        assert json.loads(first[2])["status"] == json.loads(second[2])["status"] == "ok"
        assert ["Server" in fields for _, fields, _ in (before, first, after, second)] == [False, True, True, True]


def test_whoever_stops_sending_still_gets_the_answer(running: ServerProcess) -> None:
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
        client.sendall(b"POST /update HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * (MAX_BYTES * 8))
        assert client.recv(1) == b""
    with connected(running) as client:
        client.sendall(drawing("still"))
        assert answers(client, 1)[0][2] == b"still"


def test_names_in_addresses_are_read_alike(running: ServerProcess) -> None:
    with connected(running) as client:
        client.sendall(post("/env/made", eid="made") + post("/env_state"))
        (status, _, _), (_, fields, names) = answers(client, 2)
        assert status == 200 and "Server" not in fields and "made" in json.loads(names)
