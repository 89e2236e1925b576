"""Ports: listening on one, and when it cannot be had, who has it and which is free."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tornado.netutil import bind_sockets

from visdom.errors import PortNotFree, reason_of

BACKLOG = 128
LAST_PORT = 65535
PROC = Path("/proc")

LISTENS = "0A"
"""The state of a listening socket in the tables of /proc/net."""


def listening_sockets(port: int, address: str) -> list[socket.socket]:
    """Sockets that listen on a port, of all addresses for an empty one; raises PortNotFree."""
    try:
        return bind_sockets(port, address, backlog=BACKLOG)
    except OSError as error:
        raise PortNotFree(_refusal(port, address, error), error.errno) from error


def _refusal(port: int, address: str, error: OSError) -> str:
    """What is wrong with a port, and which one to take instead."""
    found = f"port {port} cannot be used: {reason_of(error)}"
    if error.errno == errno.EADDRINUSE:
        holder = holder_of(port, address)
        found = f"port {port} is in use" + (f" by {holder}" if holder else "")
    elif error.errno != errno.EACCES:
        return found
    free = next_free(port, address)
    return found + (f"; -port {free} is free" if free else "; -port 0 takes any free one")


def next_free(port: int, address: str) -> int | None:
    """The first port above this one on which a server may listen now."""
    both = not address and socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both else socket.AF_INET
    for each in range(port + 1, LAST_PORT + 1):
        with suppress(OSError), socket.create_server((address, each), family=family, dualstack_ipv6=both):
            return each
    return None


def holder_of(port: int, address: str) -> str | None:
    """The process that listens on a port, such as "python (process 4711)"; None where /proc does not tell it."""
    inodes = set(_inodes(port, address))
    for link in PROC.glob("[0-9]*/fd/*") if inodes else ():
        with suppress(OSError):  # the process ended, or belongs to someone else
            if str(link.readlink()) in inodes:
                process = link.parents[1]
                name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
                return f"{name} (process {process.name})"
    return None


def _inodes(port: int, address: str) -> Iterator[str]:
    """The sockets that prevent listening on a port, as the links to file descriptors name them."""
    for table in ("tcp", "tcp6"):
        with suppress(OSError, ValueError):  # not Linux, or a Linux with other tables
            for line in (PROC / "net" / table).read_text(encoding="ascii").splitlines()[1:]:
                _, local, _, state, _, _, _, _, _, inode, *_ = line.split()
                host, _, number = local.partition(":")
                if state == LISTENS and int(number, 16) == port and _overlap(host, address):
                    yield f"socket:[{inode}]"


def _overlap(host: str, address: str) -> bool:
    """Is this host of a table among the addresses to listen on? All zeros are all addresses."""
    if not address or not host.strip("0"):
        return True
    return host.endswith(f"{int.from_bytes(socket.inet_aton(address), sys.byteorder):08X}")
