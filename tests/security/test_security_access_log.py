"""The access log: one JSON line for every answer, without secrets, in a file that may be rotated."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from over_tls import SecureServer, make_certificate
from peers import Page, ask, connected, text
from serving import ServerProcess

MakeServer = Callable[..., ServerProcess]
MEMBERS = ["time", "address", "user", "method", "path", "environment", "status", "bytes", "ms"]
CREDENTIALS = {
    "VISDOM_USERNAME": "ada",
    "VISDOM_PASSWORD": "s3cret-word",
    "VISDOM_USE_ENV_CREDENTIALS": "1",
    "VISDOM_COOKIE": "signs-cookies",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "access.log"


@pytest.fixture
def logged(make_server: MakeServer, path: Path) -> ServerProcess:
    return make_server("-access_log", path)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def until(path: Path, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first line that is wanted, which may still be on its way."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = [line for line in lines(path) if wanted(line)] if path.exists() else []
        if found:
            return found[0]
        time.sleep(0.02)
    raise AssertionError(f"there is no such line; {path.read_text() if path.exists() else 'there is no file'}")


def short(line: dict[str, Any]) -> tuple[Any, ...]:
    return line["method"], line["path"], line["environment"], line["status"], line["bytes"]


def test_every_answer_of_both_readers_has_a_line(logged: ServerProcess, path: Path) -> None:
    with requests.Session() as session:  # one connection: the fast path first, then tornado
        body: dict[str, Any] = {"win": "w", "eid": "runs", "data": [{"type": "text", "content": "x"}]}
        session.post(logged.url + "/events", json=body, timeout=20)
        session.post(logged.url + "/win_data", json={"win": "no", "eid": "runs"}, timeout=20)
        session.post(logged.url + "/events", data=b"no json", timeout=20)
        session.get(logged.url + "/env/a%2Fb", timeout=20)
        session.post(logged.url + "/events", json=body, headers={"Origin": "http://evil.example"}, timeout=20)
        session.get(logged.url + "/export/runs.json", timeout=20)
        session.get(logged.url + "/static/nothing.js", timeout=20)
    until(path, lambda line: line["path"] == "/static/nothing.js")
    found = lines(path)[-7:]
    assert [list(line) for line in found] == [MEMBERS] * 7
    assert [short(line)[:4] for line in found] == [
        ("POST", "/events", "runs", 200),
        ("POST", "/win_data", "runs", 404),
        ("POST", "/events", None, 400),
        ("GET", "/env/a%2Fb", "a_b", 200),
        ("POST", "/events", None, 403),
        ("GET", "/export/runs.json", "runs", 200),
        ("GET", "/static/nothing.js", None, 404),
    ]
    assert found[0]["bytes"] == 1
    for line in found:
        assert line["address"] == "127.0.0.1" and line["user"] is None and line["ms"] >= 0
        assert datetime.fromisoformat(line["time"]).tzinfo is not None


def test_websockets_and_polling_have_a_line(logged: ServerProcess, path: Path) -> None:
    page = Page(logged)
    with connected(page):
        assert until(path, lambda line: line["path"] == "/socket")["status"] == 101
    requests.get(logged.url + "/socket_wrap", timeout=20)
    assert until(path, lambda line: line["path"] == "/socket_wrap")["status"] == 200


def test_a_name_that_looks_like_a_line_is_part_of_its_line(logged: ServerProcess, path: Path) -> None:
    odd = 'x"\n{"status": 200}\u2028' + "y" * 100_000
    text(logged, "w", odd, "x")
    requests.get(f"{logged.url}/env/{quote(odd[:20])}", timeout=20)
    line = until(path, lambda line: str(line["path"]).startswith("/env/"))
    assert line["environment"] == odd[:20]
    assert all(list(line) == MEMBERS for line in lines(path))
    assert max(map(len, path.read_text(encoding="utf-8").split("\n"))) < 3000


def test_nothing_secret_is_in_it(make_server: MakeServer, path: Path) -> None:
    server = make_server("-enable_login", "-access_log", path, "-logging_level", "DEBUG", environ=CREDENTIALS)
    sent = {"username": "ada", "password": "a-digest-of-the-word"}
    requests.post(server.url + "/", json=sent, timeout=20)
    requests.get(server.url + "/?token=t0ken", headers={"Authorization": "Bearer t0ken-2"}, timeout=20)
    requests.get(server.url + "/events?token=t0ken", timeout=20)
    requests.get(server.url + "/health?key=t0ken", headers={"Cookie": "user_password=c00kie"}, timeout=20)
    until(path, lambda line: line["path"] == "/health")
    written = path.read_text(encoding="utf-8") + server.log()
    for secret in ("digest", "t0ken", "c00kie", "s3cret", "signs-cookies"):
        assert secret not in written


def test_a_line_names_the_account_and_the_client_of_a_proxy(make_server: MakeServer, path: Path) -> None:
    server = make_server("-enable_login", "-access_log", path, environ=CREDENTIALS)
    with requests.Session() as session:
        sent = {"username": "ada", "password": sha256(b"s3cret-word").hexdigest()}
        assert session.post(server.url + "/", json=sent, timeout=20).status_code == 200
        forwarded = {"X-Forwarded-For": "192.0.2.7"}
        session.post(server.url + "/win_exists", json={"win": "w", "eid": "runs"}, headers=forwarded, timeout=20)
    requests.post(server.url + "/env_state", data=b"{}", timeout=20)
    line = until(path, lambda line: line["path"] == "/win_exists")
    assert (line["user"], line["address"], line["environment"], line["status"]) == ("ada", "192.0.2.7", "runs", 200)
    stranger = until(path, lambda line: line["path"] == "/env_state")
    assert (stranger["user"], stranger["status"]) == (None, 400)


@pytest.mark.parametrize("fields", [{}, {"Connection": "close"}], ids=["fast path", "tornado"])
def test_both_readers_name_the_client_of_a_proxy(logged: ServerProcess, path: Path, fields: dict[str, str]) -> None:
    forwarded = {"X-Forwarded-For": "192.0.2.9, 192.0.2.7", **fields}
    requests.post(logged.url + "/win_exists", json={"win": "w"}, headers=forwarded, timeout=20)
    assert until(path, lambda line: line["path"] == "/win_exists")["address"] == "192.0.2.7"


def test_a_rotated_file_is_made_again_and_an_existing_one_is_continued(make_server: MakeServer, path: Path) -> None:
    path.write_text('{"status": 1, "path": "", "before": true}\n')
    server = make_server("-access_log", path)
    ask(server, "/env_state")
    until(path, lambda line: line["path"] == "/env_state")
    assert "before" in lines(path)[0]
    rotated = path.rename(path.with_suffix(".1"))
    ask(server, "/win_exists", win="w")
    until(path, lambda line: line["path"] == "/win_exists")
    ask(server, "/save", data=[])
    server.stop()
    assert [line["path"] for line in lines(path)] == ["/win_exists", "/save"]
    assert lines(rotated)[-1]["path"] == "/env_state"


def test_what_was_answered_before_the_end_is_in_the_file(logged: ServerProcess, path: Path) -> None:
    with requests.Session() as session:
        for _ in range(200):
            session.post(logged.url + "/win_exists", json={"win": "w"}, timeout=20)
    logged.stop()
    assert len([line for line in lines(path) if line["path"] == "/win_exists"]) == 200


def test_a_file_that_cannot_be_written_is_named_at_start(make_server: MakeServer, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="-access_log .*no/access.log cannot be written: No such file or directory"):
        make_server("-access_log", tmp_path / "no" / "access.log")


def test_a_full_disk_is_reported_once_and_requests_are_served(make_server: MakeServer) -> None:
    server = make_server("-access_log", "/dev/full")
    for _ in range(20):
        ask(server, "/env_state")
    server.stop()
    assert server.log().count("The access log /dev/full cannot be written: lines are missing.") == 1


@pytest.fixture
def secure(tmp_path: Path, path: Path) -> Iterator[SecureServer]:
    server = SecureServer(tmp_path / "secure", make_certificate(tmp_path), "-access_log", str(path)).start()
    yield server
    server.stop()


def test_answers_over_tls_have_a_line(secure: SecureServer, path: Path) -> None:
    requests.post(secure.url + "/env_state", data=b"{}", verify=str(secure.certificate.certfile), timeout=20)
    assert until(path, lambda line: line["path"] == "/env_state")["status"] == 200
