"""A port that cannot be had: who has it, and which one is free."""

from __future__ import annotations

import errno
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import ServerProcess, free_port

from visdom.errors import PortNotFree
from visdom.server.http import ports

MakeServer = Callable[..., ServerProcess]
HOLD = """
import socket, sys
six = ":" in sys.argv[1]
family = socket.AF_INET6 if six else socket.AF_INET
held = socket.create_server((sys.argv[1], int(sys.argv[2])), family=family, dualstack_ipv6=six)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def hold() -> Iterator[Callable[[str], tuple[int, int]]]:
    """Lets another program listen on a free port of an address: the port and the program's id."""
    programs: list[subprocess.Popen[str]] = []

    def start(address: str) -> tuple[int, int]:
        port = free_port()
        command = [sys.executable, "-c", HOLD, address, str(port)]
        programs.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        assert programs[-1].stdout is not None
        assert programs[-1].stdout.readline() == "held\n"
        return port, programs[-1].pid

    yield start
    for each in programs:
        each.communicate()


def start_on(port: int, folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """A server that cannot have its port, and ends."""
    command = [sys.executable, "-m", "visdom.server", "-port", str(port), "-env_path", str(folder / "envs"), *flags]
    environ = {**os.environ, "HOME": str(folder)}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environ)


def suggested(sentence: str) -> int:
    """The port that a sentence suggests."""
    found = re.search(r"; -port (\d+) is free$", sentence.strip())
    assert found, sentence
    return int(found[1])


@pytest.mark.parametrize("flags", [("-bind_local",), (), ("-bind_local", "-follow")])
def test_a_taken_port_is_one_line_with_its_holder_and_the_next_free_one(
    make_server: MakeServer, tmp_path: Path, flags: tuple[str, ...]
) -> None:
    first = make_server()
    (tmp_path / "envs").mkdir()
    ended = start_on(first.port, tmp_path, *flags)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    name = Path(f"/proc/{first.pid}/comm").read_text().strip()
    words = f"visdom cannot start: port {first.port} is in use by {name} (process {first.pid}); -port "
    assert ended.stderr.startswith(words)
    port = suggested(ended.stderr)
    assert port > first.port
    with socket.create_server(("127.0.0.1", port)):
        pass  # it is free


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::"])
def test_any_program_may_have_the_port(hold: Callable[[str], tuple[int, int]], address: str, tmp_path: Path) -> None:
    port, process = hold(address)
    assert f"port {port} is in use by python" in (said := start_on(port, tmp_path, "-bind_local").stderr), said
    assert f"(process {process})" in said


def test_a_program_that_listens_elsewhere_on_the_port_is_not_blamed(hold: Callable[[str], tuple[int, int]]) -> None:
    port, process = hold("127.0.0.2")
    assert ports.holder_of(port, "127.0.0.1") is None
    assert f"(process {process})" in str(ports.holder_of(port, ""))


def test_ports_that_are_taken_are_not_suggested(hold: Callable[[str], tuple[int, int]]) -> None:
    port, _ = hold("127.0.0.1")
    assert ports.next_free(port - 1, "127.0.0.1") != port
    assert ports.next_free(65535, "127.0.0.1") is None


def test_without_proc_the_holder_is_left_out(
    hold: Callable[[str], tuple[int, int]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port, process = hold("127.0.0.1")
    assert f"(process {process})" in str(ports.holder_of(port, "127.0.0.1"))
    odd = tmp_path / "odd"
    (odd / "net").mkdir(parents=True)
    (odd / "net" / "tcp").write_text("a table of another form\n1: 2 3\n")
    for proc in (tmp_path / "none", odd):
        monkeypatch.setattr(ports, "PROC", proc)
        assert ports.holder_of(port, "127.0.0.1") is None


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EADDRINUSE, r"port 80 is in use; -port \d+ is free"),
        (errno.EACCES, r"port 80 cannot be used: Permission denied; -port \d+ is free"),
        (errno.EMFILE, "port 80 cannot be used: Too many open files"),
    ],
)
def test_a_port_that_the_system_refuses_has_its_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, words: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(ports, "bind_sockets", refuse)
    monkeypatch.setattr(ports, "PROC", tmp_path)
    with pytest.raises(PortNotFree, match=f"^{words}$") as caught:
        ports.listening_sockets(80, "127.0.0.1")
    assert caught.value.errno == number


def test_programs_may_catch_it_as_before(hold: Callable[[str], tuple[int, int]], tmp_path: Path) -> None:
    port, process = hold("127.0.0.1")
    program = f"""
import errno, visdom.server.run_server
try:
    visdom.server.run_server.start_server(port={port}, env_path=None, bind_local=True)
except OSError as error:
    print(errno.errorcode[error.errno], error)
"""
    environ = {**os.environ, "HOME": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env=environ, check=True
    )
    assert ended.stdout.startswith(f"EADDRINUSE port {port} is in use by ")
    assert f"(process {process}); -port " in ended.stdout
