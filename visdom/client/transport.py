"""The transport to one server: its session, login, connection and time limits."""

from __future__ import annotations

import json
import logging
import os
import time
from typing import Any, NamedTuple

import requests

from visdom.client.connection import Answer, Connection
from visdom.client.outages import Attempts, OwnLock
from visdom.errors import LoginFailed
from visdom.protocol.names import FEATURES_HEADER

logger = logging.getLogger("visdom")

_GATEWAY_ERRORS = (requests.codes.bad_gateway, requests.codes.service_unavailable, requests.codes.gateway_timeout)


class Login(NamedTuple):
    """User name, and SHA-256 digest of the password in hex."""

    username: str
    password: str


class Transport:
    """Posts to one server with one session, which the first request opens. Any thread may post."""

    def __init__(self, root: str, proxies: dict[str, str] | None, login: Login | None) -> None:
        self.root = root
        self.proxies = proxies
        self.login = login
        self._session: requests.Session | None = None
        self._connection: Connection | None = None
        self._attempts = Attempts()
        self._features: frozenset[str] | None = None
        self._last_refusal = ""
        self._lock = OwnLock()
        self._process = os.getpid()

    def __getstate__(self) -> dict[str, Any]:
        """The state of a copy: the session with its cookies and settings, without connections."""
        return {**self.__dict__, "_connection": None}

    @property
    def session(self) -> requests.Session:
        """The session, opened and logged in on first use; raises `LoginFailed` if the server refuses."""
        self._drop_parents_connections()
        with self._lock:
            if self._session is None:
                session = requests.Session()
                session.proxies.update(self.proxies or {})
                self._log_in(session)
                self._session = session
            return self._session

    def post(self, url: str, body: str | None) -> str:
        """Post and return the text of the answer of any status; raises `requests.RequestException`."""
        self._attempts.check()
        started = time.monotonic()
        try:
            answer = self._post_logged_in(url, (body or "").encode())
        except requests.RequestException as error:
            self._attempts.failed(time.monotonic() - started, error)
            raise
        self._attempts.answered()
        if answer.status == requests.codes.ok:
            self._features = frozenset(answer.headers.get(FEATURES_HEADER, "").split())
        self._note_refusal(url, answer)
        return answer.text

    def understands(self, feature: str) -> bool | None:
        """Does the server have a feature that visdom 0.2.4 lacks? None before its first answer."""
        return None if self._features is None else feature in self._features

    def try_again(self) -> None:
        """End a pause: the program requests a check, or the server sent something."""
        self._attempts.try_again()

    def log_in_again(self) -> bool:
        """Get a new cookie after the old one became invalid; returns whether there is a login and it succeeded."""
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

    def _drop_parents_connections(self) -> None:
        """After a fork, drop the parent's connections: two processes on one would get each other's answers."""
        if self._process == os.getpid():
            return
        self._process = os.getpid()
        self._lock = OwnLock()
        self._connection = None
        if self._session is not None:
            self._session.close()

    def _log_in(self, session: requests.Session) -> None:
        if self.login is None:
            return
        body = json.dumps(self.login._asdict()).encode()
        answer = self._connection_of(session).post(self.root, body, self._attempts.limits(0))
        if answer.status in _GATEWAY_ERRORS:
            raise requests.ConnectionError(f"the login is answered with {answer.status}, an error of a gateway")
        if answer.status != requests.codes.ok:
            raise LoginFailed(
                f"The server at {self.root} refused the login of {self.login.username!r} ({answer.status}). "
                "Check username= and password=, and that it runs with -enable_login."
            )

    def _post_logged_in(self, url: str, body: bytes) -> Answer:
        """Post; if the server does not know the cookie, for example after a restart, log in and post again."""
        answer = self._post_once(url, body)
        needs_login = answer.status == requests.codes.bad_request and not answer.text
        if self.login is not None and needs_login and self.log_in_again():
            return self._post_once(url, body)
        return answer

    def _post_once(self, url: str, body: bytes) -> Answer:
        return self._connection_of(self.session).post(url, body, self._attempts.limits(len(body)))

    def _connection_of(self, session: requests.Session) -> Connection:
        """The connection of the session, a new one after a change of its settings."""
        connection = self._connection
        if connection is None or not connection.fits(session):
            self._connection = connection = Connection(session)
        return connection

    def _note_refusal(self, url: str, answer: Answer) -> None:
        """Log a refusal, which the caller gets as text; equal refusals in a row are logged once."""
        refused = answer.status >= requests.codes.bad_request
        refusal = f"{answer.status} {answer.text[:300]}" if refused else ""
        if refusal and refusal != self._last_refusal:
            logger.warning("%s was refused: %s", url, refusal)
        self._last_refusal = refusal
