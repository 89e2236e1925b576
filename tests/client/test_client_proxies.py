"""This machine is reached directly, and everything else through the proxies of the client or the environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from misbehaving import Misbehaving, visdoms
from training import LOGIN, LOGIN_FLAGS, credentials

from visdom.client.address import is_loopback

TIMEOUT_SECS = 20

WAYS = pytest.mark.parametrize(
    "way",
    [{"use_incoming_socket": True}, {"use_polling": True}, {}],
    ids=["websocket", "polling", "quiet"],
)


@pytest.fixture
def proxy() -> Iterator[Misbehaving]:
    """A proxy that answers everything itself."""
    made = Misbehaving(lambda path: visdoms(""))
    yield made
    made.close()


@pytest.fixture(params=["http_proxy", "all_proxy", "HTTP_PROXY"])
def proxy_of_environment(proxy: Misbehaving, monkeypatch: pytest.MonkeyPatch, request) -> Misbehaving:
    """A proxy that the environment names."""
    monkeypatch.setenv(request.param, f"http://127.0.0.1:{proxy.port}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return proxy


@WAYS
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_this_machine_is_reached_without_the_proxy_of_the_environment(server, connect, proxy_of_environment, host, way):
    vis = connect(server.port, server=f"http://{host}", **way)
    assert vis.text("x", win="w") == "w"
    assert vis.win_exists("w") is True
    assert vis.check_connection(timeout_seconds=TIMEOUT_SECS)
    assert proxy_of_environment.connections == 0


def test_the_login_on_this_machine_is_direct_too(make_server, connect, proxy_of_environment):
    server = make_server(*LOGIN_FLAGS, environ=credentials("secret"))
    vis = connect(server.port, use_incoming_socket=True, **LOGIN)
    vis.session.hooks["response"].append(lambda response, **_: None)  # sends each request by `session.send`
    assert vis.text("x", win="w") == "w"
    assert vis.check_connection(timeout_seconds=TIMEOUT_SECS)
    assert proxy_of_environment.connections == 0


@pytest.mark.parametrize("excluded", ["", "127.0.0.1,localhost"])
def test_a_proxy_of_the_client_is_used_for_this_machine_too(
    proxy: Misbehaving, connect: Callable, monkeypatch, excluded
):
    monkeypatch.setenv("no_proxy", excluded)
    monkeypatch.setattr("visdom.client.events.FIRST_GREETING_SECS", 0.5)
    vis = connect(8097, proxies={"http": f"127.0.0.1:{proxy.port}"}, use_incoming_socket=True)
    assert vis.close("w") == ""
    assert "http://127.0.0.1:8097/close" in proxy.requests
    assert "127.0.0.1:8097" in proxy.requests  # CONNECT, of the websocket


def test_other_hosts_are_reached_through_the_proxy_of_the_environment(connect, proxy_of_environment):
    vis = connect(8097, server="http://visdom.invalid")
    assert vis.close("w") == ""
    assert proxy_of_environment.requests == [
        "http://visdom.invalid:8097/env/main",
        "http://visdom.invalid:8097/close",
    ]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LocalHost.", True),
        ("vis.localhost", True),
        ("127.3.2.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", True),
        ("notlocalhost", False),
        ("10.0.0.1", False),
        ("127.0.0.1.example.org", False),
        (None, False),
    ],
)
def test_which_hosts_are_this_machine(host, expected):
    assert is_loopback(host) is expected
