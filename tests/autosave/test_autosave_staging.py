from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from keeping import CACHE_TYPES, after_crash, change, make_window, open_test_tree, plain, reopened, set_aside

from visdom.autosave import Tree
from visdom.autosave.disk import files
from visdom.errors import NotSaved

EVERY_TYPE = pytest.mark.parametrize("cache_type", CACHE_TYPES)
OLD = {"jsons": {"w": make_window("w", "old")}, "reload": {}}
NEW = {"jsons": {"w": make_window("w", "new"), "v": make_window("v")}, "reload": {"v": {"x": 1}}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


@pytest.fixture
def crashes(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Copies of the folder, one before each change of a name."""
    copies: list[Path] = []
    rename = files.rename

    def copy_and_rename(source: str, target: str) -> None:
        copies.append(after_crash(folder, tmp_path / f"crash{len(copies)}"))
        rename(source, target)

    monkeypatch.setattr(files, "rename", copy_and_rename)
    yield copies
    monkeypatch.undo()


def stage_new(tree: Tree, cache_type: str) -> None:
    tree.commit(tree.stage("e", NEW["jsons"].items(), {"reload": NEW["reload"]}))


@EVERY_TYPE
def test_an_environment_is_replaced_in_one_step(
    folder: Path, cache_type: str, crashes: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = OLD
    tree.save("e")
    crashes.clear()
    tree["e"] = NEW
    copies = list(crashes)
    assert len(copies) >= 3
    found = [reopened(copy, cache_type)["e"] for copy in copies]
    assert found[0] == OLD
    assert found[-1] == NEW
    assert found == [OLD] * found.count(OLD) + [NEW] * found.count(NEW)
    tree.close()


@EVERY_TYPE
def test_what_a_crash_left_half_built_is_removed(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    tree.stage("e", NEW["jsons"].items(), {})
    assert "e" not in tree
    tree.close()
    assert list((folder / ".building").iterdir())
    assert "e" not in reopened(folder, cache_type)
    assert not (folder / ".building").exists()


@EVERY_TYPE
def test_the_last_commit_wins(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type)
    first = tree.stage("e", OLD["jsons"].items(), {})
    second = tree.stage("e", NEW["jsons"].items(), {"reload": NEW["reload"]})
    tree.commit(first)
    tree.commit(second)
    change(tree, "e", "w", "more")
    expected = plain(tree)
    assert expected["e"]["jsons"]["w"]["log"] == ["new", "more"]
    tree.close()
    assert reopened(folder, cache_type) == expected


@EVERY_TYPE
def test_a_refused_commit_leaves_the_old_environment(
    folder: Path, cache_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = OLD
    staged = tree.stage("e", NEW["jsons"].items(), {"reload": NEW["reload"]})
    rename = files.rename

    def refuse_the_last(source: str, target: str) -> None:
        if "/.new/" in source and not target.startswith(str(folder / ".building")):
            raise OSError(5, "refused")
        rename(source, target)

    monkeypatch.setattr(files, "rename", refuse_the_last)
    with pytest.raises(NotSaved, match="refused"):
        tree.commit(staged)
    monkeypatch.undo()
    assert plain(tree)["e"] == OLD
    assert list((folder / ".building").iterdir()) == []
    change(tree, "e", "w", "goes on")
    tree["e"] = NEW
    assert plain(tree)["e"] == NEW
    tree.close()
    assert reopened(folder, cache_type)["e"] == NEW


@EVERY_TYPE
def test_a_refused_building_leaves_nothing(folder: Path, cache_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = open_test_tree(folder, cache_type)

    def refuse(path: str, pieces: object, *, sync: bool) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", refuse)
    with pytest.raises(NotSaved, match="No space"):
        tree.stage("e", NEW["jsons"].items(), {})
    monkeypatch.undo()
    assert list((folder / ".building").iterdir()) == []
    tree.close()


@EVERY_TYPE
def test_a_deleted_environment_goes_to_the_trash_in_one_step(
    folder: Path, cache_type: str, crashes: list[Path]
) -> None:
    tree = open_test_tree(folder, cache_type)
    tree["e"] = OLD
    tree.save("e")
    crashes.clear()
    del tree["e"]
    copies = [copy for copy in crashes if "e" in reopened(copy, cache_type)]
    assert copies == crashes[:2], "the first try finds no trash, the second makes it"
    tree.close()
    assert "e" not in reopened(folder, cache_type)
    assert set_aside(folder, ".trash") == (["e.json"] if cache_type == "JPE" else ["reload.json", "w.json"])


def test_a_member_name_tells_the_fork_by_its_own_name(folder: Path) -> None:
    folder.mkdir()
    (folder / "e.json").write_text('{"jsons": {}, "reload": {}, "name": "e"}')
    tree = open_test_tree(folder)
    tree.commit(tree.stage("f", tree.copy_out("e"), {"name": tree["e"]["name"]}))
    assert tree["f"]["name"] == "f"
    tree.close()


def test_the_files_of_a_new_environment_are_written_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = open_test_tree(folder)
    write, written = files.write_temporary, []

    def note(path: str, pieces: Iterable[bytes], *, sync: bool) -> str:
        written.append(path)
        return write(path, pieces, sync=sync)

    monkeypatch.setattr(files, "write_temporary", note)
    tree["e"] = {}
    assert written == [f"{folder}/e"]
    tree["e"]["reload"] = {"w": {"x": 1}}
    assert len(written) == 2
    tree.close()
