from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from peers import Page, Program, ask, attempt, connected, text, window
from serving import ServerProcess

from visdom.server.identity.roles import EVERYONE
from visdom.server.push.links import IDLE_SECONDS, PollingLink
from visdom.server.sessions import PollingSessions, Session

LOGIN = {
    "VISDOM_USE_ENV_CREDENTIALS": "1",
    "VISDOM_USERNAME": "alice",
    "VISDOM_PASSWORD": "secret",
    "VISDOM_COOKIE": "signs",
}


class Twin:
    """A page (`/socket_wrap`) or a program (`/vis_socket_wrap`) that polls."""

    def __init__(self, server: ServerProcess, path: str, query: str = "") -> None:
        self.server, self.path = server, path
        if path == "/socket_wrap":
            opened = requests.get(server.url + path + query, timeout=10).json()
        else:
            opened = ask(server, path, message_type="init").json()
        assert opened["success"] is True
        self.sid = opened["sid"]

    def query(self) -> list[Any]:
        answer = ask(self.server, self.path, sid=self.sid, message_type="query").json()
        assert answer["success"] is True
        return [json.loads(message) for message in answer["messages"]]

    def send(self, **command: Any) -> None:
        message = json.dumps(command)
        assert ask(self.server, self.path, sid=self.sid, message_type="send", message=message).json() == {
            "success": True
        }

    def watch(self, eid: str) -> list[Any]:
        ask(self.server, "/env/" + eid, sid=self.sid)
        return self.query()


@pytest.fixture
def page(shared: ServerProcess) -> Twin:
    twin = Twin(shared, "/socket_wrap")
    twin.query()
    return twin


def commands(messages: list[Any]) -> list[Any]:
    return [message["command"] for message in messages]


def test_a_polling_page_is_greeted_like_others(shared: ServerProcess) -> None:
    twin = Twin(shared, "/socket_wrap")
    greeting = twin.query()
    assert commands(greeting) == ["register", "layout_update", "env_update"]
    assert greeting[0] == {"command": "register", "data": twin.sid, "readonly": False}


def test_a_polling_page_gets_the_messages_of_a_socket_oldest_first(shared: ServerProcess, eid: str, page: Twin) -> None:
    socket = Page(shared)
    with connected(socket):
        socket.watch(eid)
        page.query()
        assert commands(page.watch(eid)) == ["layout"]
        start = len(socket.seen)
        for number in range(5):
            text(shared, f"w{number}", eid, str(number))
        ask(shared, "/update", win="w1", eid=eid, data=[{"type": "text", "content": "more"}])
        ask(shared, "/close", win="w0", eid=eid)
        socket.command("close")
        assert page.query() == socket.seen[start:]
        assert page.query() == []


def test_a_polling_page_may_understand_added_text(shared: ServerProcess, eid: str) -> None:
    text(shared, "w", eid, "a")
    twin = Twin(shared, "/socket_wrap", "?ops=str_ins")
    twin.watch(eid)
    ask(shared, "/update", win="w", eid=eid, data=[{"type": "text", "content": "b"}])
    (sent,) = twin.query()
    assert {"op": "str_ins", "path": "/content", "pos": 1, "str": "<br>b"} in sent["content"]


def test_a_polling_page_can_do_what_others_can(shared: ServerProcess, eid: str, page: Twin) -> None:
    points = [{"group": 0, "name": "E", "label": "a", "position": [0, 1], "idx": 0}]
    ask(shared, "/events", win="e", eid=eid, data=[{"type": "embeddings", "content": {"data": points}}])
    ask(shared, "/update", win="e", eid=eid, data={"update_type": "RegionSelected", "points": []})
    program = Twin(shared, "/vis_socket_wrap")
    assert program.query() == [{"command": "alive", "data": "vis_alive"}]
    page.send(cmd="pop_embeddings_pane", data={"eid": eid, "target": "e"})
    assert window(shared, "e", eid)["content"]["data"] == points
    page.send(cmd="forward_to_vis", data={"event_type": "Click", "target": "e", "eid": eid})
    page.send(cmd="forward_to_vis", data={"event_type": "Key", "target": "e", "eid": eid, "pane_data": False})
    page.send(cmd="close", data="e", eid=eid)
    click, key, closed = program.query()
    assert click["pane_data"]["id"] == closed["pane_data"]["id"] == closed["target"] == "e"
    assert (key["event_type"], key["pane_data"], closed["event_type"]) == ("Key", False, "close")


