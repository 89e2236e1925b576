"""Addresses and proxies as people write them."""

from __future__ import annotations

import pytest

from visdom.client.address import parse_base_url, parse_proxy, parse_server
from visdom.errors import BadArgument


@pytest.mark.parametrize(
    ("server", "port", "address"),
    [
        ("http://localhost", 8097, ("http://localhost", "localhost", 8097)),
        ("example.org", 80, ("http://example.org", "example.org", 80)),
        ("https://vis.example.org", 443, ("https://vis.example.org", "vis.example.org", 443)),
        ("http://example.org/some/where", 80, ("http://example.org", "example.org", 80)),
        ("localhost:9000", 8097, ("http://localhost", "localhost", 9000)),
        ("http://localhost:9000/", 8097, ("http://localhost", "localhost", 9000)),
        ("http://localhost:9000", 9001, ("http://localhost", "localhost", 9001)),
        ("10.0.0.1", 8097, ("http://10.0.0.1", "10.0.0.1", 8097)),
        ("http://[::1]:5000", 8097, ("http://[::1]", "[::1]", 5000)),
    ],
)
def test_server_and_port(server, port, address):
    assert parse_server(server, port) == address


@pytest.mark.parametrize(("base_url", "path"), [("/", ""), ("/vis", "/vis"), ("/a/b", "/a/b")])
def test_base_url(base_url, path):
    assert parse_base_url(base_url) == path


@pytest.mark.parametrize("server", [None, 8097, "http://localhost:abc", "localhost:99999", "http://["])
def test_half_an_address_is_refused(server):
    with pytest.raises(BadArgument, match="server: expected an address such as"):
        parse_server(server, 8097)


@pytest.mark.parametrize("base_url", ["vis", "/vis/", "", None])
def test_a_base_url_begins_and_does_not_end_with_a_slash(base_url):
    with pytest.raises(BadArgument, match="begin and not to end with '/'"):
        parse_base_url(base_url)


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
