"""`visdom user`: accounts and tokens in a file, which a running server follows."""

from __future__ import annotations

import itertools
import json
import os
import pty
import re
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from unittest.mock import Mock

import pytest
from accounts import log_in, user_command, with_cookie, with_token
from serving import ServerProcess

from visdom.server.identity.passwords import stored
from visdom.server.identity.roles import Role
from visdom.server.identity.users import Accounts, User, UsersFile

MakeServer = Callable[..., ServerProcess]

NOTICED_SECONDS = 60.0

_numbers = itertools.count()


def add(env_path: Path, name: str, *words: str, password: str = "pass word") -> None:
    made = user_command(env_path, "add", name, "--stdin", *words, line=f"{password}\n")
    assert (made.returncode, made.stderr) == (0, "")


def eventually(holds: Callable[[], bool]) -> bool:
    """Does this become true while the server looks for changes?"""
    deadline = time.monotonic() + NOTICED_SECONDS
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_accounts_are_made_listed_and_removed(tmp_path: Path) -> None:
    assert user_command(tmp_path, "list").stdout == "There is no account.\n"
    add(tmp_path, "vera", "--role", "viewer")
    add(tmp_path, "ada")
    assert user_command(tmp_path, "list").stdout == "ada\teditor\t0 tokens\nvera\tviewer\t0 tokens\n"
    path = tmp_path / ".visdom" / "users.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["users"].keys() == {"vera", "ada"}
    assert user_command(tmp_path, "remove", "vera").returncode == 0
    assert user_command(tmp_path, "list").stdout == "ada\teditor\t0 tokens\n"


def test_passwords_are_salted_and_appear_nowhere(tmp_path: Path) -> None:
    for name in ("one", "two"):
        add(tmp_path, name, password="secret word")
    text = (tmp_path / ".visdom" / "users.json").read_text()
    stored = [user["password"] for user in json.loads(text)["users"].values()]
    assert len(set(stored)) == 2
    assert all(re.fullmatch(r"scrypt\$16384\$8\$1\$[0-9a-f]{32}\$[0-9a-f]{64}", each) for each in stored)
    assert "secret word" not in text


def test_the_file_may_be_another_one(tmp_path: Path) -> None:
    path = tmp_path / "lab" / "people.json"
    add(tmp_path, "ada", "--users", str(path))
    assert path.exists() and not (tmp_path / ".visdom").exists()


@pytest.mark.parametrize(
    ("words", "line", "sentence"),
    [
        (("add", "ada", "--stdin"), "x\n", "There is an account 'ada' already"),
        (("add", " ", "--stdin"), "x\n", "a name must have"),
        (("add", "a\nb", "--stdin"), "x\n", "a name must have"),
        (("add", "bob", "--stdin"), "\n", "The password must not be empty"),
        (("add", "bob", "--stdin"), "", "The password must not be empty"),
        (("add", "bob", "--role", "king", "--stdin"), "x\n", "invalid choice: 'king'"),
        (("passwd", "bob", "--stdin"), "x\n", "There is no account 'bob'."),
        (("remove", "bob"), "", "There is no account 'bob'."),
        (("token", "bob"), "", "There is no account 'bob'."),
        ((), "", "required: COMMAND"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    tmp_path: Path, words: tuple[str, ...], line: str, sentence: str
) -> None:
    add(tmp_path, "ada")
    before = (tmp_path / ".visdom" / "users.json").read_text()
    ended = user_command(tmp_path, *words, line=line) if words else user_command_alone()
    assert ended.returncode != 0
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (tmp_path / ".visdom" / "users.json").read_text() == before


def user_command_alone() -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "visdom.server", "user"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def add_at_terminal(env_path: Path, name: str, *answers: str, meanwhile: Callable[[], None]) -> tuple[int, bytes]:
    """`visdom user add` at a terminal: the exit code and what it says. The file is read when it asks."""
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "visdom.server", "user", "add", name, "--env_path", str(env_path)]
    process = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True)
    os.close(terminal)
    said = b""
    for question, answer in zip((b"Password: ", b"again: "), answers, strict=True):
        while question not in said:
            said += os.read(controller, 1000)
        meanwhile()
        os.write(controller, f"{answer}\n".encode())
    with suppress(OSError):  # the end of a terminal
        while piece := os.read(controller, 1000):
            said += piece
    os.close(controller)
    return process.wait(30), said


@pytest.mark.parametrize(("second", "code"), [("typed", 0), ("other", 1)])
def test_the_terminal_asks_for_the_password_twice(tmp_path: Path, second: str, code: int) -> None:
    ended, said = add_at_terminal(tmp_path, "ada", "typed", second, meanwhile=lambda: None)
    assert ended == code
    assert (tmp_path / ".visdom" / "users.json").exists() == (code == 0)
    assert b"typed" not in said


