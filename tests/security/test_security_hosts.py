"""DNS rebinding: a page whose host name was pointed at this machine reads and writes nothing."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator

import pytest
import requests
from playwright.sync_api import sync_playwright
from raw_http import ask, connected, drawing, replies, request
from serving import ServerProcess
from watched_page import CHROMIUM, CHROMIUM_FLAGS

from visdom import Visdom
from visdom.server.http import hosts
from visdom.server.http.hosts import Hosts, name_of
from visdom.server.http.once import MOST
from visdom.server.settings import ServerSettings

EVIL = "evil.example"
HANDSHAKE = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: eA==", "Sec-WebSocket-Version: 13")

REQUESTS = {
    "the page": ("GET", "/", ()),
    "an environment": ("GET", "/env/main", ()),
    "a file of the page": ("GET", "/static/css/page.css", ()),
    "a file that is not there": ("GET", "/static/none", ()),
    "the style sheet": ("GET", "/user/style.css", ()),
    "health": ("GET", "/health", ()),
    "a download": ("GET", "/export/main.json", ()),
    "an error": ("GET", "/error/text", ()),
    "a polling page": ("GET", "/socket_wrap", ()),
    "the socket of pages": ("GET", "/socket", HANDSHAKE),
    "the socket of programs": ("GET", "/vis_socket", HANDSHAKE),
    "a method without a route": ("DELETE", "/events", ()),
    "a window": ("POST", "/win_data", ()),
    "a change": ("POST", "/events", ()),
    "a change by a page": ("POST", "/events", (f"Origin: http://{EVIL}",)),
    "a login": ("POST", "/", ()),
}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with -bind_local that all tests share."""
    made = ServerProcess(tmp_path_factory.mktemp("local") / "server").start()
    yield made
    made.stop()


@pytest.mark.parametrize("what", REQUESTS)
def test_every_request_for_a_foreign_host_is_refused_with_a_sentence(local: ServerProcess, what: str) -> None:
    method, path, fields = REQUESTS[what]
    body = json.dumps({"win": "stolen", "eid": "main", "data": [{"type": "text", "content": "x"}]}).encode()
    reply = ask(local, request(method, path, f"{EVIL}:{local.port}", body if method == "POST" else None, *fields))
    assert reply.status == 403
    assert b"asked as evil.example" in reply.text and b"-allow_host evil.example." in reply.text
    assert requests.post(f"{local.url}/win_exists", json={"win": "stolen"}, timeout=20).text == "false"


def test_the_fast_path_decides_for_every_request_of_a_connection(local: ServerProcess) -> None:
    with connected(local) as client:
        client.sendall(drawing("first") + drawing("second", host=EVIL) + drawing("third"))
        first, second, third = replies(client, 3)
    assert (first.status, second.status, third.status) == (200, 403, 200)
    assert "Server" not in first.fields, "the fast path did not serve it"
    assert requests.post(f"{local.url}/win_exists", json={"win": "second"}, timeout=20).text == "false"


def test_the_log_names_each_host_once_and_not_without_end(server: ServerProcess) -> None:
    for number in range(MOST + 20):
        for port in (80, 8097):
            assert ask(server, request("GET", "/health", f"evil{number}.example:{port}")).status == 403
    assert server.log().count("Refused a request") == MOST
    assert server.log().count("-allow_host evil0.example") == 1


