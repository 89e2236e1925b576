"""TLS: the certificate of the server and its key, with errors that name what is wrong with the files."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

from tornado.log import gen_log

from visdom.errors import reason_of
from visdom.server.http.once import Once

MISMATCH = "KEY_VALUES_MISMATCH"
HANDSHAKE_FAILED = "SSL Error on"
"""How tornado's warning begins."""


def server_context(certfile: str, keyfile: str) -> ssl.SSLContext:
    """What a server needs to speak TLS; raises ValueError with a sentence. No key file: the key is in the other."""
    for flag, path in (("certfile", certfile), ("keyfile", keyfile or certfile)):
        _check_readable(flag, path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certfile, keyfile or None, password=_no_password)
    except ssl.SSLError as error:
        raise ValueError(_refusal(certfile, keyfile, error)) from None
    gen_log.addFilter(_FirstOfEachAddress())
    return context


class _FirstOfEachAddress(logging.Filter):
    """Passes one failed handshake of each address: what does not trust a certificate tries again and again."""

    def __init__(self) -> None:
        super().__init__()
        self._known = Once()

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.msg.startswith(HANDSHAKE_FAILED) or not isinstance(record.args, tuple):
            return True
        peer = record.args[1]
        address = str(peer[0] if isinstance(peer, tuple) else peer)
        return self._known.is_new(address)


def _check_readable(flag: str, path: str) -> None:
    try:
        Path(path).open("rb").close()
    except OSError as error:
        raise ValueError(f"-{flag} {path} cannot be read: {reason_of(error)}") from None


def _no_password() -> str:
    """The password of the key. OpenSSL would ask the terminal for one, where a server has none."""
    return ""


def _refusal(certfile: str, keyfile: str, error: ssl.SSLError) -> str:
    if error.reason == MISMATCH:
        return f"the key in {keyfile or certfile} does not belong to the first certificate in {certfile}"
    files = f"{certfile} and {keyfile}" if keyfile else certfile
    return (
        f"there is no certificate with its key in {files}: expected both in PEM form, the key without a password; "
        f"OpenSSL says {error.reason or error}"
    )