def test_a_change_that_another_command_made_meanwhile_is_not_lost(tmp_path: Path) -> None:
    numbers = iter(["eve", "bob"])
    ended, said = add_at_terminal(tmp_path, "ada", "x", "x", meanwhile=lambda: add(tmp_path, next(numbers)))
    assert (ended, b"run this one again" in said) == (1, True)
    assert user_command(tmp_path, "list").stdout == "bob\teditor\t0 tokens\neve\teditor\t0 tokens\n"


def test_a_running_server_follows_the_file(make_server: MakeServer, tmp_path: Path) -> None:
    envs = tmp_path / "envs"
    add(envs, "ada")
    server = make_server("-enable_login", env_path=envs)
    assert log_in(server, "bob", "pass word").status_code == 400
    add(envs, "bob", "--role", "viewer")
    assert eventually(lambda: log_in(server, "bob", "pass word", headers=fresh_address()).status_code == 200)
    bob = with_cookie(server, **dict(log_in(server, "bob", "pass word").cookies))
    assert bob.may_read() and not bob.may_write()
    assert user_command(envs, "remove", "bob").returncode == 0
    assert eventually(lambda: not bob.may_read())
    add(envs, "bob")
    assert eventually(lambda: log_in(server, "bob", "pass word", headers=fresh_address()).status_code == 200)
    assert not bob.may_read(), "the login of the account that was removed does not come back"


def fresh_address() -> dict[str, str]:
    """A header of a proxy, so that tries that fail do not add up."""
    return {"X-Forwarded-For": f"10.0.0.{next(_numbers)}"}


def test_a_token_is_shown_once_stored_hashed_and_can_be_revoked(make_server: MakeServer, tmp_path: Path) -> None:
    envs = tmp_path / "envs"
    add(envs, "vera", "--role", "viewer")
    add(envs, "ada")
    server = make_server("-enable_login", env_path=envs)
    token, second = (user_command(envs, "token", "ada").stdout.strip() for _ in range(2))
    only_reads = user_command(envs, "token", "vera").stdout.strip()
    assert token not in (envs / ".visdom" / "users.json").read_text()
    assert "ada\teditor\t2 tokens" in user_command(envs, "list").stdout
    assert eventually(lambda: with_token(server, only_reads).may_read())
    assert with_token(server, token).may_write() and with_token(server, second).may_write()
    assert not with_token(server, only_reads).may_write()
    socket = with_token(server, token).connect("/vis_socket")
    assert json.loads(socket.recv())["command"] == "alive"
    assert user_command(envs, "token", "ada", "--revoke").stdout == "'ada' has no token.\n"
    while socket.recv() != "":
        pass
    socket.shutdown()
    assert not with_token(server, token).may_read()


def test_a_file_that_became_unreadable_changes_nothing_and_is_logged(make_server: MakeServer, tmp_path: Path) -> None:
    envs = tmp_path / "envs"
    add(envs, "ada")
    server = make_server("-enable_login", env_path=envs)
    inside = with_cookie(server, **dict(log_in(server, "ada", "pass word").cookies))
    (envs / ".visdom" / "users.json").write_text('{"users": ')
    assert eventually(lambda: "The accounts stay as they were. The users file" in server.log())
    assert inside.may_read()
    (envs / ".visdom" / "users.json").unlink()
    assert eventually(lambda: not inside.may_read())


def test_a_file_that_can_be_read_again_is_read_though_it_did_not_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file = UsersFile(tmp_path / "users.json")
    ada, bob = (User(name, Role.EDITOR, stored("00")) for name in ("ada", "bob"))
    file.write([ada, bob])
    accounts = Accounts(file)
    accounts.open()
    file.write([ada])  # by an administrator, whose file the server may not read until its owner is right
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_text", Mock(side_effect=PermissionError(13, "Permission denied")))
        accounts.refresh()
        accounts.refresh()
    assert set(accounts.users) == {"ada", "bob"} and len(caplog.records) == 1
    accounts.refresh()
    assert set(accounts.users) == {"ada"}


def test_the_accounts_are_no_environment_and_the_store_is_sound(make_server: MakeServer, tmp_path: Path) -> None:
    for cache_type in ("JPE", "JPW", "JPWA"):
        envs = tmp_path / cache_type
        add(envs, "ada")
        server = make_server("-enable_login", "-cache_type", cache_type, env_path=envs)
        token = user_command(envs, "token", "ada").stdout.strip()
        assert eventually(lambda server=server, token=token: with_token(server, token).may_read())
        assert with_token(server, token).ask("POST", "/env_state").json() == ["main"]
        assert server.stop() == 0
        assert (envs / ".visdom" / "users.json").exists()
        command = [sys.executable, "-m", "visdom.server", "store", "check", str(envs)]
        assert subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
