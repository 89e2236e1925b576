from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from keeping import CACHE_TYPES, make_window, open_test_tree, reopened, set_aside

from visdom.autosave.aside import new_stamp, put_aside, stamped_at
from visdom.autosave.trash import expire


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


def test_putting_aside_makes_its_folder(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    target = put_aside(str(tmp_path / "x"), str(tmp_path / "a" / "b"))
    assert Path(target).read_text() == "x"
    with pytest.raises(FileNotFoundError):
        put_aside(str(tmp_path / "x"), str(tmp_path / "a" / "b"))
