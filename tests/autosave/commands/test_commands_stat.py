from __future__ import annotations

import time
from pathlib import Path

import pytest
from commanding import command, files_below, fill, killed_writer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def test_every_environment_is_counted(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"a": "x" * 1000, "b": ""}})
    killed_writer(folder, ("exp", "b", "more" * 100))
    fill(folder / "file", "JPE", {"one": {"w": ""}})
    (folder / "file" / "one.json").rename(folder / "one.json")
    found = command("stat", folder, "--json").data
    assert found["cache_type"] == "JPWA"
    environments = found["environments"]
    assert {eid: (each["form"], each["windows"]) for eid, each in environments.items()} == {
        "exp": ("folder", 2),
        "main": ("folder", 0),
        "one": ("file", 1),
    }
    sizes = [path.stat().st_size for path in (folder / "exp").rglob("*") if path.is_file()]
    assert environments["exp"]["bytes"] == sum(sizes)
    assert environments["exp"]["journal_bytes"] == (folder / "exp" / "jsons" / "b.journal").stat().st_size
    assert 0 <= time.time() - environments["exp"]["changed_at"] < 60


def test_people_get_a_table(folder: Path) -> None:
    fill(folder, "JPE", {"exp": {"a": ""}, "line\nbreak": {}})
    done = command("stat", folder)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].split() == ["environment", "form", "windows", "bytes", "journals", "last", "change"]
    assert [line.split()[0] for line in lines[1:]] == ["exp", "'line\\nbreak'", "main"]
    assert lines[1].split()[1:3] == ["file", "1"]


def test_the_folders_beside_the_environments_are_counted(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"a": "x" * 2000}})
    command("migrate", folder, "--to", "JPE")
    found = command("stat", folder, "--json").data["put_aside"]
    assert found["migrated"] > 2000
    assert found["trash"] == found["damaged"] == 0


def test_nothing_is_changed(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"a": "x"}})
    killed_writer(folder, ("exp", "a", "more"))
    before = files_below(folder)
    assert command("stat", folder).code == 0
    assert files_below(folder) == before
