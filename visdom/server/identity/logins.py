"""Logins: random ids that browsers hold as cookies, known to the server by their digests, across restarts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from visdom.errors import reason_of
from visdom.jsontext import Json, dumps, loads
from visdom.server.identity import private
from visdom.server.identity.tokens import RENEW, digest, new_token

DAYS = 30
SECONDS = DAYS * 24 * 3600
SPARE_LINES = 1000
"""The file is written again when it has so many lines more than there are logins."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Login:
    """One login.

    Attributes:
        user: the name of the account; empty for the token of the server.
        stamp: stands for the password or token that was right; when that changes, the login ends.
        until: when it ends by itself, in seconds since 1970.
    """

    user: str
    stamp: str
    until: float


class Logins:
    """All logins, by the digests of their ids. The file has a line of JSON for each that began or ended."""

    def __init__(self, path: Path | None, *, clock: Callable[[], float] = time.time, renew: bool = False) -> None:
        self._path = path
        self._clock = clock
        self._logins: dict[str, Login] = {}
        self._lines = 0
        if path is not None and not renew:
            self._logins.update(self._read(path))
        self._write_all()

    def begin(self, user: str, stamp: str) -> str:
        """A new login: its id, which the server then forgets."""
        identifier = new_token()
        key, login = digest(identifier), Login(user, stamp, self._clock() + SECONDS)
        self._logins[key] = login
        self._write_line({"login": key, **asdict(login)})
        return identifier

    def find(self, key: str) -> Login | None:
        """The login whose id has this digest."""
        login = self._logins.get(key)
        return login if login is not None and login.until > self._clock() else None

    def end(self, key: str) -> None:
        """End a login, on whatever browsers its cookie is."""
        if self._logins.pop(key, None) is not None:
            self._write_line({"end": key})

    def end_where(self, is_over: Callable[[Login], bool]) -> None:
        """End the logins of which this is true, and those that are too old."""
        now = self._clock()
        for key in [key for key, login in self._logins.items() if login.until <= now or is_over(login)]:
            self.end(key)

    def _read(self, path: Path) -> dict[str, Login]:
        try:
            text = private.read(path, "The file of logins", RENEW, may_be_empty=True)
        except FileNotFoundError:
            return {}
        now = self._clock()
        return {key: login for key, login in _parsed(text).items() if login.until > now}

    def _write_all(self) -> None:
        if self._path is None:
            return
        lines = [_line({"login": key, **asdict(login)}) for key, login in self._logins.items()]
        try:
            if lines or self._path.exists():
                private.write(self._path, "".join(lines))
        except OSError as error:
            self._complain(error)
        self._lines = len(lines)

    def _write_line(self, entry: Json) -> None:
        if self._path is None:
            return
        self._lines += 1
        if self._lines > 2 * len(self._logins) + SPARE_LINES:
            return self._write_all()
        try:
            private.append(self._path, _line(entry))
        except OSError as error:
            self._complain(error)
        return None

    def _complain(self, error: OSError) -> None:
        logger.error("%s cannot be written: %s. Logins may end with the server.", self._path, reason_of(error))


def _line(entry: Json) -> str:
    return dumps(entry).decode() + "\n"


def _parsed(text: str) -> dict[str, Login]:
    """The logins in the lines of a file; a line that was cut by a crash, and those of other versions, do not count."""
    logins: dict[str, Login] = {}
    for entry in _entries(text):
        match entry:
            case {"end": str(key)}:
                logins.pop(key, None)
            case {"login": str(key), "user": str(user), "stamp": str(stamp), "until": float(until)}:
                logins[key] = Login(user, stamp, until)
    return logins


def _entries(text: str) -> Iterator[dict[str, Json]]:
    for line in text.splitlines():
        try:
            entry = loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry
