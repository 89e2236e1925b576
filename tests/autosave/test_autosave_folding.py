from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from keeping import after_crash, change, make_window, names_below, open_test_tree, plain, reopened, stop_timers

from visdom.autosave import Tree
from visdom.autosave.disk import files
from visdom.autosave.stores import window_json
from visdom.autosave.stores.folding import Fold
from visdom.errors import NotSaved


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


@pytest.fixture
def tree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tree]:
    """A tree that folds nothing by itself, with a window that has been changed."""
    monkeypatch.setattr(window_json, "FOLD_SECONDS", 1e6)
    tree = open_test_tree(folder)
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w")
    change(tree, "e", "w", 1)
    yield tree
    tree.close()


def folding(tree: Tree) -> Generator[str]:
    """Folds the window step by step; yields the path that has to be on the disk before the next step."""
    store: Any = tree._store
    return steps_of(Fold(store._opened["e"].windows["w"]))


def steps_of(fold: Fold) -> Generator[str]:
    refusal: Exception | None = None
    try:
        for step in Fold.STEPS:
            path = getattr(fold, step)()
            if path is None:
                return
            yield path
    except Exception as error:
        refusal = error
        raise
    finally:
        fold.end(refusal)


def test_each_step_of_folding_may_be_the_last(tree: Tree, folder: Path, tmp_path: Path) -> None:
    states = []
    for _ in folding(tree):
        states.append([name for name in names_below(folder / "e" / "jsons") if "temp" not in name])
        assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)
    assert states == [["w.journal"], ["w.journal", "w.json"]]
    assert names_below(folder / "e" / "jsons") == ["w.json"]
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)


def replace_small(tree: Tree) -> None:
    tree["e"]["jsons"]["w"] = make_window("w", "small")


def replace_large(tree: Tree) -> None:
    tree["e"]["jsons"]["w"] = make_window("w", "x" * 100_000)


def delete_window(tree: Tree) -> None:
    del tree["e"]["jsons"]["w"]


def make_again(tree: Tree) -> None:
    delete_window(tree)
    replace_small(tree)


def delete_environment(tree: Tree) -> None:
    del tree["e"]


def replace_environment(tree: Tree) -> None:
    tree["e"] = {"jsons": {"w": make_window("w", "of another")}}


def append(tree: Tree) -> None:
    change(tree, "e", "w", "late")


def append_much(tree: Tree) -> None:
    for number in range(50):
        change(tree, "e", "w", number)


@pytest.mark.parametrize("steps_before", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "meanwhile",
    [
        replace_small,
        replace_large,
        delete_window,
        make_again,
        delete_environment,
        replace_environment,
        append,
        append_much,
    ],
)
def test_a_change_during_folding_is_never_undone(
    tree: Tree, folder: Path, tmp_path: Path, meanwhile: Callable[[Tree], None], steps_before: int
) -> None:
    append_much(tree)
    steps = folding(tree)
    for _ in range(steps_before):
        next(steps, None)
    meanwhile(tree)
    for _ in steps:
        assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)
    assert not list(folder.glob("e/**/*.temp"))


def test_folding_does_not_bring_a_deleted_environment_back(
    tree: Tree, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = files.write_temporary

    def delete_and_write(path: str, pieces: Iterable[bytes], *, sync: bool) -> str:
        del tree["e"]
        return write(path, pieces, sync=sync)

    monkeypatch.setattr(files, "write_temporary", delete_and_write)
    assert list(folding(tree)) == []
    monkeypatch.undo()
    assert not (folder / "e").exists()
    assert "e" not in tree


def test_the_journal_keeps_what_came_during_folding(tree: Tree, folder: Path, tmp_path: Path) -> None:
    append_much(tree)
    steps = folding(tree)
    next(steps)
    change(tree, "e", "w", "late")
    next(steps)
    next(steps)
    change(tree, "e", "w", "later")
    assert list(steps) == []
    journal = (folder / "e" / "jsons" / "w.journal").read_bytes()
    assert journal.count(b"\n") == 2
    change(tree, "e", "w", "latest")
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)


def test_a_window_is_folded_by_one_thread_at_a_time(tree: Tree) -> None:
    steps = folding(tree)
    next(steps)
    assert list(folding(tree)) == []
    assert len(list(steps)) == 1


def test_a_fold_that_the_disk_refuses_leaves_all_as_it_was(tree: Tree, folder: Path, tmp_path: Path) -> None:
    steps = folding(tree)
    next(steps)
    with pytest.raises(OSError, match="refused"):
        steps.throw(OSError(5, "refused"))
    assert names_below(folder / "e" / "jsons") == ["w.journal"]
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)
    tree.save("e")
    assert names_below(folder / "e" / "jsons") == ["w.json"]


def test_saving_tells_what_the_disk_refused(tree: Tree, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "e" / "jsons" / "w.json").mkdir()
    with pytest.raises(NotSaved, match="'w' of 'e'"):
        tree.save("e")
    assert tree.unsaved() == [], "the journal has it"
    (folder / "e" / "jsons" / "w.json").rmdir()
    tree.save("e")
    assert names_below(folder / "e" / "jsons") == ["w.json"]


def test_a_window_that_was_not_folded_is_folded_when_it_is_read(tree: Tree, folder: Path, tmp_path: Path) -> None:
    crashed = after_crash(folder, tmp_path / "crashed")
    tree = open_test_tree(crashed)
    tree.load("e")
    tree.save("e")
    assert names_below(crashed / "e" / "jsons") == ["w.journal"], "it was not needed yet"
    tree.load("e", ["w"])
    tree.save("e")
    assert names_below(crashed / "e" / "jsons") == ["w.json"]
    tree.close()


@pytest.mark.parametrize(("size", "quiet", "too_soon"), [(100, 1.1, 0.9), (1_000_000, 9, 7)])
def test_a_window_is_folded_when_it_was_quiet_and_a_large_one_for_longer(
    tree: Tree, folder: Path, size: int, quiet: float, too_soon: float
) -> None:
    store: Any = tree._store
    tree["e"]["jsons"]["w"] = make_window("w", "x" * size)
    tree.save("e")
    change(tree, "e", "w", 1)
    for seconds, names in ((too_soon, ["w.journal", "w.json"]), (quiet, ["w.json"])):
        store._opened["e"].windows["w"].changed_at = time.monotonic() - seconds
        store._fold_due()
        assert names_below(folder / "e" / "jsons") == names


def test_a_new_journal_as_long_as_a_superfluous_one_stays(folder: Path, tmp_path: Path) -> None:
    tree = open_test_tree(folder, fsync="everysec")
    stop_timers(tree)
    tree["e"] = {}
    windows = tree["e"]["jsons"]
    windows["w"] = make_window("w", 1, version=1)
    journal = folder / "e" / "jsons" / "w.journal"
    size = journal.stat().st_size
    windows["w"] = make_window("w", "x" * 100_000, version=2)  # its journal stays until the disk has the window file
    change(tree, "e", "w", 2)
    tree.save("e")
    assert not journal.exists()
    windows["w"] = make_window("w", 4, version=4)
    assert journal.stat().st_size == size
    tree.sync()
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)
    tree.close()
