"""Accounts: those of the users file, and the one that the environment or the terminal names."""

from __future__ import annotations

import getpass
import hashlib
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from visdom.jsontext import Json, dumps, loads
from visdom.protocol.names import DEFAULT_ENV_PATH, PRIVATE_FOLDER
from visdom.server.identity import passwords, private
from visdom.server.identity.private import LoginSetupError
from visdom.server.identity.roles import Role
from visdom.server.settings import Credential

FILE_NAME = "users.json"
ROLES = {"viewer": Role.VIEWER, "editor": Role.EDITOR}
"""The roles that an account may have."""

REMEDY = "Make one with: visdom user add NAME."
LONGEST_NAME = 100

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class User:
    """One account: its role, the stored text of its password, and the digests of its tokens."""

    name: str
    role: Role
    password: str
    tokens: tuple[str, ...] = ()


def default_path(env_path: str | None = DEFAULT_ENV_PATH) -> Path:
    """Where the users file of a folder of environments is."""
    return Path(env_path or DEFAULT_ENV_PATH).expanduser() / PRIVATE_FOLDER / FILE_NAME


def check_name(name: str) -> str:
    """The name of an account; raises ValueError for what cannot be one."""
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise ValueError(f"a name must have 1 to {LONGEST_NAME} printable characters; got {name!r}")
    return name


class UsersFile:
    """The accounts that `visdom user` makes. Several programs may read the file while one writes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mark: private.Mark | None = None

    def read(self) -> dict[str, User]:
        """The accounts by name; raises FileNotFoundError, and LoginSetupError when the file is not as it should be."""
        self._mark = private.mark(self.path)
        text = private.read(self.path, "The users file", REMEDY)
        try:
            return _parsed(loads(text))
        except (ValueError, AttributeError) as error:
            raise LoginSetupError(f"The users file {self.path} cannot be read: {error}.") from error

    def has_changed(self) -> bool:
        """Has another program written the file since the last `read`?"""
        return private.mark(self.path) != self._mark

    def write(self, users: Iterable[User]) -> None:
        """Store these accounts instead of the previous ones."""
        lines = [f"{dumps(user.name).decode()}: {dumps(_members(user)).decode()}" for user in users]
        private.write(self.path, '{"users": {\n' + ",\n".join(lines) + "\n}}\n")


class Accounts:
    """The accounts of a server: those of the users file, and a single one that comes before one of the same name."""

    def __init__(self, file: UsersFile | None = None, single: User | None = None) -> None:
        self._file = file
        self._single = single
        self._trouble = ""
        """Why the file could not be read, until it can be."""
        self.users: dict[str, User] = {}
        self.by_token: dict[str, User] = {}
        """The owners of tokens, by their digests."""

    def open(self) -> None:
        """Read the file; raises LoginSetupError when there is no account at all."""
        try:
            self._set(self._file.read() if self._file is not None else {})
        except FileNotFoundError as error:
            self._set({})
            if self._single is None:
                raise LoginSetupError(f"The users file {error.filename} is not there. {REMEDY}") from None
        if not self.users and self._file is not None:
            raise LoginSetupError(f"The users file {self._file.path} names no account. {REMEDY}")

    def refresh(self) -> bool:
        """Have the accounts changed? They follow their file; while it cannot be read, they stay as they are."""
        if self._file is None or not (self._trouble or self._file.has_changed()):
            return False
        try:
            self._set(self._file.read())
            self._trouble = ""
        except FileNotFoundError:
            self._set({})
            self._trouble = ""
        except LoginSetupError as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                logger.error("The accounts stay as they were. %s", error)
            return False
        return True

    def _set(self, users: Mapping[str, User]) -> None:
        self.users = dict(users) if self._single is None else {**users, self._single.name: self._single}
        self.by_token = {token: user for user in self.users.values() for token in user.tokens}


def _members(user: User) -> dict[str, Json]:
    return {"role": user.role.name.lower(), "password": user.password, "tokens": list(user.tokens)}


def _parsed(value: Json) -> dict[str, User]:
    accounts = value.get("users") if isinstance(value, dict) else None
    if not isinstance(accounts, dict):
        raise ValueError('expected a JSON object such as {"users": {}}')
    return {name: _user(name, members) for name, members in accounts.items()}


def _user(name: str, members: Json) -> User:
    match members:
        case {"role": str(role), "password": str(password)} if role in ROLES and passwords.is_stored(password):
            tokens = members.get("tokens", [])
            if isinstance(tokens, list) and all(isinstance(each, str) for each in tokens):
                return User(check_name(name), ROLES[role], password, tuple(tokens))
    raise ValueError(f"{name!r} must have a role ({', '.join(ROLES)}), a stored password and a list of tokens")


def user_of(credential: Credential, secret: str) -> User:
    """The account of a single user name and password, an editor.

    The salt depends on the name and the secret only: so logins outlive a restart, and end with a changed password.
    """
    if not credential.username:
        raise LoginSetupError("The user name must not be empty.")
    salt = hashlib.sha256(f"{secret}\n{credential.username}".encode("utf-8", "surrogatepass")).digest()
    return User(credential.username, Role.EDITOR, passwords.stored(credential.password_hash, salt[:16]))


def read_credential(environ: Mapping[str, str]) -> Credential:
    """User name and password from the environment variables or, without them, from the terminal."""
    if environ.get("VISDOM_USE_ENV_CREDENTIALS"):
        username, password = environ.get("VISDOM_USERNAME"), environ.get("VISDOM_PASSWORD")
        if not username or not password:
            raise LoginSetupError("With VISDOM_USE_ENV_CREDENTIALS, set VISDOM_USERNAME and VISDOM_PASSWORD too.")
    else:
        username = input("Please input your username: ")
        password = getpass.getpass(prompt="Please input your password: ")
    return Credential(username, passwords.hash_password(passwords.sent_for(password)))
