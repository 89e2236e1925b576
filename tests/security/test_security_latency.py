"""Deep and huge bodies: the server goes on serving others. Their latency is printed, never judged."""

from __future__ import annotations

import json
import socket
import statistics
import threading
import time
from collections.abc import Callable

import pytest
from raw_http import connected, drawing, replies, request
from serving import ServerProcess

LARGE = 10_000_000
PAUSE_SECONDS = 0.004


def repeated(item: bytes) -> bytes:
    """A list of equal items, so many that it is large."""
    return b"[" + b",".join([item] * (LARGE // (len(item) + 1))) + b"]"


def nested(levels: int) -> bytes:
    return repeated(b"[" * levels + b"0" + b"]" * levels)


SHAPES = {
    "empty lists": repeated(b"[]"),
    "pairs": repeated(b"[1,2]"),
    "objects": repeated(b'{"a":1}'),
    "lists nested 200 deep": nested(200),
    "lists nested 900 deep": nested(900),
    "lists nested 200 deep, half a surrogate": b'["\\ud800",' + nested(200)[1:],
    "numbers": repeated(b"0.123456789"),
    "texts that are brackets": repeated(b'"["'),
    "names": b"{" + b",".join(b'"k%d":1' % number for number in range(800_000)) + b"}",
    "a text of brackets": b'"' + b"[" * LARGE + b'"',
    "one list nested without end": b"[" * LARGE,
    "a list that does not end": repeated(b"[]")[:-1],
}
EVENTS = b'{"win": "large", "eid": "attacked", "data": [{"type": "scatter", "x": [1], "y": [1]}], "layout": {"x": %b}}'
BODIES: dict[str, Callable[[bytes], tuple[str, bytes]]] = {
    "a window": lambda shape: ("/events", EVENTS % shape),
    "an update": lambda shape: ("/update", EVENTS % shape),
    "a body that is no object": lambda shape: ("/events", b"[%b]" % shape),
    "a text inside": lambda shape: (
        "/win_data",
        b'{"win": "stored", "eid": "attacked", "data": %b}' % json.dumps(f'{{"x": {shape.decode()}}}').encode(),
    ),
}


def latencies(server: ServerProcess, is_done: threading.Event) -> list[float]:
    """How long other requests take until the attack is over: one every few milliseconds, whether or not they wait."""
    found = []
    with connected(server) as other:
        other.sendall(drawing("other"))
        replies(other)
        due = time.perf_counter()
        while not is_done.is_set():
            other.sendall(drawing("other"))
            assert replies(other)[0].status == 200
            while due < time.perf_counter():  # those that would have been sent meanwhile waited, too
                found.append(time.perf_counter() - due)
                due += PAUSE_SECONDS
            time.sleep(max(0.0, due - time.perf_counter()))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
def test_others_are_served_while_a_huge_body_arrives(server: ServerProcess, shape: str) -> None:
    statuses: list[int] = []
    is_done = threading.Event()

    def attack() -> None:
        for make in BODIES.values():
            path, body = make(SHAPES[shape])
            with socket.create_connection(("127.0.0.1", server.port), timeout=280) as client:
                client.sendall(request("POST", path, "localhost", body))
                statuses.append(replies(client)[0].status)
        is_done.set()

    attacker = threading.Thread(target=attack)
    start = time.perf_counter()
    attacker.start()
    found = latencies(server, is_done)
    attacker.join()
    slowest = statistics.quantiles(found, n=100)[-1]
    print(
        f"\n  {shape}: 4 requests in {time.perf_counter() - start:.1f} s, {statuses}; others: {len(found)}, "
        f"p50 {statistics.median(found) * 1000:.1f} ms, p99 {slowest * 1000:.0f} ms, longest {max(found) * 1000:.0f} ms"
    )
    assert set(statuses) <= {200, 400, 413}
    assert "Traceback" not in server.log()
