"""The transport to one server: its session, login, connection and time limits."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests

from visdom.client.address import is_loopback
from visdom.client.answers import check_answer, needs_login
from visdom.client.connection import Answer, Connection, renew_in_child
from visdom.client.messages import LOGIN
from visdom.client.outages import Attempts, OwnLock
from visdom.errors import LoginFailed, Refused
from visdom.protocol.names import FEATURES_HEADER, TOKEN_FILE

logger = logging.getLogger("visdom")


class Login(NamedTuple):
    """User name, and SHA-256 digest of the password in hex."""

    username: str
    password: str


class Transport:
    """Posts to one server with one session, which the first request opens. Any thread may post."""

    def __init__(
        self, root: str, proxies: dict[str, str] | None, login: Login | None, token: str | None = None
    ) -> None:
        self.root = root
        self.proxies = proxies
        self.login = login
        self._token = token
        self._finds_token = token is None and login is None
        self._session: requests.Session | None = None
        self._connection: Connection | None = None
        self._attempts = Attempts()
        self._features: frozenset[str] | None = None
        self._last_refusal = ""
        self._lock = OwnLock()

    def __getstate__(self) -> dict[str, Any]:
        """The state of a copy: the session with its cookies and settings, without connections."""
        return {**self.__dict__, "_connection": None}

    @property
    def session(self) -> requests.Session:
        """The session, opened and logged in on first use; raises `LoginFailed` if the server refuses."""
        with self._lock:
            if self._session is None:
                session = requests.Session()
                session.proxies.update(self.proxies or {})
                if self._token is not None:
                    session.headers["Authorization"] = f"Bearer {self._token}"
                self._log_in(session)
                self._session = session
            return self._session

    def post(self, url: str, body: str | None) -> str:
        """Post and return the text of the server's answer.

        Raises `requests.RequestException` if no visdom server answers, `LoginFailed` if it needs another login, and
        `Refused` if it did not carry out the request.
        """
        self._attempts.check()
        started = time.monotonic()
        body = body or ""
        try:
            answer = self._post_logged_in(url, body.encode())
            check_answer(answer, url.removeprefix(self.root).lstrip("/"), body)
        except requests.RequestException as error:
            self._attempts.failed(time.monotonic() - started, error)
            raise
        self._attempts.answered()
        self._features = frozenset(answer.headers.get(FEATURES_HEADER, "").split())
        self._check_refusal(url, answer)
        return answer.text

    @property
    def is_unanswered(self) -> bool:
        """Were requests sent, and none answered?"""
        return self._features is None and self._attempts.have_failed

    def understands(self, feature: str) -> bool:
        """Has the server said that it has a feature that visdom 0.2.4 lacks?"""
        return self._features is not None and feature in self._features

    def try_again(self) -> None:
        """End a pause: the program requests a check, or the server sent something."""
        self._attempts.try_again()

    def log_in_again(self) -> bool:
        """Get a new cookie or token after the old one became invalid; returns whether that succeeded."""
        if self._find_token():
            return True
        try:
            self._log_in(self.session)
        except (LoginFailed, requests.RequestException) as error:
            logger.warning("could not log in again: %s", error)
            return False
        return self.login is not None

    def close(self) -> None:
        """Close the connections; a later request opens a new session."""
        with self._lock:
            if self._session is not None:
                self._session.close()
            self._session = self._connection = None

    def renew_in_child(self) -> None:
        """After a fork, leave the parent its connections: two processes on one would get each other's answers."""
        self._lock = OwnLock()
        if self._connection is not None:
            self._connection.leave_to_parent()
            self._connection = None
        if self._session is not None:
            renew_in_child(self._session)

    def _log_in(self, session: requests.Session) -> None:
        if self.login is None:
            return
        body = json.dumps(self.login._asdict()).encode()
        answer = self._connection_of(session).post(self.root, body, self._attempts.limits(0))
        check_answer(answer, LOGIN, "")
        if answer.status != requests.codes.ok:
            advice = "Check username= and password=, and that it runs with -enable_login."
            raise LoginFailed(
                f"The server at {self.root} refused the login of {self.login.username!r} ({answer.status}). "
                f"{answer.text if answer.status == requests.codes.too_many_requests else advice}"
            )

    def _find_token(self) -> bool:
        """Use the token that a server of this account has on this machine; returns whether it is another one.

        It is never sent to other machines: what listens on that port there is not known.
        """
        parts = urlsplit(self.root)
        if not self._finds_token or not is_loopback(parts.hostname):
            return False
        try:
            token = Path(TOKEN_FILE.format(port=parts.port)).expanduser().read_text(encoding="ascii").strip()
        except (OSError, ValueError, RuntimeError):  # there is none, it is no token, or the account has no home
            return False
        if token == self._token:
            return False
        self._token = token
        self.session.headers["Authorization"] = f"Bearer {token}"
        return True

    def _post_logged_in(self, url: str, body: bytes) -> Answer:
        """Post; if the server does not know the cookie, for example after a restart, log in and post again."""
        answer = self._post_once(url, body)
        if needs_login(answer) and self.login is not None:
            self._log_in(self.session)
            answer = self._post_once(url, body)
        elif needs_login(answer) and self._find_token():
            answer = self._post_once(url, body)
        if needs_login(answer):
            raise LoginFailed(f"The server at {self.root} needs a login: username=, password=, or token=.")
        return answer

    def _post_once(self, url: str, body: bytes) -> Answer:
        return self._connection_of(self.session).post(url, body, self._attempts.limits(len(body)))

    def _connection_of(self, session: requests.Session) -> Connection:
        """The connection of the session, a new one after a change of its settings."""
        connection = self._connection
        if connection is None or not connection.fits(session):
            self._connection = connection = Connection(session)
        return connection

    def _check_refusal(self, url: str, answer: Answer) -> None:
        """Log a refusal and raise `Refused`; equal refusals in a row are logged once."""
        is_refused = answer.status >= requests.codes.bad_request
        refusal = f"{answer.status} {answer.text[:300]}" if is_refused else ""
        is_new, self._last_refusal = refusal != self._last_refusal, refusal
        if not is_refused:
            return
        if is_new:
            logger.warning("%s was refused: %s", url, refusal)
        raise Refused(refusal)
