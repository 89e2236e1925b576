"""Many threads on one tree: what one of them does is never undone by what another one is in the middle of."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from keeping import CACHE_TYPES, after_crash, change, make_window, open_test_tree, plain, reopened

from visdom.autosave import StoragePrototype, Tree
from visdom.autosave.store import StoredWindow
from visdom.autosave.stores import window_file, window_json
from visdom.errors import NotFound

EVERY_TYPE = pytest.mark.parametrize("cache_type", CACHE_TYPES)
WINS = [f"w{number}" for number in range(6)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


class Helpers:
    """Threads that do something again and again until they are stopped; their failures are reported."""

    def __init__(self, *jobs: Callable[[], None]) -> None:
        self._stopping = False
        self.failures: list[BaseException] = []
        self._threads = [threading.Thread(target=self._repeat, args=(job,)) for job in jobs]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *details: object) -> None:
        self._stopping = True
        for thread in self._threads:
            thread.join()
        assert self.failures == []

    def _repeat(self, job: Callable[[], None]) -> None:
        while not self._stopping:
            try:
                job()
            except BaseException as failure:
                self.failures.append(failure)
                return


@EVERY_TYPE
def test_changes_hold_beside_loading_saving_copying_and_syncing(
    folder: Path, tmp_path: Path, cache_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_file, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(window_json, "FOLD_SECONDS", 0.01)
    tree = open_test_tree(folder, cache_type, fsync="everysec")
    model: dict[str, Any] = {}
    tree["e"] = {}
    chance = random.Random(7)

    def load() -> None:
        tree.load("e", WINS)

    def copy() -> None:
        for _, text in tree.copy_out("e"):
            assert text.startswith(b'{"id"')

    def change_something() -> None:
        win = chance.choice(WINS)
        what = chance.random()
        windows = tree["e"]["jsons"]
        if win not in model or what < 0.1:
            size = chance.choice([1, 1, 1, 70_000])
            version = windows[win]["version"] + 1 if win in windows else 1
            windows[win] = make_window(win, "x" * size, version=version)
            model[win] = ["x" * size]
        elif what < 0.15:
            del windows[win]
            del model[win]
        else:
            change(tree, "e", win, what)
            model[win].append(what)

    with Helpers(load, copy, lambda: tree.save("e"), tree.sync):
        for step in range(1500):
            change_something()
            if step % 300 == 0 and cache_type == "JPWA":
                with tree.lock:
                    found = reopened(after_crash(folder, tmp_path / "crashed"))["e"]["jsons"]
                assert {win: window["log"] for win, window in found.items()} == model
    assert tree.unsaved() == []
    tree.close()
    found = reopened(folder, cache_type)["e"]["jsons"]
    assert {win: window["log"] for win, window in found.items()} == model


@EVERY_TYPE
def test_environments_come_and_go_beside_readers(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    chance = random.Random(3)

    def read() -> None:
        for eid in ("e", "f"):
            tree.load(eid, WINS)
            tree.save(eid)
            with suppress(NotFound):
                list(tree.copy_out(eid))

    model: dict[str, Any] = {"main": {"jsons": {}, "reload": {}}}
    with Helpers(read, read):
        for step in range(300):
            eid = chance.choice(["e", "f"])
            if eid not in model or step % 3:
                model[eid] = {"jsons": {win: make_window(win, step) for win in WINS[: step % 5]}, "reload": {}}
                tree[eid] = model[eid]
            else:
                del tree[eid]
                del model[eid]
            assert sorted(tree) == sorted(model)
    assert plain(tree) == model
    tree.close()
    assert reopened(folder, cache_type) == model


class SlowReading:
    """Lets a test do something between the reading of a window and its arrival in the tree."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.meanwhile: Callable[[], None] = lambda: None
        read = StoragePrototype.read

        def read_slowly(store: StoragePrototype, eid: str, win: str, want: Any = "window") -> StoredWindow:
            found = read(store, eid, win, want)
            meanwhile, self.meanwhile = self.meanwhile, lambda: None
            meanwhile()
            return found

        monkeypatch.setattr(StoragePrototype, "read", read_slowly)