OURS = (
    *("127.0.0.1", "127.0.0.1:8097", "127.1:8097", "0x7f.1", "0.0.0.0:8097", "[::1]:8097", "[::1]", "::1"),
    *("localhost", "localhost:9", "LOCALHOST", "localhost.", "Localhost.:80", "visdom.localhost", "[::ffff:127.0.0.1]"),
)
ADDRESSES = ("192.168.1.7:8097", "[fe80::1%25eth0]:8097", "[fe80::1%eth0]", "3232235783", "[2001:db8::1]")
NAMES = ("lab.example", "Lab.Example.:8097", "proxy.example:443", "desk.example", "xn--mnchen-3ya.example")
FOREIGN = (
    *("evil.example", "evil.example:8097", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1.nip.io"),
    *("lab.example.evil.example", "xlab.example", "evil-localhost", "1.2.3.4.5", "999.1.1.1", "null", ""),
    *("[evil.example]", "[::1]evil.example", "[::1"),
)
NAMED = ServerSettings(
    hostname="desk.example",
    allow_host=("lab.example:8097", "münchen.example"),
    allow_origin=("https://Proxy.example", "*"),
)


@pytest.mark.parametrize("bind_local", [True, False])
def test_names_that_are_allowed(bind_local: bool) -> None:
    allowed = Hosts(ServerSettings(**{**vars(NAMED), "bind_local": bind_local})).allows
    assert [host for host in (*OURS, *NAMES) if not allowed(host)] == []
    assert [host for host in ADDRESSES if allowed(host) == bind_local] == []
    assert [host for host in FOREIGN if allowed(host)] == []


def test_the_names_of_the_machine_are_allowed_unless_only_itself_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Desk.lab")
    monkeypatch.setattr(socket, "getfqdn", lambda: "desk.lab.example")
    monkeypatch.setattr(hosts.threading.Thread, "start", hosts.threading.Thread.run)
    names = ("desk", "DESK:8097", "desk.lab", "desk.local", "desk.local.", "desk.lab.example")
    assert all(map(Hosts(ServerSettings()).allows, names))
    assert not any(map(Hosts(ServerSettings(bind_local=True)).allows, names))
    assert not Hosts(ServerSettings()).allows("other.local")


def test_a_name_server_that_does_not_answer_holds_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = hosts.threading.Event()
    monkeypatch.setattr(socket, "getfqdn", lambda: (asked.wait(60), "late.example")[1])
    found = Hosts(ServerSettings())
    assert found.allows("localhost") and not found.allows("late.example")
    asked.set()
    for thread in hosts.threading.enumerate():
        if thread.name == "visdom-hostname":
            thread.join()
    assert found.allows("late.example")


def test_any_host_is_allowed_only_by_name() -> None:
    assert Hosts(ServerSettings(allow_host=("*",))).allows(EVIL)
    assert not Hosts(ServerSettings(allow_origin=("*",))).allows(EVIL)


def test_what_is_remembered_is_bounded() -> None:
    found = Hosts(ServerSettings())
    for port in range(5000):
        assert found.allows(f"localhost:{port}")
    assert len(found._allowed) == hosts.MOST_REMEMBERED


@pytest.mark.parametrize("host", ["[", "]", "[]", ":", "::::", "a:b:c", "%", "ü" * 100, "." * 100, "-", "0x", "1.2.3."])
def test_half_a_host_is_no_error(host: str) -> None:
    assert isinstance(name_of(host), str)
    assert not Hosts(ServerSettings(bind_local=True)).allows(host)


def test_programs_and_proxies_reach_a_server_by_the_names_that_it_has(
    make_server: Callable[..., ServerProcess],
) -> None:
    server = make_server("-hostname", "desk.example", "-allow_host", "lab.example", "-allow_host", "other.example")
    for host in ("desk.example", "LAB.example:443", "other.example.", f"localhost:{server.port}"):
        assert ask(server, drawing("w", host=host)).status == 200, host
        assert ask(server, request("GET", "/", host)).status == 200, host
    assert ask(server, request("GET", "/health", "another.example")).status == 403
    vis = Visdom(server="http://LOCALHOST", port=server.port)
    assert vis.text("seen", win="by_name") == "by_name"
    vis.session.close()


def test_a_request_without_a_host_is_one_for_the_address(local: ServerProcess) -> None:
    with connected(local) as client:
        client.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        assert replies(client)[0].status == 200


@pytest.mark.browser
def test_a_page_whose_name_was_pointed_here_gets_nothing(local: ServerProcess) -> None:
    """The browser resolves the name to this address, as by the attacker's name server, and runs their script."""
    assert ask(local, drawing("secret", "the secret text")).status == 200
    flags = [*CHROMIUM_FLAGS, f"--host-resolver-rules=MAP {EVIL} 127.0.0.1"]
    script = """async () => {
        const texts = [];
        for (const [path, method] of [["/", "GET"], ["/health", "GET"], ["/env/main", "GET"], ["/socket_wrap", "GET"],
                                      ["/export/main.json", "GET"], ["/win_data", "POST"], ["/events", "POST"]]) {
            const body = {win: null, eid: "main", data: [{type: "text", content: "mine"}]};
            const answer = await fetch(path, method === "POST" ? {method, body: JSON.stringify(body)} : {});
            texts.push([answer.status, await answer.text()]);
        }
        const opened = await new Promise((resolve) => {
            const socket = new WebSocket(`ws://${location.host}/socket`);
            socket.onopen = () => resolve(true);
            socket.onerror = () => resolve(false);
        });
        return {texts, opened};
    }"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page(bypass_csp=True)  # the script came with a page of the attacker
        answer = page.goto(f"http://{EVIL}:{local.port}/")
        found = page.evaluate(script)
        shown = page.content()
        browser.close()
    assert answer is not None and answer.status == 403
    assert "-allow_host evil.example" in shown
    assert {status for status, _ in found["texts"]} == {403}
    assert not found["opened"]
    assert not any("secret" in text for _, text in found["texts"])
    stored = requests.post(f"{local.url}/win_data", json={"win": None, "eid": "main"}, timeout=20).json()
    assert "secret" in stored and "mine" not in str(stored)
