"""A short way for the many small requests of a training loop: straight to the connection pool of the session.

`requests` knows proxies, certificates and cookies, but takes a millisecond per request to do so. What it found out for
the server's address is kept, and further requests go to its pool directly. Wherever more is needed (proxies,
authentication, redirects, adapters of the caller) there is no short way.
"""

from __future__ import annotations

import re
from http.client import RemoteDisconnected
from typing import Any, NamedTuple

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.cookies import extract_cookies_to_jar
from requests.utils import get_netrc_auth, select_proxy

from visdom.protocol.names import FEATURES_HEADER

_REDIRECTS = range(300, 400)
_NAMES_CONNECTION = re.compile(r"^(<[^>]*>|\w*Connection\w*\([^)]*\)): ")
_NEEDS_NO_QUOTING = re.compile(r"[A-Za-z0-9/_.~-]*")


class Answer(NamedTuple):
    """What came back: status, text, and what the server says it understands beyond visdom 0.2.4."""

    status: int
    text: str
    features: str


class TimeLimits(NamedTuple):
    """Seconds that connecting may take, and waiting for the answer."""

    connect: float
    answer: float


class Route:
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

    def post(self, url: str, body: bytes, limits: TimeLimits) -> Answer | None:
        """Post and return the answer; None when the request has to go through `requests`."""
        path = url.removeprefix(self.root)
        if self.pool is None or len(path) == len(url) or not _NEEDS_NO_QUOTING.fullmatch(path):
            return None
        try:
            response = self._send(self.pool, self.path + path, body, limits)
            text = response.data.decode("utf-8", "replace")
        except urllib3.exceptions.HTTPError as error:
            raise _as_requests_error(error) from error
        if "Set-Cookie" in response.headers:
            extract_cookies_to_jar(self.session.cookies, self.request, response)  # type: ignore[no-untyped-call]
        if response.status in _REDIRECTS:
            return None
        return Answer(response.status, text, response.headers.get(FEATURES_HEADER, ""))

    def _send(
        self, pool: urllib3.HTTPConnectionPool, path: str, body: bytes, limits: TimeLimits
    ) -> urllib3.BaseHTTPResponse:
        """Post once, and once more if a kept connection turned out to be closed already.

        A server closes idle connections whenever it likes, and resets those on which it left something unread. An
        end without a reset may mean that it has read the request and died at work on it: that is not sent twice.
        """
        options: dict[str, Any] = {
            "retries": False,
            "redirect": False,
            "preload_content": False,
            "timeout": urllib3.Timeout(connect=limits.connect, read=limits.answer),
        }
        headers = self._headers()
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
        settings = session.merge_environment_settings(self.root, {}, False, trust(session), None)
        if type(adapter) is not HTTPAdapter or not hasattr(adapter, "get_connection_with_tls_context"):
            return None
        if session.auth or (session.trust_env and get_netrc_auth(self.root)):
            return None
        if select_proxy(self.root, settings["proxies"]):
            return None
        pool = adapter.get_connection_with_tls_context(self.request, settings["verify"], cert=settings["cert"])
        return pool if isinstance(pool, urllib3.HTTPConnectionPool) else None


def trust(session: requests.Session) -> bool | str | None:
    """What the caller said about certificates (`session.verify`); None, the default, leaves that to the environment.

    `requests` asks the environment first, so that a caller's word counts only when it is given with each request.
    """
    return None if session.verify is True else session.verify


def _was_reset(error: urllib3.exceptions.ProtocolError) -> bool:
    cause = error.args[-1]
    return isinstance(cause, (ConnectionResetError, BrokenPipeError)) and not isinstance(cause, RemoteDisconnected)


def _as_requests_error(error: urllib3.exceptions.HTTPError) -> requests.RequestException:
    timed_out = isinstance(error, (urllib3.exceptions.ReadTimeoutError, urllib3.exceptions.ConnectTimeoutError))
    refused = isinstance(error, urllib3.exceptions.NewConnectionError)  # a kind of time-out to urllib3
    reason = _NAMES_CONNECTION.sub("", str(error.args[-1] if error.args else error))
    return requests.Timeout(reason) if timed_out and not refused else requests.ConnectionError(reason)


def _settings(session: requests.Session) -> tuple[Any, ...]:
    """Everything that a caller may change on the session and that decides over the way."""
    return (session.verify, session.cert, session.auth, session.trust_env, tuple(session.proxies.items()))
