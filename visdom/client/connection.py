"""HTTP to one server: every POST goes through urllib3's connection pools, with the settings of a `requests.Session`."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from http.client import RemoteDisconnected
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.cookies import extract_cookies_to_jar, get_cookie_header

from visdom.client.address import is_loopback

MOST_URLS = 64
"""How many URLs a connection remembers: one per endpoint, and one for each environment that a client opens."""

_FOLLOWED = (301, 302, 307, 308)
_REDIRECTS = range(300, 400)
_CONNECTION_PREFIX = re.compile(r"^(<[^>]*>|\w*Connection\w*\([^)]*\)): ")


class TimeLimits(NamedTuple):
    """Seconds that connecting may take, and waiting for the answer."""

    connect: float
    answer: float


class Answer(NamedTuple):
    """The server's answer to one request."""

    status: int
    headers: Mapping[str, str]
    text: str


class _Target(NamedTuple):
    """What all requests to one URL have in common."""

    pool: urllib3.HTTPConnectionPool
    request_url: str
    headers: dict[str, str]
    prepared: requests.PreparedRequest


class Connection:
    """Posts through the pools of a session, with its proxies, certificates, cookies, authentication and headers.

    `requests` spends a millisecond per request to work these out. A connection works them out once per URL, and fits
    its session until one of these settings changes. Where callers extend `requests` itself (an adapter with
    its own `send` or with retries, an authentication object, hooks), every request goes through `session.send`.
    """

    def __init__(self, session: requests.Session) -> None:
        self._session = session
        self._settings = _settings(session)
        self._targets: dict[str, _Target] = {}

    def fits(self, session: requests.Session) -> bool:
        """Does the connection belong to the session, and are its settings unchanged?"""
        return session is self._session and _settings(session) == self._settings

    def post(self, url: str, body: bytes, limits: TimeLimits) -> Answer:
        """Post and return the answer; raises `requests.RequestException` when there is none.

        A redirect to the same host gets the same message.
        """
        for _ in range(self._session.max_redirects):
            answer = self._post_once(url, body, limits)
            if answer.status not in _REDIRECTS or "Location" not in answer.headers:
                return answer
            url = _redirected(url, answer)
        raise requests.TooManyRedirects(f"it redirects more than {self._session.max_redirects} times, last to {url}")

    def leave_to_parent(self) -> None:
        """Close the child's copies of idle connections. A thread of the parent may have held the locks of the pools."""
        for target in self._targets.values():
            if (queue := target.pool.pool) is not None:
                idle = [each for each in queue.queue if each is not None]
                queue.__init__(queue.maxsize)  # type: ignore[misc]  # new locks, also for the finalizer of the pool
                for each in idle:
                    each.close()

    def _post_once(self, url: str, body: bytes, limits: TimeLimits) -> Answer:
        target = self._target(url)
        if target is None:
            return self._post_by_session(url, body, limits)
        headers, jar = target.headers, self._session.cookies
        if len(jar) and (cookies := get_cookie_header(jar, target.prepared)):  # type: ignore[no-untyped-call]
            headers = {**headers, "Cookie": cookies}
        try:
            response = _send(target, body, headers, limits)
            text = response.data.decode("utf-8", "replace")
        except urllib3.exceptions.HTTPError as error:
            raise _as_requests_error(error) from error
        if "Set-Cookie" in response.headers:
            extract_cookies_to_jar(jar, target.prepared, response)  # type: ignore[no-untyped-call]
        return Answer(response.status, response.headers, text)

    def _post_by_session(self, url: str, body: bytes, limits: TimeLimits) -> Answer:
        request = _prepared(self._session, requests.Request("POST", url, data=body))
        settings = settings_for(self._session, url)
        response = self._session.send(request, timeout=limits, allow_redirects=False, **settings)
        return Answer(response.status_code, response.headers, response.content.decode("utf-8", "replace"))

    def _target(self, url: str) -> _Target | None:
        """The target of requests to the URL; None if they have to go through `session.send`."""
        known = self._targets.get(url)
        if known is not None and known.pool.pool is not None:  # with urllib3 1, `session.close` ends its pools for good
            return known
        found = self._find_target(url)
        if found is not None:
            if len(self._targets) >= MOST_URLS:
                self._targets.clear()
            self._targets[url] = found
        return found

    def _find_target(self, url: str) -> _Target | None:
        session, adapter = self._session, self._session.get_adapter(url)
        if not isinstance(adapter, HTTPAdapter) or _is_extended(session, adapter):
            return None
        settings = settings_for(session, url)
        proxies, verify, cert = settings["proxies"], settings["verify"], settings["cert"]
        prepared = _prepared(session, requests.Request("POST", url))
        prepared.headers.pop("Content-Length", None)
        if "Cookie" not in session.headers:
            prepared.headers.pop("Cookie", None)
        pool = adapter.get_connection_with_tls_context(prepared, verify, proxies=proxies, cert=cert)
        try:
            adapter.cert_verify(pool, url, verify, cert)  # type: ignore[no-untyped-call]
        except OSError as error:  # a file of certificates is missing
            raise requests.ConnectionError(error) from error
        assert isinstance(pool, urllib3.HTTPConnectionPool)
        return _Target(pool, adapter.request_url(prepared, proxies), dict(prepared.headers), prepared)


