"""The class `Visdom`: construction, sending, failing, logging."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
from recording import Recorder

from visdom import Visdom
from visdom.client.methods.sender import new_window_id
from visdom.errors import BadArgument, CallsLost, NoServer, NotJson


class Unanswered(Visdom):
    """A client whose server never answers."""

    def _handle_post(self, url: str, data: str | None = None) -> str:
        raise requests.ConnectionError(f"no server at {url}")


def unanswered(**arguments: Any) -> Unanswered:
    """A client that has already warned of the outage."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CallsLost)
        return Unanswered(**{"use_incoming_socket": False, "raise_exceptions": False, **arguments})


# construction


def test_the_environment_is_made_first(recorder: Recorder, connect: Callable[..., Visdom]):
    vis = connect(recorder.port, env="run 7/a", base_url="/vis")
    assert recorder.paths == ["/vis/env/run%207/a"]
    assert recorder.posts[0].body == {"eid": "run 7/a"}
    assert (vis.env, vis.env_list, vis.base_url, vis.use_socket) == ("run 7/a", {"run 7/a"}, "/vis", False)


def test_the_address_is_stored_in_parts():
    vis = unanswered(server="localhost:9000", proxies={"http": "proxy.example:3128"})
    assert (vis.server, vis.server_base_name, vis.port) == ("http://localhost", "localhost", 9000)
    assert (vis.http_proxy_host, vis.http_proxy_port) == ("proxy.example", "3128")


def test_the_deprecated_proxy_arguments_win_and_warn():
    with pytest.warns(DeprecationWarning, match="use proxies="):
        vis = unanswered(proxies={"http": "a.example:1"}, http_proxy_host="b.example", http_proxy_port=2)
    assert (vis.http_proxy_host, vis.http_proxy_port) == ("b.example", 2)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"offline": True}, "needs log_to_filename"),
        ({"username": "ann"}, "needs a password"),
        ({"base_url": "vis"}, "begins with"),
        ({"env": None}, "env: expected a name as text, number or path, got None"),
    ],
)
def test_arguments_that_do_not_fit_together_are_refused(arguments, reason):
    with pytest.raises(BadArgument, match=reason):
        Visdom(**arguments)


def test_only_the_digest_of_the_password_is_stored():
    vis = unanswered(username="ann", password="pw")
    assert vis.password == hashlib.sha256(b"pw").hexdigest()
    assert not hasattr(unanswered(username=""), "password")


# sending


def test_a_hand_made_message_is_completed_and_sent(vis, recorder):
    message = {"data": [{"y": [1, 2]}], "layout": {}, "win": None}
    reply = vis._send(message)
    (post,) = recorder.posts
    assert post.path == "/events"
    assert post.body == message
    assert message["eid"] == "main"
    assert message["win"] == reply


def test_a_window_id_is_made_only_where_the_message_leaves_room(vis, recorder):
    vis._send({"a": 1}, endpoint="x")
    vis._send({"win": None}, endpoint="x", create=False)
    assert [post.body for post in recorder.posts] == [{"a": 1, "eid": "main"}, {"win": None, "eid": "main"}]


def test_window_ids_are_all_different():
    assert len({new_window_id() for _ in range(1000)}) == 1000
    assert new_window_id().startswith("window_")


def test_environments_that_were_drawn_in_are_remembered(vis):
    vis.text("x", env="other")
    assert vis.env_list == {"main", "other"}


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ({"v": np.array([1])}, "ndarray as v;"),
        ({"name": np.int64(7)}, "int64 as name;"),
        ({"layout": {"x": {7.5, 8}}}, "set as layout['x'];"),
        ({"data": [{"y": [1, b"x"]}]}, "bytes as data[0]['y'][1];"),
        ({"opts": {"a": {(1, 2): "x"}}}, "the key (1, 2) of opts['a'];"),
    ],
)
def test_values_without_json_are_named_and_neither_sent_nor_logged(recorder, connect, tmp_path, message, named):
    vis = connect(recorder.port, log_to_filename=str(tmp_path / "log"))
    recorder.forget()
    with pytest.raises(NotJson, match=re.escape(named)) as raised:
        vis._send(message)
    assert isinstance(raised.value, TypeError)
    assert recorder.posts == []
    assert not (tmp_path / "log").exists()


def test_send_false_takes_what_it_returned_as_window(unsent):
    win = unsent.line([1, 2])
    message, endpoint = unsent.line([3], [3], win=win, env=7, update="append")
    assert (message["win"], message["eid"], endpoint) == (win, "7", "update")
    assert unsent.close(win)[0]["win"] == win


