"""Only what a visdom server answers counts as an answer."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from misbehaving import PAGES, Reaction, http, visdoms
from recording import Answer, Recorder
from training import LOGIN, LOGIN_FLAGS, ask_everything, credentials, dropped, train

from visdom import Visdom
from visdom.client.answers import ForeignAnswer, check_answer
from visdom.client.connection import Answer as HttpAnswer
from visdom.errors import CallsLost, LoginFailed, NoServer
from visdom.protocol.names import FEATURES_HEADER, NO_SUCH_WINDOW


def draw_everywhere(vis: Visdom) -> list[Any]:
    """Call methods of all kinds that change something, and return what they return."""
    picture = np.zeros((3, 2, 2))
    return [
        *train(vis, range(2)),
        vis.bar([1, 2], win="b"),
        vis.image(picture, win="i", opts={"store_history": True}),
        vis.text("x", win="t", append=True),
        vis.heatmap([[1]], win="h", update="appendRow"),
        vis.update_window_opts("b", {"title": "T"}),
        vis.close("b"),
        vis.save(["main"]),
        vis.fork_env("main", "copy"),
        vis.delete_env("copy"),
        vis.get_window_data("b"),
        vis.set_window_data("{}", "b"),
    ]


@pytest.mark.filterwarnings("ignore::visdom.errors.CallsLost")
@pytest.mark.parametrize("name", PAGES)
def test_answers_of_others_are_outages_whatever_their_status(misbehaving, connect, name):
    server = misbehaving(lambda path: PAGES[name])
    vis = connect(server.port)
    assert draw_everywhere(vis) == [False] * 13
    ask_everything(vis)
    assert not vis.check_connection()
    server.react = lambda path: visdoms("loss")
    assert train(vis, range(2)) == ["loss"] * 2


@pytest.mark.parametrize("status", ["403 Forbidden", "413 Request Entity Too Large", "502 Bad Gateway", "200 Welcome"])
def test_the_status_and_the_first_words_of_a_foreign_answer_are_shown(misbehaving, connect, status):
    server = misbehaving(lambda path: http(f"<html><h1>{status}</h1><hr>nginx</html>", status))
    words = re.escape(f"{status[:3]} with '{status} nginx'")
    with pytest.warns(CallsLost, match=words):
        vis = connect(server.port)
    vis.raise_exceptions = True
    for call in (lambda: train(vis, [0]), lambda: vis.text("x"), lambda: vis.save(["main"]), vis.get_env_list):
        with pytest.raises(NoServer, match=rf"{words}\. Check server=, port= and base_url=, and the proxy"):
            call()
    assert vis.win_exists("w") is None


def test_a_refusal_is_no_window_id(server, connect, caplog):
    vis = connect(server.port, raise_exceptions=True)
    vis.properties([], win="form")
    assert vis.line([1], [1], win="form", update="append") is False
    assert vis.text("x", win="form", append=True) is False
    assert vis.fork_env("nowhere", "copy") is False
    assert vis.set_window_data("[", "form") is False
    assert vis.get_window_data("missing") == ""  # as 0.2.4, so that json.loads raises ValueError
    assert vis.line(None, win="missing", name="a", update="remove") == NO_SUCH_WINDOW  # the sentence of 0.2.4
    assert caplog.text.count("was refused: 4") == 4  # the first two are the same


def test_data_that_are_none_are_read(server, connect, tmp_path):
    vis = connect(server.port, log_to_filename=str(tmp_path / "log"))
    vis.text("x", win="w")
    logged = (tmp_path / "log").read_text()
    assert vis.set_window_data(None, "w") == vis.get_window_data("w")
    assert vis.set_window_data(None, "missing") == vis.get_window_data("missing") == ""
    assert (tmp_path / "log").read_text() == logged


# visdom 0.2.4, whose answers carry no name

RELEASED: dict[str, str] = {
    "/env/main": "",
    "/win_exists": "true",
    "/win_hash": "0123456789abcdef0123456789abcdef",
    "/update": "w",
    "/events": "w",
    "/close": "",
    "/save": '["main"]',
    "/fork_env": "a_b",
    "/delete_env": "",
    "/env_state": '["main", "a_b"]',
}


def released(path: str) -> Reaction:
    """Answer as 0.2.4, which has no such window to read."""
    if path in RELEASED:
        return http(RELEASED[path])
    return http("", "500 Internal Server Error", header="Server: TornadoServer/6.5.5\r\n")


def test_answers_of_the_released_server_are_known_by_their_form(misbehaving, connect):
    vis = connect(misbehaving(released).port, raise_exceptions=True)
    replies = [vis.line([1], [1], win="w", update="append"), vis.text("x", win="w"), vis.close("w"), vis.close()]
    assert replies == ["w", "w", "", ""]
    assert [vis.save(["main"]), vis.fork_env("main", "a/b"), vis.delete_env("a_b")] == ['["main"]', "a_b", ""]
    assert (vis.win_exists("w"), vis.get_env_list(), vis.win_hash("w")) == (
        True,
        ["main", "a_b"],
        "0123456789abcdef" * 2,
    )
    assert vis.get_window_data("missing") == ""
    assert vis.check_connection()


FORMS = [
    ("events", '{"win": "w"}', "w"),
    ("events", '{"win":"größer"}', "größer"),
    ("events", '{"win": 7}', "7"),
    ("events", "{}", "window_1b9d6bcd-bbfd"),
    ("update", '{"win": "w"}', "win does not exist"),
    ("update", '{"win": "w"}', "win is not scatter, heatmap, custom, image_history, embeddings, or text; was bar"),
    ("win_data", '{"win": "w"}', '{"command": "window", "content": "x"}'),
    ("win_data", '{"win": null}', '{"w": {"content": "x"}}'),
    ("win_data", '{"win": null}', "{}"),
    ("win_data", '{"win": "w", "data": "{}"}', ""),
    ("vis_socket_wrap", "{}", '{"success": false, "reason": "closed"}'),
    ("extension", "{}", "anything"),
]


@pytest.mark.parametrize(("endpoint", "body", "text"), FORMS)
def test_each_route_of_the_released_server_has_its_form(endpoint, body, text):
    check_answer(HttpAnswer(200, {}, text), endpoint, body)
    for other in ("Welcome", "<html>", '{"message": "Forbidden"}'):
        if endpoint != "extension" or other == "<html>":
            with pytest.raises(ForeignAnswer):
                check_answer(HttpAnswer(200, {}, other), endpoint, body)
    with pytest.raises(ForeignAnswer, match="500 without text"):
        check_answer(HttpAnswer(500, {}, ""), endpoint, body)


@pytest.mark.parametrize("way", [{"use_incoming_socket": True}, {"use_polling": True}, {}], ids=["socket", "poll", "-"])
def test_a_login_that_is_missing_is_said_once(make_server, connect, way):
    server = make_server(*LOGIN_FLAGS, environ=credentials("secret"))
    with pytest.warns(CallsLost, match="needs a login: username=, password=") as warned:
        vis = connect(server.port, **way)
        assert draw_everywhere(vis) == [False] * 13
        ask_everything(vis)
        assert not vis.check_connection()
    assert dropped(warned) == [0]


def test_a_login_that_is_missing_is_raised_where_exceptions_are_wanted(make_server, connect):
    server = make_server(*LOGIN_FLAGS, environ=credentials("secret"))
    with pytest.raises(LoginFailed, match="needs a login"):
        connect(server.port, raise_exceptions=True)
    with pytest.warns(CallsLost):
        vis = connect(server.port)
    vis.raise_exceptions = True
    for call in (lambda: vis.text("x"), lambda: train(vis, [0]), vis.get_env_list):
        with pytest.raises(ConnectionError, match="needs a login"):
            call()
    assert vis.win_exists("w") is None


def test_a_gateway_error_at_login_counts_as_an_outage(recorder: Recorder, connect):
    recorder.answer = lambda post: Answer("<html>", status=503, is_foreign=True)
    with pytest.warns(CallsLost, match="503"):
        vis = connect(recorder.port, **LOGIN)
    recorder.answer = lambda post: "w"
    with pytest.warns(CallsLost, match="answers again"):
        assert vis.text("x") == "w"


@pytest.mark.parametrize("status", [302, 400, 401, 403, 407])
@pytest.mark.parametrize("header", ["", "Server: nginx/1.22.1\r\n", "Server: TornadoServerless\r\n"])
def test_what_a_proxy_wants_is_not_the_login_of_a_server(misbehaving, connect, status, header):
    for login in ({}, LOGIN):
        server = misbehaving(lambda path: http("", f"{status} No", header=header))
        with pytest.warns(CallsLost, match=f"not from visdom: {status} without text"):
            vis = connect(server.port, **login)
        assert server.requests == ["/" if login else "/env/main"]
        vis.raise_exceptions = True
        with pytest.raises(NoServer):
            vis.text("x")


@pytest.mark.parametrize("header", [f"{FEATURES_HEADER}: \r\n", "Server: TornadoServer/6.1\r\n"])
def test_an_empty_refusal_of_any_visdom_server_asks_for_the_login(misbehaving, connect, header):
    server = misbehaving(lambda path: http("", "400 Bad Request", header=header))
    with pytest.raises(LoginFailed, match="needs a login"):
        connect(server.port, raise_exceptions=True)
