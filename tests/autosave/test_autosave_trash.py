from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from keeping import CACHE_TYPES, change, make_window, open_test_tree, reopened, set_aside

from visdom.autosave import Tree
from visdom.autosave.disk import files
from visdom.autosave.disk.trash import expire, move_away, new_stamp, stamped_at
from visdom.autosave.store import Closed
from visdom.errors import NotSaved


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def stamp(days_ago: float) -> str:
    return (datetime.now(timezone.utc) - timedelta(days=days_ago)).strftime("%Y%m%d-%H%M%S-%f")


def test_a_stamp_tells_the_time() -> None:
    now = datetime.now(timezone.utc)
    put_there = stamped_at(new_stamp() + "-e")
    assert put_there is not None
    assert abs(put_there - now) < timedelta(minutes=1)
    assert stamped_at("loss.json") is None
    assert stamped_at(new_stamp()) is None


def test_closed_windows_keep_their_files_together(folder: Path) -> None:
    tree = open_test_tree(folder)
    tree["main"]["jsons"]["a/b"] = make_window("a/b")
    del tree["main"]["jsons"]["a/b"]
    tree.close()
    assert (folder / ".trash" / "main").is_dir()
    assert set_aside(folder, ".trash") == ["a%2Fb.journal"]


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
def test_nothing_is_kept_for_no_days(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type, trash_days=0)
    tree["e"] = {"jsons": {"w": make_window("w"), "v": make_window("v")}}
    del tree["e"]["jsons"]["w"]
    tree["e"] = {}
    del tree["e"]
    tree.close()
    assert set_aside(folder, ".trash") == []
    assert list(reopened(folder, cache_type)) == ["main"]


def test_only_what_is_old_is_removed(tmp_path: Path) -> None:
    old, new = stamp(8), stamp(6)
    kept_env = tmp_path / f"{new}-e" / "jsons"
    old_env = tmp_path / f"{old}-e" / "jsons"
    windows = tmp_path / f"{old}-named like a stamp"
    emptied = tmp_path / "emptied"
    for path in (kept_env, old_env, windows, emptied):
        path.mkdir(parents=True)
    for path in (
        tmp_path / f"{old}-e.json",
        windows / f"{old}-w.json",
        windows / f"{new}-v.json",
        emptied / f"{old}-w.json",
    ):
        path.write_text("{}")
    (tmp_path / "no stamp").write_text("x")
    expire(str(tmp_path), 7)
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert left == sorted([f"{new}-e", f"{new}-e/jsons", windows.name, f"{windows.name}/{new}-v.json", "no stamp"])


def test_what_was_deleted_last_comes_first_and_one_act_comes_together(folder: Path) -> None:
    tree = open_test_tree(folder)
    tree["e"] = {"jsons": {win: make_window(win) for win in "abc"}}
    windows = tree["e"]["jsons"]
    del windows["b"]
    with tree.closing_together():
        del windows["a"]
        del windows["c"]
    both = tree.closed_last("e")
    assert both is not None
    assert both.windows == {"a": make_window("a", version=2), "c": make_window("c", version=2)}
    for win, window in both.windows.items():
        windows[win] = window
    tree.restored("e", both)
    assert set_aside(folder, ".trash") == ["b.json"]
    last = tree.closed_last("e")
    assert last is not None
    assert list(last.windows) == ["b"]
    tree.close()


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
def test_the_trash_has_the_last_change_whatever_was_saved(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {"jsons": {"w": make_window("w", 1)}}
    tree["e"]["jsons"]["new"] = make_window("new")
    for win in ("w", "new"):
        change(tree, "e", win, 2)
        change(tree, "e", win, 3)
        del tree["e"]["jsons"][win]
    tree.close()
    tree = open_test_tree(folder, cache_type)
    new = tree.closed_last("e")
    assert new is not None
    assert new.windows["new"]["log"] == [2, 3]
    assert new.windows["new"]["version"] > 3
    tree.restored("e", new)
    old = tree.closed_last("e")
    assert old is not None
    assert old.windows["w"]["log"] == [1, 2, 3]
    assert tree.closed_last("missing") is None
    tree.close()


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_an_environment_that_is_deleted_meanwhile_has_nothing_to_restore(
    folder: Path, monkeypatch: pytest.MonkeyPatch, cache_type: str, when: str
) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {"jsons": {"a": make_window("a")}}
    del tree["e"]["jsons"]["a"]
    store = tree._access.writer
    trash = store.trash()
    found = list(trash.closed("e"))
    assert [list(closed.windows) for closed in found] == [["a"]]

    def closed_while_deleted(eid: str) -> Iterator[Closed]:
        del tree[eid]
        yield from type(trash).closed(trash, eid) if when == "before" else found

    monkeypatch.setattr(trash, "closed", closed_while_deleted)
    monkeypatch.setattr(store, "trash", lambda: trash)
    assert tree.closed_last("e") is None
    assert tree.close()


def test_what_came_back_stays_in_the_trash_until_it_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = open_test_tree(folder, "JPE")
    tree["e"] = {"jsons": {"w": make_window("w", 1)}}
    del tree["e"]["jsons"]["w"]
    closed = tree.closed_last("e")
    assert closed is not None
    tree["e"]["jsons"]["w"] = closed.windows["w"]

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full, pytest.raises(NotSaved, match="No space left"):
        full.setattr(files, "write", refuse)
        tree.restored("e", closed)
    assert set_aside(folder, ".trash") == ["w.json"]
    tree.restored("e", closed)
    assert set_aside(folder, ".trash") == []
    assert reopened_after(tree, folder)["e"]["jsons"] == closed.windows


def reopened_after(tree: Tree, folder: Path) -> Any:
    tree.close()
    return reopened(folder, "JPE")


def test_moving_a_file_away_makes_its_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    target = move_away(str(tmp_path / "x"), str(tmp_path / "a" / "b"))
    assert Path(target).read_text() == "x"
    with pytest.raises(FileNotFoundError):
        move_away(str(tmp_path / "x"), str(tmp_path / "a" / "b"))


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
def test_a_trash_that_cannot_be_emptied_does_not_hold_the_folder(
    folder: Path, cache_type: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = open_test_tree(folder, cache_type, trash_days=0)
    tree["e"] = {"jsons": {"w": make_window("w")}}

    def refuse(path: str, days: float) -> None:
        raise OSError(errno.EIO, "Input/output error", path)

    monkeypatch.setattr("visdom.autosave.disk.trash.expire", refuse)
    tree.close()
    assert "Input/output error" in caplog.text
    assert sorted(reopened(folder, cache_type)) == ["e", "main"]
