"""Without `-cache_type` a folder keeps the one that it has, and a new or empty folder is written at every change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from peers import ask, text, window
from serving import ServerProcess

from visdom.autosave import AUTO, cache_type_of, open_tree
from visdom.errors import NewerFormat, StorageError
from visdom.server.cli import build_parser
from visdom.windows.patch import replay

MakeServer = Callable[..., ServerProcess]
TEXT = {"command": "window", "id": "w", "type": "text", "title": "", "content": "old", "i": 0}
OLD = {"jsons": {"w": TEXT}, "reload": {}}


def write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def mark_of(folder: Path) -> str:
    return str(json.loads((folder / ".visdom" / "format").read_text())["cache_type"])


def line_about(server: ServerProcess) -> str:
    """What the server printed last about its folder."""
    return [line for line in server.log().splitlines() if line.startswith(f"{server.env_path} is ")][-1]


def test_a_new_folder_needs_no_flag_to_lose_nothing(make_server: MakeServer) -> None:
    server = make_server()
    text(server, "w", "e", "drawn")
    ask(server, "/update", win="w", eid="e", data=[{"type": "text", "content": "more"}])
    server.restart(kill=True)
    assert window(server, "w", "e")["content"] == "drawn<br>more"
    assert line_about(server) == f"{server.env_path} is JPWA: every change is on disk as it arrives."


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_a_folder_keeps_its_cache_type_and_a_new_one_is_autosaved(make_server: MakeServer, cache_type: str) -> None:
    server = make_server("-cache_type", cache_type)
    text(server, "w", "e", "drawn")
    server.flags = []
    server.restart(kill=False)
    assert mark_of(server.env_path) == cache_type
    assert line_about(server).startswith(f"{server.env_path} is {cache_type}: ")
    assert ("Start with -cache_type JPWA" in line_about(server)) == (cache_type != "JPWA")
    text(server, "w", "new", "drawn")
    server.restart(kill=False)
    assert window(server, "w", "new")["content"] == "drawn"
    assert (server.env_path / "new.json").exists() == (cache_type == "JPE")
    assert (server.env_path / "new" / "jsons" / "w.json").exists() == (cache_type != "JPE")


def test_a_folder_of_the_released_server_stays_its_own_until_told_otherwise(
    make_server: MakeServer, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    write(folder / "main.json", OLD)
    write(folder / "view" / "layouts.json", {})
    server = make_server(env_path=folder)
    assert line_about(server).startswith(f"{folder} is JPE: ")
    text(server, "v", "main", "new")
    server.restart(kill=False)
    assert sorted(json.loads((folder / "main.json").read_text())["jsons"]) == ["v", "w"]
    server.flags = ["-cache_type", "JPWA"]
    server.restart(kill=False)
    server.flags = []
    server.restart(kill=False)
    assert line_about(server).startswith(f"{folder} is JPWA: ")
    assert window(server, "w", "main")["content"] == "old"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "JPWA"),
        ({"view/layouts.json": {}, "style.css": "", ".trash/x/y": 1, "notes.txt": ""}, "JPWA"),
        ({"some folder/notes.txt": ""}, "JPWA"),
        ({"main.json": OLD}, "JPE"),
        ({"notes.json": [1], "package.json": {"name": "x"}}, "JPWA"),
        ({"notes.json": [1], "main.json": OLD}, "JPE"),
        ({"main.json": OLD, "some folder/notes.txt": ""}, "JPE"),
        ({"e/jsons/w.json": TEXT}, "JPWA"),
        ({"main.json": OLD, "e/jsons/w.json": TEXT}, "JPWA"),
        ({"main.json": OLD, ".visdom/format": {"format": 1, "cache_type": "JPW"}}, "JPW"),
        ({"main.json": OLD, ".visdom/format": {"format": 1, "cache_type": "of another time"}}, "JPE"),
        ({"e/jsons/w.json": {}, ".visdom/format": {"format": 1, "cache_type": "JPE"}}, "JPE"),
        ({".visdom/format": {"format": 1, "cache_type": ["JPE"]}}, "JPWA"),
    ],
    ids=lambda value: "+".join(value) or "empty" if isinstance(value, dict) else value,
)
def test_what_a_folder_has_decides(tmp_path: Path, files: dict[str, object], expected: str) -> None:
    for name, content in files.items():
        write(tmp_path / "envs" / name, content)
    folder = str(tmp_path / "envs")
    before = sorted(tmp_path.rglob("*"))
    assert cache_type_of(folder) == cache_type_of(folder, AUTO) == expected
    assert sorted(tmp_path.rglob("*")) == before, "looking changed something"
    open_tree(folder, replay=replay).close()
    assert mark_of(Path(folder)) == expected
    assert cache_type_of(folder) == expected


START = """
import os, sys
from visdom.server.run_server import start_server
start_server(0, env_path=sys.argv[1], bind_local=True, print_func=lambda port: os._exit(0))
"""


def test_a_program_that_serves_gets_the_same(tmp_path: Path) -> None:
    write(tmp_path / "old" / "main.json", OLD)
    for name, expected in (("new", "JPWA"), ("old", "JPE")):
        environ = {**os.environ, "HOME": str(tmp_path)}
        subprocess.run([sys.executable, "-c", START, str(tmp_path / name)], env=environ, check=True, timeout=60)
        assert mark_of(tmp_path / name) == expected


def test_a_newer_or_unknown_folder_is_not_guessed_at(tmp_path: Path) -> None:
    write(tmp_path / ".visdom" / "format", {"format": 99, "cache_type": "JPWA"})
    with pytest.raises(NewerFormat):
        cache_type_of(str(tmp_path))
    with pytest.raises(ValueError, match="-cache_type JPX: expected one of JPE, .*, auto."):
        cache_type_of(str(tmp_path), "JPX")


def test_a_folder_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "envs" / ".visdom" / "format").mkdir(parents=True)
    (tmp_path / "file").write_text("no folder")
    for path, words in (("envs", "cannot be used for environments: .*directory"), ("file", "cannot be used|listed")):
        with pytest.raises(StorageError, match=words):
            open_tree(str(tmp_path / path), replay=replay)
    assert (tmp_path / "file").read_text() == "no folder"


def test_the_long_names_mean_the_same(tmp_path: Path) -> None:
    for name in ("JPE", "OneJsonPerEnv", "SimpleJsonStorage"):
        assert cache_type_of(str(tmp_path), name) == "JPE"


def test_the_help_says_what_happens_without_the_flag() -> None:
    said = " ".join(build_parser().format_help().split())
    assert "or auto (what the folder has, JPWA for a new or empty one) (default: auto)" in said
