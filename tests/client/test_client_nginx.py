"""nginx between the client and the server: calls arrive, or the client says why they do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from proxied import KEEP_HOST, UPGRADE, Nginx
from serving import ServerProcess

from visdom import Visdom
from visdom.errors import CallsLost, NoServer

Connect = Callable[..., Visdom]
MakeProxy = Callable[..., Nginx]
MakeServer = Callable[..., ServerProcess]

WAYS: dict[str, tuple[list[str], tuple[str, ...], dict[str, Any]]] = {
    "proxy_pass alone": ([], ("/",), {}),
    "with Host": ([], ("/", KEEP_HOST), {}),
    "Host rewritten": (["-allow_host", "elsewhere.example"], ("/", "proxy_set_header Host elsewhere.example;"), {}),
    "prefix kept": (["-base_url", "/lab"], ("/lab/",), {}),
    "prefix cut": ([], ("/lab/",), {"cuts_prefix": True}),
    "prefix cut, Host rewritten": (
        ["-allow_host", "x"],
        ("/a/b/", "proxy_set_header Host x:1;"),
        {"cuts_prefix": True},
    ),
}


def titles(vis: Visdom) -> dict[str, str]:
    return {win: window["title"] for win, window in json.loads(vis.get_window_data()).items()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("names_path", [True, False], ids=["in server", "in base_url"])
def test_calls_arrive_through_nginx(
    make_server: MakeServer, make_proxy: MakeProxy, connect: Connect, way: str, names_path: bool
) -> None:
    flags, settings, more = WAYS[way]
    proxy = make_proxy(make_server(*flags), *settings, **more)
    address = {"server": f"http://127.0.0.1{proxy.base_url}"} if names_path else {"base_url": proxy.base_url or "/"}
    vis = connect(proxy.port, raise_exceptions=True, **address)
    assert vis.check_connection()
    for step in range(3):
        assert vis.line([step], [step], win="loss", update="append", opts={"title": "Loss"}) == "loss"
    assert vis.text("x", win="note", opts={"title": "Note"}) == "note"
    assert vis.fork_env("main", "copy") == "copy"
    assert titles(vis) == {"loss": "Loss", "note": "Note"}


def test_events_arrive_through_nginx(make_server: MakeServer, make_proxy: MakeProxy, connect: Connect) -> None:
    proxy = make_proxy(make_server(), "/lab/", KEEP_HOST, UPGRADE, cuts_prefix=True)
    vis = connect(proxy.port, base_url=proxy.base_url, use_incoming_socket=True, raise_exceptions=True)
    assert vis.check_connection(timeout_seconds=20)
    assert vis.socket_alive


def test_a_prefix_that_the_server_does_not_know_is_said(
    make_server: MakeServer, make_proxy: MakeProxy, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    proxy = make_proxy(make_server(), "/lab/")
    vis = connect(proxy.port, base_url=proxy.base_url)
    assert vis.text("x", win="note") is False
    assert "404" in caplog.text
    assert "/lab/events" in caplog.text


def test_a_body_that_nginx_does_not_take_is_an_outage_with_its_status(
    make_server: MakeServer, make_proxy: MakeProxy, connect: Connect
) -> None:
    vis = connect(make_proxy(make_server(), "/").port)
    picture = np.random.default_rng(0).integers(0, 256, (3, 800, 800), dtype=np.uint8)
    with pytest.warns(CallsLost, match="413"):
        assert vis.image(picture, win="large") is False
    vis.raise_exceptions = True
    with pytest.raises(NoServer, match="413 Request Entity Too Large"):
        vis.image(picture, win="large")
    with pytest.warns(CallsLost, match="answers again"):
        assert vis.image(picture[:, :50, :50], win="small", opts={"title": "Small"}) == "small"
    assert titles(vis) == {"small": "Small"}


def test_a_server_that_is_down_behind_nginx_is_an_outage_until_it_is_back(
    make_server: MakeServer, make_proxy: MakeProxy, connect: Connect
) -> None:
    server = make_server("-cache_type", "JPWA")
    vis = connect(make_proxy(server, "/").port)
    assert vis.text("before", win="a") == "a"
    server.stop()
    with pytest.warns(CallsLost, match="502"):
        assert vis.text("meanwhile", win="b") is False
    assert not vis.check_connection()
    vis.raise_exceptions = True
    with pytest.raises(NoServer, match="502 Bad Gateway"):
        vis.text("meanwhile", win="b")
    server.start()
    with pytest.warns(CallsLost, match="answers again"):
        assert vis.text("after", win="c") == "c"
    assert set(titles(vis)) == {"a", "c"}
