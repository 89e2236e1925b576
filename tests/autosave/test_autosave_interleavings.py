"""Steps of one change between the steps of another, and a disk that fails in between: nothing acknowledged is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from keeping import after_crash, change, make_window, open_test_tree, reopened

from visdom.autosave import Tree
from visdom.autosave.disk import files
from visdom.errors import NotSaved

LARGE = "x" * 70_000


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """What threads do is done here step by step."""
    for module in ("tree.tree", "stores.file_store"):
        monkeypatch.setattr(f"visdom.autosave.{module}.Timer", lambda *_: SimpleNamespace(stop=lambda: None))


@pytest.fixture
def open_tree(tmp_path: Path) -> Iterator[Callable[..., Tree]]:
    trees: list[Tree] = []

    def open_one(cache_type: str = "JPWA", **options: Any) -> Tree:
        trees.append(open_test_tree(tmp_path / "envs", cache_type, **options))
        return trees[-1]

    yield open_one
    for tree in trees:
        tree.close()


def refuse(*arguments: Any, **options: Any) -> None:
    raise OSError(5, "Input/output error")


def windows_after_crash(tmp_path: Path) -> dict[str, Any]:
    return reopened(after_crash(tmp_path / "envs", tmp_path / "crashed"))["e"]["jsons"]


def test_a_change_refused_during_an_adoption_is_part_of_it(
    open_tree: Callable[..., Tree], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_tree("JPE")
    before["e"] = {"jsons": {"v": make_window("v"), "w": make_window("w", 1)}}
    before.close()
    tree = open_tree("JPWA")
    store: Any = tree._store
    stage, meanwhile = store._stage, iter([True])

    def stage_slowly(eid: str, contents: Any) -> Any:
        staged = stage(eid, contents)
        if next(meanwhile, False):
            with monkeypatch.context() as full:
                full.setattr(store, "_stage", refuse)
                with pytest.raises(NotSaved):
                    change(tree, "e", "w", 2)
        return staged

    tree.load("e", ["v", "w"])
    monkeypatch.setattr(store, "_stage", stage_slowly)
    tree.prepare("e")
    change(tree, "e", "w", 3)
    assert windows_after_crash(tmp_path)["w"]["log"] == [1, 2, 3]


def test_a_backup_stays_while_the_new_file_is_not_synced(
    open_tree: Callable[..., Tree], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = open_tree(fsync="everysec")
    tree["e"] = {"jsons": {"w": make_window("w", LARGE)}}
    tree.sync()
    tree["e"]["jsons"]["w"] = make_window("w", LARGE, 2, version=2)
    with monkeypatch.context() as failing:
        failing.setattr(files, "sync", refuse)
        with pytest.raises(NotSaved):
            tree.sync()
    tree.sync()
    assert (tmp_path / "envs" / "e" / "jsons" / ".w.kept").exists()
    tree.save("e")
    tree.sync()
    assert [path.name for path in (tmp_path / "envs" / "e" / "jsons").iterdir()] == ["w.json"]


def test_an_odd_window_of_a_long_id_does_not_stop_an_adoption(open_tree: Callable[..., Tree], tmp_path: Path) -> None:
    (tmp_path / "envs").mkdir()
    long_id = "long " * 60
    (tmp_path / "envs" / "e.json").write_text('{"jsons": {"%s": null, "w": {"id": "w", "log": []}}}' % long_id)  # noqa: UP031
    tree = open_tree("JPWA")
    tree["e"]["jsons"]["new"] = make_window("new", 1)
    assert tree.pending() == {}
    assert windows_after_crash(tmp_path)["new"] == make_window("new", 1)


def test_nothing_is_appended_behind_a_part_of_a_record(
    open_tree: Callable[..., Tree], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = open_tree(fsync="everysec")
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w", 1)

    def write_a_part(descriptor: int, data: bytes) -> None:
        files.os.write(descriptor, data[:9])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(files, "append", write_a_part)
        full.setattr(files, "cut", refuse)
        change(tree, "e", "w", 2)
    change(tree, "e", "w", 3)
    assert windows_after_crash(tmp_path)["w"]["log"] == [1, 2, 3]


def test_a_closed_window_whose_sync_failed_does_not_return(
    open_tree: Callable[..., Tree], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = open_tree(fsync="everysec")
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w", LARGE)
    with monkeypatch.context() as failing:
        failing.setattr(files, "rename", refuse)
        with pytest.raises(NotSaved):
            del tree["e"]["jsons"]["w"]
        failing.setattr(files, "sync", refuse)
        with pytest.raises(NotSaved):
            tree.sync()
    store: Any = tree._store
    store._retry()
    tree.save("e")
    assert windows_after_crash(tmp_path) == {}


def test_a_save_under_always_is_on_the_disk(open_tree: Callable[..., Tree], monkeypatch: pytest.MonkeyPatch) -> None:
    tree = open_tree("JPE", fsync="always")
    tree["e"] = {"jsons": {"w": make_window("w")}}
    change(tree, "e", "w", 1)
    synced: list[str] = []
    sync = files.sync
    monkeypatch.setattr(files, "sync", lambda path: (synced.append(path), sync(path)))
    tree.save("e")
    store: Any = tree._store
    assert store.root.path in synced
    assert not store.root.syncer._paths
