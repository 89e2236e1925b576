"""Accounts for servers with a login, and requests with a cookie or a token."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import websocket
from serving import ServerProcess

from visdom.server.identity.passwords import hash_password, sent_for, stored
from visdom.server.identity.roles import Role
from visdom.server.identity.tokens import digest, new_token
from visdom.server.identity.users import User, UsersFile, default_path

PASSWORDS = {"ada": "correct horse", "vera": "look, do not touch"}
ROLES = {"ada": Role.EDITOR, "vera": Role.VIEWER}
TOKENS = {name: new_token() for name in PASSWORDS}


def make_accounts(env_path: Path) -> None:
    """Store an editor `ada` and a viewer `vera`, each with a password and a token."""
    users = [
        User(name, ROLES[name], stored(hash_password(sent_for(password))), (digest(TOKENS[name]),))
        for name, password in PASSWORDS.items()
    ]
    UsersFile(default_path(str(env_path))).write(users)


def user_command(env_path: Path, *words: str, line: str = "") -> subprocess.CompletedProcess[str]:
    """`visdom user ...` as a process, with a line on standard input."""
    command = [sys.executable, "-m", "visdom.server", "user", *words, "--env_path", str(env_path)]
    return subprocess.run(command, input=line, capture_output=True, text=True, timeout=60, check=False)


def log_in(server: ServerProcess, name: str, password: str | None = None, **more: Any) -> requests.Response:
    """What the server answers to a login, as a client of 0.2.4 sends it."""
    sent = sent_for(PASSWORDS[name] if password is None else password)
    return requests.post(server.url + "/", data=json.dumps({"username": name, "password": sent}), timeout=30, **more)


def cookie_of(server: ServerProcess, name: str) -> dict[str, str]:
    """The cookie of a program that has logged in."""
    answer = log_in(server, name)
    assert answer.status_code == 200, answer.text
    return dict(answer.cookies)


@dataclass
class Visitor:
    """Sends requests with what it shows: headers and cookies."""

    server: ServerProcess
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: str = "{}", **headers: str) -> requests.Response:
        return requests.request(
            method,
            self.server.url + path,
            data=body if method == "POST" else None,
            headers={**self.headers, **headers},
            timeout=30,
            allow_redirects=False,
        )

    def may_read(self) -> bool:
        return self.ask("POST", "/env_state").status_code == 200

    def may_write(self) -> bool:
        return self.ask("POST", "/save", '{"data": []}').status_code == 200

    def connect(self, path: str, **headers: str) -> websocket.WebSocket:
        """A websocket, which sends no Origin unless it is named."""
        sent = {**self.headers, **headers}
        url = self.server.url.replace("http", "ws") + path
        return websocket.create_connection(
            url, timeout=10, header=sent, suppress_origin="Origin" not in sent, origin=sent.pop("Origin", None)
        )

    def is_greeted(self, path: str, **headers: str) -> bool:
        """Does a websocket get a first message, and is not closed without a word?"""
        socket = self.connect(path, **headers)
        try:
            return socket.recv() != ""
        finally:
            socket.shutdown()


def with_cookie(server: ServerProcess, **cookies: str) -> Visitor:
    return Visitor(server, {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())})


def with_token(server: ServerProcess, token: str) -> Visitor:
    return Visitor(server, {"Authorization": f"Bearer {token}"})
