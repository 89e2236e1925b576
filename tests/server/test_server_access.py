"""Who may do what: origins, read-only pages, route decisions."""

from collections.abc import Callable

import pytest
import requests
import websocket
from serving import ServerProcess

from visdom.server.http.handler import Access
from visdom.server.http.routes import TABLE

TEXT = {"data": [{"type": "text", "content": "hi"}], "win": "w", "eid": "e"}


def exists(server: ServerProcess, win: str, eid: str = "e") -> bool:
    return requests.post(server.url + "/win_exists", json={"win": win, "eid": eid}, timeout=10).text == "true"


def test_every_route_names_its_access() -> None:
    assert all(isinstance(access, Access) for _, _, access in TABLE)


def test_a_page_of_another_host_may_not_write(server: ServerProcess) -> None:
    answer = requests.post(server.url + "/events", json=TEXT, headers={"Origin": "http://evil.example"}, timeout=10)
    assert answer.status_code == 403
    assert "-allow_origin" in answer.text
    assert not exists(server, "w")


def test_a_page_of_this_host_may_write(server: ServerProcess) -> None:
    answer = requests.post(server.url + "/events", json=TEXT, headers={"Origin": server.url}, timeout=10)
    assert (answer.status_code, answer.text) == (200, "w")


@pytest.mark.parametrize("flag", ["http://friend.example", "*"])
def test_allowed_origins_may_write_and_connect(make_server: Callable[..., ServerProcess], flag: str) -> None:
    server = make_server("-allow_origin", flag)
    headers = {"Origin": "http://friend.example"}
    assert requests.post(server.url + "/events", json=TEXT, headers=headers, timeout=10).status_code == 200
    address = server.url.replace("http", "ws") + "/socket"
    connection = websocket.create_connection(address, origin="http://friend.example", timeout=10)
    assert "register" in connection.recv()
    connection.close()


def test_a_page_of_another_host_may_not_connect(server: ServerProcess) -> None:
    address = server.url.replace("http", "ws") + "/socket"
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(address, origin="http://evil.example", timeout=10)


def test_read_only_refuses_writing_pages_and_serves_programs(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-readonly")
    for path, body in (
        ("/events", TEXT),
        ("/update", TEXT),
        ("/close", {"eid": "main"}),
        ("/save", {"data": []}),
        ("/fork_env", {"prev_eid": "main", "eid": "x"}),
        ("/delete_env", {"eid": "main"}),
        ("/env/x", {"eid": "x"}),
        ("/win_data", {"win": "w", "eid": "e", "data": "{}"}),
    ):
        for headers in ({"Origin": server.url}, {"Sec-Fetch-Site": "same-origin"}):
            answer = requests.post(server.url + path, json=body, headers=headers, timeout=10)
            assert answer.status_code == 403, path
            assert "read-only" in answer.text
    assert requests.post(server.url + "/events", json=TEXT, timeout=10).text == "w"
    watching = requests.post(server.url + "/env/e", json={"sid": "missing"}, headers={"Origin": server.url}, timeout=10)
    assert watching.status_code == 200


def test_errors_are_answered_with_a_sentence_and_no_traceback(server: ServerProcess) -> None:
    for path in ("/static/nothing.js", "/events"):
        answer = requests.get(server.url + path, timeout=10)
        assert answer.status_code in (404, 405)
        assert "Traceback" not in answer.text


def test_the_error_page_shows_the_text_of_its_path(server: ServerProcess) -> None:
    answer = requests.get(server.url + "/error/too%20bad", timeout=10)
    assert (answer.status_code, answer.text) == (500, "too bad")
    assert answer.headers["Content-Type"].startswith("text/plain")
