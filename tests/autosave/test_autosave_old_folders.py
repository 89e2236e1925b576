"""Folders that other servers left (tests/data) are served under every cache type, and migrated without loss."""

from __future__ import annotations

import json
import shutil
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from serving import ServerProcess

from visdom.autosave import open_tree
from visdom.autosave.cli import run
from visdom.windows.patch import replay

DATA = Path(__file__).parent.parent / "data"
FOLDERS = sorted(path.name for path in DATA.iterdir() if path.is_dir())
EVERY_FOLDER = pytest.mark.parametrize("old", FOLDERS)
EVERY_TYPE = pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])

Environments = dict[str, dict[str, Any]]


def loads(path: Path) -> Any:
    """What a file says; NaN and infinities, which are not JSON, count as null."""
    return json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: None)


def expected(folder: Path) -> Environments:
    """All that is in an old folder, read by the simplest means."""
    found: Environments = {}
    for path in folder.iterdir():
        environment: dict[str, Any] | None = None
        if path.suffix == ".json":
            environment = loads(path) or {}
        elif path.is_dir() and path.name != "view":
            members = {member.stem: loads(member) for member in path.glob("*.json")}
            environment = {"jsons": {file.stem: loads(file) for file in path.glob("jsons/*.json")}, **members}
        if environment is not None:
            found[environment.get("name", path.stem if path.is_file() else path.name)] = environment
    return {eid: {"jsons": {}, "reload": {}, **environment} for eid, environment in found.items()}


def in_tree(folder: Path, cache_type: str) -> Environments:
    """All that a tree of this folder holds."""
    tree = open_tree(str(folder), cache_type, replay=replay)
    try:
        return {
            eid: {key: dict(value) if key == "jsons" else value for key, value in tree[eid].items()} for eid in tree
        }
    finally:
        tree.close()


def ask(server: ServerProcess, route: str, **body: Any) -> Any:
    request = urllib.request.Request(server.url + route, json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())


@pytest.fixture
def folder(tmp_path: Path, old: str) -> Path:
    return Path(shutil.copytree(DATA / old, tmp_path / "envs"))


def test_there_are_folders_of_all_that_came_before() -> None:
    assert FOLDERS == ["fork-JPE", "fork-JPW", "fork-JPWA", "newer-upstream", "released-0.2.4"]
    assert {len(expected(DATA / old)) for old in FOLDERS} == {2, 3, 5, 6}


@EVERY_FOLDER
@EVERY_TYPE
def test_it_is_served_as_it_is(
    folder: Path, old: str, cache_type: str, make_server: Callable[..., ServerProcess]
) -> None:
    server = make_server("-cache_type", cache_type, env_path=folder)
    wanted = expected(DATA / old)
    assert sorted(ask(server, "/env_state")) == sorted(wanted)
    for eid, environment in wanted.items():
        assert ask(server, "/win_data", eid=eid, win=None) == environment["jsons"]
    server.stop()
    assert "ERROR" not in server.log()
    for path in (DATA / old).rglob("*"):
        if path.is_file():
            assert (folder / path.relative_to(DATA / old)).read_bytes() == path.read_bytes()


@EVERY_FOLDER
@EVERY_TYPE
def test_all_members_are_in_the_tree(folder: Path, old: str, cache_type: str) -> None:
    assert in_tree(folder, cache_type) == expected(DATA / old)


@EVERY_FOLDER
@pytest.mark.parametrize("ways", [["JPE", "JPWA", "JPE"], ["JPWA", "JPE", "JPW"], ["JPW", "JPWA", "JPE"]])
def test_it_is_migrated_both_ways_without_loss(folder: Path, old: str, ways: list[str]) -> None:
    wanted = expected(DATA / old)
    for cache_type in ways:
        assert run(["migrate", str(folder), "--to", cache_type], replay, program="test") == 0
        is_folder = cache_type != "JPE"
        forms = {path.is_dir() for path in folder.iterdir() if path.name[0] != "." and path.name in names(wanted)}
        assert forms == {is_folder}
        assert run(["check", str(folder)], replay, program="test") == 0
        for reader in ("JPE", "JPWA"):
            assert in_tree(folder, reader) == wanted
    assert (folder / "view" / "layouts.json").read_bytes() == (DATA / old / "view" / "layouts.json").read_bytes()


def names(wanted: Environments) -> set[str]:
    """The names that files and folders of short ids have."""
    return {eid + ending for eid in wanted for ending in ("", ".json")}


@EVERY_FOLDER
def test_the_old_form_stays_to_the_byte(folder: Path, old: str) -> None:
    to = "JPE" if (DATA / old / "exp_1").is_dir() else "JPWA"
    before = {path.relative_to(DATA / old): path.read_bytes() for path in (DATA / old).rglob("*") if path.is_file()}
    assert run(["migrate", str(folder), "--to", to], replay, program="test") == 0
    stored = [path for path in (folder / ".migrated").rglob("*") if path.is_file()]
    others = [folder / path for path in before if path.parts[0] == "view" or path.suffix == ".temp"]
    assert {path.read_bytes() for path in [*stored, *others] if path.exists()} == set(before.values())
