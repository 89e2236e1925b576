"""Starting and ending: everything is saved, nothing is left behind, errors are one line."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from serving import ServerProcess, free_port


def draw(server: ServerProcess, text: str = "stored") -> None:
    body = {"data": [{"type": "text", "content": text}], "win": "w", "eid": "e"}
    assert requests.post(server.url + "/events", json=body, timeout=10).text == "w"


def content(server: ServerProcess) -> str:
    return str(requests.post(server.url + "/win_data", json={"win": "w", "eid": "e"}, timeout=10).json()["content"])


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_sigterm_saves_everything_and_exits_cleanly(
    make_server: Callable[..., ServerProcess], cache_type: str, number: signal.Signals
) -> None:
    server = make_server("-cache_type", cache_type)
    draw(server)
    os.kill(server.pid, number)
    assert server.process is not None
    assert server.process.wait(20) == 0
    assert "Traceback" not in server.log()
    server.start()
    assert content(server) == "stored"


def test_a_quiet_autosaved_folder_contains_plain_window_files(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-cache_type", "JPWA")
    draw(server)
    server.stop()
    folder = server.env_path / "e" / "jsons"
    assert [path.name for path in folder.iterdir()] == ["w.json"]
    assert json.loads((folder / "w.json").read_text())["content"] == "stored"


def test_a_second_server_on_the_folder_names_the_first(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server()
    command = [sys.executable, "-m", "visdom.server", "-bind_local", "-env_path", str(server.env_path)]
    second = subprocess.run(
        [*command, "-port", str(free_port())], capture_output=True, text=True, timeout=60, env=server.environ
    )
    assert second.returncode != 0
    assert str(server.pid) in second.stderr
    assert "Traceback" not in second.stderr


def test_a_server_without_login_warns_how_to_restrict_access(make_server: Callable[..., ServerProcess]) -> None:
    assert "-bind_local" not in make_server().log()


@contextmanager
def program(text: str, home: Path) -> Iterator[subprocess.Popen[str]]:
    """A Python program that runs a server, with its output as a pipe; ended after the test."""
    command = [sys.executable, "-c", text]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "HOME": str(home)}) as server:
        timer = threading.Timer(40, server.kill)
        timer.start()
        try:
            yield server
        finally:
            timer.cancel()
            server.terminate()
        assert server.wait(20) == 0


def first_line(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    return server.stdout.readline().strip()


START = """
from visdom.server.run_server import start_server
start_server(port={port}, env_path=None, bind_local={bind_local},
    print_func=lambda port: print('up', port, flush=True))
"""


def test_start_server_runs_without_a_folder(tmp_path: Path) -> None:
    port = free_port()
    with program(START.format(port=port, bind_local=True), tmp_path) as server:
        assert first_line(server) == f"up {port}"
        assert requests.post(f"http://127.0.0.1:{port}/env_state", data="{}", timeout=10).json() == ["main"]
    assert list(tmp_path.iterdir()) == []


def test_start_server_tells_the_free_port_that_it_found(tmp_path: Path) -> None:
    with program(START.format(port=0, bind_local=True), tmp_path) as server:
        port = int(first_line(server).removeprefix("up "))
        assert port > 0
        assert requests.post(f"http://127.0.0.1:{port}/env_state", data="{}", timeout=10).json() == ["main"]


@pytest.mark.parametrize("flags", [(), ("-follow",), ("-base_url", "/vis")])
def test_port_0_listens_on_a_free_port_and_prints_it(
    make_server: Callable[..., ServerProcess], flags: tuple[str, ...]
) -> None:
    other = make_server()
    command = [sys.executable, "-m", "visdom.server", "-port", "0", "-bind_local", *flags]
    folder = other.env_path if "-follow" in flags else other.folder / "of another"
    environ = {**other.environ, "HOSTNAME": ""}
    with subprocess.Popen(
        [*command, "-env_path", str(folder)], stdout=subprocess.PIPE, text=True, env=environ
    ) as server:
        assert server.stdout is not None
        try:
            assert server.stdout.readline() == "It's Alive!\n"
            address = server.stdout.readline().strip().removeprefix("You can navigate to ")
            assert address.startswith("http://localhost:") and not address.startswith("http://localhost:0")
            answer = requests.post(address.replace("localhost", "127.0.0.1") + "/env_state", data="{}", timeout=10)
            assert answer.json() == ["main"]
        finally:
            server.terminate()


def test_old_names_stay_importable() -> None:
    import visdom.server
    from visdom.server import LazyContainerPrototype, SimpleWindowJsonAutoSave
    from visdom.server.run_server import download_scripts_and_run, main, start_server

    for thing in (LazyContainerPrototype, SimpleWindowJsonAutoSave, download_scripts_and_run, main, start_server):
        assert callable(thing)
    assert visdom.server.STORES["JPWA"] is SimpleWindowJsonAutoSave
    with pytest.raises(AttributeError):
        visdom.server.nothing_of_this_name  # noqa: B018


def test_an_environment_that_cannot_be_read_is_answered_with_a_reason_and_hides_no_other(
    make_server: Callable[..., ServerProcess],
) -> None:
    server = make_server("-cache_type", "JPWA", "-eager_data_loading")
    draw(server)
    server.stop()
    (server.env_path / "broken").mkdir()
    (server.env_path / "broken" / "jsons").write_text("no folder")
    server.start()
    answer = requests.post(server.url + "/win_data", json={"win": None, "eid": "broken"}, timeout=10)
    assert answer.status_code == 500
    assert answer.json()["error"] == "not done"
    assert "'broken' cannot be read" in answer.json()["reason"]
    assert content(server) == "stored"
    assert "Traceback" not in server.log()
