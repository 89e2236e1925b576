"""Posting to the server: session, login, time-outs, and a short way for the many small requests of a training loop.

`requests` knows proxies, certificates and cookies, but takes a millisecond per request to do so. What it found out for
the server's address is kept, and further requests go to its connection pool directly. Wherever more is needed
(proxies, authentication, redirects, adapters of the caller) it stays `requests.Session.post`.
"""

from __future__ import annotations

import logging
import re
import threading
from http.client import RemoteDisconnected
from typing import Any, NamedTuple

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.cookies import extract_cookies_to_jar
from requests.utils import get_netrc_auth, select_proxy

from visdom.errors import LoginFailed

logger = logging.getLogger("visdom")

CONNECT_SECS = 5.0
ANSWER_SECS = 60.0

_TIMEOUT = urllib3.Timeout(connect=CONNECT_SECS, read=ANSWER_SECS)
_REDIRECTS = range(300, 400)
_NEEDS_NO_QUOTING = re.compile(r"[A-Za-z0-9/_.~-]*")


class Login(NamedTuple):
    """User name, and SHA-256 digest of the password in hex."""

    username: str
    password: str


class Transport:
    """The connection to one server. It is opened with the first request and kept; any thread may post."""

    def __init__(self, root: str, proxies: dict[str, str] | None, login: Login | None) -> None:
        self.root = root
        self.proxies = proxies
        self.login = login
        self._session: requests.Session | None = None
        self._route: _Route | None = None
        self._last_refusal = ""
        self._lock = threading.Lock()

    @property
    def session(self) -> requests.Session:
        """The session, made and logged in on first use; raises `LoginFailed` when the server says no."""
        with self._lock:
            if self._session is None:
                self._session = self._open_session()
            return self._session

    def post(self, url: str, body: str | None) -> str:
        """Post and return the answer's text, whatever its status; raises `requests.RequestException`."""
        session = self.session
        path = url.removeprefix(self.root)
        answer = None
        if len(path) < len(url) and _NEEDS_NO_QUOTING.fullmatch(path):
            answer = self._current_route(session).post(path, body)
        if answer is None:
            response = session.post(url, data=body, timeout=(CONNECT_SECS, ANSWER_SECS))
            answer = response.status_code, response.text
        self._note_refusal(url, *answer)
        return answer[1]

    def close(self) -> None:
        """Close the connections; a later request opens a new session."""
        with self._lock:
            if self._session is not None:
                self._session.close()
            self._session = self._route = None

    def _open_session(self) -> requests.Session:
        session = requests.Session()
        session.proxies.update(self.proxies or {})
        if self.login is None:
            return session
        response = session.post(self.root, json=self.login._asdict(), timeout=(CONNECT_SECS, ANSWER_SECS))
        if response.status_code != requests.codes.ok:
            session.close()
            raise LoginFailed(
                f"The server at {self.root} refused the login of {self.login.username!r} ({response.status_code}). "
                "Check username= and password=, and that it runs with -enable_login."
            )
        return session

    def _current_route(self, session: requests.Session) -> _Route:
        route = self._route
        if route is None or not route.fits(session):
            self._route = route = _Route(session, self.root)
        return route

    def _note_refusal(self, url: str, status: int, text: str) -> None:
        """The answer goes to the caller as it is; what a refusal says is logged too, once while it stays the same."""
        refusal = f"{status} {text[:300]}" if status >= requests.codes.bad_request else ""
        if refusal and refusal != self._last_refusal:
            logger.warning("%s was refused: %s", url, refusal)
        self._last_refusal = refusal


class _Route:
    """The way to the server's connection pool, as far as the session allows to go without it."""

    def __init__(self, session: requests.Session, root: str) -> None:
        self.session = session
        self.root = root
        self.settings = _settings(session)
        self.request = session.prepare_request(requests.Request("POST", root))
        self.path = self.request.path_url.rstrip("/")
        self.pool = self._find_pool()

    def fits(self, session: requests.Session) -> bool:
        """Is the session still the one that this route was made for, with the same settings?"""
        return session is self.session and _settings(session) == self.settings

    def post(self, path: str, body: str | None) -> tuple[int, str] | None:
        """Status and text of the answer; None when the request has to go through `requests`."""
        if self.pool is None:
            return None
        try:
            response = self._send(self.pool, self.path + path, (body or "").encode(), self._headers())
            text = response.data.decode("utf-8", "replace")
        except urllib3.exceptions.HTTPError as error:
            raise _as_requests_error(error) from error
        if "Set-Cookie" in response.headers:
            extract_cookies_to_jar(self.session.cookies, self.request, response)  # type: ignore[no-untyped-call]
        return None if response.status in _REDIRECTS else (response.status, text)

    def _send(
        self, pool: urllib3.HTTPConnectionPool, path: str, body: bytes, headers: dict[str, str]
    ) -> urllib3.BaseHTTPResponse:
        """Post once, and once more if a kept connection turned out to be closed already.

        A server closes idle connections whenever it likes, and resets those on which it left something unread. An
        end without a reset may mean that it has read the request and died at work on it: that is not sent twice.
        """
        options: dict[str, Any] = {"retries": False, "redirect": False, "preload_content": False, "timeout": _TIMEOUT}
        connections = pool.num_connections
        try:
            return pool.urlopen("POST", path, body, headers, **options)
        except urllib3.exceptions.ProtocolError as error:
            if pool.num_connections != connections or not _was_reset(error):
                raise
            return pool.urlopen("POST", path, body, headers, **options)

    def _headers(self) -> dict[str, str]:
        headers = {name: str(value) for name, value in self.session.headers.items()}
        cookies = [f"{cookie.name}={cookie.value}" for cookie in self.session.cookies if not cookie.is_expired()]
        return {**headers, "Cookie": "; ".join(cookies)} if cookies else headers

    def _find_pool(self) -> urllib3.HTTPConnectionPool | None:
        session, adapter = self.session, self.session.get_adapter(self.root)
        settings = session.merge_environment_settings(self.root, {}, False, None, None)
        if type(adapter) is not HTTPAdapter or not hasattr(adapter, "get_connection_with_tls_context"):
            return None
        if session.auth or (session.trust_env and get_netrc_auth(self.root)):
            return None
        if select_proxy(self.root, settings["proxies"]):
            return None
        pool = adapter.get_connection_with_tls_context(self.request, settings["verify"], cert=settings["cert"])
        return pool if isinstance(pool, urllib3.HTTPConnectionPool) else None


def _was_reset(error: urllib3.exceptions.ProtocolError) -> bool:
    cause = error.args[-1]
    return isinstance(cause, (ConnectionResetError, BrokenPipeError)) and not isinstance(cause, RemoteDisconnected)


def _as_requests_error(error: urllib3.exceptions.HTTPError) -> requests.RequestException:
    timed_out = isinstance(error, (urllib3.exceptions.ReadTimeoutError, urllib3.exceptions.ConnectTimeoutError))
    refused = isinstance(error, urllib3.exceptions.NewConnectionError)  # a kind of time-out to urllib3
    return requests.Timeout(error) if timed_out and not refused else requests.ConnectionError(error)


def _settings(session: requests.Session) -> tuple[Any, ...]:
    """Everything that a caller may change on the session and that decides over the way."""
    return (session.verify, session.cert, session.auth, session.trust_env, tuple(session.proxies.items()))
