"""The address of the server and of its proxy, parsed from the constructor's arguments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from visdom.errors import BadArgument
from visdom.protocol.names import DEFAULT_PORT

_HAS_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


def parse_server(server: str, port: int) -> tuple[str, str, int]:
    """Scheme and host, the host alone, and the port. A path is dropped.

    The port in `server` applies unless `port` differs from the default.
    """
    parts, own_port = _split(server, "server")
    host = parts.netloc
    if own_port is not None:
        host = host[: host.rindex(":")]
        port = own_port if port == DEFAULT_PORT else port
    return f"{parts.scheme}://{host}", host, port


def parse_base_url(base_url: str) -> str:
    """Check the path of the server; the root is an empty string."""
    if base_url == "/":
        return ""
    if not isinstance(base_url, str) or not base_url.startswith("/") or base_url.endswith("/"):
        raise BadArgument(f"base_url: expected it to begin and not to end with '/', got {base_url!r}")
    return base_url


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
        parts = urlsplit(address if _HAS_SCHEME.match(address) else f"http://{address}")
        return parts, parts.port
    except (TypeError, ValueError) as error:
        raise BadArgument(
            f"{argument}: expected an address such as 'http://localhost:8097', got {address!r}"
        ) from error
