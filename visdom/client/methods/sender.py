"""The part of the client that its methods may use."""

from __future__ import annotations

from abc import ABC, abstractmethod

import requests

from visdom.client.messages import EVENTS, Message, Reply
from visdom.client.transport import Transport


class Sender(ABC):
    """The members of `Visdom` that its methods use."""

    env: str
    env_list: set[str]
    send: bool
    offline: bool
    log_to_filename: str | None
    use_socket: bool
    socket_alive: bool = False
    _transport: Transport

    @property
    @abstractmethod
    def session(self) -> requests.Session:
        """The HTTP session with its cookies, opened and logged in on first use."""

    @abstractmethod
    def _send(
        self, msg: Message, endpoint: str = EVENTS, quiet: bool = False, from_log: bool = False, create: bool = True
    ) -> Reply:
        """Send a message and return the server's reply."""

    @abstractmethod
    def _handle_post(self, url: str, data: str | None = None) -> str:
        """Post text to a URL and return the text of the answer."""

    @abstractmethod
    def _url(self, endpoint: str) -> str:
        """The URL of an endpoint."""
