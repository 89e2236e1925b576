"""Folders or files are removed below a running server: what is in memory is written again, and nothing is lost."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from stories import LARGE, Model, Story, open_quiet_tree, read

from visdom.autosave import Tree
from visdom.errors import NotSaved, StorageError
from visdom.server.workspace.views import Views

CACHE_TYPES = pytest.mark.parametrize("cache_type", ["JPWA", "JPW", "JPE"])
LONG_ID = "long " * 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


@pytest.fixture
def open_tree(folder: Path) -> Iterator[Callable[..., Tree]]:
    """Opens trees on the folder, and closes them in the end."""
    trees = []

    def open_one(cache_type: str = "JPWA", fsync: str = "never") -> Tree:
        trees.append(open_quiet_tree(folder, cache_type, fsync))
        return trees[-1]

    yield open_one
    for tree in trees:
        tree.close()


def fill(tree: Tree) -> Story:
    """Windows of all kinds: folded, with a journal, with nothing but a journal, large, closed."""
    story = Story(tree, [], read(tree))
    story.make("e")
    for win in ("folded", "both", "closed", LONG_ID):
        story.put("e", win, 1)
    story.fold("e")
    story.add("e", "both", 2)
    story.put("e", "journal", 3)
    story.put("e", "large", LARGE)
    story.place("e", "both")
    story.close("e", "closed")
    story.make("empty")
    if tree._store.cache_type == "JPWA":
        story.add("e", "both", 4)
    else:
        tree.save_all()
    return story


def a_second_passes(tree: Tree) -> None:
    """Everything is done that a server does every second."""
    tree._store._check_removed()
    for _, task in tree._store._tasks():
        try:
            task()
        except NotSaved:
            continue


def after_kill(folder: Path, copy: Path, cache_type: str) -> tuple[Model, dict[str, Any]]:
    """What a server finds when this one is killed now, with the places of the panes."""
    tree = open_quiet_tree(shutil.copytree(folder, copy), cache_type)
    try:
        return read(tree), {eid: tree[eid]["reload"] for eid in tree}
    finally:
        tree.close()
        shutil.rmtree(copy)


def remove_all(folder: Path) -> None:
    shutil.rmtree(folder)


def move_all_away(folder: Path) -> None:
    folder.rename(folder.with_name("moved away"))


def make_all_anew(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def exchange_all(folder: Path) -> None:
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    shutil.rmtree(folder)
    copy.rename(folder)


def remove_environment(folder: Path) -> None:
    for path in (folder / "e", folder / "e.json"):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()


def remove_windows(folder: Path) -> None:
    shutil.rmtree(folder / "e" / "jsons", ignore_errors=True)


def remove_lock(folder: Path) -> None:
    (folder / ".lock").unlink()


REMOVALS = [remove_all, move_all_away, make_all_anew, exchange_all, remove_environment, remove_windows, remove_lock]


@CACHE_TYPES
@pytest.mark.parametrize("remove", REMOVALS)
@pytest.mark.parametrize("is_changed", [False, True], ids=["quiet", "changed before it is noticed"])
def test_what_is_in_memory_is_written_anew(
    folder: Path,
    tmp_path: Path,
    open_tree: Callable[..., Tree],
    cache_type: str,
    remove: Callable[[Path], None],
    is_changed: bool,
) -> None:
    tree = open_tree(cache_type)
    story = fill(tree)
    a_second_passes(tree)
    remove(folder)
    if is_changed:
        story.add("e", "both", 5)
        story.put("e", "journal", 6)
        story.place("e", "both")
    a_second_passes(tree)
    a_second_passes(tree)
    held = read(tree), {eid: tree[eid]["reload"] for eid in tree}
    assert held[0] == story.model
    if cache_type != "JPWA" and is_changed:
        tree.save_all()
    assert after_kill(folder, tmp_path / "killed", cache_type) == held
    assert tree.unsaved() == []
    story.add("e", "both", 7)
    story.add("e", "folded", 8)
    story.close("e", "large")
    tree.save_all()
    assert after_kill(folder, tmp_path / "killed", cache_type)[0] == story.model
    with (folder / ".lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("name", ["both.json", "both.journal", "journal.journal", "folded.json"])
def test_a_file_of_a_window_that_was_removed_is_missed_when_the_window_changes(
    folder: Path, tmp_path: Path, open_tree: Callable[..., Tree], name: str
) -> None:
    tree = open_tree()
    story = fill(tree)
    story.add("e", "journal", 4)
    path = folder / "e" / "jsons" / name
    assert path.exists()
    path.unlink()
    story.add("e", path.stem, 5)
    a_second_passes(tree)
    assert after_kill(folder, tmp_path / "killed", "JPWA")[0] == story.model
    story.add("e", path.stem, 6)
    assert after_kill(folder, tmp_path / "killed", "JPWA")[0] == story.model


@pytest.mark.parametrize("name", ["both.json", "both.journal", "folded.json", "large.json"])
def test_a_window_of_which_a_file_was_removed_can_be_closed(
    folder: Path, tmp_path: Path, open_tree: Callable[..., Tree], name: str
) -> None:
    tree = open_tree()
    story = fill(tree)
    path = folder / "e" / "jsons" / name
    path.unlink()
    story.close("e", path.stem)
    a_second_passes(tree)
    assert tree.unsaved() == []
    assert after_kill(folder, tmp_path / "killed", "JPWA")[0] == story.model
    story.put("e", path.stem, "again")
    assert after_kill(folder, tmp_path / "killed", "JPWA")[0] == story.model


@CACHE_TYPES
@pytest.mark.parametrize("place", ["", "e", "e/jsons"])
def test_a_file_in_the_place_of_a_folder_refuses_changes_until_it_goes(
    folder: Path,
    tmp_path: Path,
    open_tree: Callable[..., Tree],
    cache_type: str,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("visdom.autosave.stores.env_json.RETRY_SECONDS", 0.0)
    tree = open_tree(cache_type)
    story = fill(tree)
    path = folder / (place if cache_type != "JPE" else "")
    shutil.rmtree(path)
    path.write_text("in the way")
    a_second_passes(tree)
    for _ in range(2):
        if cache_type == "JPWA":
            with pytest.raises(NotSaved, match=r"could not be saved: .*kept in memory"):
                story.add("e", "both", 5)
            story.model["e"]["both"] = read(tree)["e"]["both"]
            assert ("e", "both") in tree.unsaved()
        a_second_passes(tree)
        assert ("e", "both") in tree.unsaved()
    path.unlink()
    a_second_passes(tree)
    a_second_passes(tree)
    assert tree.unsaved() == []
    assert after_kill(folder, tmp_path / "killed", cache_type)[0] == read(tree) == story.model


def test_windows_that_were_not_in_memory_are_lost_and_named(
    folder: Path, tmp_path: Path, open_tree: Callable[..., Tree], caplog: pytest.LogCaptureFixture
) -> None:
    fill(open_tree()).tree.close()
    tree = open_tree()
    tree.load("e", ["both", "large"])
    remove_all(folder)
    a_second_passes(tree)
    lost = [record.getMessage() for record in caplog.records if "is lost" in record.getMessage()]
    assert len(lost) == 3 and any("'folded' of 'e'" in line for line in lost)
    assert sorted(tree["e"]["jsons"]) == ["both", "large"]
    assert after_kill(folder, tmp_path / "killed", "JPWA")[0]["e"] == read(tree)["e"]


def test_what_somebody_puts_back_is_still_there(folder: Path, tmp_path: Path, open_tree: Callable[..., Tree]) -> None:
    story = fill(open_tree())
    story.tree.close()
    tree = open_tree()
    tree.load("e", ["both"])
    exchange_all(folder)
    Story(tree, [], story.model).add("e", "both", 5)
    a_second_passes(tree)
    story.model["e"]["both"].append(5)
    assert read(tree) == story.model
    assert after_kill(folder, tmp_path / "killed", "JPWA")[0] == story.model


def test_an_environment_that_is_a_file_of_another_form_comes_back_in_the_own_form(
    folder: Path, tmp_path: Path, open_tree: Callable[..., Tree]
) -> None:
    story = fill(open_tree("JPE"))
    story.tree.close()
    tree = open_tree("JPWA")
    tree.load("e")
    (folder / "e.json").unlink()
    a_second_passes(tree)
    a_second_passes(tree)
    assert after_kill(folder, tmp_path / "killed", "JPWA")[0] == story.model
    assert (folder / "e" / "jsons").is_dir()


@CACHE_TYPES
def test_a_server_that_came_in_while_the_lock_was_gone_has_the_folder(
    folder: Path, open_tree: Callable[..., Tree], cache_type: str, caplog: pytest.LogCaptureFixture
) -> None:
    tree = open_tree(cache_type)
    story = fill(tree)
    remove_lock(folder)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("process 1 elsewhere")
        lock.flush()
        a_second_passes(tree)
    assert f"The lock of {folder} was removed" in caplog.text
    for attempt in (
        lambda: story.add("e", "both", 9),
        lambda: story.make("late"),
        lambda: story.delete("e"),
        lambda: tree.save("e"),
        tree.save_all,
        lambda: tree["e"].__setitem__("reload", {}),
    ):
        with pytest.raises(StorageError, match="restart this server"):
            attempt()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    tree.close()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_false_alarm_harms_nothing(
    folder: Path, tmp_path: Path, open_tree: Callable[..., Tree], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system may give its files other numbers while they are in use."""
    from visdom.autosave.disk import files

    story = fill(open_tree())
    story.tree.close()
    tree = open_tree()
    tree.load("e", ["both"])
    with monkeypatch.context() as renumbered:
        identity = files.identity
        renumbered.setattr(files, "identity", lambda path: (0, 0) if identity(path) else None)
        a_second_passes(tree)
        Story(tree, [], story.model).add("e", "both", 5)
        a_second_passes(tree)
    story.model["e"]["both"].append(5)
    assert read(tree) == story.model
    assert after_kill(folder, tmp_path / "killed", "JPWA")[0] == story.model


def test_saved_views_are_written_anew(folder: Path) -> None:
    views = Views(folder)
    views.restore_if_removed()
    assert not folder.exists()
    views.save("a view")
    remove_all(folder)
    folder.write_text("in the way")
    views.restore_if_removed()
    folder.unlink()
    views.restore_if_removed()
    assert (folder / "view" / "layouts.json").read_text() == "a view"
