from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from keeping import make_window, open_test_tree, set_aside

from visdom.autosave import Tree
from visdom.autosave.disk import files
from visdom.autosave.disk.index import Index, Location


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "envs").mkdir()
    return tmp_path / "envs"


@pytest.fixture
def tree(folder: Path) -> Iterator[Tree]:
    tree = open_test_tree(folder)
    yield tree
    tree.close()


def index_of(folder: Path, **options: Any) -> Index:
    return Index(str(folder), **{"folds_case": False, "opened": {}, **options})


def put_file(folder: Path, eid: str, **windows: Any) -> Path:
    path = folder / f"{eid}.json"
    path.write_text(json.dumps({"jsons": windows, "reload": {}}))
    return path


def put_folder(folder: Path, eid: str, **windows: Any) -> Path:
    (folder / eid / "jsons").mkdir(parents=True)
    for win, window in windows.items():
        (folder / eid / "jsons" / f"{win}.json").write_text(json.dumps(window))
    return folder / eid


def test_files_and_folders_are_environments(folder: Path) -> None:
    put_file(folder, "upstream")
    put_file(folder, "run.json")
    put_folder(folder, "fork")
    (folder / "empty").mkdir()
    (folder / "empty" / "reload.json").write_text("{}")
    assert index_of(folder).names() == ["empty", "fork", "run.json", "upstream"]


def test_what_else_lies_there_is_no_environment(folder: Path) -> None:
    for name in ("style.css", "COOKIE_SECRET", "README.txt", "x.json.bak", "x.json.temp", ".hidden.json", "json"):
        (folder / name).write_text("x")
    for name in ("view", "view/jsons", "some", ".trash", ".trash/jsons"):
        (folder / name).mkdir()
    assert index_of(folder).names() == []


@pytest.mark.parametrize("name", ["50%", "a:b", "CON", "a b.", "%7Eäß"])
def test_names_that_upstream_gave_are_kept(tree: Tree, folder: Path, name: str) -> None:
    path = put_file(folder, name, w=make_window("w"))
    assert tree[name]["jsons"]["w"] == make_window("w")
    assert list(tree) == ["main", name]
    del tree[name]
    assert not path.exists()
    assert set_aside(folder, ".trash") == [path.name]


def test_an_environment_put_there_while_running_is_found(tree: Tree, folder: Path) -> None:
    assert "late" not in tree
    put_file(folder, "late", w=make_window("w"))
    assert "late" in tree
    assert "late" in list(tree)
    assert tree["late"]["jsons"]["w"] == make_window("w")


def test_a_folder_that_becomes_an_environment_is_found(tree: Tree, folder: Path) -> None:
    (folder / "late").mkdir()
    assert list(tree) == ["main"]
    (folder / "late" / "reload.json").write_text("{}")
    assert list(tree) == ["main", "late"]


def test_a_new_environment_is_found_by_name_when_the_folder_seems_unchanged(folder: Path) -> None:
    looked = index_of(folder)
    assert looked.names() == []
    put_file(folder, "late")
    times = folder.stat()
    looked._seen_at = times.st_mtime_ns
    assert looked.names() == []
    assert looked.find("late") == Location("late.json", False)
    assert looked.names() == ["late"]


def test_an_environment_removed_while_running_is_gone(tree: Tree, folder: Path) -> None:
    path = put_file(folder, "e")
    assert "e" in list(tree)
    path.unlink()
    assert "e" not in list(tree)


def test_the_disk_is_not_listed_for_every_question(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w")
    list(tree)

    def refuse(path: str) -> None:
        raise AssertionError("not needed")

    monkeypatch.setattr(files, "scan", refuse)
    for number in range(3):
        tree[f"new{number}"] = {}
        tree["e"]["jsons"][f"w{number}"] = make_window(f"w{number}")
        assert "e" in tree
        assert "unknown" not in tree
    assert list(tree) == ["main", "e", "new0", "new1", "new2"]
    monkeypatch.undo()


@pytest.mark.parametrize("newer", ["file", "folder"])
def test_of_two_forms_the_newer_is_served(folder: Path, newer: str, caplog: pytest.LogCaptureFixture) -> None:
    file = put_file(folder, "e", w=make_window("w", "file"))
    env_folder = put_folder(folder, "e", w=make_window("w", "folder"))
    times = {"file": 1000.0, "folder": 1000.0, newer: 2000.0}
    os.utime(file, (times["file"],) * 2)
    for path in [env_folder, *env_folder.rglob("*")]:
        os.utime(path, (times["folder"],) * 2)
    tree = open_test_tree(folder)
    assert tree["e"]["jsons"]["w"]["log"] == [newer]
    tree.close()
    assert set_aside(folder, ".migrated") == (["w.json"] if newer == "file" else ["e.json"])
    assert "was there twice" in caplog.text


def test_of_two_names_for_one_id_ours_is_served(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    put_file(folder, "a:b", w=make_window("w", "raw"))
    put_file(folder, "a%3Ab", w=make_window("w", "ours"))
    tree = open_test_tree(folder)
    assert tree["a:b"]["jsons"]["w"]["log"] == ["ours"]
    assert "a:b.json is not shown" in caplog.text
    tree.close()


@pytest.mark.parametrize("text", ['{"name": "long", "jsons": {}}', '{"jsons": {}, "reload": {}, "name": "long"}'])
def test_upstreams_files_of_long_names_tell_their_name(folder: Path, text: str) -> None:
    digest = hashlib.sha256(b"long").hexdigest()
    path = folder / f"hash_{digest}.json"
    path.write_text(text)
    assert index_of(folder).names() == ["long"]
    path.write_text(text.replace("long", "another"))
    assert index_of(folder).names() == [f"hash_{digest}"], "that is not the digest of the name"


def test_names_that_differ_in_case_only_do_not_share_a_file(folder: Path) -> None:
    put_file(folder, "Loss")
    folding = index_of(folder, folds_case=True)
    assert folding.names() == ["Loss"]
    assert folding.new_location("loss", is_folder=False).name.startswith("loss%~")
    assert folding.new_location("LOSS", is_folder=False) == Location("%4C%4F%53%53.json", False)


def test_a_folder_that_is_not_readable_as_json_keeps_its_cut_name(folder: Path) -> None:
    name = "x%~" + "0" * 32
    put_folder(folder, name)
    (folder / name / "name.json").write_text("{")
    assert index_of(folder).names() == [name]
