"""Forks: a child process draws, whatever the threads of its parent were doing when it was made.

Only the thread that forks goes on in the child. A lock that another thread held is never released there, and a module
that another thread was importing is never complete. So no call of a client imports anything but optional packages, and
in a child every client gets new locks and connections.
"""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Forkable(Protocol):
    """A client, as this module knows it."""

    def _renew_in_child(self) -> None:
        """Give up what belongs to the parent."""


_clients: weakref.WeakValueDictionary[int, Forkable] = weakref.WeakValueDictionary()


def renew_in_children(client: Forkable) -> None:
    """Call `_renew_in_child` of this client in every child process, before the child goes on."""
    _clients[id(client)] = client


def import_for_calls() -> None:
    """Import now what calls would import later, and what Python imports to show their warnings."""
    import linecache  # noqa: F401
    import netrc  # noqa: F401
    import tracemalloc  # noqa: F401

    import numpy.ma  # noqa: F401
    from PIL import Image

    Image.preinit()


def _renew_clients() -> None:
    for client in list(_clients.values()):
        client._renew_in_child()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_renew_clients)
