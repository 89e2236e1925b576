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

from visdom.autosave import Tree, files, tree
from visdom.autosave.cache import LOOKS_UNTIL_WEIGHED_AGAIN
from visdom.errors import NotSaved, StorageError
from visdom.jsontext import dumps

NOTHING = 1e-9
"""A bound that lets nothing stay."""


class Idle:
    """A keeper that leaves its chore to the test."""

    chores: ClassVar[list[str]] = []

    def __init__(self, seconds: float, chore: Callable[[], None]) -> None:
        self.chores.append(chore.__name__)

    def stop(self) -> None:
        self.chores.clear()


@pytest.fixture(autouse=True)
def nothing_happens_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "Keeper", Idle)


@pytest.fixture
def trees() -> Iterator[list[Tree]]:
    opened: list[Tree] = []
    yield opened
    for each in opened:
        each.close()


@pytest.fixture
def small(tmp_path: Path, trees: list[Tree]) -> Tree:
    """A tree that lets go of whatever it may, with an environment of three saved windows."""
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
    return {"command": "window", "i": order, **make_window(win, *log), **more}


def look(*opened: Tree) -> None:
    """Once to note what was used, and once to let go of what was not used since."""
    for each in opened * 2:
        each._cache.look()


def loaded(tree: Tree) -> str:
    return "".join(win for win in "abc" if tree.loaded("e", win))


def test_a_window_that_was_let_go_keeps_its_place_and_is_read_again(small: Tree) -> None:
    before = plain(small)
    look(small)
    windows = small["e"].windows
    assert loaded(small) == ""
    assert small.loaded("e") and small.ordered("e")
    assert {win: windows.order(win) for win in windows} == {"c": 0, "a": 1, "b": 2}
    assert list(windows) == ["c", "a", "b"] and "a" in windows
    assert windows["a"] == message("a", 1)
    assert loaded(small) == "a"
    assert plain(small) == before


def test_versions_go_on_after_a_window_was_let_go(small: Tree, tmp_path: Path) -> None:
    for number in range(3):
        change(small, "e", "a", number)
        small.save("e")
        look(small)
        assert loaded(small) == ""
    small["e"]["jsons"]["b"] = message("b", 2, "anew")
    assert small["e"]["jsons"]["a"]["log"] == [0, 1, 2]
    assert [small["e"]["jsons"][win]["version"] for win in "abc"] == [4, 2, 1]
    assert reopened(after_crash(tmp_path / "envs", tmp_path / "crashed")) == plain(small)


def test_a_window_that_was_let_go_can_be_deleted(small: Tree, tmp_path: Path) -> None:
    look(small)
    del small["e"]["jsons"]["a"]
    assert list(small["e"]["jsons"]) == ["c", "b"]
    assert reopened(after_crash(tmp_path / "envs", tmp_path / "crashed")) == plain(small)


def test_the_longest_unused_windows_go_and_no_more_than_needed(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, cache_mb=1.0)
    for win in "abc":
        tree["e"]["jsons"][win] = message(win, 1, "x" * 100_000)
        look(tree)
    assert loaded(tree) == "bc", "two take 1 000 000 bytes, by the estimate"
    tree.load("e", ["b"])
    look(tree)
    tree.load("e", ["a"])
    look(tree)
    assert loaded(tree) == "ab"


def test_below_the_bound_nothing_goes(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, cache_mb=1.0)
    look(tree)
    assert loaded(tree) == "abc"


def test_what_was_used_since_the_last_look_stays(small: Tree) -> None:
    small._cache.look()
    small.load("e", ["a"])
    small._cache.look()
    assert loaded(small) == "a"
    small._cache.look()
    assert loaded(small) == ""


def test_what_somebody_needs_all_of_stays(small: Tree) -> None:
    with small.keeping("e"), small.keeping("e"):
        pass
    with small.keeping("e"):
        look(small)
        assert loaded(small) == "abc"
    look(small)
    assert loaded(small) == ""


def test_what_is_not_in_its_file_stays(small: Tree) -> None:
    change(small, "e", "a", 1)
    look(small)
    assert loaded(small) == "a", "its journal says more"
    small.save("e")
    look(small)
    assert loaded(small) == ""


def test_what_was_not_saved_stays(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, "JPW")
    look(tree)
    assert loaded(tree) == ""
    change(tree, "e", "a", 1)
    tree["e"]["jsons"]["b"] = message("b", 2, "anew")
    tree["e"]["jsons"]["new"] = message("new", 3)
    look(tree)
    assert loaded(tree) == "ab" and tree.loaded("e", "new")
    before = plain(tree)
    tree.save("e")
    look(tree)
    assert loaded(tree) == "" and not tree.loaded("e", "new")
    assert plain(tree) == before