def test_send_false_returns_the_message_and_changes_nothing(unsent):
    assert unsent.text("hi") == (
        {"data": [{"content": "hi", "type": "text"}], "win": None, "eid": "main", "opts": {}},
        "events",
    )


def test_send_false_neither_waits_nor_listens():
    assert Visdom(send=False).socket_thread is None


def test_subclasses_may_answer_themselves():
    class Taped(Visdom):
        def _handle_post(self, url: str, data: str | None = None) -> str:
            return f"{url} {json.loads(data or '{}').get('win')}"

    assert Taped(use_incoming_socket=False).text("x", win="w") == "http://localhost:8097/events w"


# no server answers


def test_without_a_server_calls_return_false_and_the_program_goes_on():
    vis = unanswered()
    assert vis.text("x") is False
    assert vis.line([1.0], [2.0], win="w", update="append") is False
    assert vis.win_exists("w") is None
    assert vis.win_hash("w") is None
    assert vis.get_env_list() == []
    assert vis.check_connection() is False


def test_without_a_server_calls_raise_with_raise_exceptions():
    vis = unanswered()
    vis.raise_exceptions = True
    with pytest.raises(ConnectionError, match="No visdom server answers at http://localhost:8097") as raised:
        vis.text("x")
    assert isinstance(raised.value, NoServer)
    assert vis.win_exists("w") is None
    assert vis.win_hash("w") is None
    assert vis.check_connection() is False
    with pytest.raises(ConnectionError):
        unanswered(raise_exceptions=True)


def test_the_default_warns_that_it_may_change():
    with pytest.warns(PendingDeprecationWarning, match="raise_exceptions"):
        unanswered(raise_exceptions=None)


def test_an_outage_is_reported_once_where_the_program_calls_and_so_is_its_end(recorder, connect):
    port = recorder.port
    vis = connect(port)
    recorder.close()
    with pytest.warns(CallsLost) as warned:
        for _ in range(3):
            vis.text("x", win="w")
        vis.check_connection()
        vis._handle_post = lambda url, data: "w"
        vis.line([1.0], [2.0], win="w")
        vis.text("x", win="w")
    beginning, end = warned
    assert str(beginning.message).startswith(
        f"No visdom server answers at http://127.0.0.1:{port} (Failed to establish"
    )
    assert "answers again; 3 calls were dropped" in str(end.message)
    assert {beginning.filename, end.filename} == {__file__}
    assert "vis.line(" in Path(__file__).read_text().splitlines()[end.lineno - 1]


def test_each_outage_is_reported_also_at_the_same_line(recorder, connect):
    vis = connect(recorder.port)
    answers = [vis._handle_post, unanswered()._handle_post] * 2
    with pytest.warns(CallsLost) as warned, warnings.catch_warnings():
        warnings.simplefilter("default")
        for answer in answers:
            vis._handle_post = answer
            vis.text("x", win="w")
    assert ["No visdom server" in str(warning.message) for warning in warned] == [True, False, True]


# log file


