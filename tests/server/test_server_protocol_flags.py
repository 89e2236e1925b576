from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from peers import Page, ask, attempt, connected, text, window
from serving import ServerProcess, free_port

MakeServer = Callable[..., ServerProcess]


def run(tmp_path: Path, *flags: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """A server that is expected to end at once."""
    command = [sys.executable, "-m", "visdom.server", "-bind_local", "-port", str(free_port())]
    return subprocess.run(
        [*command, "-env_path", str(tmp_path / "envs"), *flags],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "", "HOME": str(tmp_path), **environ},
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("flags", "environ", "words"),
    [
        (("-base_url", "vis"), {}, "base_url must start with /"),
        (("-base_url", "/vis/"), {}, "not end with it"),
        (("-logging_level", "LOUD"), {}, "logging_level must be"),
        (("-cache_type", "JPX"), {}, "expected one of JPE"),
        (("-fsync", "sometimes"), {}, "always"),
        (("-port", "many"), {}, "-port"),
        (("-port", "70000"), {}, "port must be a number from 1 to 65535"),
        (("-port", "-1"), {}, "port must be a number from 1 to 65535"),
        (("-nonsense",), {}, "-nonsense"),
        (("-enable_login",), {}, "no terminal"),
        (("-enable_login",), {"VISDOM_USE_ENV_CREDENTIALS": "1"}, "VISDOM_USERNAME"),
        (("-token", ""), {}, "token must be a text"),
        (("-token", "two words"), {}, "token must be a text"),
        (("-readonly", "some"), {}, "readonly must be given alone, or with all"),
        (("-trust_proxy", "lab"), {}, "trust_proxy must be an address"),
    ],
)
def test_a_server_that_cannot_start_prints_the_reason(
    tmp_path: Path, flags: tuple[str, ...], environ: dict[str, str], words: str
) -> None:
    ended = run(tmp_path, *flags, **environ)
    assert ended.returncode != 0
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_greeting_names_the_address(make_server: MakeServer) -> None:
    server = make_server("-base_url", "/vis", "--hostname", "box")
    lines = server.log().splitlines()
    assert "It's Alive!" in lines
    assert f"You can navigate to http://box:{server.port}/vis" in lines


def test_the_host_name_may_come_from_the_environment(make_server: MakeServer) -> None:
    server = make_server("-cache_type", "JPWA", environ={"HOSTNAME": "from-environment"})
    assert f"You can navigate to http://from-environment:{server.port}" in server.log().splitlines()
    assert "Start with -cache_type" not in server.log()


@pytest.mark.parametrize(
    "name",
    ["OneJsonPerEnv", "SimpleJsonStorage", "OneJsonPerWindow", "SimpleWindowJsonStorage", "OneJsonPerWindowAutoSave",
     "SimpleWindowJsonAutoSave"],
)  # fmt: skip
def test_ways_of_saving_have_long_names_too(make_server: MakeServer, name: str) -> None:
    server = make_server("-cache", name)
    text(server, "w", "e", "stored")
    ask(server, "/save", data=["e"])
    server.restart(kill=True)
    assert window(server, "w", "e")["content"] == "stored"
    assert (server.env_path / "e.json").exists() == (name in ("OneJsonPerEnv", "SimpleJsonStorage"))


@pytest.mark.parametrize("flags", [(), ("-eager_data_loading",)])
def test_environments_are_read_at_first_use_or_at_start(make_server: MakeServer, flags: tuple[str, ...]) -> None:
    server = make_server(*flags)
    text(server, "w", "e", "stored")
    (server.env_path / "broken.json").write_text("{")
    server.restart(kill=False)
    assert window(server, "w", "e")["content"] == "stored"
    assert "e" in ask(server, "/env_state").json()


def test_pages_poll_when_the_setting_is_on(make_server: MakeServer) -> None:
    server = make_server("-use_frontend_client_polling")
    assert "var USE_POLLING = true;" in requests.get(server.url, timeout=10).text


# -- read-only


def from_page(server: ServerProcess, path: str, body: dict[str, Any], **headers: str) -> int:
    return requests.post(server.url + path, json=body, headers=headers, timeout=10).status_code


@pytest.mark.parametrize("mark", ["Origin", "Sec-Fetch-Site"])
def test_a_read_only_server_lets_pages_read_and_programs_write(make_server: MakeServer, mark: str) -> None:
    server = make_server("-readonly")
    headers = {mark: server.url if mark == "Origin" else "same-origin"}
    text(server, "w", "e", "x")
    text(server, "w", "f", "x")
    page = Page(server)
    with connected(page):
        reads: list[tuple[str, dict[str, Any]]] = [
            ("/env/e", {"sid": page.sid}),
            ("/compare/e+f", {"sid": page.sid}),
            ("/win_data", {"win": "w", "eid": "e"}),
            ("/win_exists", {"win": "w", "eid": "e"}),
            ("/win_hash", {"win": "w", "eid": "e"}),
            ("/env_state", {}),
        ]
        for path, body in reads:
            assert from_page(server, path, body, **headers) == 200, path
        assert from_page(server, "/env/new", {"sid": page.sid, "eid": "new"}, **headers) == 403
        assert from_page(server, "/update", {"win": "w", "eid": "e"}, **headers) == 403
    ask(server, "/update", win="w", eid="e", data=[{"type": "text", "content": "y"}])
    assert window(server, "w", "e")["content"] == "x<br>y"
    ask(server, "/delete_env", eid="f")
    assert ask(server, "/env_state").json() == ["main", "e"]


def test_pages_of_other_hosts_may_not_write_even_without_login(make_server: MakeServer) -> None:
    server = make_server("-allow_origin", "https://friend.example", "-allow_origin", "http://other.example:81")
    allowed = {
        server.url: True,
        f"http://localhost:{server.port}": False,
        "https://friend.example": True,
        "http://friend.example": False,
        "http://other.example:81": True,
        "http://other.example": False,
        "null": False,
        "http://[": False,
    }
    for origin, expected in allowed.items():
        assert (from_page(server, "/save", {"data": []}, Origin=origin) == 200) == expected, origin
    assert attempt(server, "/save", data=[]).status_code == 200
