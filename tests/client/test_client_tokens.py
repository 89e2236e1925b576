"""Programs with a token: given, from the environment, and found on this machine."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from recording import Answer
from training import dropped, train

from visdom.errors import CallsLost, LoginFailed

TIMEOUT_SECS = 20.0
WAYS = [{"use_incoming_socket": True}, {"use_polling": True}, {}]


def token_of(server) -> str:
    return re.findall(r"\?token=(\S+)$", server.log(), re.MULTILINE)[-1]


@pytest.mark.parametrize("way", WAYS, ids=["websocket", "polling", "quiet"])
def test_a_given_token_opens_everything(make_server, connect, way):
    server = make_server("-token")
    vis = connect(server.port, token=token_of(server), raise_exceptions=True, **way)
    assert train(vis, [0]) == ["loss"]
    assert vis.check_connection(timeout_seconds=TIMEOUT_SECS)


def test_the_token_may_come_from_the_environment(make_server, connect, monkeypatch):
    server = make_server("-token")
    monkeypatch.setenv("VISDOM_TOKEN", token_of(server))
    assert train(connect(server.port, raise_exceptions=True), [0]) == ["loss"]


def test_a_named_login_comes_before_the_token_of_the_environment(make_server, connect, monkeypatch):
    server = make_server("-token")
    monkeypatch.setenv("VISDOM_TOKEN", "that-of-another-server")
    vis = connect(server.port, username="any", password=token_of(server), raise_exceptions=True)
    assert train(vis, [0]) == ["loss"]


@pytest.mark.parametrize("way", WAYS, ids=["websocket", "polling", "quiet"])
def test_a_program_of_the_same_account_finds_the_token(make_server, connect, monkeypatch, way):
    server = make_server("-token")
    monkeypatch.setenv("HOME", str(server.home))
    vis = connect(server.port, raise_exceptions=True, **way)
    assert train(vis, [0]) == ["loss"]
    assert vis.check_connection(timeout_seconds=TIMEOUT_SECS)


def test_a_program_finds_the_new_token_after_a_restart(make_server, connect, monkeypatch):
    server = make_server("-token", "-force_new_cookie")
    monkeypatch.setenv("HOME", str(server.home))
    vis = connect(server.port, raise_exceptions=True)
    before = token_of(server)
    train(vis, [0])
    server.restart(kill=False)
    assert token_of(server) != before
    train(vis, [1])


def test_a_websocket_alone_finds_the_new_token_too(make_server, connect, monkeypatch):
    server = make_server("-token", "-force_new_cookie")
    monkeypatch.setenv("HOME", str(server.home))
    vis = connect(server.port, use_incoming_socket=True, raise_exceptions=True)
    server.restart(kill=False)
    wanted = f"Bearer {token_of(server)}"
    deadline = time.monotonic() + TIMEOUT_SECS
    while time.monotonic() < deadline and not (vis.socket_alive and vis.session.headers["Authorization"] == wanted):
        time.sleep(0.02)
    assert vis.socket_alive and vis.session.headers["Authorization"] == wanted


@pytest.mark.parametrize("token", [None, "wrong"])
def test_without_a_token_that_holds_calls_are_lost_and_one_warning_says_why(
    make_server, connect, monkeypatch, tmp_path, token
):
    server = make_server("-token")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.warns(CallsLost, match="needs a login: username=, password=, or token=") as warned:
        vis = connect(server.port, token=token)
        assert train(vis, [0, 1]) == [False, False]
    assert len(dropped(warned)) == 1
    with pytest.raises(LoginFailed):
        train(connect(server.port, token=token, raise_exceptions=True), [0])


def test_the_token_of_this_machine_is_sent_to_no_other_one(recorder, connect, monkeypatch, tmp_path):
    folder = tmp_path / ".visdom" / ".visdom"
    folder.mkdir(parents=True)
    (folder / f"token-{recorder.port}").write_text("secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("visdom.client.transport.is_loopback", lambda host: False)
    recorder.answer = lambda post: Answer("The server asks for a token.", status=401)
    with pytest.warns(CallsLost):
        train(connect(recorder.port), [0])
    assert recorder.posts
    assert all("Authorization" not in post.headers for post in recorder.posts)


def test_the_token_is_sent_only_where_it_is_asked_for(recorder, connect, monkeypatch, tmp_path):
    folder = tmp_path / ".visdom" / ".visdom"
    folder.mkdir(parents=True)
    (folder / f"token-{recorder.port}").write_text("secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    vis = connect(recorder.port)
    train(vis, [0])
    assert all("Authorization" not in post.headers for post in recorder.posts)


def test_a_token_comes_before_what_netrc_has_for_the_host(make_server, connect, monkeypatch, tmp_path: Path):
    server = make_server("-token")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password pw\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert train(connect(server.port, token=token_of(server), raise_exceptions=True), [0]) == ["loss"]
