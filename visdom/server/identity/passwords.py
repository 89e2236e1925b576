"""Passwords: how they are stored, and whether one that was sent is right.

Clients send the SHA-256 of a password, in hex, as visdom 0.2.4 does. Programs for 0.2.4 name a password by the SHA-256
of that; scrypt takes it from there, so that both ways lead to the same stored text.
"""

from __future__ import annotations

import hashlib
import hmac
import os

SCHEME = "scrypt"
COST, BLOCK_SIZE, PARALLELISM = 2**14, 8, 1
"""The values that the author of scrypt recommends for logins: 16 MB and about 50 ms for each try."""
MOST_MEMORY = 256 * 1024 * 1024
SALT_BYTES, HASH_BYTES = 16, 32

OF_NO_ACCOUNT = f"{SCHEME}${COST}${BLOCK_SIZE}${PARALLELISM}${'00' * SALT_BYTES}${'00' * HASH_BYTES}"
"""Tried for names without an account, so that the time does not tell which names there are."""


def hash_password(sent: str) -> str:
    """The SHA-256 of what clients send, in hex: the name of a password in programs for 0.2.4."""
    return hashlib.sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()


def sent_for(password: str) -> str:
    """What clients send for a password."""
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).hexdigest()


def stored(password_hash: str, salt: bytes | None = None) -> str:
    """The text to store for a password, given its `hash_password`: scheme, its values, salt and hash."""
    salt = os.urandom(SALT_BYTES) if salt is None else salt
    found = _scrypt(password_hash, salt, COST, BLOCK_SIZE, PARALLELISM)
    return f"{SCHEME}${COST}${BLOCK_SIZE}${PARALLELISM}${salt.hex()}${found.hex()}"


def is_stored(text: str) -> bool:
    """Is this a text that `stored` made?"""
    try:
        parse(text)
    except ValueError:
        return False
    return True


def parse(text: str) -> tuple[int, int, int, bytes, bytes]:
    """The values of scrypt, the salt and the hash in a stored text; raises ValueError when it is none."""
    scheme, *values, salt, found = text.split("$")
    cost, block_size, parallelism = map(int, values)
    if scheme != SCHEME or not found:
        raise ValueError(f"expected {SCHEME}$cost$block size$parallelism$salt$hash")
    return cost, block_size, parallelism, bytes.fromhex(salt), bytes.fromhex(found)


def matches(text: str, sent: str) -> bool:
    """Is what a client sent the password that is stored as this text? This takes its time: never in the event loop."""
    cost, block_size, parallelism, salt, expected = parse(text)
    found = _scrypt(hash_password(sent), salt, cost, block_size, parallelism)
    return hmac.compare_digest(found, expected)


def _scrypt(password_hash: str, salt: bytes, cost: int, block_size: int, parallelism: int) -> bytes:
    return hashlib.scrypt(
        password_hash.encode(),
        salt=salt,
        n=cost,
        r=block_size,
        p=parallelism,
        maxmem=MOST_MEMORY,
        dklen=HASH_BYTES,
    )
