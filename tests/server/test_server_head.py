"""Only heads that tornado reads alike are read for the fast path."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tornado.httputil import HTTPHeaders, parse_request_start_line

from visdom.server.http.head import HEAD_END, Head, read_head

CASES = 2_000

USUAL = {
    "http.client": b"POST /update HTTP/1.1\r\nHost: localhost:8097\r\nAccept-Encoding: identity\r\n"
    b"Content-Length: 12\r\n\r\n",
    "requests": b"POST /update HTTP/1.1\r\nHost: [::1]:8097\r\nUser-Agent: python-requests/2.32\r\nAccept: */*\r\n"
    b"Accept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\nContent-Length: 12\r\n\r\n",
}
HOST = b"Host: localhost\r\n"
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
ODD_PIECES = (
    [b"POST", b"post", b" ", b"/update", b"/env/a", b"HTTP/1.1", b"HTTP/1.0", b"\r\n", b"\n", b"\r", b"\t", b":", b",",
     b"Host", b"Content-Length", b"content-length", b"Transfer-Encoding", b"X", b"x", b"5", b"07", b"chunked", b"\x0b",
     b"\x00", b"\xa0", SIZE, HOST, b"\r\n ", b"\n\n", b"+", b"-", b"0x", b"?", b"%2e",
     b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n", b"Upgrade: h2c\r\n", b"Expect: 100-continue\r\n",
     b"http://x", b"\x7f", b"\xe9", b";", b"Content-Length : 5\r\n", b"Host: y\r\n", b"Trailer: A\r\n", b"CONNECT"]
)  # fmt: skip


@pytest.mark.parametrize("client", USUAL)
def test_a_usual_head_is_read(client: str) -> None:
    host = {"http.client": "localhost:8097", "requests": "[::1]:8097"}[client]
    assert read_head(USUAL[client]) == Head(host, "/update", 12, len(USUAL[client]))


@pytest.mark.parametrize("case", UNUSUAL)
def test_an_unusual_head_is_left_to_tornado(case: str) -> None:
    assert read_head(UNUSUAL[case] + b"\r\n") is None


CHANGES = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 12), st.sampled_from(ODD_PIECES) | st.binary(max_size=2)), max_size=4
)


@settings(max_examples=CASES, deadline=None)
@given(st.sampled_from(list(USUAL.values())), CHANGES)
def test_tornado_reads_the_same_from_every_head_that_is_read(
    head: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    for start, removed, piece in changes:
        head = head[:start] + piece + head[start + removed % (1 + len(piece)) :]
    end = HEAD_END.search(head)
    head = head[: end.end()] if end is not None else b""
    found = read_head(head)
    if found is not None:
        assert found.size == len(head)
        first, _, fields = head.decode("latin1").partition("\n")
        line, headers = parse_request_start_line(first.rstrip("\r")), HTTPHeaders.parse(fields)
        assert (line.method, line.path, line.version) == ("POST", found.path, "HTTP/1.1")
        assert headers.get_list("Content-Length") == [headers["Content-Length"]]
        assert int(headers["Content-Length"]) == found.length
        assert "Transfer-Encoding" not in headers and headers.get_list("Host") == [found.host]
