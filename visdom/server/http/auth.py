"""Login: credentials, their hash, and the secret that signs cookies."""

from __future__ import annotations

import getpass
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from visdom.protocol.names import DEFAULT_ENV_PATH
from visdom.server.settings import Credential

SECRET_NAME = "COOKIE_SECRET"
COOKIE_DAYS = 30


class LoginSetupError(Exception):
    """Login is turned on but cannot be set up; the message names what is missing."""


def hash_password(sent: str) -> str:
    """The stored hash of a password, given the value that clients send (the SHA-256 of the password, in hex)."""
    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()


def matches(credential: Credential, username: object, sent: object) -> bool:
    """Do the user name and password that a client sent match the credential?"""
    if not isinstance(username, str) or not isinstance(sent, str):
        return False
    offered = f"{username}\n{hash_password(sent)}"
    expected = f"{credential.username}\n{credential.password_hash}"
    return hmac.compare_digest(offered.encode("utf-8", "replace"), expected.encode("utf-8", "replace"))


def cookie_value(credential: Credential) -> str:
    """The value of the signed cookie of a client that has logged in."""
    return credential.username + credential.password_hash


def read_credential(environ: Mapping[str, str]) -> Credential:
    """User name and password from the environment variables or, without them, from the terminal."""
    if environ.get("VISDOM_USE_ENV_CREDENTIALS"):
        username, password = environ.get("VISDOM_USERNAME"), environ.get("VISDOM_PASSWORD")
        if not username or not password:
            raise LoginSetupError("With VISDOM_USE_ENV_CREDENTIALS, set VISDOM_USERNAME and VISDOM_PASSWORD too.")
    else:
        username = input("Please input your username: ")
        password = getpass.getpass(prompt="Please input your password: ")
    once = hashlib.sha256(password.encode()).hexdigest()
    return Credential(username, hash_password(once))


def read_cookie_secret(environ: Mapping[str, str], *, renew: bool = False) -> str:
    """The secret that signs cookies: the stored one, or a new one, which is stored readable for this user only."""
    path = Path(DEFAULT_ENV_PATH).expanduser() / SECRET_NAME
    if path.exists() and not renew:
        with suppress(OSError):  # visdom 0.2.4 made it readable for all users
            path.chmod(0o600)
        return path.read_text(encoding="utf-8")
    secret = _new_secret(environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(secret, encoding="utf-8")
    return secret


def _new_secret(environ: Mapping[str, str]) -> str:
    if environ.get("VISDOM_USE_ENV_CREDENTIALS"):
        secret = environ.get("VISDOM_COOKIE")
        if not secret:
            raise LoginSetupError("With VISDOM_USE_ENV_CREDENTIALS and no stored cookie secret, set VISDOM_COOKIE too.")
        return secret
    return input("Please input your cookie secret (empty for a random one): ") or secrets.token_urlsafe(32)
