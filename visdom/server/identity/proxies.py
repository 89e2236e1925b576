"""Proxies in front of the server: which ones it believes what they say about the browser."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping


class Proxies:
    """Believes the machine itself, and the addresses and networks of `-trust_proxy`."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        self._networks = []
        for each in trusted:
            try:
                self._networks.append(ipaddress.ip_network(each, strict=False))
            except ValueError:
                expected = "an address such as 10.0.0.7 or a network such as 10.0.0.0/8"
                raise ValueError(f"trust_proxy must be {expected}; got {each!r}") from None

    def trusts(self, address: str) -> bool:
        """Does the server believe what comes from this address?"""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        plain = getattr(parsed, "ipv4_mapped", None) or parsed
        return plain.is_loopback or any(plain in network for network in self._networks)

    def client_of(self, peer: str, headers: Mapping[str, str]) -> str:
        """The address that a request comes from: the last one that no trusted proxy has."""
        address = peer
        hops = headers.get("X-Forwarded-For", "").split(",")
        while self.trusts(address) and hops and hops[-1].strip():
            address = hops.pop().strip()
        return address

    def is_encrypted(self, protocol: str, peer: str, headers: Mapping[str, str]) -> bool:
        """Does the browser reach the server, or a proxy that it trusts, by TLS?"""
        forwarded = headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip().lower()
        return protocol == "https" or (forwarded == "https" and self.trusts(peer))
