"""Roles, and the identity of who asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from visdom.errors import Follows, NotAllowed

FOLLOWS = str(Follows())
READ_ONLY_PAGES = "This server is read-only for pages."
READ_ONLY = "This server is read-only."
VIEWER_ONLY = "{name!r} is a viewer: it may read everything, and change nothing."


class Role(IntEnum):
    """What someone may do. Every route, command and message names the least role that it needs."""

    PUBLIC = 0
    """Everyone, also without a login or a token."""
    VIEWER = 1
    """May read."""
    EDITOR = 2
    """May read and change everything."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks.

    Attributes:
        name: of the account; empty where none is needed.
        refusal: why it may not do more than its role.
        key: the digest of the cookie or token that it showed, by which the server finds out whether it still holds.
        from_page: does a browser ask, and not a program?
    """

    name: str
    role: Role
    refusal: str = ""
    key: str = ""
    from_page: bool = False

    def limited(self, reason: str) -> Identity:
        """The same one, which may only read, for this reason."""
        return self if self.role < Role.EDITOR else replace(self, role=Role.VIEWER, refusal=reason)

    def check(self, required: Role) -> None:
        """Raise NotAllowed when the role is less than the one that is required."""
        if self.role < required:
            raise NotAllowed(self.refusal)


EVERYONE = Identity("", Role.EDITOR)
"""Who asks a server that has neither logins nor a token."""

EVERY_PAGE = Identity("", Role.EDITOR, from_page=True)

STRANGER = Identity("", Role.PUBLIC, "The server asks for a login or a token.")
"""Who shows no login and no token that holds."""

NOT_HEARD = Identity("", Role.PUBLIC, "Too many tokens were wrong.")
"""Who shows a token while its address has to wait."""