def test_what_the_disk_refused_stays(small: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full_disk:
        full_disk.setattr(files, "write_temporary", refuse)
        with pytest.raises(NotSaved):
            small["e"]["jsons"]["a"] = message("a", 1, "x" * 100_000)
        look(small)
        assert loaded(small) == "a"
    small.save("e")
    look(small)
    assert loaded(small) == ""
    assert small["e"]["jsons"]["a"]["log"] == ["x" * 100_000]


def test_what_the_disk_may_not_have_yet_stays(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, fsync="everysec")
    tree.sync()
    tree["e"]["jsons"]["a"] = message("a", 1, "x" * 100_000)
    tree["e"]["jsons"]["a"] = message("a", 1, "y" * 100_000)
    look(tree)
    assert loaded(tree) == "a"
    tree.sync()
    look(tree)
    assert loaded(tree) == ""


def test_an_environment_in_one_file_stays_whole(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, "JPE")
    look(tree)
    assert loaded(tree) == "abc"


def test_windows_of_an_older_form_are_read_again_from_it(tmp_path: Path, trees: list[Tree]) -> None:
    make_tree(tmp_path, trees, "JPE").close()
    tree = make_tree(tmp_path, trees)
    before = plain(tree)
    look(tree)
    assert loaded(tree) == ""
    assert plain(tree) == before
    change(tree, "e", "a", 1)
    before = plain(tree)
    tree.save("e")
    look(tree)
    assert loaded(tree) == ""
    assert plain(tree) == before
    assert reopened(after_crash(tmp_path, tmp_path.with_name("crashed"))) == before


def test_what_is_saved_when_nobody_uses_it_goes_in_the_end(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees, "JPW")
    change(tree, "e", "a", 1)
    look(tree)
    tree.save("e")
    assert loaded(tree) == "a"
    for _ in range(LOOKS_UNTIL_WEIGHED_AGAIN):
        look(tree)
    assert loaded(tree) == ""


@pytest.mark.parametrize("cache_type", CACHE_TYPES)
def test_only_windows_with_files_of_their_own_are_looked_after(
    tmp_path: Path, trees: list[Tree], cache_type: str
) -> None:
    make_tree(tmp_path / "bounded", trees, cache_type)
    assert ("look" in Idle.chores) == (cache_type != "JPE")
    Idle.chores.clear()
    make_tree(tmp_path / "unbounded", trees, cache_type, cache_mb=0)
    assert "look" not in Idle.chores


def test_a_page_gets_the_text_of_a_window_that_was_let_go(small: Tree, tmp_path: Path) -> None:
    look(small)
    assert not small.held("e", "a")
    small.hold("e", "abc")
    windows = small["e"].windows
    assert windows.text("a") == dumps(message("a", 1)) == (tmp_path / "envs/e/jsons/a.json").read_bytes()
    assert loaded(small) == ""
    look(small)
    assert not small.held("e", "a"), "nobody fetched it"
    assert small.ordered("e")


@pytest.mark.parametrize("text", ['{"i":1,"log":[]}', '{"command":"window","id":"a","i":1,"log":[NaN]}'])
def test_a_window_whose_text_is_no_message_is_parsed_again(tmp_path: Path, trees: list[Tree], text: str) -> None:
    make_tree(tmp_path, trees).close()
    (tmp_path / "e" / "jsons" / "a.json").write_text(text)
    tree = make_tree(tmp_path, trees)
    tree.load("e", ["a"])
    before = plain(tree)
    look(tree)
    assert not tree.loaded("e", "a")
    tree.hold("e", ["a"])
    assert tree["e"].windows.text("a") is None
    assert tree.loaded("e", "a")
    assert plain(tree) == before


def test_a_window_that_was_let_go_is_still_there_after_a_disk_was_not(
    small: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> bytes:
        raise OSError(24, "Too many open files")

    look(small)
    with monkeypatch.context() as failing_disk:
        failing_disk.setattr(files, "read", fail)
        with pytest.raises(StorageError, match="'a' of 'e' cannot be read: .*Too many open files"):
            small["e"]["jsons"]["a"]
    assert small["e"]["jsons"]["a"] == message("a", 1)


def test_a_slow_reader_does_not_bring_an_old_window_back(small: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it reads, the window is changed, folded and let go again."""
    look(small)
    read = small._store.read

    def read_slowly(eid: str, win: str) -> Any:
        monkeypatch.setattr(small._store, "read", read)
        reading = read(eid, win)
        change(small, "e", "a", "new")
        small.save("e")
        look(small)
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
    look(tree)
    assert loaded(tree) == "abc" and tree.loaded("e", "large")


@pytest.fixture
def swift_threads() -> Iterator[None]:
    """Threads take turns as often as in a server."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("swift_threads")
def test_nothing_is_lost_when_windows_are_let_go_all_the_time(tmp_path: Path, trees: list[Tree]) -> None:
    tree = make_tree(tmp_path, trees)
    stopping = threading.Event()
    moments = 0

    def keep_looking() -> None:
        nonlocal moments
        while not stopping.is_set():
            tree.save("e")
            look(tree)
            moments += loaded(tree) != "abc"

    def keep_reading() -> None:
        while not stopping.is_set():
            tree.hold("e", "abc")
            tree.load("e", "b")

    threads = [threading.Thread(target=work) for work in (keep_looking, keep_reading)]
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
    look(small)
    assert dumps(small["e"]["jsons"]["a"]) == before
    assert json.loads((tmp_path / "envs/e/jsons/a.json").read_text()) == json.loads(before)