def _settings(session: requests.Session) -> tuple[Any, ...]:
    """The settings of a session that targets depend on."""
    return (
        session.verify,
        session.cert,
        session.auth,
        session.trust_env,
        tuple(session.proxies.items()),
        tuple(session.headers.items()),
        tuple(session.adapters.items()),
        tuple(session.hooks.get("response", ())),
    )


def settings_for(session: requests.Session, url: str) -> dict[str, Any]:
    """Proxies and certificates for a URL, from the session and the environment.

    `requests` gives the environment precedence over the session, so the call names the `verify` of the session. None
    lets the environment decide. The machine itself is reached directly, unless the session has a proxy.
    """
    verify = None if session.verify is True else session.verify
    settings = dict(session.merge_environment_settings(url, {}, False, verify, None))
    if is_loopback(urlsplit(url).hostname):
        settings["proxies"] = dict(session.proxies)
    return settings


def _prepared(session: requests.Session, request: requests.Request) -> requests.PreparedRequest:
    """A request of the session, whose own header comes before what ~/.netrc has for the host."""
    prepared = session.prepare_request(request)
    if "Authorization" in session.headers and not session.auth:
        prepared.headers["Authorization"] = str(session.headers["Authorization"])
    return prepared


def renew_in_child(session: requests.Session) -> None:
    """After a fork, give the session cookies and pools whose locks are free."""
    session.cookies = copy.copy(session.cookies)
    for adapter in session.adapters.values():
        if isinstance(adapter, HTTPAdapter):
            adapter.__setstate__(adapter.__getstate__())  # type: ignore[attr-defined]


def _is_extended(session: requests.Session, adapter: HTTPAdapter) -> bool:
    """Does a request need more than a pool? With requests before 2.32 every request does."""
    has_own_send = getattr(adapter.send, "__func__", None) is not HTTPAdapter.send
    has_retries = bool(adapter.max_retries.total)
    gives_pool = hasattr(adapter, "get_connection_with_tls_context")
    is_called = callable(session.auth) or bool(session.hooks.get("response"))
    return has_own_send or has_retries or is_called or not gives_pool


def _send(target: _Target, body: bytes, headers: dict[str, str], limits: TimeLimits) -> urllib3.BaseHTTPResponse:
    """Post once, and a second time if the server had already closed the pooled connection.

    A server closes idle connections at any time, and resets those with unread bytes. If a connection ends without a
    reset, the server may have read the request: such a request is not sent twice.
    """
    options: dict[str, Any] = {
        "retries": False,
        "redirect": False,
        "assert_same_host": False,  # the pool of a proxy has another host than the URL
        "preload_content": False,
        "timeout": urllib3.Timeout(connect=limits.connect, read=limits.answer),
    }
    pool = target.pool
    connections = pool.num_connections
    try:
        return pool.urlopen("POST", target.request_url, body, headers, **options)
    except urllib3.exceptions.ProtocolError as error:
        if pool.num_connections != connections or not _is_reset(error):
            raise
        return pool.urlopen("POST", target.request_url, body, headers, **options)


def _redirected(url: str, answer: Answer) -> str:
    """The URL of a redirect; raises `requests.ConnectionError` if the message must not go there."""
    location = answer.headers["Location"]
    try:
        new_url = urljoin(url, location)
        is_same_host = urlsplit(new_url).hostname == urlsplit(url).hostname
    except ValueError:  # half an address, such as http://[
        is_same_host = False
    if answer.status not in _FOLLOWED or not is_same_host:
        raise requests.ConnectionError(
            f"it redirects with {answer.status} to {location}, which the client does not follow"
        )
    return new_url


def _is_reset(error: urllib3.exceptions.ProtocolError) -> bool:
    cause = error.args[-1]
    return isinstance(cause, (ConnectionResetError, BrokenPipeError)) and not isinstance(cause, RemoteDisconnected)


def _as_requests_error(error: urllib3.exceptions.HTTPError) -> requests.RequestException:
    timed_out = isinstance(error, (urllib3.exceptions.ReadTimeoutError, urllib3.exceptions.ConnectTimeoutError))
    refused = isinstance(error, urllib3.exceptions.NewConnectionError)  # a kind of time-out to urllib3
    reason = _CONNECTION_PREFIX.sub("", str(error.args[-1] if error.args else error))
    return requests.Timeout(reason) if timed_out and not refused else requests.ConnectionError(reason)
