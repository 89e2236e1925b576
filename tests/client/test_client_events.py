"""Events from the page: by websocket and by polling, over the server's restarts."""

from __future__ import annotations

import json
import queue
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import websocket
from recording import Post, Recorder
from serving import ServerProcess

from visdom import Visdom
from visdom.client import events
from visdom.errors import BadArgument, CallsLost, LoginFailed

TIMEOUT_SECS = 20

BY_WEBSOCKET = {"use_incoming_socket": True}
BY_POLLING = {"use_incoming_socket": False, "use_polling": True}
BOTH_WAYS = pytest.mark.parametrize("way", [BY_WEBSOCKET, BY_POLLING], ids=["websocket", "polling"])


@pytest.fixture(autouse=True)
def listen_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connect again sooner than usual."""
    monkeypatch.setattr(events, "RECONNECT_SECS", 0.1)


@pytest.fixture
def press() -> Iterator[Callable[..., None]]:
    """Send the event of a page for a key that is pressed over a window: `press(server, "win", "a")`."""
    pages = []

    def send(server: ServerProcess, target: str, key: str) -> None:
        page = websocket.create_connection(f"ws{server.url.removeprefix('http')}/socket", timeout=TIMEOUT_SECS)
        pages.append(page)
        event = {"event_type": "KeyPress", "key": key, "key_code": 65, "target": target, "eid": "main"}
        page.send(json.dumps({"cmd": "forward_to_vis", "data": event}))

    yield send
    for page in pages:
        page.close()


def keys_of(vis: Visdom, win: str) -> queue.Queue[str]:
    """The keys that are pressed over a window from now on."""
    keys: queue.Queue[str] = queue.Queue()
    vis.register_event_handler(lambda event: keys.put(event["key"]), win)
    return keys


def until(condition: Callable[[], bool]) -> bool:
    """Wait until the condition is true."""
    deadline = time.monotonic() + TIMEOUT_SECS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


@BOTH_WAYS
def test_events_reach_the_handlers_of_their_window(server, connect, press, way):
    vis = connect(server.port, **way)
    vis.text("x", win="w")
    vis.text("x", win="elsewhere")
    assert vis.socket_alive
    assert vis.check_connection()
    elsewhere = keys_of(vis, "elsewhere")
    keys = keys_of(vis, "w")
    press(server, "elsewhere", "a")
    assert elsewhere.get(timeout=TIMEOUT_SECS) == "a"
    press(server, "w", "b")
    assert keys.get(timeout=TIMEOUT_SECS) == "b"
    assert elsewhere.empty()


@BOTH_WAYS
def test_events_go_on_after_the_server_was_killed(server, connect, press, way):
    vis = connect(server.port, **way)
    keys = keys_of(vis, "w")
    server.stop(kill=True)
    assert until(lambda: not vis.socket_alive)
    with pytest.warns(CallsLost):
        assert vis.text("lost", win="w") is False
        assert not vis.check_connection()
        server.start()
        assert vis.check_connection(timeout_seconds=TIMEOUT_SECS)
    vis.text("here", win="w")
    press(server, "w", "c")
    assert keys.get(timeout=TIMEOUT_SECS) == "c"
    assert vis.socket_connection_achieved


def test_handlers_are_called_in_order_and_one_may_fail(server, connect, press, caplog):
    vis = connect(server.port, **BY_WEBSOCKET)
    vis.text("x", win="w")
    calls: list[str] = []

    def fails(event: dict[str, Any]) -> None:
        calls.append("first")
        raise RuntimeError("of the caller")

    vis.register_event_handler(fails, "w")
    keys = keys_of(vis, "w")
    press(server, "w", "a")
    assert keys.get(timeout=TIMEOUT_SECS) == "a"
    assert calls == ["first"]
    assert "of the caller" in caplog.text


def test_the_websocket_trusts_whom_the_session_trusts(unsent, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    assert events.tls_options(unsent.session) == {}
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "ours.pem")
    assert events.tls_options(unsent.session) == {"ca_certs": "ours.pem"}
    unsent.session.verify = False
    assert events.tls_options(unsent.session) == {"cert_reqs": ssl.CERT_NONE, "check_hostname": False}
    unsent.close_connection()


def test_a_closed_window_is_an_event_with_what_it_held(server, connect):
    vis = connect(server.port, **BY_WEBSOCKET)
    vis.text("content", win="w")
    events: queue.Queue[dict[str, Any]] = queue.Queue()
    vis.register_event_handler(events.put, "w")
    page = websocket.create_connection(f"ws{server.url.removeprefix('http')}/socket", timeout=TIMEOUT_SECS)
    page.send(json.dumps({"cmd": "close", "data": "w", "eid": "main"}))
    event = events.get(timeout=TIMEOUT_SECS)
    page.close()
    assert event["event_type"] == "close"
    assert event["pane_data"]["content"] == "content"


def test_handlers_are_forgotten_when_cleared(unsent):
    unsent.use_socket = True
    unsent.register_event_handler(print, "w")
    unsent.clear_event_handlers("w")
    unsent.clear_event_handlers("unknown")
    assert unsent.event_handlers == {"w": [], "unknown": []}


def test_only_functions_are_handlers(unsent):
    unsent.use_socket = True
    with pytest.raises(BadArgument, match="expected a function"):
        unsent.register_event_handler("print", "w")


@BOTH_WAYS
def test_without_a_server_the_client_gives_up_listening(recorder: Recorder, connect, way):
    recorder.close()
    with pytest.warns(CallsLost):
        vis = connect(recorder.port, **way)
    assert not vis.use_socket
    assert not vis.socket_alive
    vis.socket_thread.join(TIMEOUT_SECS)
    assert not vis.socket_thread.is_alive()


@BOTH_WAYS
def test_closing_the_connection_ends_the_thread(server, connect, way):
    vis = connect(server.port, **way)
    thread = vis.socket_thread
    vis.close_connection()
    thread.join(TIMEOUT_SECS)
    assert not thread.is_alive()
    assert vis.text("still drawn", win="w") == "w"


@BOTH_WAYS
def test_a_client_that_has_stopped_can_listen_again_and_one_that_listens_goes_on(server, connect, press, way):
    vis = connect(server.port, **way)
    vis.text("x", win="w")
    keys = keys_of(vis, "w")
    vis.close_connection()
    vis.setup_socket(polling="use_polling" in way)
    assert until(lambda: vis.socket_alive)
    thread = vis.socket_thread
    vis.setup_socket()
    assert vis.socket_thread is thread
    press(server, "w", "a")
    assert keys.get(timeout=TIMEOUT_SECS) == "a"


@BOTH_WAYS
def test_listening_does_not_prevent_a_program_from_ending(server, way):
    program = (
        f"import visdom; vis = visdom.Visdom(server='http://127.0.0.1', port={server.port}, **{way}); vis.text('x')"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_login_opens_the_websocket_too(make_server, connect):
    credentials = {
        "VISDOM_USE_ENV_CREDENTIALS": "1",
        "VISDOM_USERNAME": "ann",
        "VISDOM_PASSWORD": "pw",
        "VISDOM_COOKIE": "c",
    }
    guarded = make_server("-enable_login", environ=credentials)
    vis = connect(guarded.port, username="ann", password="pw", **BY_WEBSOCKET)
    assert vis.socket_alive
    assert vis.text("x", win="w") == "w"
    with pytest.raises(LoginFailed):
        connect(guarded.port, username="ann", password="wrong")


def polled(*messages: dict[str, Any]) -> Callable[[Post], str]:
    """Answer as a server with these messages in the queue."""
    texts = [json.dumps(message) for message in messages]

    def answer(post: Post) -> str:
        if post.path != "/vis_socket_wrap":
            return ""
        if post.body["message_type"] == "init":
            return json.dumps({"success": True, "sid": "sid-1"})
        waiting, texts[:] = list(texts), []
        return json.dumps({"success": True, "messages": waiting})

    return answer


def test_polling_reads_its_own_queue(recorder, connect):
    recorder.answer = polled({"command": "alive", "data": "vis_alive"})
    vis = connect(recorder.port, **BY_POLLING)
    assert vis.vis_sid == "sid-1"
    vis.close_connection()
    polls = [post.body for post in recorder.posts if post.path == "/vis_socket_wrap"]
    assert polls[:2] == [{"message_type": "init"}, {"message_type": "query", "sid": "sid-1"}]


@pytest.mark.parametrize("messages", [[], [{"command": "alive", "data": "something else"}]])
def test_a_missing_or_strange_greeting_is_reported_and_the_client_goes_on(
    recorder, connect, caplog, monkeypatch, messages
):
    monkeypatch.setattr(events, "FIRST_GREETING_SECS", 0.5)
    recorder.answer = polled(*messages)
    vis = connect(recorder.port, **BY_POLLING)
    assert vis.use_socket
    assert not vis.socket_alive
    assert "greet" in caplog.text
