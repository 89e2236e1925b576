"""Tokens of programs, and the secret that ends all logins when it changes."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from visdom.protocol.names import DEFAULT_ENV_PATH, TOKEN_FILE
from visdom.server.identity import private

SECRET_NAME = "COOKIE_SECRET"
RENEW = "Remove it, or start once with -force_new_cookie."

logger = logging.getLogger(__name__)


def new_token() -> str:
    """A random text that cannot be guessed."""
    return secrets.token_urlsafe(32)


def is_random(token: str) -> bool:
    """Does a token look like one of `new_token`? Others may be short enough to be guessed."""
    return re.fullmatch(r"[\w-]{43}", token, re.ASCII) is not None


def digest(token: str) -> str:
    """By what the server knows a token, or the id of a login: a text from which neither can be found."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def token_path(port: int) -> Path:
    """The file in which programs of this account find the token of the server on a port."""
    return Path(TOKEN_FILE.format(port=port)).expanduser()


def random_token(port: int, *, renew: bool) -> str:
    """The token that the server on this port had before, so that links and programs outlive it; or a new one."""
    if port and not renew:
        try:
            stored = private.read(token_path(port), "The token", RENEW).strip()
        except FileNotFoundError:
            return new_token()
        if is_random(stored):  # and not one that a person chose for the server before
            return stored
    return new_token()


def publish(port: int, token: str) -> None:
    """Store the token where the programs of this account find it."""
    try:
        private.write(token_path(port), f"{token}\n")
    except OSError as error:
        reason = f"{token_path(port)} cannot be written: {error.strerror}"
        logger.warning("Programs do not find the token by themselves, set VISDOM_TOKEN for them. %s.", reason)


def read_cookie_secret(environ: Mapping[str, str], *, renew: bool = False) -> str:
    """The secret that logins depend on: the stored one, or else that of the environment, or else a random one.

    Raises LoginSetupError when the stored one is empty or cannot be read.
    """
    path = Path(DEFAULT_ENV_PATH).expanduser() / SECRET_NAME
    if not renew:
        try:
            return private.read(path, "The cookie secret", RENEW)
        except FileNotFoundError:
            pass
    secret = environ.get("VISDOM_COOKIE") or secrets.token_urlsafe(32)
    private.write(path, secret)
    return secret
