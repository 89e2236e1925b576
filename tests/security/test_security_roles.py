"""Who may use which route, command and message: with no, with wrong and with too weak credentials."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_type_hints

import pytest
import requests
import websocket
from accounts import TOKENS, Visitor, cookie_of, make_accounts, with_cookie, with_token
from serving import ServerProcess

from visdom.protocol.from_browser import FromBrowser
from visdom.server.app import Application
from visdom.server.http import routes
from visdom.server.http.handler import Handler, Operation
from visdom.server.identity.roles import Role
from visdom.server.sessions import BrowserSession, PollingSessions, SourceSession

MakeServer = Callable[..., ServerProcess]

DECIDED = {
    "/events": Role.EDITOR,
    "/update": Role.EDITOR,
    "/close": Role.EDITOR,
    "/win_exists": Role.VIEWER,
    "/win_hash": Role.VIEWER,
    "/win_data": Role.VIEWER,
    "/env/(.*)": Role.VIEWER,
    "/compare/(.*)": Role.VIEWER,
    "/env_state": Role.VIEWER,
    "/save": Role.EDITOR,
    "/fork_env": Role.EDITOR,
    "/delete_env": Role.EDITOR,
    "/upload_env": Role.EDITOR,
    r"/export/(.*)(\.json|\.html)": Role.VIEWER,
    "/socket": Role.VIEWER,
    "/vis_socket": Role.VIEWER,
    "/socket_wrap": Role.VIEWER,
    "/vis_socket_wrap": Role.VIEWER,
    "/logout": Role.PUBLIC,
    "/metrics": Role.VIEWER,
    "/user/(.*)": Role.PUBLIC,
    "/health": Role.PUBLIC,
    "/error/(.*)": Role.PUBLIC,
    "(?:/.*)?": Role.PUBLIC,
}
"""Written a second time, so that a decision does not change by accident."""

ADDRESSES = {r"/export/(.*)(\.json|\.html)": "/export/main.json", "(?:/.*)?": "/any/thing"}
WRITES = [
    ("/win_data", {"win": "w", "eid": "main", "data": "{}"}),
    ("/win_data", {"win": None, "eid": "main", "data": "{}"}),
    ("/env/main", {"eid": "made"}),
]


def methods_of(to: type[Handler] | Operation) -> list[str]:
    handler = to.handler if isinstance(to, Operation) else to
    return [method for method in handler.methods() if method != "HEAD"]


ROUTES = [
    (method, ADDRESSES.get(path, path.replace("(.*)", "main")), required)
    for path, to, required in routes.TABLE
    for method in methods_of(to)
    if "socket" not in path or path.endswith("_wrap")
]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    made = ServerProcess(tmp_path_factory.mktemp("guarded") / "server", "-enable_login")
    make_accounts(made.env_path)
    yield made.start()
    made.stop()


@pytest.fixture(scope="module")
def tokened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    made = ServerProcess(tmp_path_factory.mktemp("tokened") / "server", "-token").start()
    yield made
    made.stop()


def wrong_visitors(server: ServerProcess) -> list[Visitor]:
    name = f"visdom_login_{server.port}"
    signed = '"2|1:0|10:1700000000|13:user_password|4:eA==|0000"'
    return [
        Visitor(server),
        with_cookie(server, user_password="x"),
        with_cookie(server, user_password=signed, **{name: "x" * 43}),
        Visitor(server, {"Cookie": f"{name}=; ={name}; ;;"}),
        with_token(server, ""),
        with_token(server, "x"),
        Visitor(server, {"Authorization": "Basic YWRhOmNvcnJlY3QgaG9yc2U="}),
    ]


# -- every route


def test_every_route_has_the_role_that_was_decided() -> None:
    assert {path: required for path, _, required in routes.TABLE} == DECIDED


@pytest.mark.parametrize(("method", "path", "required"), ROUTES)
def test_strangers_get_only_what_is_public(
    guarded: ServerProcess, tokened: ServerProcess, method: str, path: str, required: Role
) -> None:
    for server in (guarded, tokened):
        for visitor in wrong_visitors(server):
            answer = visitor.ask(method, path)
            assert "ENV_LIST" not in answer.text
            is_refused = answer.status_code in (401, 429) or (answer.status_code, answer.text) == (400, "")
            assert is_refused == (required > Role.PUBLIC), (visitor.headers, answer.status_code, answer.text)


@pytest.mark.parametrize(("method", "path", "required"), ROUTES)
def test_viewers_may_read_and_change_nothing(guarded: ServerProcess, method: str, path: str, required: Role) -> None:
    for visitor in (with_token(guarded, TOKENS["vera"]), with_cookie(guarded, **cookie_of(guarded, "vera"))):
        answer = visitor.ask(method, path)
        assert (answer.status_code == 403) == (required == Role.EDITOR), answer.text
        assert ("'vera' is a viewer" in answer.text) == (required == Role.EDITOR)


@pytest.mark.parametrize(("path", "body"), WRITES)
def test_a_body_that_writes_needs_an_editor_where_others_only_read(
    guarded: ServerProcess, path: str, body: dict[str, Any]
) -> None:
    visitor = with_token(guarded, TOKENS["vera"])
    before = visitor.ask("POST", "/env_state").text
    assert visitor.ask("POST", path, json.dumps(body)).status_code == 403
    assert visitor.ask("POST", "/env_state").text == before


def test_a_viewer_connects_as_a_program_to_what_is_there(guarded: ServerProcess) -> None:
    answer = with_token(guarded, TOKENS["vera"]).ask("POST", "/env/main", '{"eid": "main"}')
    assert (answer.status_code, answer.text) == (200, "")


@pytest.mark.parametrize(("method", "path", "required"), ROUTES)
def test_editors_are_refused_nowhere(guarded: ServerProcess, method: str, path: str, required: Role) -> None:
    answer = with_token(guarded, TOKENS["ada"]).ask(method, path)
    assert answer.status_code not in (401, 403, 429)
    assert (answer.status_code, answer.text) != (400, "")


# -- sockets and their polling twins


@pytest.mark.parametrize("path", ["/socket", "/vis_socket"])
def test_sockets_close_for_strangers_and_open_for_the_others(
    guarded: ServerProcess, tokened: ServerProcess, path: str
) -> None:
    for server in (guarded, tokened):
        for visitor in wrong_visitors(server):
            assert not visitor.is_greeted(path), visitor.headers
    for visitor in (with_token(guarded, TOKENS["vera"]), with_cookie(guarded, **cookie_of(guarded, "ada"))):
        assert visitor.is_greeted(path)


def commands_of_the_protocol() -> set[str]:
    return {get_args(get_type_hints(each)["cmd"])[0] for each in get_args(FromBrowser)}


def test_every_command_of_the_protocol_is_decided() -> None:
    decided = {name: required for name, (required, _) in BrowserSession.commands.items()}
    assert decided.keys() == commands_of_the_protocol()
    assert {name for name, required in decided.items() if required < Role.EDITOR} == {"send_window"}
    assert {name: required for name, (required, _) in SourceSession.commands.items()} == {"echo": Role.EDITOR}
    assert {name: required for name, (required, _) in PollingSessions.messages.items()} == {
        "query": Role.VIEWER,
        "send": Role.VIEWER,
    }


def received(socket: websocket.WebSocket, command: str) -> dict[str, Any]:
    while (message := json.loads(socket.recv())).get("command") != command:
        pass
    return dict(message)


@pytest.mark.parametrize("command", sorted(commands_of_the_protocol() - {"send_window"}))
def test_a_page_of_a_viewer_is_refused_every_change(guarded: ServerProcess, command: str) -> None:
    socket = with_token(guarded, TOKENS["vera"]).connect("/socket")
    assert received(socket, "register")["readonly"] is True
    socket.send(json.dumps({"cmd": command, "eid": "main", "data": "w", "prev_eid": "main"}))
    refused = received(socket, "refused")
    assert (refused["cmd"], "'vera' is a viewer" in refused["reason"]) == (command, True)
    socket.shutdown()


def poll(visitor: Visitor, **message: Any) -> dict[str, Any]:
    """A request of a program that polls."""
    return dict(visitor.ask("POST", "/vis_socket_wrap", json.dumps(message)).json())


def wait_for_pong(socket: websocket.WebSocket) -> None:
    """Return when the server has handled all that was sent."""
    socket.ping()
    while socket.recv_data(control_frame=True)[0] != websocket.ABNF.OPCODE_PONG:
        pass


def echoes(by: Visitor, listener: Visitor) -> set[str]:
    """How what one sends as a program reaches another one: over the websocket, over polling, or not."""
    listening, polling = (poll(visitor)["sid"] for visitor in (listener, by))
    assert len(poll(listener, sid=listening, message_type="query")["messages"]) == 1
    socket = by.connect("/vis_socket")
    assert json.loads(socket.recv())["command"] == "alive"
    socket.send('{"cmd": "echo", "by": "socket"}')
    wait_for_pong(socket)
    socket.shutdown()
    assert poll(by, sid=polling, message_type="send", message='{"cmd": "echo", "by": "polling"}')["success"]
    heard = poll(listener, sid=listening, message_type="query")["messages"]
    return {json.loads(message)["by"] for message in heard}


def test_a_viewer_hears_events_and_sends_none(guarded: ServerProcess) -> None:
    editor, viewer = (with_token(guarded, TOKENS[name]) for name in ("ada", "vera"))
    assert echoes(viewer, editor) == set()
    assert echoes(editor, viewer) == {"socket", "polling"}


def test_a_session_of_another_one_does_not_lend_its_role(guarded: ServerProcess) -> None:
    """A viewer who knows the session id of an editor's page may not change anything through it."""
    editor, viewer = (with_token(guarded, TOKENS[name]) for name in ("ada", "vera"))
    editor.ask("POST", "/events", '{"data": [{"type": "text", "content": "x"}], "win": "kept", "eid": "lent"}')
    sid = editor.ask("GET", "/socket_wrap").json()["sid"]
    close = {"cmd": "close", "data": "kept", "eid": "lent"}
    message = json.dumps({"sid": sid, "message_type": "send", "message": json.dumps(close)})
    asked = '{"win": "kept", "eid": "lent"}'
    assert viewer.ask("POST", "/socket_wrap", message).json() == {"success": True}
    assert editor.ask("POST", "/win_exists", asked).text == "true"
    assert editor.ask("POST", "/socket_wrap", message).json() == {"success": True}
    assert editor.ask("POST", "/win_exists", asked).text == "false"


