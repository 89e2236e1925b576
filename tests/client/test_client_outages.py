"""A training loop continues without the server, and draws again after the server has returned."""

from __future__ import annotations

import json
import queue
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import websocket
from misbehaving import PAGES, SILENCE, Reaction, visdoms
from recording import Recorder
from serving import ServerProcess
from training import LOGIN, LOGIN_FLAGS, ask_everything, credentials, dropped, train

from visdom import Visdom
from visdom.client import events, outages
from visdom.errors import CallsLost, LoginFailed

TIMEOUT_SECS = 20


WAYS = [{"use_incoming_socket": True}, {"use_polling": True}, {}, LOGIN]
"""What a client may do beside drawing."""


@pytest.fixture(autouse=True)
def listen_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconnect sooner than by default."""
    monkeypatch.setattr(events, "RECONNECT_SECS", 0.1)


def loss(vis: Visdom) -> tuple[list[int], str]:
    """The steps that arrived, and the label of their axis."""
    content = json.loads(vis.get_window_data("loss"))["content"]
    assert [trace["name"] for trace in content["data"]] == ["train"]
    return content["data"][0]["x"], content["layout"]["xaxis"]["title"]


# our server, stopped for a while


def test_the_server_is_started_after_the_training(make_server, connect):
    server = make_server()
    server.stop()
    with pytest.warns(CallsLost) as warned:
        vis = connect(server.port)
        assert train(vis, range(3)) == [False] * 3
        server.start()
        assert train(vis, range(3, 6)) == ["loss"] * 3
    assert loss(vis) == ([3, 4, 5], "step")
    assert dropped(warned) == [0, 3]


@pytest.mark.parametrize("cache_type", ["JPWA", "JPE"])
def test_the_server_is_killed_and_restarted_in_the_middle(make_server, connect, cache_type):
    server = make_server("-cache_type", cache_type)
    vis = connect(server.port)
    train(vis, range(3))
    server.stop(kill=True)
    with pytest.warns(CallsLost) as warned:
        assert train(vis, range(3, 5)) == [False, False]
        server.start()
        train(vis, range(5, 7))
    assert loss(vis) == ([0, 1, 2, 5, 6] if cache_type == "JPWA" else [5, 6], "step")
    assert dropped(warned) == [0, 2]


def test_what_was_lost_is_in_the_log_file(make_server, connect, tmp_path: Path):
    log = str(tmp_path / "vis.log")
    server = make_server("-cache_type", "JPWA")
    vis = connect(server.port, log_to_filename=log)
    train(vis, range(3))
    server.stop(kill=True)
    with pytest.warns(CallsLost, match=re.escape(log)):
        train(vis, range(3, 5))
        server.start()
        train(vis, range(5, 7))
    vis.replay_log(log)
    assert loss(vis) == ([0, 1, 2, 3, 4, 5, 6], "step")


def test_exceptions_are_raised_where_they_are_wanted_and_end_with_the_outage(make_server, connect):
    server = make_server("-cache_type", "JPWA")
    vis = connect(server.port, raise_exceptions=True)
    train(vis, range(2))
    server.stop(kill=True)
    for _ in range(2):
        with pytest.raises(ConnectionError, match="No visdom server answers"):
            train(vis, [2])
    server.start()
    train(vis, [3])
    assert loss(vis) == ([0, 1, 3], "step")


# login


def page_of(server: ServerProcess, vis: Visdom) -> websocket.WebSocket:
    """A page with the login of the client."""
    url = f"ws{server.url.removeprefix('http')}/socket"
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in vis.session.cookies)
    return websocket.create_connection(url, cookie=cookie, timeout=TIMEOUT_SECS)


def test_a_server_with_another_cookie_secret_is_logged_in_to_again(make_server, connect):
    server = make_server(*LOGIN_FLAGS, environ=credentials("old"))
    vis = connect(server.port, use_incoming_socket=True, **LOGIN)
    train(vis, range(2))
    keys: queue.Queue[str] = queue.Queue()
    vis.register_event_handler(lambda event: keys.put(event["key"]), "loss")
    server.stop()
    server.environ.update(credentials("new"))
    server.start()
    train(vis, range(2, 4))
    assert loss(vis) == ([0, 1, 2, 3], "step")
    assert vis.check_connection(timeout_seconds=TIMEOUT_SECS)
    page = page_of(server, vis)
    event = {"event_type": "KeyPress", "key": "a", "target": "loss", "eid": "main"}
    page.send(json.dumps({"cmd": "forward_to_vis", "data": event}))
    assert keys.get(timeout=TIMEOUT_SECS) == "a"
    page.close()


def test_a_websocket_alone_logs_in_again_too(make_server, connect):
    server = make_server(*LOGIN_FLAGS, environ=credentials("old"))
    vis = connect(server.port, use_incoming_socket=True, **LOGIN)
    cookie = vis.session.cookies["user_password"]
    server.stop()
    server.environ.update(credentials("new"))
    server.start()
    deadline = time.monotonic() + TIMEOUT_SECS
    while vis.session.cookies["user_password"] == cookie and time.monotonic() < deadline:
        time.sleep(0.02)
    assert vis.session.cookies["user_password"] != cookie


def test_a_password_that_became_wrong_is_said_once_and_calls_return(make_server, connect):
    server = make_server(*LOGIN_FLAGS, environ=credentials("old"))
    vis = connect(server.port, **LOGIN)
    train(vis, [0])
    server.stop()
    server.environ.update(credentials("new", password="other"))
    server.start()
    with pytest.warns(CallsLost, match="refused the login of 'ann'"):
        assert train(vis, [1, 2]) == [False, False]


def test_a_password_that_was_never_right_ends_only_the_construction(make_server, connect):
    server = make_server(*LOGIN_FLAGS, environ=credentials("secret", password="other"))
    with pytest.raises(LoginFailed):
        connect(server.port, **LOGIN)
    server.stop()
    with pytest.warns(CallsLost):
        vis = connect(server.port, **LOGIN)
        server.start()
        assert train(vis, [0]) == [False]


# servers that misbehave


def test_a_slow_server_is_waited_for(recorder: Recorder, connect, monkeypatch):
    monkeypatch.setattr(outages, "TRIAL_CONNECT_SECS", 1)
    monkeypatch.setattr(outages, "CONNECT_SECS", 1)

    def slowly(_: object) -> str:
        time.sleep(2)
        return "loss"

    recorder.answer = slowly
    vis = connect(recorder.port)
    assert vis.text("x") == "loss"


NONSENSE: dict[str, Reaction] = {
    "no HTTP": (b"220 mail.example.org ESMTP\r\n", True),
    "binary": (bytes(range(256)) * 4, True),
    "nothing": (b"", True),
    "half an answer": (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", True),
    "no chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n", True),
    "no gzip": (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope", True),
    "endless headers": (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000, True),
    "a loop": (b"HTTP/1.1 307 Again\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n", False),
    "elsewhere": (b"HTTP/1.1 301 Moved\r\nLocation: nowhere://\r\nContent-Length: 0\r\n\r\n", False),
    "not a name": (b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n", False),
}


@pytest.mark.filterwarnings("ignore::visdom.errors.CallsLost")
@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_counts_as_lost(misbehaving, connect, name):
    server = misbehaving(lambda path: NONSENSE[name])
    vis = connect(server.port)
    assert train(vis, range(3)) == [False] * 3
    ask_everything(vis)
    server.react = lambda path: visdoms("loss")
    assert train(vis, range(2)) == ["loss"] * 2


@pytest.mark.parametrize("way", [{"use_incoming_socket": True}, {"use_polling": True}], ids=["websocket", "polling"])
@pytest.mark.parametrize("name", ["no HTTP", "a page", "a JSON object", "a JSON number"])
@pytest.mark.filterwarnings("ignore::visdom.errors.CallsLost")
def test_listening_to_nonsense_harms_nothing(misbehaving, connect, monkeypatch, way, name):
    monkeypatch.setattr(events, "FIRST_GREETING_SECS", 0.5)
    server = misbehaving(lambda path: {**NONSENSE, **PAGES}[name])
    vis = connect(server.port, **way)
    assert vis.socket_thread is not None
    assert vis.socket_thread.is_alive()
    assert not vis.socket_alive


def test_a_connection_that_was_closed_idle_is_replaced_and_nothing_is_sent_twice(misbehaving, connect):
    server = misbehaving(lambda path: visdoms("loss", close=True))
    vis = connect(server.port)
    for _ in range(3):
        assert server.closed.acquire(timeout=TIMEOUT_SECS)
        assert vis.text("x", win="loss") == "loss"
    assert server.requests == ["/env/main", *["/events"] * 3]


def test_a_server_that_has_moved_is_followed_with_the_message(recorder: Recorder, misbehaving, connect):
    location = f"http://127.0.0.1:{recorder.port}"
    moved = misbehaving(
        lambda path: (f"HTTP/1.1 301 Moved\r\nLocation: {location}{path}\r\nContent-Length: 0\r\n\r\n".encode(), False)
    )
    vis = connect(moved.port)
    assert vis.text("x", win="w") == "w"
    assert recorder.posts[-1].body["data"] == [{"content": "x", "type": "text"}]


SILENT: dict[str, Reaction] = {
    "nothing": SILENCE,
    "a status": (b"HTTP/1.1 200 OK\r\n", False),
    "half an answer": (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", False),
}


@pytest.mark.parametrize("way", WAYS, ids=["websocket", "polling", "quiet", "login"])
@pytest.mark.parametrize("name", SILENT)
def test_a_silent_server_does_not_hold_the_constructor(misbehaving, connect, monkeypatch, way, name):
    monkeypatch.setattr(outages, "TRIAL_ANSWER_SECS", 0.2)
    monkeypatch.setattr(outages, "ANSWER_SECS", 1e6)  # would hold it until the test is ended
    monkeypatch.setattr(events, "FIRST_GREETING_SECS", 1e6)
    server = misbehaving(lambda path: SILENT[name])
    with pytest.warns(CallsLost, match="timed out"):
        vis = connect(server.port, **way)
    assert vis.text("x") is False


def test_a_silent_server_gets_a_pause_and_is_found_again(misbehaving, connect, monkeypatch):
    server = misbehaving(lambda path: visdoms("w"))
    vis = connect(server.port)
    monkeypatch.setattr(outages, "ANSWER_SECS", 0.2)
    monkeypatch.setattr(outages, "SHORTEST_LOSS_SECS", 0.1)
    monkeypatch.setattr(outages, "PAUSE_FACTOR", 1e6)
    server.requests.clear()
    server.react = lambda path: SILENCE
    with pytest.warns(CallsLost) as warned:
        assert [vis.text("x") for _ in range(50)] == [False] * 50
        assert server.requests == ["/events"]
        server.react = lambda path: visdoms("w")
        assert vis.text("during the pause") is False
        assert vis.check_connection()
        assert vis.text("x", win="w") == "w"
    assert dropped(warned) == [0, 51]


FORKING = """
import os, visdom
vis = visdom.Visdom(server="http://127.0.0.1", port={port}, use_incoming_socket=False, raise_exceptions=True)
children = []
for name in ("a", "b", "parent"):
    child = os.fork() if name != "parent" else 0
    if child == 0:
        assert all(vis.text(str(n), win=name + str(n)) == name + str(n) for n in range(100))
        break
    children.append(child)
if name == "parent":
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
"""


def test_processes_that_were_forked_do_not_get_each_others_answers(server):
    subprocess.run([sys.executable, "-c", FORKING.format(port=server.port)], check=True, timeout=60)