def logged(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_changes_are_logged_before_they_are_sent(tmp_path):
    path = tmp_path / "vis.log"
    vis = unanswered(log_to_filename=str(path))
    vis.text("one", win="a")
    vis.text("two", win="a", append=True)
    vis.win_exists("a")
    vis.win_hash("a")
    vis.get_window_data("a")
    vis.get_env_list()
    vis.close("a")
    vis.set_window_data("{}", "a")
    assert [endpoint for endpoint, _ in logged(path)] == ["events", "update", "close", "win_data"]


def test_offline_nothing_is_sent_and_all_is_logged(tmp_path):
    path = tmp_path / "vis.log"
    vis = Visdom(offline=True, log_to_filename=str(path), env="lab")
    win = vis.line([1, 2, 3])
    assert vis.scatter([[1, 2]], win="s", update="append") == "s"
    assert (vis.save(["lab"]), vis.delete_env("old"), vis.fork_env("lab", "copy")) == (True, True, True)
    assert (vis.close("w"), vis.close(), vis.get_window_data("w"), vis.win_exists("w")) == ("w", None, "w", None)
    assert sorted(vis.get_env_list()) == ["copy", "lab", "old"]
    assert vis.check_connection() is False
    assert not vis.use_socket
    assert [(endpoint, message.get("win")) for endpoint, message in logged(path)] == [
        ("events", win),
        ("update", "s"),
        ("save", None),
        ("delete_env", None),
        ("fork_env", None),
        ("close", "w"),
        ("close", None),
    ]


def test_a_log_is_replayed_in_order_and_not_logged_again(tmp_path, recorder, connect):
    offline = Visdom(offline=True, log_to_filename=str(tmp_path / "a.log"), env="lab")
    for content in ("one", "two"):
        offline.text(content, win="w", append=content == "two")
    vis = connect(recorder.port, log_to_filename=str(tmp_path / "b.log"))
    recorder.forget()
    vis.replay_log(str(tmp_path / "a.log"))
    assert recorder.paths == ["/events", "/update"]
    assert {post.body["eid"] for post in recorder.posts} == {"lab"}
    assert not (tmp_path / "b.log").exists()


def test_a_broken_line_of_a_log_is_named_after_the_lines_before_it(tmp_path, vis, recorder):
    path = tmp_path / "vis.log"
    path.write_text('["events", {"win": "a"}]\nnot json\n')
    with pytest.raises(ValueError, match="line 2"):
        vis.replay_log(str(path))
    assert recorder.paths == ["/events"]
    with pytest.raises(FileNotFoundError):
        vis.replay_log(str(tmp_path / "missing.log"))


# messages of the methods that do not draw


@pytest.mark.parametrize(
    ("call", "path", "body"),
    [
        (lambda vis: vis.save(["a", "b"]), "/save", {"data": ["a", "b"], "eid": "main"}),
        (lambda vis: vis.fork_env("a", "b"), "/fork_env", {"prev_eid": "a", "eid": "b"}),
        (lambda vis: vis.delete_env("a"), "/delete_env", {"eid": "a"}),
        (lambda vis: vis.win_hash("w", "e"), "/win_hash", {"win": "w", "env": "e", "eid": "e"}),
        (lambda vis: vis.close("w"), "/close", {"win": "w", "eid": "main"}),
        (lambda vis: vis.close(env="e"), "/close", {"win": None, "eid": "e"}),
        (lambda vis: vis.win_exists("w", env="e"), "/win_exists", {"win": "w", "eid": "e"}),
        (lambda vis: vis.win_hash("w"), "/win_hash", {"win": "w", "env": None, "eid": "main"}),
        (lambda vis: vis.win_hash("w", "e"), "/win_hash", {"win": "w", "env": "e", "eid": "e"}),
        (lambda vis: vis.get_window_data(env="e"), "/win_data", {"win": None, "eid": "e"}),
        (lambda vis: vis.set_window_data("{}", "w", "e"), "/win_data", {"win": "w", "eid": "e", "data": "{}"}),
        (
            lambda vis: vis.update_window_opts("w", {"xlabel": "t", "margintop": 5}),
            "/update",
            {
                "win": "w",
                "eid": "main",
                "layout": {
                    "showlegend": False,
                    "margin": {"l": 60, "r": 60, "t": 5, "b": 60},
                    "xaxis": {"title": "t"},
                },
                "opts": {"xlabel": "t", "margintop": 5},
            },
        ),
    ],
)
def test_messages(vis, recorder, call, path, body):
    call(vis)
    (post,) = recorder.posts
    assert (post.path, post.body) == (path, body)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda vis: vis.save("main"), "a list of names"),
        (lambda vis: vis.save(("main",)), "a list of names"),
        (lambda vis: vis.save(["main", None]), "envs: expected a name as text, number or path, got None"),
        (lambda vis: vis.fork_env("main", None), "eid: expected a name as text, number or path, got None"),
        (lambda vis: vis.text("x", win=["w"]), r"win: expected a name as text, number or path, got \['w'\]"),
        (lambda vis: vis.close("w", env=b"main"), "env: expected a name as text, .* got b'main'"),
        (lambda vis: vis.win_exists(None), "the id of a window"),
        (lambda vis: vis.win_hash(None), "the id of a window"),
        (lambda vis: vis.update_window_opts("w", None), "a dict of options"),
        (lambda vis: vis.register_event_handler(print, "w"), "does not listen"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_sent(vis, recorder, call, reason):
    with pytest.raises(BadArgument, match=reason):
        call(vis)
    assert recorder.posts == []


@pytest.mark.parametrize(("answer", "exists"), [("true", True), ("false", False), ("<html>", None), ("", None)])
def test_win_exists_knows_only_two_answers(vis, recorder, answer, exists):
    recorder.answer = lambda post: answer
    assert vis.win_exists("w") is exists


@pytest.mark.parametrize(("answer", "known"), [("0123456789abcdefABCDEF0123456789", True), ("false", False)])
def test_win_hash_is_none_without_a_window(vis, recorder, answer, known):
    recorder.answer = lambda post: answer
    assert vis.win_hash("w") == (answer if known else None)


def test_a_client_that_does_not_listen_does_not_warn(caplog):
    caplog.set_level(logging.WARNING)
    Visdom(send=False, use_incoming_socket=False)
    assert caplog.records == []
