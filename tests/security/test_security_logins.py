"""Logins: their cookies, what ends them, what outlives a restart, and the secrets that they need."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from http.cookies import Morsel, SimpleCookie
from pathlib import Path

import pytest
import requests
from accounts import PASSWORDS, TOKENS, Visitor, cookie_of, log_in, make_accounts, user_command, with_cookie, with_token
from raw_http import ask, connected, drawing, replies, request
from serving import ServerProcess, free_port
from test_server_protocol_flags import run

from visdom.server.identity import tokens
from visdom.server.identity.logins import DAYS, Login, Logins
from visdom.server.identity.private import LoginSetupError
from visdom.server.identity.tokens import digest, read_cookie_secret
from visdom.server.identity.users import read_credential

MakeServer = Callable[..., ServerProcess]

ENVIRONMENT = {
    "VISDOM_USE_ENV_CREDENTIALS": "1",
    "VISDOM_USERNAME": "ada",
    "VISDOM_PASSWORD": PASSWORDS["ada"],
    "VISDOM_COOKIE": "signs",
}


@pytest.fixture
def guarded(make_server: MakeServer, tmp_path: Path) -> ServerProcess:
    make_accounts(tmp_path / "envs")
    return make_server("-enable_login", env_path=tmp_path / "envs")


def morsel_of(answer: requests.Response) -> Morsel[str]:
    (morsel,) = SimpleCookie(answer.headers["Set-Cookie"]).values()
    return morsel


# -- the cookie


def test_the_cookie_of_a_page_is_named_by_port_and_hidden_from_scripts(guarded: ServerProcess) -> None:
    morsel = morsel_of(log_in(guarded, "ada", headers={"Origin": guarded.url}))
    assert morsel.key == f"visdom_login_{guarded.port}"
    assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["secure"]) == (True, "Lax", "/", "")
    assert "ENV_LIST" in with_cookie(guarded, **{morsel.key: morsel.value}).ask("GET", "/").text


def test_the_cookie_of_a_program_has_the_name_that_clients_of_old_send(guarded: ServerProcess) -> None:
    morsel = morsel_of(log_in(guarded, "ada"))
    assert (morsel.key, morsel["httponly"], morsel["samesite"]) == ("user_password", True, "Lax")
    visitor = with_cookie(guarded, user_password=morsel.value)
    assert visitor.may_write() and visitor.is_greeted("/vis_socket")


def test_a_cookie_says_nothing_about_the_password_and_each_login_has_its_own(guarded: ServerProcess) -> None:
    values = {morsel_of(log_in(guarded, "ada")).value for _ in range(3)}
    assert len(values) == 3
    assert all(re.fullmatch(r"[\w-]{43}", value) for value in values)
    stored = (guarded.home / ".visdom" / ".visdom" / f"logins-{guarded.port}.jsonl").read_text()
    assert not any(value in stored for value in values)
    assert all(digest(value) in stored for value in values)


@pytest.mark.parametrize(
    ("flags", "headers", "is_secure"),
    [
        ((), {"X-Forwarded-Proto": "https"}, True),  # from this machine
        ((), {"X-Forwarded-Proto": "http"}, False),
        ((), {"X-Forwarded-Proto": "https, http"}, False),
        ((), {"X-Forwarded-Proto": "http, HTTPS "}, True),
        (("-base_url", "/lab"), {}, False),
    ],
)
def test_the_cookie_is_for_encrypted_connections_behind_a_proxy_with_tls(
    make_server: MakeServer, tmp_path: Path, flags: tuple[str, ...], headers: dict[str, str], is_secure: bool
) -> None:
    make_accounts(tmp_path / "envs")
    server = make_server("-enable_login", *flags, env_path=tmp_path / "envs")
    morsel = morsel_of(log_in(server, "ada", headers=headers))
    assert (bool(morsel["secure"]), morsel["path"]) == (is_secure, server.base_url or "/")


# -- what ends a login


def test_a_log_out_ends_the_login_wherever_its_cookie_was_copied_to(guarded: ServerProcess) -> None:
    cookie = cookie_of(guarded, "ada")
    original, copy = with_cookie(guarded, **cookie), with_cookie(guarded, **cookie)
    other = with_cookie(guarded, **cookie_of(guarded, "ada"))
    socket, others = copy.connect("/socket"), other.connect("/socket")
    assert json.loads(socket.recv())["command"] == json.loads(others.recv())["command"] == "register"
    answer = original.ask("POST", "/logout")
    assert answer.status_code == 200
    assert all(not morsel.value for morsel in SimpleCookie(answer.headers["Set-Cookie"]).values())
    assert not original.may_read() and not copy.may_read()
    while socket.recv() != "":
        pass
    assert other.may_read()
    others.ping("it is open")
    socket.shutdown()
    others.shutdown()


def test_a_request_under_way_ends_with_the_login(guarded: ServerProcess) -> None:
    cookie = f"Cookie: user_password={cookie_of(guarded, 'ada')['user_password']}"
    sent = drawing("late")
    with connected(guarded) as client:
        client.sendall(sent.replace(b"\r\n", f"\r\n{cookie}\r\n".encode(), 1)[:-1])
        assert ask(guarded, request("POST", "/logout", "localhost", b"", cookie)).status == 200
        client.sendall(sent[-1:])
        assert replies(client)[0].status == 403
    assert with_token(guarded, TOKENS["ada"]).ask("POST", "/win_exists", '{"win": "late"}').text == "false"


def test_a_socket_that_ignores_the_end_of_its_login_is_not_heard(guarded: ServerProcess) -> None:
    visitor = with_cookie(guarded, **cookie_of(guarded, "ada"))
    socket = visitor.connect("/socket")
    assert visitor.ask("POST", "/logout").status_code == 200
    command = {"cmd": "save", "data": {}, "prev_eid": "main", "eid": "late"}
    socket.send(json.dumps(command))
    time.sleep(0.5)
    socket.shutdown()
    assert "late" not in with_token(guarded, TOKENS["ada"]).ask("POST", "/env_state").json()


def test_a_page_of_another_site_cannot_log_out(guarded: ServerProcess) -> None:
    visitor = with_cookie(guarded, **cookie_of(guarded, "ada"))
    assert visitor.ask("POST", "/logout", Origin="https://evil.example").status_code == 403
    assert visitor.may_read()


@pytest.mark.parametrize("words", [("passwd", "ada", "--stdin"), ("remove", "ada")])
def test_a_new_password_and_a_removal_end_logins_and_connections_while_the_server_runs(
    guarded: ServerProcess, words: tuple[str, ...]
) -> None:
    ada, vera = (with_cookie(guarded, **cookie_of(guarded, name)) for name in ("ada", "vera"))
    sockets = [visitor.connect(path) for visitor in (ada, vera) for path in ("/socket", "/vis_socket")]
    by_token = with_token(guarded, TOKENS["ada"])
    assert by_token.may_read()
    assert user_command(guarded.env_path, *words, line="changed\n").returncode == 0
    for socket in sockets[:2]:
        while socket.recv() != "":
            pass
    assert not ada.may_read() and vera.may_read()
    assert by_token.may_read() == (words[0] == "passwd")
    for socket in sockets:
        socket.shutdown()


def test_logins_end_after_thirty_days_at_most(tmp_path: Path) -> None:
    now = [1000.0]
    path = tmp_path / "logins.jsonl"
    logins = Logins(path, clock=lambda: now[0])
    key = digest(logins.begin("ada", "stamp"))
    now[0] += DAYS * 24 * 3600 - 1
    assert logins.find(key) == Login("ada", "stamp", 1000.0 + DAYS * 24 * 3600)
    assert Logins(path, clock=lambda: now[0]).find(key) is not None
    now[0] += 1
    assert logins.find(key) is None
    logins.end_where(lambda login: False)
    assert Logins(path, clock=lambda: 1000.0).find(key) is None


def test_the_file_of_logins_does_not_grow_and_a_cut_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "logins.jsonl"
    logins = Logins(path)
    kept = digest(logins.begin("ada", "stamp"))
    for _ in range(1500):
        logins.end(digest(logins.begin("ada", "stamp")))
    assert len(path.read_text().splitlines()) < 1500
    with path.open("a") as file:
        file.write('{"login": "half')
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Logins(path).find(kept) is not None


def test_logins_outlive_a_kill_and_a_restart_and_one_that_ended_does_not_come_back(guarded: ServerProcess) -> None:
    ended, kept = (with_cookie(guarded, **cookie_of(guarded, "ada")) for _ in range(2))
    assert ended.ask("POST", "/logout").status_code == 200
    guarded.restart(kill=True)
    assert kept.may_read() and not ended.may_read()
    guarded.stop()
    assert user_command(guarded.env_path, "passwd", "ada", "--stdin", line="changed while it was off\n").returncode == 0
    guarded.start()
    assert not kept.may_read()


def test_a_server_that_finds_its_port_taken_leaves_the_logins_there_alone(guarded: ServerProcess) -> None:
    cookie = cookie_of(guarded, "ada")
    flags = ("-port", str(guarded.port), "-env_path", str(guarded.home / "others"), "-enable_login")
    environ = {**os.environ, **ENVIRONMENT, "HOME": str(guarded.home), "VISDOM_PASSWORD": "another"}
    command = [sys.executable, "-m", "visdom.server", *flags]
    second = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1 and "is in use" in second.stderr
    guarded.restart()
    assert with_cookie(guarded, **cookie).may_read()


def test_force_new_cookie_ends_all_logins(guarded: ServerProcess) -> None:
    before = with_cookie(guarded, **cookie_of(guarded, "ada"))
    secret = (guarded.home / ".visdom" / "COOKIE_SECRET").read_text()
    guarded.flags.append("-force_new_cookie")
    guarded.restart(kill=False)
    assert not before.may_read()
    assert with_cookie(guarded, **cookie_of(guarded, "ada")).may_read()
    assert (guarded.home / ".visdom" / "COOKIE_SECRET").read_text() != secret


def test_an_account_of_the_environment_and_those_of_the_file_log_in_side_by_side(
    make_server: MakeServer, tmp_path: Path
) -> None:
    environment = {**ENVIRONMENT, "VISDOM_USERNAME": "root", "VISDOM_PASSWORD": "toor"}
    server = make_server("-enable_login", env_path=tmp_path / "envs", environ=environment)
    assert log_in(server, "root", "toor").status_code == 200
    assert log_in(server, "ada").status_code == 400
    make_accounts(tmp_path / "envs")
    server.restart(kill=False)
    for name, password in (("root", "toor"), *PASSWORDS.items()):
        assert log_in(server, name, password).status_code == 200


# -- secrets and files that login needs


def test_the_cookie_secret_is_readable_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read_cookie_secret(ENVIRONMENT) == "signs"
    stored = tmp_path / ".visdom" / "COOKIE_SECRET"
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    stored.chmod(0o644)
    assert read_cookie_secret({}) == "signs"
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert read_cookie_secret({**ENVIRONMENT, "VISDOM_COOKIE": "new"}, renew=True) == "new"


def test_without_a_given_secret_it_is_a_random_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    made = read_cookie_secret({})
    assert len(made) > 30
    assert read_cookie_secret({}) == made
    assert read_cookie_secret({}, renew=True) != made


@pytest.mark.parametrize("missing", ["VISDOM_USERNAME", "VISDOM_PASSWORD"])
def test_half_a_credential_is_refused(missing: str) -> None:
    with pytest.raises(LoginSetupError, match=missing):
        read_credential({**ENVIRONMENT, missing: ""})


@pytest.mark.parametrize("content", ["", "\n", None, b"\xff\xfe"])
@pytest.mark.parametrize(
    ("name", "flags", "environ", "words"),
    [
        ("COOKIE_SECRET", ["-enable_login"], ENVIRONMENT, "The cookie secret"),
        (".visdom/token-{port}", ["-token"], {}, "The token"),
        (".visdom/users.json", ["-enable_login", "-users", "{path}"], {}, "The users file"),
    ],
)
def test_a_secret_that_is_empty_or_cannot_be_read_is_a_clear_error_at_start(
    tmp_path: Path, content: str | bytes | None, name: str, flags: list[str], environ: dict[str, str], words: str
) -> None:
    port = str(free_port())
    path = tmp_path / ".visdom" / name.format(port=port)
    path.parent.mkdir(parents=True)
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    flags = [flag.format(path=path) for flag in flags]
    ended = run(tmp_path, *flags, "-port", port, **environ)
    assert ended.returncode != 0
    assert f"{words} {path} " in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "content",
    ["[]", '{"users": []}', '{"users": {"ada": {}}}', '{"users": {"ada": {"role": "king", "password": ""}}}',
     '{"users": {"ada": {"role": "editor", "password": "plain"}}}', '{"users": {}}', "{"],
)  # fmt: skip
def test_a_users_file_that_is_none_or_names_no_account_is_a_clear_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "users.json"
    path.write_text(content)
    ended = run(tmp_path, "-users", str(path))
    assert ended.returncode != 0
    assert f"The users file {path} " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_users_file_that_is_missing_is_a_clear_error(tmp_path: Path) -> None:
    ended = run(tmp_path, "-users", str(tmp_path / "none.json"))
    assert ended.returncode != 0
    assert "none.json is not there. Make one with: visdom user add NAME." in ended.stderr


def test_a_token_that_a_person_chose_is_not_taken_for_a_random_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    tokens.publish(1, "sesame")
    assert tokens.is_random(tokens.random_token(1, renew=False))
    made = tokens.random_token(1, renew=False)
    tokens.publish(1, made)
    assert tokens.random_token(1, renew=False) == made
    assert tokens.random_token(1, renew=True) != made


def test_strangers_cannot_tell_which_names_there_are(guarded: ServerProcess) -> None:
    answers = {(each.status_code, each.text) for each in (log_in(guarded, name, "no") for name in ("ada", "eve"))}
    assert answers == {(400, "The user name or the password is wrong.")}


def test_the_page_of_a_stranger_names_no_environment(guarded: ServerProcess) -> None:
    editor = with_token(guarded, TOKENS["ada"])
    editor.ask("POST", "/events", '{"data": [{"type": "text", "content": "x"}], "win": "w", "eid": "secret_name"}')
    for path in ("/", "/any/thing", "/env/secret_name"):
        assert "secret_name" not in Visitor(guarded, {"Accept": "text/html"}).ask("GET", path).text.replace(path, "")
