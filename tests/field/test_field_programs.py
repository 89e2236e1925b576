"""People whose programs speak to the server without its client, or start it in their own way."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import requests
from peers import ask, attempt, window
from serving import ServerProcess


def test_someone_numbers_the_windows_of_a_sweep(server: ServerProcess) -> None:
    for trial in (1, 2):
        for step in (0, 1):
            curve = [{"type": "scatter", "x": [step], "y": [trial * step], "name": "loss"}]
            ask(server, "/update", win=trial, eid=2026, data=curve, layout={}, append=True)
    server.restart(kill=True)
    assert ask(server, "/win_exists", win=2, eid=2026).text == "true"
    assert ask(server, "/win_data", win=2, eid=2026).json() == window(server, "2", "2026")
    ask(server, "/close", win=1, eid=2026)
    assert {win: found["content"]["data"][0]["y"] for win, found in window(server, None, "2026").items()} == {
        "2": [0, 2]
    }


def test_someone_misspells_a_route_and_is_told(server: ServerProcess) -> None:
    text = [{"type": "text", "content": "x"}]
    answer = attempt(server, "/event", win="w", data=text)
    assert (answer.status_code, "no route POST /event:" in answer.text) == (404, True)
    opened = requests.get(server.url + "/events", headers={"Accept": "text/html"}, timeout=20)
    assert (opened.status_code, opened.headers["Allow"], opened.text) == (405, "POST", "/events takes POST, not GET.")
    assert window(server, None, "main") == {}


def start(tmp_path: Path, *flags: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "visdom.server", "-bind_local", "-env_path", str(tmp_path / "mine"), *flags]
    environ = {**os.environ, "HOME": str(tmp_path), "HOSTNAME": "", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ)


def test_someone_whose_port_is_taken_takes_the_one_that_is_suggested(server: ServerProcess, tmp_path: Path) -> None:
    with start(tmp_path, "-port", str(server.port)) as refused:
        said = refused.communicate(timeout=60)[0]
    assert f"port {server.port} is in use by " in said and f"(process {server.pid})" in said
    found = re.search(r"-port (\d+) is free", said)
    assert found is not None
    with start(tmp_path, "-port", found[1]) as second:
        assert second.stdout is not None
        try:
            assert second.stdout.readline() == "It's Alive!\n"
            assert second.stdout.readline() == f"You can navigate to http://localhost:{found[1]}\n"
            assert second.stdout.readline() == f"{tmp_path / 'mine'} is JPWA: every change is on disk as it arrives.\n"
        finally:
            second.terminate()


def test_someone_starts_many_servers_and_reads_their_ports(tmp_path: Path) -> None:
    servers = [start(tmp_path / str(number), "-port", "0") for number in range(3)]
    ports = []
    try:
        for each in servers:
            assert each.stdout is not None
            assert each.stdout.readline() == "It's Alive!\n"
            ports.append(int(each.stdout.readline().rpartition(":")[2]))
        for port in ports:
            assert requests.get(f"http://127.0.0.1:{port}/health", timeout=20).json()["status"] == "ok"
    finally:
        for each in servers:
            with each:
                each.terminate()
    assert len(set(ports)) == 3
