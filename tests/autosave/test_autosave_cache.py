from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from keeping import CACHE_TYPES, after_crash, change, make_window, open_test_tree, plain, reopened

from visdom.autosave import Tree
from visdom.autosave.disk import files
from visdom.autosave.format.window_text import LARGE_BYTES
from visdom.autosave.stores import file_store
from visdom.autosave.tree import tree
from visdom.errors import NotSaved, StorageError
from visdom.jsontext import dumps

NOTHING = 1e-9
"""A bound that lets nothing stay."""


class Idle:
    """A timer that leaves its task to the test."""

    tasks: ClassVar[list[str]] = []

    def __init__(self, seconds: float, task: Callable[[], None]) -> None:
        self.tasks.append(task.__name__)

    def stop(self) -> None:
        self.tasks.clear()


@pytest.fixture(autouse=True)
def nothing_happens_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "Timer", Idle)
    monkeypatch.setattr(file_store, "Timer", Idle)


@pytest.fixture
def trees() -> Iterator[list[Tree]]:
    opened: list[Tree] = []
    yield opened
    for each in opened:
        each.close()


@pytest.fixture
def small(tmp_path: Path, trees: list[Tree]) -> Tree:
    """A tree that evicts every window that it may, with an environment of three saved windows."""
    return make_tree(tmp_path / "envs", trees)


def make_tree(folder: Path, trees: list[Tree], cache_type: str = "JPWA", **options: Any) -> Tree:
    trees.append(open_test_tree(folder, cache_type, **{"cache_mb": NOTHING, **options}))
    if "e" not in trees[-1]:
        trees[-1]["e"] = {}
        for order, win in enumerate("cab"):
            trees[-1]["e"]["jsons"][win] = message(win, order)
        trees[-1].save("e")
    return trees[-1]


def message(win: str, order: int, *log: Any, **more: Any) -> dict[str, Any]:
    return {"command": "window", "id": win, "i": order, "version": 1, "type": "text", **make_window(win, *log), **more}


def scan(*opened: Tree) -> None:
    """Once to note what was used, and once to evict what was not used since."""
    for each in opened * 2:
        each._cache.scan()


def loaded(tree: Tree) -> str:
    return "".join(win for win in "abc" if tree.is_loaded("e", win))


def test_an_evicted_window_keeps_its_position_and_is_read_again(small: Tree) -> None:
    before = plain(small)
    scan(small)
    windows = small["e"].windows
    assert loaded(small) == ""
    assert small.is_loaded("e") and small.is_ordered("e")
    assert {win: windows.order(win) for win in windows} == {"c": 0, "a": 1, "b": 2}
    assert list(windows) == ["c", "a", "b"] and "a" in windows
    assert windows["a"] == message("a", 1)
    assert loaded(small) == "a"
    assert plain(small) == before


def test_versions_go_on_after_an_eviction(small: Tree, tmp_path: Path) -> None:
    for number in range(3):
        change(small, "e", "a", number)
        small.save("e")
        scan(small)
        assert loaded(small) == ""
    small["e"]["jsons"]["b"] = message("b", 2, "again")
    assert small["e"]["jsons"]["a"]["log"] == [0, 1, 2]
    assert [small["e"]["jsons"][win]["version"] for win in "abc"] == [4, 2, 1]
    assert reopened(after_crash(tmp_path / "envs", tmp_path / "crashed")) == plain(small)


def test_an_evicted_window_can_be_deleted(small: Tree, tmp_path: Path) -> None:
    scan(small)
    del small["e"]["jsons"]["a"]
    assert list(small["e"]["jsons"]) == ["c", "b"]
    assert reopened(after_crash(tmp_path / "envs", tmp_path / "crashed")) == plain(small)


def test_the_longest_unused_windows_are_evicted_and_no_more_than_needed(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, cache_mb=1.0)
    for win in "abc":
        tree["e"]["jsons"][win] = message(win, 1, "x" * 100_000)
        scan(tree)
    assert loaded(tree) == "bc", "two take 1 000 000 bytes, by the estimate"
    tree.load("e", ["b"])
    scan(tree)
    tree.load("e", ["a"])
    scan(tree)
    assert loaded(tree) == "ab"


def test_below_the_bound_nothing_is_evicted(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, cache_mb=1.0)
    scan(tree)
    assert loaded(tree) == "abc"


