"""What happens when the disk refuses: real causes where a test can make them, refused calls elsewhere."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from keeping import CACHE_TYPES, after_crash, change, make_window, open_test_tree, plain, reopened

from visdom.autosave import Tree
from visdom.autosave.disk import files
from visdom.autosave.stores import window_json
from visdom.errors import NotSaved, StorageError

EVERY_TYPE = pytest.mark.parametrize("cache_type", CACHE_TYPES)
LIMIT = 200_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


@pytest.fixture
def tree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tree]:
    monkeypatch.setattr(window_json, "RETRY_SECONDS", 0.05)
    tree = open_test_tree(folder)
    tree["e"] = {}
    yield tree
    tree.close()


@pytest.fixture
def small_files() -> Iterator[None]:
    """The system refuses to let any file of this process grow over a limit."""
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def allow_large_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def wait_until_saved(tree: Tree) -> None:
    end = time.monotonic() + 30
    while tree.unsaved():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.mark.usefixtures("small_files")
def test_a_window_that_does_not_fit_stays_in_memory_until_it_does(tree: Tree, folder: Path, tmp_path: Path) -> None:
    tree["e"]["jsons"]["small"] = make_window("small")
    with pytest.raises(NotSaved, match="'large' of 'e' could not be saved: File too large"):
        tree["e"]["jsons"]["large"] = make_window("large", "x" * (LIMIT + 10))
    assert tree.unsaved() == [("e", "large")]
    assert len(tree["e"]["jsons"]["large"]["log"][0]) == LIMIT + 10
    with pytest.raises(NotSaved):
        change(tree, "e", "large", "more")
    change(tree, "e", "small", "works")
    found = reopened(after_crash(folder, tmp_path / "crashed"))
    assert found["e"]["jsons"] == {"small": make_window("small", "works", version=2)}
    allow_large_files()
    wait_until_saved(tree)
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)
    change(tree, "e", "large", "and on")
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)


@pytest.mark.usefixtures("small_files")
def test_a_refused_change_damages_nothing_that_was_saved(tree: Tree, folder: Path, tmp_path: Path) -> None:
    tree["e"]["jsons"]["w"] = make_window("w", "y" * 120_000)
    change(tree, "e", "w", "stored")
    before = plain(tree)
    with pytest.raises(NotSaved):
        change(tree, "e", "w", "z" * 250_000)
    assert reopened(after_crash(folder, tmp_path / "crashed")) == before
    assert tree.unsaved() == [("e", "w")]
    allow_large_files()
    change(tree, "e", "w", "tried at once")
    assert tree.unsaved() == []
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)


def test_a_journal_that_cannot_be_written_to_is_done_without(tree: Tree, folder: Path, tmp_path: Path) -> None:
    (folder / "e" / "jsons" / "w.journal").mkdir(parents=True)
    tree["e"]["jsons"]["w"] = make_window("w", 1)
    change(tree, "e", "w", 2)
    found = {path.name for path in (folder / "e" / "jsons").iterdir()}
    assert "w.json" in found


def test_a_journal_of_another_program_is_not_continued(tree: Tree, folder: Path, tmp_path: Path) -> None:
    (folder / "e" / "jsons").mkdir()
    (folder / "e" / "jsons" / "w.journal").write_bytes(b"of another program\n")
    tree["e"]["jsons"]["w"] = make_window("w", 1)
    change(tree, "e", "w", 2)
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)


def test_a_journal_that_another_program_removed_is_made_up_for(tree: Tree, folder: Path, tmp_path: Path) -> None:
    tree["e"]["jsons"]["w"] = make_window("w", 1)
    store: Any = tree._store
    store._work.journals.close_all()
    (folder / "e" / "jsons" / "w.journal").unlink()
    change(tree, "e", "w", 2)
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)


def refuse(*arguments: Any, **options: Any) -> Any:
    raise OSError(5, "Input/output error")


def test_a_refused_deletion_is_made_up_for(
    tree: Tree, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree["e"]["jsons"]["w"] = make_window("w")
    tree.save("e")
    change(tree, "e", "w", 1)
    rename = files.rename
    monkeypatch.setattr(files, "rename", refuse)
    with pytest.raises(NotSaved, match="deletion of the window 'w'"):
        del tree["e"]["jsons"]["w"]
    assert "w" not in tree["e"]["jsons"]
    assert tree.unsaved() == [("e", "w")]
    monkeypatch.setattr(files, "rename", rename)
    assert reopened(after_crash(folder, tmp_path / "crashed"))["e"]["jsons"] == {}, "its journal says so"
    wait_until_saved(tree)
    assert list((folder / "e" / "jsons").iterdir()) == []


def test_a_window_is_made_again_over_a_refused_deletion(
    tree: Tree, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree["e"]["jsons"]["w"] = make_window("w", "old", version=8)
    rename = files.rename
    monkeypatch.setattr(files, "rename", refuse)
    with pytest.raises(NotSaved):
        del tree["e"]["jsons"]["w"]
    tree["e"]["jsons"]["w"] = make_window("w", "new")
    monkeypatch.setattr(files, "rename", rename)
    assert tree.unsaved() == []
    change(tree, "e", "w", 1)
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)
    assert tree["e"]["jsons"]["w"]["log"] == ["new", 1]


def test_a_window_is_made_again_over_a_deletion_of_which_half_was_written(
    tree: Tree, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree["e"]["jsons"]["w"] = make_window("w", "old")
    tree.save("e")
    change(tree, "e", "w", 1)

    def write_half(descriptor: int, data: bytes) -> None:
        os.write(descriptor, data[: len(data) // 2])
        refuse()

    with monkeypatch.context() as patched:
        patched.setattr(files, "append", write_half)
        for call in ("cut", "rename"):
            patched.setattr(files, call, refuse)
        with pytest.raises(NotSaved):
            del tree["e"]["jsons"]["w"]
    tree["e"]["jsons"]["w"] = make_window("w", "new")
    assert tree.unsaved() == []
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)
    assert not (tmp_path / "crashed" / ".damaged").exists()


def test_an_environment_that_cannot_be_deleted_is_still_there(
    tree: Tree, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree["e"]["jsons"]["w"] = make_window("w")
    with monkeypatch.context() as patched:
        patched.setattr(files, "rename", refuse)
        with pytest.raises(StorageError, match="could not be deleted"):
            del tree["e"]
    change(tree, "e", "w", 1)
    assert plain(tree) == reopened(after_crash(folder, folder.parent / "crashed"))


def test_refused_positions_are_made_up_for(
    tree: Tree, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(files, "replace", refuse)
        with pytest.raises(NotSaved, match="'reload' of the environment 'e'"):
            tree["e"]["reload"] = {"w": {"x": 1}}
        with pytest.raises(NotSaved, match="'reload' of the environment 'new'"):
            tree["new"] = {}
    assert tree["e"]["reload"] == {"w": {"x": 1}}
    tree.save("e")
    tree.save("new")
    assert reopened(after_crash(folder, tmp_path / "crashed")) == plain(tree)


@EVERY_TYPE
def test_a_refused_saving_is_told_and_made_up_for(
    folder: Path, cache_type: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(window_json, "RETRY_SECONDS", 1e6)
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w")
    with monkeypatch.context() as patched:
        patched.setattr(files, "write", refuse)
        with pytest.raises(NotSaved, match="Input/output error"):
            tree.save("e")
        assert tree.unsaved() == ([] if cache_type == "JPWA" else [("e", "w")])
    tree.save("e")
    assert tree.unsaved() == []
    assert reopened(after_crash(folder, tmp_path / "crashed"), cache_type) == plain(tree)
    tree.close()


@EVERY_TYPE
def test_what_is_refused_at_the_end_is_told(
    folder: Path, cache_type: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["main"]["jsons"]["w"] = make_window("w")
    with monkeypatch.context() as patched:
        patched.setattr(files, "write", refuse)
        tree.close()
    assert "ends before the disk took everything" in caplog.text
    open_test_tree(folder, cache_type).close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="-env_path"):
        open_test_tree(tmp_path / "file")
    with pytest.raises(StorageError, match="-env_path"):
        open_test_tree(tmp_path / "file" / "below")


def test_a_folder_that_takes_no_environment_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    (folder / "main.json").mkdir()
    (folder / "main").write_text("no folder")
    tree = open_test_tree(folder)
    assert "main" in tree, "under another name, as both are taken"
    tree.close()
    monkeypatch.setattr(files, "replace", refuse)
    with pytest.raises(StorageError, match="cannot be used"):
        open_test_tree(folder.parent / "other")


def unreadable(name: str) -> Any:
    """Reading of files where those of one name are refused, as a broken disk does it."""
    read = files.read

    def refuse_some(path: str, start: int = 0) -> bytes:
        if path.endswith(name):
            raise OSError(5, "Input/output error")
        return read(path, start)

    return refuse_some


def with_windows(folder: Path, cache_type: str = "JPWA") -> Tree:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {"jsons": {"w": make_window("w", "old", version=7), "v": make_window("v")}}
    tree.close()
    return open_test_tree(folder, cache_type)


def test_a_window_that_the_disk_does_not_give_hides_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tree = with_windows(folder)
    with monkeypatch.context() as patched:
        patched.setattr(files, "read", unreadable("/w.json"))
        tree.load("e", ["v", "w"])
        assert list(tree["e"]["jsons"]) == ["v"]
    tree.close()
    assert "'w' of 'e' cannot be read: [Errno 5] Input/output error" in caplog.text
    assert sorted(reopened(folder)["e"]["jsons"]) == ["v", "w"], "the file stayed where it was"


def test_a_window_that_the_disk_does_not_give_can_be_replaced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = with_windows(folder)
    with monkeypatch.context() as patched:
        patched.setattr(files, "read", unreadable("/w.json"))
        tree["e"]["jsons"]["w"] = make_window("w", "new")
    change(tree, "e", "w", 1)
    tree.close()
    assert reopened(folder)["e"]["jsons"]["w"]["log"] == ["new", 1]
    assert (folder / ".damaged").exists()


@EVERY_TYPE
def test_an_environment_that_the_disk_does_not_give_is_told(
    folder: Path, cache_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = with_windows(folder, cache_type)
    with monkeypatch.context() as patched:
        patched.setattr(files, "read", unreadable("reload.json" if cache_type != "JPE" else "/e.json"))
        with pytest.raises(StorageError, match="'e' cannot be read"):
            tree.load("e")
    assert tree["e"]["jsons"]["w"]["log"] == ["old"]
    tree.close()


def test_a_torn_journal_that_cannot_be_cut_is_done_without(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = open_test_tree(folder)
    tree["e"] = {}
    tree["e"]["jsons"]["w"] = make_window("w", 1)
    crashed = after_crash(folder, tmp_path / "crashed")
    tree.close()
    with (crashed / "e" / "jsons" / "w.journal").open("ab") as journal:
        journal.write(b"torn")
    tree = open_test_tree(crashed)
    with monkeypatch.context() as patched:
        patched.setattr(files, "cut", refuse)
        tree.load("e", ["w"])
        change(tree, "e", "w", 2)
    assert reopened(after_crash(crashed, tmp_path / "again"))["e"]["jsons"]["w"]["log"] == [1, 2]
    tree.close()


def test_text_that_cannot_go_to_quarantine_stays_in_its_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    (folder / "e.json").write_bytes(b'{"jsons": {"bad": {tru}, "w": {"id": "w", "log": []}}}')
    tree = open_test_tree(folder, "JPE")
    with monkeypatch.context() as patched:
        patched.setattr(files, "write", refuse)
        tree.load("e", ["bad", "w"])
    assert list(tree["e"]["jsons"]) == ["w"]
    change(tree, "e", "w", 1)
    tree.close()
    assert b"{tru}" in (folder / "e.json").read_bytes()
