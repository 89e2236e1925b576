"""The guard of one server: it says who asks, takes logins, and ends them."""

from __future__ import annotations

import asyncio
import hmac
import logging
import math
import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from visdom.errors import Refused, TooManyTries
from visdom.server.identity import passwords, private, roles, tokens
from visdom.server.identity.logins import Login, Logins
from visdom.server.identity.proxies import Proxies
from visdom.server.identity.roles import EVERY_PAGE, EVERYONE, NOT_HEARD, STRANGER, Identity, Role
from visdom.server.identity.throttle import Throttle, address_key, name_key
from visdom.server.identity.users import Accounts, UsersFile, user_of
from visdom.server.settings import ALL, ServerSettings

WRONG_LOGIN = "The user name or the password is wrong."
BEARER = "bearer "
SWEEP_SECONDS = 3600.0
"""Between two looks at all logins for those that are too old; each is looked at when it is used, too."""

MOST_PROVEN = 1000
MOST_WAITING = 2000
"""So many logins may wait for their turn, such as those of all processes of a large job."""

logger = logging.getLogger(__name__)


class Connection(Protocol):
    """What stays open after a request, such as a websocket."""

    @property
    def identity(self) -> Identity:
        """Who opened it."""

    def close(self) -> None:
        """End it."""


class Guard:
    """Knows the accounts, the token and the logins of one server.

    Without accounts and without a token everyone is an editor, and a request costs nothing here. Raises
    LoginSetupError when they are on and something that they need is missing.

    Attributes:
        is_open: may everyone come in?
        has_accounts: are there logins with names?
        token: the token of the server, or None.
        page_cookie: the name of the cookie of pages: of this port, because browsers send cookies to all ports.
    """

    def __init__(self, settings: ServerSettings | None = None) -> None:
        settings = settings or ServerSettings()
        self.is_open, self.has_accounts = settings.is_open, settings.has_accounts
        self.proxies = Proxies(settings.trust_proxy)
        self.token: str | None = None
        self._limits = _limits(settings)
        self._renews = settings.force_new_cookie
        self._secret = ""
        self._accounts = self._open_accounts(settings)
        if settings.token:
            chosen = settings.token if isinstance(settings.token, str) else None
            self.token = chosen or tokens.random_token(settings.port, renew=self._renews)
        self._token_key = tokens.digest(self.token or "")
        self._logins = Logins(None)
        self._swept_at = 0.0
        self._connections: set[Connection] = set()
        self._throttle = Throttle()
        self._trying = asyncio.Lock()
        self._waiting = 0
        self._proof_key = secrets.token_bytes(32)
        self._proven: set[bytes] = set()
        self._name_cookie(settings.port)

    def _open_accounts(self, settings: ServerSettings) -> Accounts:
        if not settings.has_accounts:
            return Accounts()
        self._secret = settings.cookie_secret or tokens.read_cookie_secret(os.environ, renew=self._renews)
        file = UsersFile(Path(settings.users).expanduser()) if settings.users else None
        single = user_of(settings.credential, self._secret) if settings.credential is not None else None
        accounts = Accounts(file, single)
        accounts.open()
        return accounts

    def _name_cookie(self, port: int) -> None:
        self.page_cookie = f"visdom_login_{port}"

    def _open_logins(self, port: int) -> None:
        if port and not self.is_open:
            self._logins = Logins(private.account_folder() / f"logins-{port}.jsonl", renew=self._renews)
            self._end_logins()

    @property
    def link(self) -> str:
        """What follows the address of the server in the link that lets a page in."""
        return "" if self.token is None else f"/?token={quote(self.token, safe='')}"

    def listens_on(self, port: int) -> None:
        """The server has this port: find the logins of the previous one there, and let programs find the token.

        Not before: a server that cannot start, as another one has the port, would end the logins of that one.
        """
        self._name_cookie(port)
        self._open_logins(port)
        if self.token is not None:
            tokens.publish(port, self.token)

    # Who asks

    def identify(
        self, *, cookies: Iterable[str | None] = (), authorization: str = "", address: str = "", from_page: bool = False
    ) -> Identity:
        """Who asks, with the role that the account and the flags give; a stranger when nothing that is shown holds."""
        if self.is_open:
            return self._limited(EVERY_PAGE if from_page else EVERYONE)
        if (token := bearer_of(authorization)) is not None:
            return self._of_token(token, address, from_page)
        for key in map(tokens.digest, filter(None, cookies)):
            if (name := self._owner_of_login(key)) is not None:
                return self._identity(name, key, from_page)
        return STRANGER

    def holds(self, identity: Identity) -> bool:
        """May one that was let in stay, with the same role?"""
        if self.is_open:
            return True
        owners = self._owner_of_token(identity.key), self._owner_of_login(identity.key)
        return any(
            self._identity(name, identity.key, identity.from_page) == identity for name in owners if name is not None
        )

    def delay(self, address: str) -> int:
        """The whole seconds until the next try of an address is heard; 0 for none."""
        return math.ceil(self._throttle.delay(address_key(address)))

    def _of_token(self, token: str, address: str, from_page: bool) -> Identity:
        """The identity of a token. One that may be guessed is not heard while its address waits."""
        key, is_waiting = tokens.digest(token), self.delay(address) > 0
        name = self._owner_of_token(key)
        if name is not None and (tokens.is_random(token) or not is_waiting):
            return self._identity(name, key, from_page)
        if is_waiting:
            return NOT_HEARD
        self._note_failure("A token", address, self._throttle.failed(address_key(address), guess=key))
        return STRANGER

    def _owner_of_token(self, key: str) -> str | None:
        """The account that has a token with this digest, empty for the token of the server; None for no one."""
        if self.token is not None and hmac.compare_digest(key, self._token_key):
            return ""
        owner = self._accounts.by_token.get(key)
        return None if owner is None else owner.name

    def _owner_of_login(self, key: str) -> str | None:
        """The account that has a login with this digest. Tokens are none: as cookies they would never have to wait."""
        login = self._logins.find(key)
        return login.user if login is not None and login.stamp == self._stamp(login.user) else None

    def _identity(self, name: str, key: str, from_page: bool) -> Identity:
        role = self._accounts.users[name].role if name else Role.EDITOR
        refusal = roles.VIEWER_ONLY.format(name=name) if role < Role.EDITOR else ""
        return self._limited(Identity(name, role, refusal, key, from_page))

    def _limited(self, identity: Identity) -> Identity:
        reason = self._limits[identity.from_page]
        return identity.limited(reason) if reason else identity

    # Logins

    async def log_in(self, name: object, sent: object, address: str) -> str:
        """The id of a new login, given what a client sent; raises Refused, or TooManyTries while it is not heard.

        The token of the server is a password too, of any name, so that clients which know only logins can use it.
        """
        if not isinstance(name, str) or not isinstance(sent, str):
            raise Refused(WRONG_LOGIN)
        if self._waiting >= MOST_WAITING:
            raise TooManyTries(1)
        self._waiting += 1
        try:
            async with self._trying:  # one after the other, so that a failure counts before the next try
                user = await self._try_password(name, sent, address)
        finally:
            self._waiting -= 1
        return self._logins.begin(user, str(self._stamp(user)))

    def open_link(self, token: str, address: str) -> str | None:
        """The id of a new login for the token of the server, None when it is wrong; raises TooManyTries."""
        found = self._of_token(token, address, True)
        if found is NOT_HEARD:
            raise TooManyTries(self.delay(address))
        return self._logins.begin("", str(self._stamp(""))) if found.key == self._token_key else None

    def log_out(self, cookies: Iterable[str | None]) -> None:
        """End the logins of these cookies, whatever has copies of them, and the connections that they opened."""
        for cookie in filter(None, cookies):
            self._logins.end(tokens.digest(cookie))
        self._close_ended()

    async def _try_password(self, name: str, sent: str, address: str) -> str:
        """The account whose password was sent, empty for the token."""
        keys = (address_key(address), name_key(name))
        seconds = math.ceil(self._throttle.delay(*keys))
        if seconds > 0:
            raise TooManyTries(seconds)
        if self._is_token(sent):
            user = ""
        elif await self._is_password_of(name, sent):
            user = name
        else:
            self._note_failure(f"The login of {name[:100]!r}", address, self._throttle.failed(*keys))
            raise Refused(WRONG_LOGIN)
        self._throttle.succeeded(name_key(name))
        return user

    def _is_token(self, sent: str) -> bool:
        """Was the token of the server sent as a password?"""
        if self.token is None:
            return False
        return hmac.compare_digest(passwords.sent_for(self.token).encode(), sent.encode("utf-8", "surrogatepass"))

    async def _is_password_of(self, name: str, sent: str) -> bool:
        """Is this the password of an account? For names without an account it takes as long."""
        user = self._accounts.users.get(name)
        stored = user.password if user is not None else passwords.OF_NO_ACCOUNT
        proof = hmac.digest(self._proof_key, f"{stored}\n{sent}".encode("utf-8", "surrogatepass"), "sha256")
        if proof in self._proven:  # programs that start together
            return True
        if not await asyncio.to_thread(passwords.matches, stored, sent) or user is None:
            return False
        if len(self._proven) >= MOST_PROVEN:
            self._proven.clear()
        self._proven.add(proof)
        return True

    def _stamp(self, user: str) -> str | None:
        """What the logins of an account depend on; None when there is no such account."""
        if not user:
            return None if self.token is None else tokens.digest(f"token\n{self.token}")
        account = self._accounts.users.get(user)
        return None if account is None else tokens.digest(f"{self._secret}\n{user}\n{account.password}")

    def _note_failure(self, what: str, address: str, failures: int) -> None:
        if failures:
            logger.warning("%s from %s is wrong (failure %d).", what, address or "an unknown address", failures)

    # What changes while the server runs

    def watch(self, connection: Connection) -> None:
        """Close a connection when the login or the token that opened it holds no longer."""
        if not self.is_open:
            self._connections.add(connection)

    def forget(self, connection: Connection) -> None:
        """A connection has ended."""
        self._connections.discard(connection)

    def refresh(self) -> None:
        """Notice changes of the users file, and end what holds no longer; called every few seconds."""
        if not self.is_open:
            if self._accounts.refresh() or time.monotonic() - self._swept_at >= SWEEP_SECONDS:
                self._end_logins()
            self._close_ended()

    def _end_logins(self) -> None:
        self._swept_at = time.monotonic()
        stamps = {name: self._stamp(name) for name in ("", *self._accounts.users)}

        def is_over(login: Login) -> bool:
            return stamps.get(login.user) != login.stamp

        self._logins.end_where(is_over)

    def _close_ended(self) -> None:
        for connection in list(self._connections):
            if not self.holds(connection.identity):
                connection.close()


def bearer_of(authorization: str) -> str | None:
    """The token in a header `Authorization: Bearer ...`; None for other headers."""
    return authorization[len(BEARER) :].strip() if authorization.lower().startswith(BEARER) else None


def _limits(settings: ServerSettings) -> dict[bool, str]:
    """Why pages (True) and programs (False) may only read; empty where they may write."""
    if settings.follow:
        return dict.fromkeys((True, False), roles.FOLLOWS)
    if settings.readonly == ALL:
        return dict.fromkeys((True, False), roles.READ_ONLY)
    return {True: roles.READ_ONLY_PAGES if settings.readonly else "", False: ""}
