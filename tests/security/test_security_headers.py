"""The headers that every answer has, from either reader of requests."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
import requests
from serving import ServerProcess

MakeServer = Callable[..., ServerProcess]

COMMON = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = "Content-Security-Policy"


def policy(answer: requests.Response) -> dict[str, str]:
    """The directives of the policy of an answer."""
    parts = answer.headers[POLICY].split(";")
    return {name: " ".join(values) for name, *values in map(str.split, parts)}


def get(server: ServerProcess, path: str, **headers: str) -> requests.Response:
    return requests.get(server.url + path, headers=headers, timeout=10)


def test_every_answer_has_them(make_server: MakeServer) -> None:
    server = make_server("-base_url", "/visdom")
    page = {"Origin": server.url.removesuffix("/visdom")}  # tornado answers pages
    answers = [
        get(server, path)
        for path in (
            "/health",
            "/error/<b>",
            "/static/js/main.js",
            "/static/no",
            "/user/style.css",
            "/export/main.json",
        )
    ]
    answers += [requests.get(f"http://127.0.0.1:{server.port}/outside", timeout=10), get(server, "/events")]
    for headers in ({}, page):
        for path, body in (("/win_exists", "{}"), ("/win_exists", "["), ("/nothing", "{}"), ("/env_state", "")):
            answers.append(requests.post(server.url + path, data=body, headers=headers, timeout=10))
    answers.append(requests.post(server.url + "/events", headers={"Origin": "http://elsewhere"}, timeout=10))
    for answer in answers:
        assert {name: answer.headers.get(name) for name in COMMON} == COMMON, (answer.url, answer.headers)
        assert not answer.headers["Content-Type"].startswith("text/html"), answer.url


def test_a_websocket_has_them_too(server: ServerProcess) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(
            b"GET /socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        head = client.recv(4096).decode("latin-1")
    assert head.startswith("HTTP/1.1 101")
    assert all(f"{name}: {value}" in head for name, value in COMMON.items())


def test_only_the_scripts_of_the_page_run_in_it(make_server: MakeServer) -> None:
    login = {"VISDOM_USE_ENV_CREDENTIALS": "1", "VISDOM_USERNAME": "a", "VISDOM_PASSWORD": "b", "VISDOM_COOKIE": "c"}
    for server in (make_server(), make_server("-enable_login", environ=login)):
        first, second = get(server, "/"), get(server, "/any/path")
        nonce = policy(first)["script-src"].removeprefix("'self' 'nonce-").removesuffix("'")
        assert len(nonce) >= 22 and f"'nonce-{nonce}'" not in second.headers[POLICY]
        assert first.text.count("<script nonce=") == first.text.count(f'<script nonce="{nonce}">') >= 3
        assert first.text.count("<script") == first.text.count("<script nonce=") + 1  # the module, of this host
        assert " onerror=" not in first.text and "{{" not in first.text
        for name in ("default-src", "base-uri", "form-action", "frame-src"):
            assert policy(first)[name] == "'none'"
        assert policy(first)["frame-ancestors"] == policy(first)["connect-src"].split()[0] == "'self'"
        assert "unsafe-eval" not in first.headers[POLICY]


def test_allowed_origins_may_frame_the_page_and_read_it(make_server: MakeServer) -> None:
    server = make_server("-allow_origin", "https://lab.example:8443", "-allow_origin", "nonsense; script-src *")
    for answer in (get(server, "/"), get(server, "/health"), requests.post(server.url + "/env_state", timeout=10)):
        assert policy(answer)["frame-ancestors"] == "'self' https://lab.example:8443"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "unsafe-none"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "script-src *" not in answer.headers[POLICY]


def test_pictures_come_from_allowed_origins_only(make_server: MakeServer) -> None:
    assert policy(get(make_server(), "/"))["img-src"] == "'self' data: blob:"
    allowed = policy(get(make_server("-allow_images", "https://a.example", "-allow_images", "http://*.b.example"), "/"))
    for name in ("img-src", "media-src", "connect-src"):
        assert allowed[name] == "'self' https://a.example http://*.b.example data: blob:"
    assert policy(get(make_server("-allow_images", "*"), "/"))["img-src"] == "'self' * data: blob:"


@pytest.mark.parametrize("origin", ["x.example", "https://a.example/path", "https://a; script-src *", "", "https:"])
def test_what_is_no_origin_of_pictures_is_refused_at_start(make_server: MakeServer, origin: str) -> None:
    with pytest.raises(RuntimeError, match="allow_images must be an origin such as https://example.org"):
        make_server("-allow_images", origin)


def test_trusted_html_has_a_frame_with_an_origin_of_its_own(make_server: MakeServer) -> None:
    server = make_server("-trust_html")
    assert policy(get(server, "/"))["frame-src"] == "'self'"
    frame = policy(get(server, "/static/frame.html"))
    assert "allow-scripts" in frame["sandbox"] and "allow-same-origin" not in frame["sandbox"]
    assert frame["frame-ancestors"] == "'self'"


def test_pages_ask_the_browser_not_to_resolve_the_hosts_of_links(server: ServerProcess) -> None:
    for path in ("/", "/export/main.html"):
        assert (
            '<meta http-equiv="x-dns-prefetch-control" content="off">'
            in requests.get(server.url + path, timeout=20).text
        )
