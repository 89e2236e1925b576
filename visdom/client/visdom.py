"""The class `Visdom`: its construction, its copies and its end."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from typing import Any

from visdom.client.address import parse_address, parse_proxy
from visdom.client.callers import warn_caller
from visdom.client.forks import import_for_calls, renew_in_children
from visdom.client.messages import DRAWING_ENDPOINTS, ENV, EVENTS, as_id, read_log
from visdom.client.methods.charts_amounts import AmountCharts
from visdom.client.methods.charts_grid import GridCharts
from visdom.client.methods.charts_xy import XYCharts
from visdom.client.methods.embeddings import EmbeddingsMethods
from visdom.client.methods.envs import EnvMethods
from visdom.client.methods.media import MediaMethods
from visdom.client.outages import Outage
from visdom.client.transport import Login, Transport
from visdom.errors import BadArgument
from visdom.protocol.names import DEFAULT_BASE_URL, DEFAULT_ENV, DEFAULT_PORT, TOKEN_VARIABLE

logger = logging.getLogger("visdom")

_LISTENING_STATE = (
    "socket_thread",
    "socket_alive",
    "socket_connection_achieved",
    "vis_sid",
    "event_handlers",
    "win_data",
    "_websocket",
    "_first_greeting",
    "_closing",
)


class Visdom(EnvMethods, MediaMethods, XYCharts, AmountCharts, GridCharts, EmbeddingsMethods):
    """A program's connection to a visdom server.

    Every method that draws returns the id of its window; pass it as `win` to draw there again. Windows and environments
    have text as names; numbers and paths become text. If no server answers, calls return False and the program
    continues, unless `raise_exceptions` is true.

    Args:
        server: address, "http://localhost" or "https://host:443/path"; its port and its path apply unless `port` and
            `base_url` are given too.
        port: port of the server; None means 8097.
        base_url: path of the server, as in its flag `-base_url`.
        env: environment that this client draws in; the server makes it if it is new.
        send: with False nothing is sent; methods return `(message, endpoint)`.
        raise_exceptions: raise `ConnectionError` if no server answers, instead of returning False.
        use_incoming_socket: listen for events by websocket.
        use_polling: listen by polling, if `use_incoming_socket` is False.
        log_to_filename: file to which every message that changes something is appended, for `replay_log`.
        offline: send nothing, only write to `log_to_filename`.
        username, password: login, if the server requires one.
        token: token of the server (`-token`) or of an account (`visdom user token`); without it `$VISDOM_TOKEN`. One of
            your servers on this machine is found without it.
        proxies: proxies by scheme, as for `requests`. The environment's are used without them, but not for this host.
        http_proxy_host, http_proxy_port: deprecated; proxy of the websocket, use `proxies` instead.
        endpoint, ipv6: accepted for old programs, without effect.

    Raises `BadArgument` for arguments that do not fit together and `LoginFailed` if the server refuses the login.

    Example:
        vis = Visdom(env="first_run")
        vis.line([0.9, 0.5, 0.3], win="loss", opts={"title": "Loss"})
    """

    def __init__(
        self,
        server: str = "http://localhost",
        endpoint: str = EVENTS,
        port: int | None = DEFAULT_PORT,
        base_url: str = DEFAULT_BASE_URL,
        ipv6: bool = True,
        http_proxy_host: str | None = None,
        http_proxy_port: str | int | None = None,
        env: str = DEFAULT_ENV,
        send: bool = True,
        raise_exceptions: bool | None = None,
        use_incoming_socket: bool = True,
        log_to_filename: str | None = None,
        username: str | None = None,
        password: str | None = None,
        proxies: dict[str, str] | None = None,
        offline: bool = False,
        use_polling: bool = False,
        token: str | None = None,
    ) -> None:
        if offline and not log_to_filename:
            raise BadArgument("offline=True needs log_to_filename, the file to write to")
        self.server, self.server_base_name, self.port, self.base_url = parse_address(server, port, base_url)
        self.endpoint, self.ipv6 = endpoint, ipv6
        self.env = as_id(env, "env")
        self.env_list = {self.env}
        self.send, self.offline = send, offline
        self.log_to_filename = log_to_filename
        self.raise_exceptions = raise_exceptions
        self.proxies = proxies
        self._set_websocket_proxy(http_proxy_host, http_proxy_port)
        self._set_login(username, password)
        if not token and self._login is None:  # a login that the program names comes before that of the environment
            token = os.environ.get(TOKEN_VARIABLE)
        self._transport = Transport(self._root, proxies, self._login, token or None)
        self._outage = Outage(self._root, log_to_filename)
        self.use_socket = (use_incoming_socket or use_polling) and not offline
        self._expect_no_events()
        import_for_calls()
        renew_in_children(self)
        if not offline:
            self._connect(polling=not use_incoming_socket)
        self._is_set_up = True

    def __getstate__(self) -> dict[str, Any]:
        """The state of a copy, in this process or another: it draws as this client does, but does not listen."""
        copied = {name: value for name, value in self.__dict__.items() if name not in _LISTENING_STATE}
        return {**copied, "use_socket": False}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._expect_no_events()
        renew_in_children(self)

    def _renew_in_child(self) -> None:
        """In a forked child: draw as the parent does, on connections of its own, but do not listen."""
        self._leave_events_to_parent()
        self._expect_no_events()
        self._transport.renew_in_child()
        self._outage.renew_in_child()

    def close_connection(self) -> None:
        """Stop listening for events and close all connections. Later calls open new ones; `setup_socket` listens again.

        Example: `vis.close_connection()`
        """
        self._stop_listening()
        self._transport.close()

    def replay_log(self, log_filename: str) -> None:
        """Send every message of a file that a client wrote with `log_to_filename`, in order.

        Raises `FileNotFoundError`, and `ValueError` at a line that is not a message; the lines before it are sent.

        Example: `Visdom().replay_log("offline_run.log")`
        """
        for message, endpoint in read_log(log_filename):
            self._send(message, endpoint, from_log=True, create=endpoint in DRAWING_ENDPOINTS)

    def _expect_no_events(self) -> None:
        self.event_handlers = {}
        self.win_data = {}
        self._first_greeting, self._closing = threading.Event(), threading.Event()

    def _connect(self, polling: bool) -> None:
        is_answered = self._send({"eid": self.env}, ENV + self.env) is not False
        self._outage.lost_calls = 0  # nothing is lost: the first window makes the environment as well
        if not self.send:
            return
        if not self.use_socket:
            logger.info("this client does not listen: event handlers cannot be registered")
            return
        self.setup_socket(polling=polling)
        self._wait_for_first_greeting(is_answered)

    def _set_websocket_proxy(self, host: str | None, port: str | int | None) -> None:
        if host is not None or port is not None:
            sentence = "http_proxy_host and http_proxy_port are deprecated; use proxies={'http': 'host:port'}"
            warn_caller(sentence, DeprecationWarning, repeat=False)
        known_host, known_port = parse_proxy(self.proxies)
        self.http_proxy_host = known_host if host is None else host
        self.http_proxy_port = known_port if port is None else port

    def _set_login(self, username: str | None, password: str | None) -> None:
        self.username = username
        self._login = None
        if username:
            if not password:
                raise BadArgument(f"username={username!r} needs a password")
            self.password = hashlib.sha256(password.encode("utf-8")).hexdigest()
            self._login = Login(username, self.password)
