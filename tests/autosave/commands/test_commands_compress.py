"""Commands on folders with compressed window files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from commanding import append_text, command, contents, files_below, fill, killed_writer, open_folder, text_window

from visdom.autosave import open_tree
from visdom.windows.patch import replay

LONG = "long " * 30_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Windows with journals and without, small and large."""
    fill(tmp_path / "envs", "JPWA", {"exp": {"small": "0", "large": LONG, "w.json.gz": ""}, "other": {"v": LONG}})
    killed_writer(tmp_path / "envs", ("exp", "small", "1"), ("exp", "large", "1"))
    return tmp_path / "envs"


WHOLE = {"exp": {"small": "01", "large": LONG + "1", "w.json.gz": ""}, "main": {}, "other": {"v": LONG}}


def window_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.glob("*/jsons/*"))


def test_all_window_files_are_compressed_and_uncompressed(folder: Path) -> None:
    done = command("compact", folder, "--compress", "--json")
    assert (done.code, done.data["folded"], done.data["repacked"], done.data["left"]) == (0, 2, 4, 0)
    assert done.data["bytes_after"] < done.data["bytes_before"] / 20
    compressed = [f"exp/jsons/{win}.json.gz" for win in ("large", "small", "w.json.gz")] + ["other/jsons/v.json.gz"]
    assert window_files(folder) == compressed
    before = files_below(folder / "exp")
    assert command("compact", folder, "--compress", "--json").data["repacked"] == 0
    assert command("compact", folder).out.startswith("0 journals folded")
    assert files_below(folder / "exp") == before, "each keeps its form"
    assert contents(folder) == WHOLE
    done = command("compact", folder, "--no-compress")
    assert done.out.startswith("4 window files uncompressed, 0 journals folded")
    assert window_files(folder) == [path.removesuffix(".gz") for path in compressed]
    assert contents(folder) == WHOLE


def test_a_journal_is_folded_into_the_form_that_is_there(folder: Path) -> None:
    command("compact", folder, "--compress")
    killed_writer(folder, ("exp", "small", "2"), ("other", "v", "2"))
    assert command("compact", folder, "--json").data["folded"] == 2
    assert all(path.endswith(".json.gz") for path in window_files(folder))
    assert contents(folder)["exp"]["small"] == "012"


def test_a_compressed_file_that_is_damaged_is_named_and_quarantined(folder: Path) -> None:
    command("compact", folder, "--compress")
    path = folder / "exp" / "jsons" / "large.json.gz"
    bad = bytearray(path.read_bytes())
    bad[len(bad) // 2] ^= 1
    path.write_bytes(bad)
    done = command("check", folder, "--json")
    assert done.code == 1
    (found,) = done.data["found"]
    assert (found["file"], found["window"]) == ("exp/jsons/large.json.gz", "large")
    assert "compressed" in found["what"]
    assert command("check", folder, "--repair").code == 0
    assert not path.exists()
    (quarantined,) = (folder / ".damaged").rglob("*large.json.gz")
    assert quarantined.read_bytes() == bad
    assert command("check", folder).code == 0


def test_commands_read_what_is_compressed(folder: Path, tmp_path: Path) -> None:
    command("compact", folder, "--compress")
    stat = command("stat", folder, "--json").data["environments"]["exp"]
    assert stat["bytes"] == sum(path.stat().st_size for path in (folder / "exp").rglob("*") if path.is_file())
    for name in ("exp.json", "exp.zip"):
        assert command("export", folder, "exp", tmp_path / name).code == 0
    with zipfile.ZipFile(tmp_path / "exp.zip") as archive:
        assert "windows/large.json" in archive.namelist()
    assert command("import", folder, tmp_path / "exp.zip", "--as", "again").code == 0
    assert command("migrate", folder, "--to", "JPE").code == 0
    assert contents(folder) == {**WHOLE, "again": WHOLE["exp"]}


def test_a_closed_window_is_listed_and_restored(folder: Path) -> None:
    command("compact", folder, "--compress")
    tree = open_tree(str(folder), replay=replay, compress=True)
    append_text(tree, "exp", "small", "2")
    del tree["exp"]["jsons"]["small"]
    del tree["other"]["jsons"]["v"]
    tree.close()
    found = {each["window"]: each for each in command("trash", "list", folder, "--json").data["trash"]}
    assert sorted(found) == ["small", "v"]
    assert all(0 < each["bytes"] < 2000 for each in found.values())
    assert command("trash", "restore", folder, *(each["name"] for each in found.values())).code == 0
    assert command("trash", "list", folder, "--json").data["trash"] == []
    assert contents(folder) == {**WHOLE, "exp": {**WHOLE["exp"], "small": "012"}}


def test_windows_that_repeat_pictures_are_left_to_their_journals(folder: Path) -> None:
    tree = open_folder(folder)
    images = [{"src": LONG, "caption": None}]
    tree["exp"]["jsons"]["history"] = {**text_window("history", images[:]), "type": "image_history"}
    with tree.lock:
        window = tree["exp"]["jsons"]["history"]
        patch = b'[{"op":"copy","from":"/content/0","path":"/content/1"},{"op":"replace","path":"/version","value":2}]'
        window["content"].append(dict(images[0]))
        window["version"] = 2
        tree["exp"]["jsons"].append("history", patch)
    tree.close()
    done = command("compact", folder, "--json")
    assert (done.data["folded"], done.data["left"]) == (2, 1)
    assert "1 journal left" in command("compact", folder).out
    assert contents(folder)["exp"]["history"] == images * 2
    assert command("migrate", folder, "--to", "JPW").code == 0
    assert not list(folder.rglob("*.journal"))
    assert contents(folder)["exp"]["history"] == images * 2
