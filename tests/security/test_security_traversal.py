"""No path leads out of the folders of the page and of the environments, with or without a login."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from raw_http import Reply, connected, replies, request
from serving import ServerProcess
from visiting import CREDENTIALS

CANARY = b"the canary outside"
UP = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "..\\",
    "..%5c",
    "....//",
    "%252e%252e%252f",
    "..;/",
    "..%00/",
    "%c0%ae%c0%ae/",
)
PLACES = ("/static/", "/static/js/", "/user/", "/export/", "/env/", "/compare/", "/error/", "/")


def get(server: ServerProcess, path: str) -> Reply:
    with connected(server) as client:
        client.sendall(request("GET", path))
        (reply,) = replies(client)
    return reply


@pytest.mark.parametrize("flags", [(), ("-enable_login",)], ids=["open", "login"])
def test_no_address_leads_out(flags: tuple[str, ...], make_server: Callable[..., ServerProcess]) -> None:
    server = make_server(*flags, environ=CREDENTIALS)
    outside = [server.env_path.parent / "canary.json", server.env_path.parent / "canary", server.home / "canary.json"]
    for file in outside:
        file.write_bytes(b'{"jsons": {}, "x": "%b"}' % CANARY)
    for place in PLACES:
        for up in UP:
            for depth in (1, 2, 8):
                for name in ("canary.json", "canary", "home/canary.json", str(outside[0]).lstrip("/")):
                    reply = get(server, f"{place}{up * depth}{name}")
                    assert CANARY not in reply.text, (place, up, depth, name)
                    assert reply.status < 500 or place == "/error/", (place, up, depth, name, reply)
    assert "Traceback" not in server.log()


def test_ids_that_look_like_paths_stay_inside(server: ServerProcess, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_bytes(b"not ours")
    for name in ("../outside", "..", "a/../../outside", str(outside)):
        body = json.dumps({"data": [{"type": "text", "content": "x"}], "win": name, "eid": name}).encode()
        with connected(server) as client:
            client.sendall(
                request("POST", "/events", "localhost", body) + request("POST", "/save", "localhost", b'{"data": []}')
            )
            assert [reply.status for reply in replies(client, 2)] == [200, 200]
    assert outside.read_bytes() == b"not ours"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outside.json", "server0"]
