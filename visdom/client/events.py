"""Events from the page: received by websocket or by polling, and passed to the handlers of their window.

One daemon thread listens. It reconnects after each loss of the server, and does not prevent the program from ending.
"""

from __future__ import annotations

import json
import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

import requests
import websocket

from visdom.client.address import is_loopback
from visdom.client.connection import settings_for
from visdom.client.messages import VIS_SOCKET, VIS_SOCKET_WRAP, as_id
from visdom.client.methods.sender import Sender
from visdom.errors import BadArgument, LoginFailed, Refused
from visdom.protocol.names import COOKIE_NAME

logger = logging.getLogger("visdom")

Event: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Event], Any]
MessageSource: TypeAlias = Callable[[], Iterator[str]]
Member = TypeVar("Member", str, list[str])

RECONNECT_SECS = 3.0
POLL_SECS = 0.1
FIRST_GREETING_SECS = 6.3
NO_ANSWER_SECS = 0.5
STOP_CHECK_SECS = 0.5

_LOST = (
    OSError,
    websocket.WebSocketException,
    requests.RequestException,
    LoginFailed,
    Refused,
    ValueError,
    RecursionError,
)


class EventMethods(Sender):
    """The part of `Visdom` that receives.

    Attributes:
        use_socket: whether the client listens; setting it to False ends the thread.
        socket_alive: whether the server is connected at this moment.
        socket_connection_achieved: whether it has ever been connected.
        event_handlers: window id -> its handlers.
        socket_thread: the listening thread.
        vis_sid: with polling, the id of the client's queue on the server.
    """

    http_proxy_host: str | None
    http_proxy_port: str | int | None
    socket_connection_achieved: bool = False
    socket_thread: threading.Thread | None = None
    event_handlers: dict[str, list[Handler]]
    vis_sid: str | None = None
    _polls: bool = False
    _parent_listens: bool = False
    _websocket: websocket.WebSocket | None = None
    _first_greeting: threading.Event
    _closing: threading.Event

    def register_event_handler(self, handler: Handler, target: str) -> None:
        """Call `handler(event)` for every event of the window `target`.

        Events are dicts with `event_type` ("close", "KeyPress", "PropertyUpdate", "Click", ...), `target`, `eid`,
        mostly `pane_data` (the window) and members of their kind, such as `key`. Several handlers are called in the
        order of registration, in the listening thread; an exception in one is logged and does not stop the others.

        A forked child does not listen, until it registers a handler.

        Raises `BadArgument` if the handler cannot be called or the client does not listen.

        Example: `vis.register_event_handler(lambda event: print(event.get("key")), "loss")`
        """
        if not callable(handler):
            raise BadArgument(f"register_event_handler: expected a function, got {handler!r}")
        if self._parent_listens:
            self.setup_socket(self._polls)
        if not self.use_socket:
            raise BadArgument("register_event_handler: this client does not listen; use_incoming_socket=True would")
        self.event_handlers.setdefault(as_id(target, "target"), []).append(handler)

    def clear_event_handlers(self, target: str) -> None:
        """Remove all handlers of the window `target`.

        Example: `vis.clear_event_handlers("loss")`
        """
        self.event_handlers[as_id(target, "target")] = []

    def setup_socket(self, polling: bool = False) -> None:
        """Start to listen: on a websocket, or with `polling` by ten requests a second.

        The constructor of `Visdom` calls it. Call it to listen again: after `close_connection`, in a copy of a client,
        or if no server ran at the beginning. A client that already listens does not change.

        Example: `vis.setup_socket()`
        """
        if self.use_socket and self.socket_thread is not None and self.socket_thread.is_alive():
            return
        self._stop_listening()
        self._closing.clear()
        self.use_socket, self._polls, self._parent_listens = True, polling, False
        self.socket_thread = threading.Thread(
            target=self._listen,
            args=(self._polled_messages if polling else self._socket_messages,),
            name="Visdom-Socket-Thread",
            daemon=True,
        )
        self.socket_thread.start()

    def setup_polling(self) -> None:
        """Start to listen by ten requests a second, for networks that block websockets.

        Example: `vis.setup_polling()`
        """
        self.setup_socket(polling=True)

    def _leave_events_to_parent(self) -> None:
        """In a forked child, which has no thread that listens: close the child's copy of the websocket."""
        self._parent_listens |= self.use_socket
        self.use_socket = self.socket_alive = self.socket_connection_achieved = False
        self.socket_thread = self.vis_sid = None
        if self._websocket is not None:
            self._websocket.shutdown()  # type: ignore[no-untyped-call]  # sends nothing
            self._websocket = None

    def _wait_for_first_greeting(self, is_answered: bool) -> None:
        """Wait until the server has greeted the client, so that the first events are not missed.

        A server that did not answer before has been waited for; it may refuse the connection, which is known at once.
        """
        is_known = self._first_greeting.wait(FIRST_GREETING_SECS if is_answered else NO_ANSWER_SECS)
        if is_answered and not is_known:
            logger.warning("No greeting from the server at %s; events may be missed", self._url(VIS_SOCKET))

    def _stop_listening(self) -> None:
        self.use_socket = False
        self._closing.set()
        if self.socket_thread is not None and self.socket_thread is not threading.current_thread():
            self.socket_thread.join(RECONNECT_SECS)

    def _listen(self, messages: MessageSource) -> None:
        while self.use_socket:
            try:
                for text in messages():
                    self._receive(text)
            except _LOST as error:
                logger.debug("lost the connection for events: %r", error)
                if _was_refused(error) and not self.socket_connection_achieved:
                    self.use_socket = False
            self.socket_alive = False
            if self.use_socket:
                self._closing.wait(RECONNECT_SECS)
        self._first_greeting.set()

    def _receive(self, text: str) -> None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            logger.debug("ignored, expected a JSON object: %.200s", text)
            return
        if message.get("command") == "alive":
            self._on_greeting(message.get("data"))
        for handler in list(self.event_handlers.get(message.get("target", ""), ())):
            try:
                handler(message)
            except Exception:
                logger.exception("the handler %r failed at an event", handler)

    def _on_greeting(self, greeting: Any) -> None:
        if greeting != "vis_alive":
            logger.warning("expected the server to greet with 'vis_alive', got %r", greeting)
            return
        self.socket_alive = self.socket_connection_achieved = True
        self._transport.try_again()
        self._first_greeting.set()

    def _socket_messages(self) -> Iterator[str]:
        """Connect and yield what the server sends, until the connection ends or the client stops listening."""
        connection = websocket.create_connection(
            "ws" + self._url(VIS_SOCKET).removeprefix("http"),
            timeout=FIRST_GREETING_SECS,
            cookie=f"{COOKIE_NAME}={self.session.cookies.get(COOKIE_NAME) or ''}",
            header=token_header(self.session),
            sslopt=tls_options(self.session),
            suppress_origin=True,  # an Origin marks a page; behind a proxy it would look like another site
            **self._websocket_proxy(),
        )
        self._websocket = connection
        try:
            connection.settimeout(STOP_CHECK_SECS)
            while self.use_socket:
                try:
                    text = connection.recv()
                except websocket.WebSocketTimeoutException:
                    continue
                if not text:
                    break
                yield str(text)
            if not self.socket_alive:  # a server that does not know the cookie closes the connection so
                self._transport.log_in_again()
        finally:
            self._websocket = None
            connection.close(timeout=1)
            # `close` leaves the socket open when the server was the first to close
            connection.shutdown()  # type: ignore[no-untyped-call]

    def _websocket_proxy(self) -> dict[str, Any]:
        """The proxy of the websocket, whose library reads the environment if it is given none: "*" means no proxy."""
        host, proxy = urlsplit(self.server).hostname, self.http_proxy_host
        if proxy:
            return {"http_proxy_host": proxy, "http_proxy_port": self.http_proxy_port, "http_no_proxy": [""]}
        return {"http_proxy_host": host, "http_no_proxy": ["*"]} if is_loopback(host) else {}

    def _polled_messages(self) -> Iterator[str]:
        """Open a queue on the server and yield its messages, until the queue is gone or the client stops listening."""
        self.vis_sid = self._poll({"message_type": "init"}, "sid", str)
        while self.use_socket:
            yield from map(str, self._poll({"message_type": "query", "sid": self.vis_sid}, "messages", list))
            self._closing.wait(POLL_SECS)

    def _poll(self, message: Event, member: str, kind: type[Member]) -> Member:
        """Post and return this member of the answer; raises ValueError if it is missing or of another type."""
        reply = json.loads(self._handle_post(self._url(VIS_SOCKET_WRAP), data=json.dumps(message)))
        answer = reply.get(member) if isinstance(reply, dict) else None
        if not isinstance(answer, kind):
            raise ValueError(f"expected an answer with {member!r}, got {str(reply):.200}")
        return answer


def _was_refused(error: BaseException | None) -> bool:
    """Was the connection refused at the address?"""
    while error is not None:
        if isinstance(error, ConnectionRefusedError):
            return True
        error = error.__cause__ or error.__context__
    return False


def token_header(session: requests.Session) -> dict[str, str]:
    """The header of the websocket with the token of the session."""
    token = session.headers.get("Authorization")
    return {} if token is None else {"Authorization": str(token)}


def tls_options(session: requests.Session) -> dict[str, Any]:
    """TLS options for the websocket, so that it checks the certificate of the server as the session does."""
    if session.verify is False:
        return {"cert_reqs": ssl.CERT_NONE, "check_hostname": False}
    bundle = settings_for(session, "")["verify"]
    return {"ca_certs": bundle} if isinstance(bundle, str) else {}
