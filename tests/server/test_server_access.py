"""Who may do what: origins, read-only pages, route decisions."""

from collections.abc import Callable

import pytest
import requests
import websocket
from serving import ServerProcess

from visdom.server.http.routes import TABLE
from visdom.server.identity.roles import Role

TEXT = {"data": [{"type": "text", "content": "hi"}], "win": "w", "eid": "e"}


def exists(server: ServerProcess, win: str, eid: str = "e") -> bool:
    return requests.post(server.url + "/win_exists", json={"win": win, "eid": eid}, timeout=10).text == "true"


def test_every_route_names_the_role_that_it_requires() -> None:
    assert all(isinstance(required, Role) for _, _, required in TABLE)


@pytest.mark.parametrize("origin", ["http://evil.example", "https://lab.example:8443", "null", "http://["])
def test_a_page_of_another_host_may_not_write(server: ServerProcess, origin: str) -> None:
    asked = server.url.removeprefix("http://")
    reason = f"The page is at {origin}, the server is asked as {asked}: start it with -allow_origin {origin}"
    for path in ("/events", "/socket_wrap", "/upload_env", "/env_state", "/", "/close", "/env/e", "/vis_socket_wrap"):
        answer = requests.post(server.url + path, json=TEXT, headers={"Origin": origin}, timeout=10)
        assert answer.status_code == 403
        assert reason in answer.text, path
    assert not exists(server, "w")
    assert server.log().count(reason) == 1


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


@pytest.mark.parametrize("path", ["/socket", "/vis_socket"])
def test_a_page_of_another_host_may_not_connect(server: ServerProcess, path: str) -> None:
    address = server.url.replace("http", "ws") + path
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(address, origin="http://evil.example", timeout=10)
    assert refused.value.status_code == 403
    assert b"-allow_origin http://evil.example" in refused.value.resp_body
    assert "-allow_origin http://evil.example" in server.log()


def test_many_refused_origins_do_not_fill_the_log(server: ServerProcess) -> None:
    for number in range(150):
        headers = {"Origin": f"http://evil{number}.example"}
        assert requests.post(server.url + "/events", json=TEXT, headers=headers, timeout=10).status_code == 403
    assert server.log().count("Refused a page") == 100


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("http://lab.example", "lab.example:80", True),
        ("https://lab.example", "lab.example:443", True),
        ("https://Lab.example", "lab.EXAMPLE", True),
        ("https://lab.example", "lab.example:80", False),
        ("http://lab.example:8080", "lab.example", False),
        ("http://lab.example", "lab.example:8080", False),
        ("null", "null:443", False),
    ],
)
def test_a_proxy_may_add_the_port_that_browsers_leave_out(
    make_server: Callable[..., ServerProcess], origin: str, host: str, expected: bool
) -> None:
    server = make_server("-allow_host", "lab.example", "-allow_host", "null")
    headers = {"Origin": origin, "Host": host}
    answer = requests.post(server.url + "/env_state", json={}, headers=headers, timeout=10)
    assert (answer.status_code == 200) == expected


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
