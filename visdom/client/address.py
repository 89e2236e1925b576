"""The address of the server and of its proxy, parsed from the constructor's arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from visdom.errors import BadArgument
from visdom.protocol.names import DEFAULT_PORT

MOST_PORT = 65535
SCHEMES = ("http", "https")

_HAS_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


class Address(NamedTuple):
    """Where a server is: `http://host`, `host`, its port, and the path below which it is, empty for the root."""

    server: str
    host: str
    port: int
    base_url: str


def parse_address(server: str, port: int | str | float | None, base_url: str) -> Address:
    """Check and complete the address of a server.

    Port and path in `server` apply unless `port` and `base_url` differ from their defaults.
    """
    parts, own_port = _split(server, "server")
    host = parts.netloc.removesuffix(":")
    if not parts.hostname or re.search(r"\s", host):
        raise _not_an_address(server, "server")
    if parts.scheme not in SCHEMES:
        raise BadArgument(f"server: expected an address that begins with http:// or https://, got {server!r}")
    if _has_query(server):
        raise BadArgument(f"server: expected an address without '?' and '#', got {server!r}")
    own_path = parts.path.rstrip("/")
    number = _parse_port(port, "port")
    if own_port is not None:
        host = host[: host.rindex(":")]
        own_port = _parse_port(own_port, "server")
        number = own_port if number == DEFAULT_PORT else number
    base_url = _parse_base_url(base_url) or own_path
    return Address(f"{parts.scheme}://{host}", host, number, base_url)


def _parse_port(port: int | str | float | None, argument: str) -> int:
    """A port as a whole number; None means the default."""
    if port is None:
        return DEFAULT_PORT
    try:
        number = int(port)
        is_port = number == float(port) and 1 <= number <= MOST_PORT and not isinstance(port, bool)
    except (TypeError, ValueError, OverflowError):
        is_port = False
    if not is_port:
        raise BadArgument(f"{argument}: expected a whole number from 1 to {MOST_PORT} as port, got {port!r}")
    return number


def _parse_base_url(base_url: str) -> str:
    """Check the path of the server; the root is an empty string."""
    if base_url == "/":
        return ""
    if not isinstance(base_url, str) or not base_url.startswith("/") or base_url.endswith("/"):
        raise BadArgument(f"base_url: expected a path that begins with '/' and does not end with '/', got {base_url!r}")
    if _has_query(base_url):
        raise BadArgument(f"base_url: expected a path without '?' and '#', got {base_url!r}")
    return base_url


def _has_query(address: str) -> bool:
    """Does the address have more than a path? What the client adds to it would become part of that."""
    return not {"?", "#"}.isdisjoint(address)


def parse_proxy(proxies: Mapping[str, str] | None) -> tuple[str | None, str | None]:
    """Host and port of the proxy for http, which the websocket uses too."""
    if proxies is not None and not isinstance(proxies, Mapping):
        raise BadArgument(f"proxies: expected a dict such as {{'http': 'host:port'}}, got {proxies!r}")
    if not proxies or not proxies.get("http"):
        return None, None
    parts, port = _split(proxies["http"], "proxies['http']")
    return parts.hostname, str(port or 80)


def is_loopback(host: str | None) -> bool:
    """Is this host the machine itself? No proxy of the environment is meant for it."""
    name = (host or "").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified


def _split(address: str, argument: str) -> tuple[SplitResult, int | None]:
    """Split an address into its parts and its port."""
    try:
        written = address.strip()
        parts = urlsplit(written if _HAS_SCHEME.match(written) else f"http://{written}")
        return parts, parts.port
    except (AttributeError, TypeError, ValueError) as error:
        raise _not_an_address(address, argument) from error


def _not_an_address(address: object, argument: str) -> BadArgument:
    return BadArgument(f"{argument}: expected an address such as 'http://localhost:8097', got {address!r}")
