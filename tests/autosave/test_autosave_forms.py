from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from keeping import CACHE_TYPES, change, make_window, open_test_tree, plain, reopened, set_aside

from visdom.autosave.disk import files
from visdom.errors import NotSaved

SAMPLES = Path(__file__).parent.parent / "conformance" / "samples"
EVERY_TYPE = pytest.mark.parametrize("cache_type", CACHE_TYPES)
EVERY_SAMPLE = pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir()))
FOREIGN = [("JPE", "folder"), ("JPW", "file"), ("JPWA", "file")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def copy_sample(sample: str, folder: Path) -> None:
    """The samples may be read-only, so nothing but the texts is copied."""
    shutil.copytree(SAMPLES / sample, folder, copy_function=shutil.copyfile)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def put_environment(folder: Path, form: str) -> None:
    windows = {"w": make_window("w", 1), "v": make_window("v", 2)}
    if form == "file":
        folder.mkdir()
        (folder / "e.json").write_text(json.dumps({"jsons": windows, "reload": {"w": {}}, "more": [1]}))
    else:
        (folder / "e" / "jsons").mkdir(parents=True)
        for win, window in windows.items():
            (folder / "e" / "jsons" / f"{win}.json").write_text(json.dumps(window))
        (folder / "e" / "reload.json").write_text('{"w": {}}')
        (folder / "e" / "more.json").write_text("[1]")


EXPECTED = {"jsons": {"w": make_window("w", 1), "v": make_window("v", 2)}, "reload": {"w": {}}, "more": [1]}


@EVERY_TYPE
@EVERY_SAMPLE
def test_folders_written_by_others_are_read_and_taken_over(folder: Path, sample: str, cache_type: str) -> None:
    copy_sample(sample, folder)
    tree = open_test_tree(folder, cache_type)
    found = plain(tree)
    assert sorted(found) == ["exp_1", "main"]
    assert sorted(found["exp_1"]["jsons"]) == ["img", "loss", "note", "prior"]
    assert found["exp_1"]["jsons"]["note"]["content"] == "<b>epoch 2</b>"
    assert found["exp_1"]["reload"]["loss"]["h"] == 24
    tree["exp_1"]["jsons"]["new"] = make_window("new")
    found["exp_1"]["jsons"]["new"] = make_window("new")
    tree.close()
    for other_type in CACHE_TYPES:
        assert reopened(folder, other_type) == found
    assert (folder / "view" / "layouts.json").exists()


@EVERY_TYPE
@EVERY_SAMPLE
def test_an_environment_that_was_not_opened_is_not_rewritten(folder: Path, sample: str, cache_type: str) -> None:
    copy_sample(sample, folder)
    before = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    tree = open_test_tree(folder, cache_type)
    tree.save("exp_1")
    tree.load("main")
    tree.save("main")
    tree.close()
    assert {path: (folder / path).read_bytes() for path in before} == before


@pytest.mark.parametrize(("cache_type", "form"), FOREIGN)
def test_the_first_write_moves_an_environment_to_the_own_form(folder: Path, cache_type: str, form: str) -> None:
    put_environment(folder, form)
    tree = open_test_tree(folder, cache_type)
    assert plain(tree)["e"] == EXPECTED
    tree.save("e")
    assert not (folder / ".migrated").exists()
    change(tree, "e", "w", "first")
    tree.save("e")
    assert set_aside(folder, ".migrated") == (
        ["e.json"] if form == "file" else ["more.json", "reload.json", "v.json", "w.json"]
    )
    assert (folder / "e").is_dir() is (form == "file")
    change(tree, "e", "w", "second")
    change(tree, "e", "v", "third")
    expected = plain(tree)
    tree.close()
    assert reopened(folder, cache_type) == expected
    assert expected["e"]["jsons"]["w"]["log"] == [1, "first", "second"]


@pytest.mark.parametrize(("cache_type", "form"), FOREIGN)
def test_an_environment_is_prepared_for_writing_ahead(folder: Path, cache_type: str, form: str) -> None:
    put_environment(folder, form)
    tree = open_test_tree(folder, cache_type)
    tree.prepare("e")
    assert (folder / ".migrated").exists() is (form == "file")
    tree.prepare("e")
    del tree["e"]["jsons"]["v"]
    tree["e"]["reload"] = {"w": {"x": 1}}
    tree.close()
    assert reopened(folder, cache_type)["e"] == {
        "jsons": {"w": make_window("w", 1)},
        "reload": {"w": {"x": 1}},
        "more": [1],
    }


@pytest.mark.parametrize(("cache_type", "form"), FOREIGN)
def test_an_environment_of_the_other_form_can_be_deleted_and_replaced(folder: Path, cache_type: str, form: str) -> None:
    put_environment(folder, form)
    tree = open_test_tree(folder, cache_type)
    tree["e"] = {"jsons": {"new": make_window("new")}}
    assert plain(tree)["e"] == {"jsons": {"new": make_window("new")}, "reload": {}}
    tree.close()
    assert set_aside(folder, ".migrated")
    shutil.rmtree(folder)
    put_environment(folder, form)
    tree = open_test_tree(folder, cache_type)
    del tree["e"]
    tree.close()
    assert list(reopened(folder, cache_type)) == ["main"]


@pytest.mark.parametrize("removed", [False, True])
def test_changes_wait_in_memory_when_the_own_form_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, removed: bool
) -> None:
    put_environment(folder, "file")
    tree = open_test_tree(folder)
    make_folder = files.make_folder

    def refuse(path: str) -> None:
        if ".building" in path:
            raise OSError(28, "No space left on device")
        make_folder(path)

    monkeypatch.setattr(files, "make_folder", refuse)
    with pytest.raises(NotSaved, match="No space"):
        change(tree, "e", "w", "stored")
    with pytest.raises(NotSaved, match="No space"):
        tree["e"]["jsons"]["new"] = make_window("new")
    with pytest.raises(NotSaved, match="No space"):
        tree["e"]["reload"] = {"w": {"x": 1}}
    with pytest.raises(NotSaved, match="No space"):
        del tree["e"]["more"]
    assert sorted(tree.unsaved()) == [("e", "new"), ("e", "w")]
    if removed:
        with pytest.raises(NotSaved, match="No space"):
            del tree["e"]["jsons"]["new"]
        assert tree.unsaved() == [("e", "w")]
    expected = plain(tree)
    monkeypatch.undo()
    tree.prepare("e")
    assert tree.unsaved() == []
    change(tree, "e", "w", "goes on")
    expected["e"]["jsons"]["w"]["log"].append("goes on")
    expected["e"]["jsons"]["w"]["version"] = tree["e"]["jsons"]["w"]["version"]
    tree.close()
    assert reopened(folder) == expected
    assert ("new" in expected["e"]["jsons"]) is not removed
