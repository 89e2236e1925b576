"""Addresses and proxies as people write them."""

from __future__ import annotations

import numpy as np
import pytest

from visdom.client.address import parse_address, parse_proxy
from visdom.errors import BadArgument


@pytest.mark.parametrize(
    ("server", "port", "address"),
    [
        ("http://localhost", 8097, ("http://localhost", "localhost", 8097)),
        ("example.org", 80, ("http://example.org", "example.org", 80)),
        ("https://vis.example.org", 443, ("https://vis.example.org", "vis.example.org", 443)),
        ("localhost:9000", 8097, ("http://localhost", "localhost", 9000)),
        ("http://localhost:9000/", 8097, ("http://localhost", "localhost", 9000)),
        ("http://localhost:", 8097, ("http://localhost", "localhost", 8097)),
        ("http://localhost:9000", 9001, ("http://localhost", "localhost", 9001)),
        ("10.0.0.1", 8097, ("http://10.0.0.1", "10.0.0.1", 8097)),
        ("http://[::1]:5000", 8097, ("http://[::1]", "[::1]", 5000)),
        (" http://localhost\n", 8097, ("http://localhost", "localhost", 8097)),
    ],
)
def test_server_and_port(server, port, address):
    assert parse_address(server, port, "/") == (*address, "")


@pytest.mark.parametrize("port", [9000, 9000.0, "9000", " 9000 ", np.int64(9000), np.float32(9000)])
def test_a_port_may_be_any_whole_number(port):
    found = parse_address("localhost", port, "/").port
    assert (found, type(found)) == (9000, int)


@pytest.mark.parametrize(("server", "port"), [("localhost", 8097), ("localhost:9000", 9000)])
def test_no_port_is_that_of_the_address_or_the_default(server, port):
    assert parse_address(server, None, "/").port == port


@pytest.mark.parametrize(
    "port", [-1, 0, 0.0, "0", 65536, 80.5, float("nan"), float("inf"), "http", "", True, [8097], b"x"]
)
def test_other_ports_are_refused(port):
    with pytest.raises(BadArgument, match="port: expected a whole number from 1 to 65535 as port, got"):
        parse_address("localhost", port, "/")


def test_the_port_in_the_address_is_checked_too():
    for port in (8097, 80, None):
        with pytest.raises(BadArgument, match="server: expected a whole number from 1 to 65535 as port, got 0"):
            parse_address("http://localhost:0/pre", port, "/")


@pytest.mark.parametrize("scheme", ["ftp", "ws", "wss", "file", "socks5", "httpx", "http+unix"])
def test_a_server_speaks_http(scheme):
    with pytest.raises(BadArgument, match="server: expected an address that begins with http:// or https://, got"):
        parse_address(f"{scheme}://localhost", 8097, "/")


@pytest.mark.parametrize("more", ["?", "?token=abc", "#", "#main", "/pre?a=1#b"])
@pytest.mark.parametrize("address", ["http://localhost", "localhost:9000/", "https://host/pre"])
def test_an_address_has_no_query(address, more):
    with pytest.raises(BadArgument, match=r"server: expected an address without '\?' and '#', got"):
        parse_address(address + more, 8097, "/")
    with pytest.raises(BadArgument, match=r"base_url: expected a path without '\?' and '#', got"):
        parse_address("localhost", 8097, f"/vis{more}")


@pytest.mark.parametrize(("base_url", "path"), [("/", ""), ("/vis", "/vis"), ("/a/b", "/a/b")])
def test_base_url(base_url, path):
    assert parse_address("localhost", 80, base_url).base_url == path


@pytest.mark.parametrize(
    ("server", "base_url", "path"),
    [
        ("http://host:8080/pre", "/", "/pre"),
        ("https://host/pre/fix/", "/", "/pre/fix"),
        (" host:8080/pre ", "/", "/pre"),
        ("http://host:8080/", "/", ""),
        ("http://host:8080/vis", "/vis", "/vis"),
        ("http://host:8080/pre", "/vis", "/vis"),
    ],
)
def test_a_path_in_the_address_applies_unless_base_url_is_given(server, base_url, path):
    assert parse_address(server, 8097, base_url).base_url == path


def test_a_server_below_a_path_is_reached_by_its_address(make_server, connect):
    server = make_server("-base_url", "/pre/fix")
    vis = connect(None, server=f" http://127.0.0.1:{server.port}/pre/fix/", use_incoming_socket=True)
    assert (vis.server, vis.port, vis.base_url) == ("http://127.0.0.1", server.port, "/pre/fix")
    assert vis.text("x", win="w") == "w"
    assert vis.check_connection(timeout_seconds=20)


@pytest.mark.parametrize(
    "server",
    [None, 8097, b"localhost", "", " ", "http://", "http:///pre", "http://two words", "http://localhost:abc"]
    + ["localhost:99999", "http://["],
)
def test_half_an_address_is_refused(server):
    with pytest.raises(BadArgument, match="server: expected an address such as"):
        parse_address(server, 8097, "/")


@pytest.mark.parametrize("base_url", ["vis", "/vis/", "", None])
def test_a_base_url_begins_and_does_not_end_with_a_slash(base_url):
    with pytest.raises(BadArgument, match="begins with '/'"):
        parse_address("localhost", 8097, base_url)


@pytest.mark.parametrize(
    ("proxies", "pair"),
    [
        (None, (None, None)),
        ({"https": "a:1"}, (None, None)),
        ({"http": "proxy.example:3128"}, ("proxy.example", "3128")),
        ({"http": "http://user:word@proxy.example:3128"}, ("proxy.example", "3128")),
        ({"http": "proxy.example"}, ("proxy.example", "80")),
    ],
)
def test_proxy(proxies, pair):
    assert parse_proxy(proxies) == pair


def test_other_types_are_refused_as_proxies():
    with pytest.raises(BadArgument, match="proxies: expected a dict such as"):
        parse_proxy("proxy.example:3128")
    with pytest.raises(BadArgument, match=r"proxies\['http'\]: expected an address"):
        parse_proxy({"http": "proxy.example:port"})