def test_what_was_used_since_the_last_scan_stays(small: Tree) -> None:
    small._cache.scan()
    small.load("e", ["a"])
    small._cache.scan()
    assert loaded(small) == "a"
    small._cache.scan()
    assert loaded(small) == ""


def test_a_pinned_environment_stays(small: Tree) -> None:
    with small.pinned("e"), small.pinned("e"):
        pass
    with small.pinned("e"):
        scan(small)
        assert loaded(small) == "abc"
    scan(small)
    assert loaded(small) == ""


def test_what_is_not_in_its_file_stays(small: Tree) -> None:
    change(small, "e", "a", 1)
    scan(small)
    assert loaded(small) == "a", "its journal has more"
    small.save("e")
    scan(small)
    assert loaded(small) == ""


def test_what_was_not_saved_stays(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, "JPW")
    scan(tree)
    assert loaded(tree) == ""
    change(tree, "e", "a", 1)
    tree["e"]["jsons"]["b"] = message("b", 2, "again")
    tree["e"]["jsons"]["new"] = message("new", 3)
    scan(tree)
    assert loaded(tree) == "ab" and tree.is_loaded("e", "new")
    before = plain(tree)
    tree.save("e")
    scan(tree)
    assert loaded(tree) == "" and not tree.is_loaded("e", "new")
    assert plain(tree) == before


