"""TLS: the server speaks https with the certificate that it is given, or says what is wrong with the files."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests
import websocket
from over_tls import Certificate, SecureServer, make_certificate
from playwright.sync_api import Browser, BrowserContext
from watched_page import WatchedPage

from visdom import Visdom

HUGE = 3_000_000
"""More than a socket takes at once."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def secure(tmp_path: Path, certificate: Certificate) -> Iterator[SecureServer]:
    server = SecureServer(tmp_path / "server", certificate).start()
    yield server
    server.stop()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A visit of a person who trusts the certificate."""
    context = chromium.new_context(ignore_https_errors=True)
    yield context
    context.close()


def post(server: SecureServer, path: str, **body: object) -> requests.Response:
    return requests.post(server.url + path, json=body, verify=str(server.certificate.certfile), timeout=20)


def text(content: str) -> list[dict[str, str]]:
    return [{"type": "text", "content": content}]


def connect(server: SecureServer, path: str) -> websocket.WebSocket:
    address = server.url.replace("https", "wss") + path
    return websocket.create_connection(address, timeout=20, sslopt={"ca_certs": str(server.certificate.certfile)})


def test_requests_are_served_and_the_printed_address_is_https(secure: SecureServer) -> None:
    assert post(secure, "/events", data=text("x"), win="w").text == "w"
    for number in range(3):  # on one connection
        assert post(secure, "/update", data=text(str(number)), win="w", append=True).text == "w"
    assert f"You can navigate to https://localhost:{secure.port}" in secure.log()


def test_no_old_protocol_and_no_plain_text_is_spoken(secure: SecureServer) -> None:
    with pytest.raises(requests.ConnectionError):
        requests.post(secure.url.replace("https", "http") + "/events", json={"data": text("x"), "win": "p"}, timeout=20)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", secure.port), timeout=20) as connection, pytest.raises(OSError):
        context.wrap_socket(connection).close()
    assert post(secure, "/win_exists", win="p").text == "false"


def test_what_does_not_speak_tls_is_logged_once(secure: SecureServer) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", secure.port), timeout=20) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            with suppress(ConnectionResetError):
                assert b"HTTP/1.1" not in connection.recv(100)
    assert post(secure, "/env_state").json() == ["main"]
    assert secure.log().count("SSL Error on") == 1


def test_a_page_gets_large_windows_whole_and_in_order(secure: SecureServer) -> None:
    page = connect(secure, "/socket")
    sid = json.loads(page.recv())["data"]
    post(secure, "/env/main", sid=sid)
    for number in range(4):
        post(secure, "/events", data=text(f"{number}" * HUGE), win=f"w{number}")
    received = []
    while len(received) < 4:
        message = json.loads(page.recv())
        if message["command"] == "window":
            received.append(message["content"][0] + str(len(message["content"])))
    assert received == [f"{number}{HUGE}" for number in range(4)]
    page.close()


def test_the_client_draws_and_gets_events_with_a_certificate_that_it_is_told(
    secure: SecureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(secure.certificate.certfile))
    vis = Visdom(server="https://127.0.0.1", port=secure.port, raise_exceptions=True)
    assert vis.text("hello", win="w") == "w"
    got = threading.Event()
    vis.register_event_handler(lambda event: got.set(), "w")
    page = connect(secure, "/socket")
    page.send(json.dumps({"cmd": "forward_to_vis", "data": {"event_type": "Click", "target": "w", "eid": "main"}}))
    assert got.wait(20)
    page.close()
    vis.close_connection()


def test_the_client_does_not_send_to_a_certificate_that_it_does_not_know(secure: SecureServer) -> None:
    with pytest.raises(ConnectionError, match="(?i)certificate"):
        Visdom(server="https://127.0.0.1", port=secure.port, raise_exceptions=True, use_incoming_socket=False)
    assert post(secure, "/env_state").json() == ["main"]


@pytest.mark.browser
def test_a_page_draws_and_stays_connected(secure: SecureServer, open_page: Callable[..., WatchedPage]) -> None:
    page = open_page(secure, "/env/main")
    post(secure, "/events", data=text("over tls"), win="w")
    page.page.get_by_text("over tls").wait_for()
    assert page.page.url.startswith("https://")


def start(*flags: object) -> subprocess.CompletedProcess[str]:
    """What a server that should not start prints."""
    words = [sys.executable, "-m", "visdom.server", "-port", "0", "-bind_local", *map(str, flags)]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, check=False)


def test_files_that_do_not_fit_are_named_at_start(tmp_path: Path, certificate: Certificate) -> None:
    other = make_certificate(tmp_path, "other")
    locked = tmp_path / "locked.key"
    words = ["openssl", "ec", "-in", certificate.keyfile, "-aes256", "-passout", "pass:secret", "-out", locked]
    subprocess.run(words, check=True, capture_output=True)
    cert, key = certificate
    for flags, sentence in (
        (("-certfile", tmp_path / "no.pem"), f"-certfile {tmp_path}/no.pem cannot be read: No such file"),
        (("-certfile", cert, "-keyfile", tmp_path / "no.key"), "-keyfile"),
        (("-certfile", cert, "-keyfile", other.keyfile), f"the key in {other.keyfile} does not belong to the first"),
        (("-certfile", cert), f"there is no certificate with its key in {cert}: expected both in PEM form"),
        (("-certfile", key, "-keyfile", key), "there is no certificate with its key in"),
        (("-certfile", cert, "-keyfile", locked), "the key without a password"),
        (("-keyfile", key), "keyfile needs a certfile"),
    ):
        done = start("-env_path", tmp_path / "envs", *flags)
        assert done.returncode != 0
        assert sentence in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert not (tmp_path / "envs").exists()


def test_upstreams_names_and_one_file_for_both_serve_as_well(tmp_path: Path, certificate: Certificate) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(certificate.certfile.read_bytes() + certificate.keyfile.read_bytes())
    one = SecureServer(tmp_path / "one", certificate)
    one.flags = ["-ssl_certfile", str(both)]
    two = SecureServer(tmp_path / "two", certificate)
    two.flags = ["-ssl_certfile", str(certificate.certfile), "-ssl_keyfile", str(certificate.keyfile)]
    for server in (one, two):
        try:
            assert post(server.start(), "/events", data=text("x"), win="w").text == "w"
        finally:
            server.stop()