@pytest.fixture
def unread(folder: Path, request: pytest.FixtureRequest) -> Iterator[Tree]:
    """A tree whose window `w` was not read yet."""
    tree = open_test_tree(folder, request.param)
    tree["e"] = {"jsons": {"w": make_window("w", "old")}}
    tree.close()
    tree = open_test_tree(folder, request.param)
    tree.load("e")
    yield tree
    tree.close()


UNREAD_OF_EVERY_TYPE = pytest.mark.parametrize("unread", CACHE_TYPES, indirect=True)


@UNREAD_OF_EVERY_TYPE
def test_a_window_replaced_while_it_is_read_stays_replaced(unread: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowReading(monkeypatch)
    slow.meanwhile = lambda: unread["e"]["jsons"].update({"w": make_window("w", "new")})
    unread.load("e", ["w"])
    assert unread["e"]["jsons"]["w"]["log"] == ["new"]


@UNREAD_OF_EVERY_TYPE
def test_a_window_deleted_while_it_is_read_stays_deleted(unread: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowReading(monkeypatch)
    slow.meanwhile = lambda: unread["e"]["jsons"].pop("w", None)
    unread.load("e", ["w"])
    assert list(unread["e"]["jsons"]) == []


@UNREAD_OF_EVERY_TYPE
def test_an_environment_deleted_while_it_is_read_stays_deleted(unread: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowReading(monkeypatch)
    slow.meanwhile = lambda: unread.pop("e", None)
    unread.load("e", ["w"])
    assert "e" not in unread


@UNREAD_OF_EVERY_TYPE
def test_an_environment_replaced_while_it_is_read_is_the_new_one(unread: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    windows = unread["e"]["jsons"]
    slow = SlowReading(monkeypatch)
    slow.meanwhile = lambda: unread.update({"e": {"jsons": {"w": make_window("w", "new")}}})
    with pytest.raises(KeyError):
        windows["w"]
    assert unread["e"]["jsons"]["w"]["log"] == ["new"]


@EVERY_TYPE
def test_a_copy_is_whole_or_refused(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    for meanwhile in (lambda: tree.pop("e"), lambda: tree.update({"e": {"jsons": {"v": make_window("v", "new")}}})):
        tree["e"] = {"jsons": {"w": make_window("w"), "v": make_window("v")}}
        copy = tree.copy_out("e")
        next(copy)
        meanwhile()
        with pytest.raises(NotFound):
            next(copy)
    tree.close()


@pytest.mark.parametrize("cache_type", ["JPW", "JPWA"])
def test_a_copy_goes_on_while_its_environment_changes_its_form(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, "JPE")
    tree["e"] = {"jsons": {"w": make_window("w"), "v": make_window("v")}}
    tree.close()
    tree = open_test_tree(folder, cache_type)
    copy = tree.copy_out("e")
    next(copy)
    tree.prepare("e")
    assert [win for win, _ in copy] == ["v"]
    tree.close()


@pytest.mark.parametrize("cache_type", ["JPW", "JPWA"])
def test_a_window_read_while_its_environment_changes_its_form_can_be_deleted(
    folder: Path, cache_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = open_test_tree(folder, "JPE")
    tree["e"] = {"jsons": {"w": make_window("w", "old")}}
    tree.close()
    tree = open_test_tree(folder, cache_type)
    tree.load("e")
    slow = SlowReading(monkeypatch)
    slow.meanwhile = lambda: tree.prepare("e")
    assert tree["e"]["jsons"]["w"]["log"] == ["old"]
    del tree["e"]["jsons"]["w"]
    tree.close()
    assert reopened(folder, cache_type)["e"]["jsons"] == {}