def test_pages_and_programs_reach_each_other_over_either_transport(shared: ServerProcess, eid: str, page: Twin) -> None:
    polling, socket = Twin(shared, "/vis_socket_wrap"), Program(shared)
    with connected(socket):
        polling.query()
        polling.send(cmd="echo", mark=eid)
        assert socket.until(lambda message: message.get("mark") == eid) == {"cmd": "echo", "mark": eid}
        assert polling.query() == [{"cmd": "echo", "mark": eid}]
        page.send(cmd="forward_to_vis", data={"event_type": "Click", "target": "w", "eid": eid})
        assert socket.until(lambda message: message.get("target") == "w") == polling.query()[0]


def test_commands_of_a_read_only_polling_page_are_refused(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-readonly")
    text(server, "w", "e", "x")
    twin = Twin(server, "/socket_wrap")
    assert twin.query()[0]["readonly"] is True
    for command in ({"cmd": "close", "data": "w", "eid": "e"}, {"cmd": "delete_env", "eid": "e"}):
        twin.send(**command)
    assert commands(twin.watch("e")) == ["refused", "refused", "reload", "window", "layout"]


def test_one_twin_does_not_reply_for_the_other(shared: ServerProcess, page: Twin) -> None:
    program = Twin(shared, "/vis_socket_wrap")
    for path, sid in (("/vis_socket_wrap", page.sid), ("/socket_wrap", program.sid)):
        answer = ask(shared, path, sid=sid, message_type="query").json()
        assert answer == {"success": False, "reason": "closed"}
    assert program.query() == [{"command": "alive", "data": "vis_alive"}]


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"message_type": "send"}, "no msg"),
        ({"message_type": "send", "message": None}, "no msg"),
        ({"message_type": "dance", "message": "{}"}, "invalid"),
        ({}, "invalid"),
    ],
)
@pytest.mark.parametrize("path", ["/socket_wrap", "/vis_socket_wrap"])
def test_reasons_are_those_of_old(shared: ServerProcess, path: str, request_: dict[str, Any], reason: str) -> None:
    twin = Twin(shared, path)
    assert ask(shared, path, sid=twin.sid, **request_).json() == {"success": False, "reason": reason}
    assert twin.query() != []


def test_polling_needs_a_login_where_sockets_do(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-enable_login", environ=LOGIN)
    for path in ("/socket_wrap", "/vis_socket_wrap"):
        for body in ({"message_type": "init"}, {"sid": "x", "message_type": "query"}):
            answer = attempt(server, path, **body)
            assert (answer.status_code, answer.text) == (400, "")
    assert requests.get(server.url + "/socket_wrap", timeout=10).status_code == 400
    password = hashlib.sha256(b"secret").hexdigest()
    cookies = requests.post(server.url, json={"username": "alice", "password": password}, timeout=10).cookies
    opened = requests.post(server.url + "/vis_socket_wrap", data="{}", cookies=cookies, timeout=10).json()
    query = {"sid": opened["sid"], "message_type": "query"}
    answer = requests.post(server.url + "/vis_socket_wrap", json=query, cookies=cookies, timeout=10)
    assert [json.loads(message)["command"] for message in answer.json()["messages"]] == ["alive"]
    assert requests.get(server.url + "/socket_wrap", cookies=cookies, timeout=10).json()["success"] is True


class QuietSession(Session):
    """A session that only records whether it was closed."""

    ended = False

    def __init__(self, link: PollingLink) -> None:
        super().__init__(None, link)  # type: ignore[arg-type]

    def open(self) -> None:
        """There is no peer to greet."""

    def close(self) -> None:
        self.ended = True
        self.link.close()


def test_a_session_that_stops_polling_is_closed_and_others_stay_open() -> None:
    now = [0.0]
    polling = PollingSessions()
    links = [PollingLink(clock=lambda: now[0]) for _ in range(2)]
    lost, living = (QuietSession(link) for link in links)
    for session, link in zip((lost, living), links, strict=True):
        polling.open(session, link)

    def query(session: Session) -> dict[str, Any]:
        request = {"sid": session.sid, "message_type": "query"}
        return asyncio.run(polling.handle(QuietSession, request, EVERYONE))

    for _ in range(4):
        now[0] += IDLE_SECONDS * 0.9
        polling.close_abandoned()
        assert query(living)["success"] is True
    assert (lost.ended, living.ended) == (True, False)
    assert query(lost) == {"success": False, "reason": "closed"}
