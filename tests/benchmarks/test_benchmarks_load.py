"""The sender reads whole responses, and takes none but those with status 200."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from benchmarks.load import Connection, one_by_one, request


class Echo(BaseHTTPRequestHandler):
    """Answers with the body, and with the status that the path names."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(int(self.path[1:]))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_long_answer_is_read_to_its_end_before_the_next_request(port: int) -> None:
    connection = Connection(port)
    large = b"x" * 3_000_000
    connection.send(request("/200", large))
    assert connection.body == large
    connection.send(request("/200", {"a": 1}))
    assert connection.body == b'{"a": 1}'
    connection.close()


def test_a_refusal_is_an_error_not_a_fast_answer(port: int) -> None:
    connection = Connection(port)
    with pytest.raises(RuntimeError, match="500"):
        connection.send(request("/500", b""))
    connection.close()


def test_every_request_is_answered_and_timed(port: int) -> None:
    connection = Connection(port)
    assert len(one_by_one(connection, [request("/200", b"x")] * 5)) == 5
    connection.close()
