"""Sending: the part of the client that all of its methods use."""

from __future__ import annotations

import secrets
import time

import requests

from visdom.client.messages import (
    EVENTS,
    WIN_DATA,
    Message,
    Reply,
    append_to_log,
    ids_to_text,
    stores_windows,
    to_json,
)
from visdom.client.outages import Outage
from visdom.client.transport import Transport
from visdom.errors import BadArgument, LoginFailed, Refused
from visdom.protocol.names import WINDOW_PREFIX


class Sender:
    """The base of `Visdom`, whose constructor sets the attributes."""

    server: str
    port: int
    base_url: str
    env: str
    env_list: set[str]
    send: bool
    offline: bool
    raise_exceptions: bool | None
    log_to_filename: str | None
    use_socket: bool
    socket_alive: bool = False
    _transport: Transport
    _outage: Outage
    _is_set_up: bool = False
    _ask_again_at: float = 0.0

    @property
    def session(self) -> requests.Session:
        """The HTTP session with its cookies, opened and logged in on first use."""
        return self._transport.session

    def _send(
        self, msg: Message, endpoint: str = EVENTS, quiet: bool = False, from_log: bool = False, create: bool = True
    ) -> Reply:
        """Send a message and return the server's reply, False if it is refused. Programs may send their own messages.

        Subclasses may override this or `_handle_post`. The call adds missing members to the message itself and converts
        its ids to text.

        Args:
            endpoint: path below `base_url`.
            quiet: do not report an outage.
            from_log: do not write to the log file again.
            create: give a window id to a message whose `win` is None.

        Example: `vis._send({"data": [{"type": "scatter", "y": [1, 2]}], "layout": {}, "win": "hand_made"})`
        """
        if msg.get("eid") is None:
            msg["eid"] = self.env
        try:
            ids_to_text(msg)
        except BadArgument:
            if self.send:  # else `win` may be what an earlier call returned: its message
                raise
        self.env_list.add(msg["eid"])
        if not quiet:
            self._ask_again_at = 0.0  # the next call asks a silent server for its features again
        if not self.send:
            return msg, endpoint
        if create and "win" in msg and msg["win"] is None:
            msg["win"] = new_window_id()
        if not from_log:
            self._log(msg, endpoint)
        if self.offline:
            return msg.get("win", True)
        text = to_json(msg)
        try:
            reply: Reply = self._handle_post(self._url(endpoint), data=text)
        except requests.RequestException as error:
            return self._outage.failed(error, self.raise_exceptions, quiet)
        except LoginFailed as error:
            if self._transport.login is not None and not self._is_set_up:
                raise  # at construction a wrong password is an error of the program
            return self._outage.failed(error, self.raise_exceptions, quiet)
        except Refused:
            is_read = endpoint == WIN_DATA and not stores_windows(msg, endpoint)
            reply = "" if is_read else False  # programs parse what they read: 0.2.4 sends "" for a missing window
        self._outage.answered()
        return reply

    def _handle_post(self, url: str, data: str | None = None) -> str:
        """Post text to a URL and return the text of the answer; subclasses may override this.

        Raises `requests.RequestException`, `LoginFailed` or `Refused` if no visdom server answers, if it needs another
        login, or if it refuses the request.
        """
        return self._transport.post(url, data)

    def _log(self, msg: Message, endpoint: str) -> None:
        """Write the message to the log file, if there is one; subclasses may override this."""
        if self.log_to_filename is not None:
            append_to_log(self.log_to_filename, msg, endpoint)

    @property
    def _root(self) -> str:
        return f"{self.server}:{self.port}{self.base_url}"

    def _url(self, endpoint: str) -> str:
        return f"{self._root}/{endpoint}"


def new_window_id() -> str:
    """A unique window id: the time, and random digits for programs that start together."""
    return f"{WINDOW_PREFIX}{int(time.time() * 1e7):x}{secrets.token_hex(3)}"
