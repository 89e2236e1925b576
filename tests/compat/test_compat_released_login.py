"""The released client logs in, draws and listens on every server that it knows how to log in to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from serving import ServerProcess
from throwaway import run

from visdom.server.identity.passwords import hash_password, sent_for, stored
from visdom.server.identity.roles import Role
from visdom.server.identity.users import User, UsersFile

pytestmark = pytest.mark.network
MakeServer = Callable[..., ServerProcess]

SCRIPT = """
import sys, time
from visdom import Visdom
port, base_url, name, password, polls = sys.argv[1:]
vis = Visdom(port=int(port), base_url=base_url, username=name, password=password, use_incoming_socket=not polls)
deadline = time.time() + 20
while not polls and not vis.socket_alive and time.time() < deadline:
    time.sleep(0.05)
drawn = vis.line([1, 2, 3], win="loss")
vis.line([4], [3], win="loss", update="append")
print([drawn == "loss", vis.win_exists("loss"), bool(polls) or vis.socket_alive])
"""
ENVIRONMENT = {
    "VISDOM_USE_ENV_CREDENTIALS": "1",
    "VISDOM_USERNAME": "ada",
    "VISDOM_PASSWORD": "pässword",
    "VISDOM_COOKIE": "signs",
}


def said(python: Path, server: ServerProcess, name: str, password: str, polls: str = "") -> str:
    """The last line that the script prints with the released client."""
    words = [str(server.port), server.base_url or "/", name, password, polls]
    return run([python, "-c", SCRIPT, *words]).strip().rpartition("\n")[2]


@pytest.mark.parametrize("flags", [(), ("-base_url", "/lab"), ("-readonly",)])
@pytest.mark.parametrize("polls", ["", "yes"])
def test_it_logs_in_with_the_account_of_the_environment(
    make_server: MakeServer, released_python: Path, flags: tuple[str, ...], polls: str
) -> None:
    server = make_server("-enable_login", *flags, environ=ENVIRONMENT)
    assert said(released_python, server, "ada", "pässword", polls) == "[True, True, True]"


def test_it_logs_in_with_an_account_of_the_file(make_server: MakeServer, released_python: Path, tmp_path: Path) -> None:
    accounts = {"ada": Role.EDITOR, "vera": Role.VIEWER}
    users = (User(name, role, stored(hash_password(sent_for(name)))) for name, role in accounts.items())
    UsersFile(tmp_path / "users.json").write(users)
    server = make_server("-users", str(tmp_path / "users.json"))
    assert said(released_python, server, "ada", "ada") == "[True, True, True]"
    assert said(released_python, server, "vera", "vera") == "[False, True, True]"


def test_it_uses_the_token_as_password(make_server: MakeServer, released_python: Path) -> None:
    server = make_server("-token")
    token = re.findall(r"\?token=(\S+)$", server.log(), re.MULTILINE)[-1]
    assert said(released_python, server, "any", token) == "[True, True, True]"