# -- undecided ones


def test_an_application_with_an_undecided_route_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "TABLE", [("/new", Handler, None), *routes.TABLE])
    with pytest.raises(TypeError, match="which role they need: route .*new"):
        Application(env_path=None)


@pytest.mark.parametrize(
    ("where", "table"), [(BrowserSession, "commands"), (SourceSession, "commands"), (PollingSessions, "messages")]
)
def test_an_application_with_an_undecided_command_does_not_start(
    monkeypatch: pytest.MonkeyPatch, where: Any, table: str
) -> None:
    monkeypatch.setattr(where, table, {**getattr(where, table), "new": (2, print)})
    with pytest.raises(TypeError, match="which role they need: (command|message) new"):
        Application(env_path=None)


# -- -readonly


@pytest.mark.parametrize(
    ("flags", "may_page", "may_program"),
    [((), True, True), (("-readonly",), False, True), (("-readonly", "all"), False, False)],
)
def test_a_read_only_server_is_read_only_for_pages_or_for_all(
    make_server: MakeServer, flags: tuple[str, ...], may_page: bool, may_program: bool
) -> None:
    server = make_server(*flags)
    page, program = Visitor(server, {"Origin": server.url}), Visitor(server)
    for visitor, may in ((page, may_page), (program, may_program)):
        assert visitor.may_read()
        assert visitor.may_write() == may
        assert echoes(visitor, program) == ({"socket", "polling"} if may else set())
    events = requests.post(server.url + "/events", json={"data": [{"type": "text", "content": "x"}]}, timeout=10)
    assert (events.status_code == 200) == may_program
