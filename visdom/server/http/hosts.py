"""Which hosts are ours: the names that a request may ask for.

A page of another host can point its own name at this machine (DNS rebinding). Its browser then takes the answers for
those of that page, and `Origin` names the host that was asked, so only the name in `Host` gives the page away.
"""

from __future__ import annotations

import logging
import re
import socket
import threading
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from visdom.server.http.once import Once
from visdom.server.push.messages import shortened
from visdom.server.settings import ServerSettings

LOOPBACK = frozenset({"localhost", "localhost.localdomain", "localhost6", "ip6-localhost"})
"""Names of the machine itself, in the files of all distributions. Those below `.localhost` are too (RFC 6761)."""

ANY = "*"
FOREIGN_HOST = "The server is asked as {host}, which is not its name: if it should be, add -allow_host {name}"

MOST_REMEMBERED = 1000

_IN_BRACKETS = re.compile(r"\[(.*)\](?::[0-9]*)?")
_NUMBERS = re.compile(r"(0x)?[0-9a-f]+(\.(0x)?[0-9a-f]+){0,3}")

logger = logging.getLogger(__name__)


class Hosts:
    """The hosts of one server. What `Host` says is decided once; from then on it is looked up in a set."""

    def __init__(self, settings: ServerSettings) -> None:
        self._is_local = settings.bind_local
        origins = [origin.rpartition("//")[2] for origin in settings.allow_origin if origin != ANY]
        self._names = {name_of(name) for name in (settings.hostname, *settings.allow_host, *origins)} - {""}
        if not self._is_local:
            self._names.update(map(name_of, own_names()))
            threading.Thread(target=self._learn_full_name, daemon=True, name="visdom-hostname").start()
        self._allowed: set[str] = set()
        self._refused = Once()

    def allows(self, host: str) -> bool:
        """May a request ask for this host, which may have a port?"""
        return host in self._allowed or self._decide(host)

    def refusal(self, host: str) -> str:
        """The sentence for a host that is not allowed; the log has it once."""
        name = name_of(host)
        reason = FOREIGN_HOST.format(host=shortened(host), name=shortened(name))
        if self._refused.is_new(name):
            logger.warning("Refused a request. %s", reason)
        return reason + "."

    def _decide(self, host: str) -> bool:
        is_ours = ANY in self._names or self._is_ours(name_of(host))
        if is_ours and len(self._allowed) < MOST_REMEMBERED:
            self._allowed.add(host)
        return is_ours

    def _is_ours(self, name: str) -> bool:
        if name in self._names or name in LOOPBACK or name.endswith(".localhost"):
            return True
        address = address_of(name)
        return address is not None and (not self._is_local or address.is_loopback or address.is_unspecified)

    def _learn_full_name(self) -> None:
        """Ask the system for the full name of the machine, which may take as long as a name server does not answer."""
        self._names = {*self._names, name_of(socket.getfqdn())}


def own_names() -> Iterator[str]:
    """The names of the machine that are known at once: with and without its domain, and the one for mDNS."""
    name = socket.gethostname()
    short = name.partition(".")[0]
    yield from (name, short, f"{short}.local")


def name_of(host: str) -> str:
    """The name in a host: in small letters, without port, brackets and the last dot, as name servers have it."""
    address = _IN_BRACKETS.fullmatch(host)
    if address is not None:
        host = address[1]
    elif host.count(":") < 2:  # more are an address without the brackets that it should have
        host = host.partition(":")[0]
    name = host.lower().removesuffix(".")
    try:
        return name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        return name


def address_of(name: str) -> IPv4Address | IPv6Address | None:
    """The address that a name is, also in the short forms of IPv4 such as 127.1; no name server is asked for one."""
    try:
        if _NUMBERS.fullmatch(name):
            return IPv4Address(socket.inet_aton(name))
        address = ip_address(name.partition("%")[0])
    except (OSError, ValueError):
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
