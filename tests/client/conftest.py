"""Fixtures of the client's tests."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from misbehaving import Misbehaving, Reaction
from recording import Recorder
from serving import ServerProcess

from visdom import Visdom


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests do not use proxies of the machine."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A server that records posts."""
    recorder = Recorder()
    yield recorder
    recorder.close()


@pytest.fixture
def connect() -> Iterator[Callable[..., Visdom]]:
    """Factory of clients of a server on this machine: `connect(port, env=...)`; without events by default."""
    clients: list[Visdom] = []

    def make(port: int, **arguments: Any) -> Visdom:
        settings = {"server": "http://127.0.0.1", "raise_exceptions": False, "use_incoming_socket": False}
        clients.append(Visdom(port=port, **{**settings, **arguments}))
        return clients[-1]

    yield make
    for client in clients:
        client.close_connection()


@pytest.fixture
def vis(recorder: Recorder, connect: Callable[..., Visdom]) -> Visdom:
    """A client of the recorder, without the first request."""
    client = connect(recorder.port)
    recorder.forget()
    return client


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A running server that tests share, each in an environment of its own."""
    server = ServerProcess(tmp_path_factory.mktemp("shared")).start()
    yield server
    server.stop()


@pytest.fixture
def real(shared_server: ServerProcess, connect: Callable[..., Visdom]) -> Visdom:
    """A client of a real server, in a new environment."""
    return connect(shared_server.port, env=str(uuid.uuid4()))


@pytest.fixture
def unsent() -> Visdom:
    """A client whose methods return the message and the endpoint instead of sending."""
    return Visdom(send=False, use_incoming_socket=False)


@pytest.fixture
def misbehaving() -> Iterator[Callable[[Callable[[str], Reaction]], Misbehaving]]:
    """Factory of servers that send the reactions of a test."""
    made: list[Misbehaving] = []

    def make(react: Callable[[str], Reaction]) -> Misbehaving:
        made.append(Misbehaving(react))
        return made[-1]

    yield make
    for each in made:
        each.close()
