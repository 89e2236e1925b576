from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from keeping import after_crash, change, make_window, open_test_tree, plain, reopened

from visdom.autosave import Tree
from visdom.autosave.disk import files
from visdom.autosave.stores import window_json
from visdom.errors import NotSaved


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """The names of what was synced; nothing is folded meanwhile."""
    counts: Counter[str] = Counter()
    sync = files.sync

    def count_and_sync(path: str) -> None:
        counts[path.rpartition("/")[2]] += 1
        sync(path)

    monkeypatch.setattr(files, "sync", count_and_sync)
    monkeypatch.setattr(window_json, "FOLD_SECONDS", 1e6)
    return counts


def write_something(tree: Tree) -> None:
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w")
    for number in range(5):
        change(tree, "e", "w", number)
    tree["e"]["jsons"]["large"] = make_window("large", "x" * 100_000)


def test_a_sync_covers_all_that_was_written_once(folder: Path, synced: Counter[str]) -> None:
    tree = open_test_tree(folder, fsync="always")
    write_something(tree)
    synced.clear()
    tree.sync()
    assert synced["w.journal"] == synced["jsons"] == synced["e"] == 1
    assert not synced["large.json"], "that was done before it took its place"
    synced.clear()
    tree.sync()
    assert not synced
    tree.close()


def test_every_second_what_was_written_is_synced(folder: Path, synced: Counter[str]) -> None:
    tree = open_test_tree(folder, fsync="everysec")
    write_something(tree)
    end = time.monotonic() + 30
    while not synced["w.journal"] or not synced["large.json"]:
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    tree.close()


def test_never_means_never(folder: Path, synced: Counter[str]) -> None:
    tree = open_test_tree(folder, fsync="never")
    write_something(tree)
    tree.commit(tree.stage("f", tree.copy_out("e"), {}))
    tree.sync()
    tree.save("e")
    tree.close()
    assert not synced


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_files_are_synced_before_they_take_the_place_of_others(
    folder: Path, cache_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[str] = set()
    sync, rename = files.sync, files.rename
    renamed = []

    def note(path: str) -> None:
        sync(path)
        synced.add(path)

    def check(source: str, target: str) -> None:
        renamed.append(target)
        assert source in synced or "/main/" in target or target.endswith("/format") or ".migrated" in target, source
        rename(source, target)

    monkeypatch.setattr(files, "sync", note)
    tree = open_test_tree(folder, cache_type)
    tree.close()
    tree = open_test_tree(folder, cache_type, fsync="everysec")
    monkeypatch.setattr(files, "rename", check)
    tree["main"]["jsons"]["w"] = make_window("w")
    change(tree, "main", "w", 1)
    tree.save("main")
    assert renamed
    monkeypatch.setattr(files, "rename", rename)
    tree.close()


def test_a_second_sync_waits_for_the_one_that_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = open_test_tree(folder, fsync="always")
    tree["main"]["jsons"]["w"] = make_window("w")
    sync, is_syncing, may_go_on = files.sync, threading.Event(), threading.Event()

    def slow_sync(path: str) -> None:
        is_syncing.set()
        may_go_on.wait()
        sync(path)

    monkeypatch.setattr(files, "sync", slow_sync)
    first, second = threading.Thread(target=tree.sync), threading.Thread(target=tree.sync)
    first.start()
    is_syncing.wait()
    second.start()
    second.join(0.2)
    assert second.is_alive(), "what the first one took is not on the disk yet"
    may_go_on.set()
    first.join()
    second.join()
    tree.close()


def test_a_file_that_could_not_be_synced_is_written_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_json, "FOLD_SECONDS", 1e6)
    tree = open_test_tree(folder, fsync="always")
    tree["main"]["jsons"]["w"] = make_window("w")
    tree["main"]["jsons"]["large"] = make_window("large", "x" * 100_000)
    tree.sync()
    change(tree, "main", "w", 1)
    change(tree, "main", "large", 2)
    tree.save("main")
    tree["main"]["jsons"]["large"] = make_window("large", "y" * 100_000, version=9)
    change(tree, "main", "large", 3)
    change(tree, "main", "w", 2)
    sync = files.sync

    def refuse(path: str) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(files, "sync", refuse)
        with pytest.raises(NotSaved, match="The last changes"):
            tree.sync()
        assert sorted(tree.unsaved()) == [("main", "large"), ("main", "w")]
    synced: list[Any] = []
    monkeypatch.setattr(files, "sync", lambda path: (synced.append(path), sync(path)))
    tree.save("main")
    assert tree.unsaved() == []
    assert not [path for path in synced if path.endswith(("w.json", "w.journal"))], "never the same file"
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)
    tree.close()