def test_what_the_disk_refused_stays(small: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(files, "write_temporary", refuse)
        with pytest.raises(NotSaved):
            small["e"]["jsons"]["a"] = message("a", 1, "x" * 100_000)
        scan(small)
        assert loaded(small) == "a"
    small.save("e")
    scan(small)
    assert loaded(small) == ""
    assert small["e"]["jsons"]["a"]["log"] == ["x" * 100_000]


def test_what_the_disk_may_not_have_yet_stays(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, fsync="everysec")
    tree.sync()
    tree["e"]["jsons"]["a"] = message("a", 1, "x" * 100_000)
    tree["e"]["jsons"]["a"] = message("a", 1, "y" * 100_000)
    scan(tree)
    assert loaded(tree) == "a"
    tree.sync()
    scan(tree)
    assert loaded(tree) == ""


def test_an_environment_in_one_file_stays_whole(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, "JPE")
    scan(tree)
    assert loaded(tree) == "abc"


def test_windows_of_an_older_form_are_read_again_from_it(tmp_path: Path, trees: list[Tree]) -> None:
    make_tree(tmp_path, trees, "JPE").close()
    tree = make_tree(tmp_path, trees)
    before = plain(tree)
    scan(tree)
    assert loaded(tree) == ""
    assert plain(tree) == before
    change(tree, "e", "a", 1)
    before = plain(tree)
    tree.save("e")
    scan(tree)
    assert loaded(tree) == ""
    assert plain(tree) == before
    assert reopened(after_crash(tmp_path, tmp_path.with_name("crashed"))) == before


def test_what_is_saved_while_it_is_unused_is_evicted(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, "JPW")
    change(tree, "e", "a", 1)
    scan(tree)
    tree.save("e")
    assert loaded(tree) == "a"
    scan(tree)
    assert loaded(tree) == ""


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
def test_only_windows_with_files_of_their_own_are_scanned(tmp_path: Path, trees: list[Tree], cache_type: str) -> None:
    make_tree(tmp_path / "bounded", trees, cache_type)
    assert ("scan" in Idle.tasks) == (cache_type != "JPE")
    Idle.tasks.clear()
    make_tree(tmp_path / "unbounded", trees, cache_type, cache_mb=0)
    assert "scan" not in Idle.tasks


def test_a_page_gets_the_text_of_an_evicted_window(small: Tree, tmp_path: Path) -> None:
    for order, win in enumerate("cab"):
        small["e"]["jsons"][win] = message(win, order, "x" * LARGE_BYTES)
    small.save("e")
    scan(small)
    assert not small.is_fetched("e", "a")
    small.fetch("e", "abc")
    windows = small["e"].windows
    expected = message("a", 1, "x" * LARGE_BYTES, version=2)
    assert windows.text("a") == dumps(expected) == (tmp_path / "envs/e/jsons/a.json").read_bytes()
    assert loaded(small) == ""
    scan(small)
    assert not small.is_fetched("e", "a"), "it was not used"
    assert small.is_ordered("e")


@pytest.mark.parametrize("text", ['{"i":1,"log":[]}', '{"command":"window","id":"a","i":1,"log":[NaN]}'])
def test_a_window_whose_text_is_no_message_is_parsed_again(tmp_path: Path, trees: list[Tree], text: str) -> None:
    make_tree(tmp_path, trees).close()
    (tmp_path / "e" / "jsons" / "a.json").write_text(text)
    tree = make_tree(tmp_path, trees)
    tree.load("e", ["a"])
    before = plain(tree)
    scan(tree)
    assert not tree.is_loaded("e", "a")
    tree.fetch("e", ["a"])
    assert tree["e"].windows.text("a") is None
    assert tree.is_loaded("e", "a")
    assert plain(tree) == before


def test_an_evicted_window_is_still_there_after_the_disk_did_not_give_it(
    small: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> bytes:
        raise OSError(24, "Too many open files")

    scan(small)
    with monkeypatch.context() as failing_disk:
        failing_disk.setattr(files, "read", fail)
        with pytest.raises(StorageError, match="'a' of 'e' cannot be read: .*Too many open files"):
            small["e"]["jsons"]["a"]
    assert small["e"]["jsons"]["a"] == message("a", 1)


def test_a_slow_reader_does_not_bring_an_old_window_back(small: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it reads, the window is changed, folded and evicted again."""
    scan(small)
    read = small._store.read

    def read_slowly(eid: str, win: str, want: Any) -> Any:
        monkeypatch.setattr(small._store, "read", read)
        reading = read(eid, win, want)
        change(small, "e", "a", "new")
        small.save("e")
        scan(small)
        return reading

    monkeypatch.setattr(small._store, "read", read_slowly)
    assert small["e"]["jsons"]["a"] == {**message("a", 1, "new"), "version": 2}


def test_what_is_gone_does_not_count(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, cache_mb=1.0)
    large = {win: message(win, 1, "x" * 100_000) for win in "abc"}
    tree["gone"] = {"jsons": large}
    tree["replaced"] = {"jsons": large}
    tree.load("gone", "abc")
    tree.load("replaced", "abc")
    tree["e"]["jsons"].update({"large": large["a"], "larger": large["b"], "largest": large["c"]})
    del tree["gone"]
    tree["replaced"] = {"jsons": {}}
    del tree["e"]["jsons"]["larger"], tree["e"]["jsons"]["largest"]
    scan(tree)
    assert loaded(tree) == "abc" and tree.is_loaded("e", "large")


@pytest.fixture
def swift_threads() -> Iterator[None]:
    """Threads take turns as often as in a server."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("swift_threads")
def test_nothing_is_lost_when_windows_are_evicted_all_the_time(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees)
    stopping = threading.Event()
    moments = 0

    def keep_scanning() -> None:
        nonlocal moments
        while not stopping.is_set():
            tree.save("e")
            scan(tree)
            moments += loaded(tree) != "abc"

    def keep_reading() -> None:
        while not stopping.is_set():
            tree.fetch("e", "abc")
            tree.load("e", "b")

    threads = [threading.Thread(target=work) for work in (keep_scanning, keep_reading)]
    for thread in threads:
        thread.start()
    number = 0
    while number < 600 or number % 3 or moments < 100:
        change(tree, "e", "abc"[number % 3], number)
        number += 1
        time.sleep(0)
    stopping.set()
    for thread in threads:
        thread.join()
    windows = plain(tree)["e"]["jsons"]
    assert [windows[win]["log"] for win in "abc"] == [list(range(start, number, 3)) for start in range(3)]
    assert {window["version"] for window in windows.values()} == {number // 3 + 1}
    assert reopened(after_crash(tmp_path, tmp_path.with_name("crashed")))["e"]["jsons"] == windows


def test_what_is_in_memory_and_on_disk_is_the_same_text(small: Tree, tmp_path: Path) -> None:
    change(small, "e", "a", 0.1, None, "é \u2028", {"z": 1, "a": [True]})
    small.save("e")
    before = dumps(plain(small)["e"]["jsons"]["a"])
    scan(small)
    assert dumps(small["e"]["jsons"]["a"]) == before
    assert json.loads((tmp_path / "envs/e/jsons/a.json").read_text()) == json.loads(before)
