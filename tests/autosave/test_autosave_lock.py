from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from keeping import CACHE_TYPES, names_below, open_test_tree
from serving import ServerProcess

from visdom.errors import FolderInUse, NewerFormat, StorageError

HOLD = """
import sys
from visdom.autosave import open_tree
tree = open_tree(sys.argv[1], replay=lambda window, operations: window)
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def test_a_second_server_is_told_who_has_the_folder(folder: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(FolderInUse, match=f"process {holder.pid} on .*-env_path"):
            open_test_tree(folder)
        holder.kill()
    open_test_tree(folder).close()


def test_a_closed_folder_can_be_opened_again(folder: Path) -> None:
    tree = open_test_tree(folder)
    with pytest.raises(FolderInUse, match=f"process {os.getpid()}"):
        open_test_tree(folder)
    tree.close()
    open_test_tree(folder).close()


def test_the_folder_tells_its_format(folder: Path) -> None:
    for cache_type in ("JPE", "JPWA"):
        open_test_tree(folder, cache_type).close()
        assert json.loads((folder / ".visdom" / "format").read_text()) == {"format": 1, "cache_type": cache_type}


def test_a_newer_format_is_refused_and_left_alone(folder: Path) -> None:
    (folder / ".visdom").mkdir(parents=True)
    (folder / ".visdom" / "format").write_text('{"format": 2, "cache_type": "JPX"}')
    for _ in range(2):
        with pytest.raises(NewerFormat, match="newer visdom"):
            open_test_tree(folder)
    assert sorted(path.name for path in folder.iterdir()) == [".lock", ".visdom"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_format_that_cannot_be_told_is_refused(folder: Path, text: str) -> None:
    (folder / ".visdom").mkdir(parents=True)
    (folder / ".visdom" / "format").write_text(text)
    with pytest.raises(StorageError, match="does not tell the format"):
        open_test_tree(folder)


@pytest.mark.parametrize("first", CACHE_TYPES)
@pytest.mark.parametrize("second", CACHE_TYPES)
def test_a_second_server_of_any_cache_type_says_who_has_the_folder_and_ends(
    make_server: Callable[..., ServerProcess], tmp_path: Path, first: str, second: str
) -> None:
    running = make_server("-cache_type", first)
    before = names_below(running.env_path)
    refused = ServerProcess(tmp_path / "refused", "-cache_type", second, env_path=running.env_path)
    with pytest.raises(RuntimeError, match="ended with [12] before it answered"):
        refused.start()
    assert f"is used by another server (process {running.pid} on " in refused.log()
    assert "-env_path" in refused.log()
    assert "Traceback" not in refused.log()
    assert names_below(running.env_path) == before


def test_a_folder_is_free_the_moment_its_server_was_killed(
    make_server: Callable[..., ServerProcess], tmp_path: Path
) -> None:
    server = make_server("-cache_type", "JPWA")
    for cache_type in ("JPE", "JPW", "JPWA"):
        server.stop(kill=True)
        server = make_server("-cache_type", cache_type, env_path=server.env_path)
        refused = ServerProcess(tmp_path / f"refused {cache_type}", "-cache_type", "JPWA", env_path=server.env_path)
        with pytest.raises(RuntimeError, match="before it answered"):
            refused.start()
        assert f"(process {server.pid} on " in refused.log()
