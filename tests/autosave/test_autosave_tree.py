from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from keeping import CACHE_TYPES, after_crash, change, make_window, names_below, open_test_tree, plain, reopened

from visdom.autosave import STORES, LazyContainer, LazyContainerPrototype, Tree, open_tree
from visdom.errors import NotFound, Refused, StorageError
from visdom.jsontext import dumps
from visdom.windows import patch
from visdom.windows.build import build
from visdom.windows.update import update

EVERY_TYPE = pytest.mark.parametrize("cache_type", CACHE_TYPES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


@pytest.fixture
def tree(folder: Path) -> Iterator[Tree]:
    tree = open_test_tree(folder)
    yield tree
    tree.close()


def test_every_name_of_a_cache_type_is_known() -> None:
    assert set(STORES) == {
        *("JPE", "OneJsonPerEnv", "SimpleJsonStorage"),
        *("JPW", "OneJsonPerWindow", "SimpleWindowJsonStorage"),
        *("JPWA", "OneJsonPerWindowAutoSave", "SimpleWindowJsonAutoSave"),
    }
    assert LazyContainerPrototype is LazyContainer


def test_an_unknown_cache_type_is_told_with_the_valid_ones(folder: Path) -> None:
    with pytest.raises(ValueError, match="expected one of JPE, OneJsonPerEnv"):
        open_test_tree(folder, "NoSuchType")


def test_an_unknown_fsync_mode_is_told_with_the_valid_ones(folder: Path) -> None:
    with pytest.raises(ValueError, match="always, everysec, never"):
        open_test_tree(folder, fsync="sometimes")


@EVERY_TYPE
def test_a_new_folder_has_the_main_environment_on_disk(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    assert list(tree) == ["main"]
    assert names_below(folder) == (["main.json"] if cache_type == "JPE" else ["main/reload.json"])
    tree.close()


@EVERY_TYPE
def test_what_is_in_the_tree_is_there_after_reopening(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {}
    windows = tree["e"]["jsons"]
    windows["small"] = make_window("small")
    windows["large"] = make_window("large", "x" * 100_000)
    windows["gone"] = make_window("gone")
    change(tree, "e", "small", 1, 2)
    change(tree, "e", "large", 3)
    windows["small"] = make_window("small", "new", version=9)
    change(tree, "e", "small", 4)
    del windows["gone"]
    tree["e"]["reload"] = {"small": {"x": 1}}
    tree["e"]["experiment"] = {"id": 7}
    tree["empty"] = {}
    tree["gone"] = {}
    del tree["gone"]
    expected = plain(tree)
    tree.close()
    assert reopened(folder, cache_type) == expected
    assert list(expected) == ["main", "e", "empty"]
    assert expected["e"]["jsons"]["small"]["log"] == ["new", 4]


def test_every_change_is_on_disk_at_once(tree: Tree, folder: Path, tmp_path: Path) -> None:
    def check() -> None:
        assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)

    tree["e"] = {}
    check()
    for win in ("a", "b/c", "", "x" * 300):
        tree["e"]["jsons"][win] = make_window(win)
        check()
        change(tree, "e", win, 1)
        check()
    tree["e"]["jsons"]["a"] = make_window("a", "y" * 70_000, version=3)
    check()
    change(tree, "e", "a", 2)
    check()
    del tree["e"]["jsons"]["a"]
    check()
    tree["e"]["jsons"]["a"] = make_window("a", "again")
    check()
    tree["e"]["reload"] = {"a": {"x": 3}}
    check()
    del tree["e"]["jsons"]["a"]
    check()
    del tree["e"]
    check()


@EVERY_TYPE
def test_an_environment_is_saved_on_request(folder: Path, tmp_path: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w")
    change(tree, "e", "w", 1)
    tree["e"]["reload"] = {"w": {"x": 1}}
    tree.save("e")
    assert reopened(after_crash(folder, tmp_path / "crashed"), cache_type) == plain(tree)
    assert not list(folder.rglob("*.journal"))
    tree.close()


@EVERY_TYPE
def test_environments_are_set_whole(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    first = {"jsons": {"a": make_window("a", 1)}, "reload": {"a": {"x": 1}}, "more": [1]}
    second = {"jsons": {"b": make_window("b", 2)}, "reload": {}}
    tree["e"] = first
    assert plain(tree)["e"] == first
    windows = tree["e"]["jsons"]
    tree["e"] = second
    assert plain(tree)["e"] == second
    assert list(windows) == ["a"], "those who hold the old windows keep them"
    tree["e"] = {}
    assert plain(tree)["e"] == {"jsons": {}, "reload": {}}
    tree.close()
    assert reopened(folder, cache_type)["e"] == {"jsons": {}, "reload": {}}


def test_a_replaced_environment_is_in_the_trash(tree: Tree, folder: Path) -> None:
    tree["e"] = {"jsons": {"a": make_window("a")}}
    tree["e"] = {"jsons": {"b": make_window("b")}}
    (trashed,) = (folder / ".trash").iterdir()
    assert [path.name for path in (trashed / "jsons").iterdir()] == ["a.json"]


@EVERY_TYPE
def test_late_changes_of_a_replaced_environment_do_not_reach_the_new_one(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {"jsons": {"a": make_window("a", "old")}}
    old, windows = tree["e"], tree["e"]["jsons"]
    change(tree, "e", "a", 1)
    tree["e"] = {"jsons": {"a": make_window("a", "new")}}
    with pytest.raises(NotFound, match="deleted or replaced"):
        windows.append("a", b"[2]")
    with pytest.raises(NotFound, match="deleted or replaced"):
        windows["b"] = make_window("b")
    with pytest.raises(NotFound, match="deleted or replaced"):
        del windows["a"]
    with pytest.raises(NotFound, match="deleted or replaced"):
        old["reload"] = {"a": {}}
    tree.close()
    assert reopened(folder, cache_type)["e"] == {"jsons": {"a": make_window("a", "new")}, "reload": {}}


@EVERY_TYPE
def test_a_fork_is_a_copy_of_its_own(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {"jsons": {"a": make_window("a"), "b": make_window("b"), "c": make_window("c")}, "reload": {"a": {}}}
    change(tree, "e", "a", 1)
    tree["e"]["jsons"]["new"] = make_window("new")
    expected = dict(plain(tree)["e"]["jsons"])
    tree.commit(tree.stage("f", tree.copy_out("e"), {"reload": {"b": {}}}))
    change(tree, "e", "a", 2)
    change(tree, "f", "b", 3)
    assert tree["f"]["jsons"]["a"]["log"] == [1]
    assert tree["e"]["jsons"]["b"]["log"] == []
    tree.close()
    forked = reopened(folder, cache_type)["f"]
    assert forked["reload"] == {"b": {}}
    assert forked["jsons"]["b"]["log"] == [3]
    assert {**forked["jsons"], "b": expected["b"]} == expected


@EVERY_TYPE
def test_replacing_a_window_counts_its_versions_on(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w", version=7)
    tree["e"]["jsons"]["w"] = {"id": "w", "log": []}
    assert tree["e"]["jsons"]["w"]["version"] == 8
    tree.close()
    tree = open_test_tree(folder, cache_type)
    tree["e"]["jsons"]["w"] = make_window("w", "without having read it", version=2)
    assert tree["e"]["jsons"]["w"]["version"] == 9
    tree.close()
    assert reopened(folder, cache_type)["e"]["jsons"]["w"]["log"] == ["without having read it"]


def test_a_change_that_forgot_to_count_is_not_lost(tree: Tree, folder: Path, tmp_path: Path) -> None:
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w", version=5)
    with tree.lock:
        tree["e"]["jsons"]["w"]["log"].append("x")
        tree["e"]["jsons"].append("w", b'["x"]')
    assert reopened(after_crash(folder, tmp_path / "crashed"))["e"]["jsons"]["w"]["log"] == ["x"]


@EVERY_TYPE
def test_names_alone_do_not_read_windows(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {"jsons": {"a": make_window("a"), "b": make_window("b")}}
    tree.close()
    tree = open_test_tree(folder, cache_type)
    assert not tree.is_loaded("e")
    assert tree.is_loaded("unknown")
    tree.load("e", ["a", "unknown"])
    assert tree.is_loaded("e")
    assert tree.is_loaded("e", "a")
    assert not tree.is_loaded("e", "b")
    assert tree.is_loaded("e", "unknown")
    assert sorted(tree["e"]["jsons"]) == ["a", "b"]
    assert len(tree["e"]["jsons"]) == 2
    assert "b" in tree["e"]["jsons"]
    assert not tree.is_loaded("e", "b")
    assert tree["e"]["jsons"]["b"] == make_window("b")
    tree.close()


@EVERY_TYPE
def test_looking_changes_no_file(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {"jsons": {"a": make_window("a")}}
    tree.close()
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")}
    tree = open_test_tree(folder, cache_type)
    plain(tree)
    tree.save("e")
    tree.close()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")} == before


@EVERY_TYPE
def test_what_is_not_there_is_a_key_error(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    with pytest.raises(KeyError):
        tree["unknown"]
    with pytest.raises(KeyError):
        del tree["unknown"]
    with pytest.raises(KeyError):
        tree["main"]["jsons"]["unknown"]
    with pytest.raises(KeyError):
        del tree["main"]["jsons"]["unknown"]
    with pytest.raises(KeyError):
        tree["main"]["jsons"].append("unknown", b"[]")
    with pytest.raises(KeyError):
        tree["main"]["unknown"]
    tree.load("unknown", ["w"])
    tree.save("unknown")
    tree.prepare("unknown")
    with pytest.raises(NotFound):
        list(tree.copy_out("unknown"))
    assert 3 not in tree
    tree.close()


@EVERY_TYPE
def test_other_members_can_be_removed(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {"more": 1, "reload": {}}
    del tree["e"]["more"]
    tree.close()
    assert reopened(folder, cache_type)["e"] == {"jsons": {}, "reload": {}}


def test_the_windows_of_an_environment_are_no_member_to_set(tree: Tree) -> None:
    with pytest.raises(Refused):
        tree["main"]["jsons"] = {}
    with pytest.raises(Refused):
        del tree["main"]["jsons"]


def test_only_dictionaries_are_windows(tree: Tree) -> None:
    with pytest.raises(TypeError, match="dictionary"):
        tree["main"]["jsons"]["w"] = ["no window"]
    assert "w" not in tree["main"]["jsons"]


def test_a_long_id_is_put_into_the_window(tree: Tree, folder: Path) -> None:
    win = "x" * 300
    for _ in ("made", "replaced"):
        tree["main"]["jsons"][win] = make_window("another")
    tree["e"] = {"jsons": {win: make_window("another")}}
    tree.close()
    found = reopened(folder)
    assert found["main"]["jsons"] == {win: make_window(win, version=2)}
    assert found["e"]["jsons"] == {win: make_window(win)}


@EVERY_TYPE
@pytest.mark.parametrize(
    "eid", ["x" * 300, "view", "..", "", "CON", "a/b", "é", "e\u0301", ".lock", "a.json", "style.css"]
)
def test_environments_of_odd_names_stay_inside(folder: Path, cache_type: str, eid: str) -> None:
    (folder / "view").mkdir(parents=True)
    (folder / "view" / "layouts.json").write_text("{}")
    (folder / "style.css").write_text("x")
    tree = open_test_tree(folder, cache_type)
    tree[eid] = {}
    tree[eid]["jsons"]["w"] = make_window("w", eid)
    tree.commit(tree.stage(eid + "2", tree.copy_out(eid), {}))
    tree.close()
    assert [path.name for path in folder.parent.iterdir()] == ["envs"]
    tree = open_test_tree(folder, cache_type)
    assert sorted(tree) == sorted(["main", eid, eid + "2"])
    assert tree[eid]["jsons"]["w"]["log"] == [eid]
    del tree[eid]
    assert eid not in tree
    tree.close()
    assert sorted(reopened(folder, cache_type)) == sorted(["main", eid + "2"])
    assert (folder / "style.css").read_text() == "x"


def test_ids_that_look_alike_are_different_windows(tree: Tree, folder: Path) -> None:
    wins = [
        "a/b",
        "a%2Fb",
        "a_b",
        "é",
        "e\u0301",
        "Loss",
        "loss",
        "",
        "%",
        ".",
        "..",
        "NUL",
        "x.json",
        "x",
        "x.journal",
    ]
    for win in wins:
        tree["main"]["jsons"][win] = make_window(win, win)
    tree.close()
    assert {win: window["log"] for win, window in reopened(folder)["main"]["jsons"].items()} == {
        win: [win] for win in wins
    }


def test_a_closed_tree_takes_nothing_any_more(tree: Tree) -> None:
    tree.close()
    tree.close()
    with pytest.raises(StorageError, match="closed"):
        tree["main"]["jsons"]["w"] = make_window("w")
    with pytest.raises(StorageError, match="closed"):
        tree["e"] = {}
    with pytest.raises(StorageError, match="closed"):
        del tree["main"]


def test_closing_leaves_plain_files_and_no_threads(tree: Tree, folder: Path) -> None:
    before = threading.active_count()
    tree["main"]["jsons"]["w"] = make_window("w")
    change(tree, "main", "w", 1)
    tree.close()
    assert names_below(folder) == ["main/jsons/w.json", "main/reload.json"]
    assert threading.active_count() < before


def wait_until(done: Any) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_quiet_window_becomes_a_plain_file(tree: Tree, folder: Path) -> None:
    tree["main"]["jsons"]["w"] = make_window("w")
    change(tree, "main", "w", 1)
    assert names_below(folder) == ["main/jsons/w.journal", "main/reload.json"]
    wait_until(lambda: names_below(folder) == ["main/jsons/w.json", "main/reload.json"])
    assert (folder / "main" / "jsons" / "w.json").read_bytes() == dumps(tree["main"]["jsons"]["w"])


def test_a_window_that_never_rests_is_folded_by_size(tree: Tree, folder: Path) -> None:
    tree["main"]["jsons"]["w"] = make_window("w")

    def is_folded() -> bool:
        for _ in range(20):
            change(tree, "main", "w", "x" * 1000)
        return (folder / "main" / "jsons" / "w.json").exists()

    wait_until(is_folded)


def test_environments_are_saved_after_so_many_changes(folder: Path, tmp_path: Path) -> None:
    tree = open_test_tree(folder, "JPE", save_threshold=3)
    tree["main"]["jsons"]["w"] = make_window("w")
    change(tree, "main", "w", 1)
    change(tree, "main", "w", 2)
    wait_until(lambda: b'"w"' in (folder / "main.json").read_bytes())
    tree.close()


def test_environments_are_saved_after_so_many_seconds(folder: Path) -> None:
    tree = open_test_tree(folder, "JPE", save_interval=0.1)
    tree["main"]["jsons"]["w"] = make_window("w")
    wait_until(lambda: b'"w"' in (folder / "main.json").read_bytes())
    tree.close()


def test_environments_are_not_saved_when_both_are_switched_off(folder: Path) -> None:
    tree = open_test_tree(folder, "JPE")
    before = (folder / "main.json").read_bytes()
    tree["main"]["jsons"]["w"] = make_window("w")
    for number in range(200):
        change(tree, "main", "w", number)
    time.sleep(1)
    assert (folder / "main.json").read_bytes() == before
    tree.close()
    assert (folder / "main.json").read_bytes() != before


def test_the_changes_of_real_windows_come_back(folder: Path, tmp_path: Path) -> None:
    trace = {"type": "scatter", "x": [0], "y": [0], "name": "a"}
    tree = open_tree(str(folder), replay=patch.replay, fsync="never")
    request = {"data": [trace], "layout": {}, "opts": {}, "win": "w"}
    tree["main"]["jsons"]["w"] = build(request, win="w", content_id="c0", order=0)
    for number in range(1, 20):
        with tree.lock:
            window = tree["main"]["jsons"]["w"]
            more = {"data": [{**trace, "x": [number], "y": [number]}], "append": True, "name": "a"}
            operations = update(window, more, content_id=f"c{number}").patch
            tree["main"]["jsons"].append("w", dumps(operations))
    crashed = open_tree(str(after_crash(folder, tmp_path / "crashed")), replay=patch.replay, fsync="never")
    assert crashed["main"]["jsons"]["w"] == window
    assert window["content"]["data"][0]["x"] == list(range(20))
    crashed.close()
    tree.close()
