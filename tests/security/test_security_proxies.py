"""What proxies say about the browser, and which of them the server believes."""

from __future__ import annotations

import pytest

from visdom.server.identity.proxies import Proxies

TRUSTED = ("10.1.0.0/16", "2001:db8::7", "192.168.1.9/24")


@pytest.mark.parametrize(
    ("address", "trusted", "expected"),
    [
        ("127.0.0.1", (), True),
        ("::1", (), True),
        ("::ffff:127.0.0.1", (), True),
        ("10.1.2.3", (), False),
        ("10.1.2.3", TRUSTED, True),
        ("::ffff:10.1.2.3", TRUSTED, True),
        ("10.2.2.3", TRUSTED, False),
        ("2001:db8::7", TRUSTED, True),
        ("192.168.1.200", TRUSTED, True),
        ("", TRUSTED, False),
        ("None", TRUSTED, False),
        ("unix", TRUSTED, False),
    ],
)
def test_this_machine_and_the_named_ones_are_believed(address: str, trusted: tuple[str, ...], expected: bool) -> None:
    assert Proxies(trusted).trusts(address) == expected


@pytest.mark.parametrize("value", ["lab", "10.1.0.0/99", "", "10.1.2.3:80"])
def test_what_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="trust_proxy must be an address"):
        Proxies((value,))


@pytest.mark.parametrize(
    ("peer", "header", "expected"),
    [
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # the client invents it
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # the client invents the first
        ("127.0.0.1", "198.51.100.1, 10.1.0.1", "198.51.100.1"),  # two proxies
        ("127.0.0.1", "10.1.0.1", "10.1.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", " , ", "127.0.0.1"),
    ],
)
def test_the_client_is_the_last_address_before_the_trusted_ones(peer: str, header: str, expected: str) -> None:
    assert Proxies(TRUSTED).client_of(peer, {"X-Forwarded-For": header}) == expected


@pytest.mark.parametrize(
    ("protocol", "peer", "header", "expected"),
    [
        ("https", "203.0.113.7", "", True),
        ("https", "203.0.113.7", "http", True),
        ("http", "203.0.113.7", "https", False),
        ("http", "127.0.0.1", "https", True),
        ("http", "10.1.0.1", "https", True),
        ("http", "127.0.0.1", "http", False),
        ("http", "127.0.0.1", "", False),
    ],
)
def test_encryption_is_believed_of_trusted_proxies_only(protocol: str, peer: str, header: str, expected: bool) -> None:
    assert Proxies(TRUSTED).is_encrypted(protocol, peer, {"X-Forwarded-Proto": header}) == expected
