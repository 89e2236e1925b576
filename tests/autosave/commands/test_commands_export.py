from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commanding import (
    PNG,
    command,
    contents,
    draw,
    files_below,
    fill,
    killed_writer,
    open_folder,
    text_window,
)
from serving import ServerProcess

WINDOWS: dict[str, Any] = {
    "loss": "0",
    "a/b": [{"src": PNG}, {"src": PNG, "caption": "again"}],
    "w" * 300: f'<img src="{PNG}">',
    "": "ü",
    "A": {"src": PNG.replace("png", "jpeg", 1)},
    "a": 1,
}
ENDINGS = pytest.mark.parametrize("ending", ["json", "zip"])
BOTH_FORMS = pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def whole(folder: Path, eid: str) -> dict[str, Any]:
    """All of an environment."""
    tree = open_folder(folder)
    try:
        return {key: dict(value) if key == "jsons" else value for key, value in tree[eid].items()}
    finally:
        tree.close()


@ENDINGS
@pytest.mark.parametrize(("written", "other"), [("JPE", "JPWA"), ("JPWA", "JPE")])
def test_an_environment_goes_to_another_folder_and_is_the_same(
    folder: Path, tmp_path: Path, ending: str, written: str, other: str
) -> None:
    tree = open_folder(folder, written)
    windows = {win: text_window(win, content, version=7) for win, content in WINDOWS.items()}
    tree["exp 1"] = {"jsons": windows, "reload": {"loss": {"x": 1}}, "experiment": {"tags": ["ü"]}}
    tree.close()
    before = files_below(folder)
    file = tmp_path / f"out.{ending}"
    done = command("export", folder, "exp 1", file, "--json")
    assert (done.code, done.data["windows"], done.data["bytes"]) == (0, len(WINDOWS), file.stat().st_size)
    assert files_below(folder) == before
    fill(tmp_path / "other", other, {})
    assert command("import", tmp_path / "other", file).out == "6 windows taken in as 'exp 1'.\n"
    assert whole(tmp_path / "other", "exp 1") == whole(folder, "exp 1")
    is_folder = command("stat", tmp_path / "other", "--json").data["environments"]["exp 1"]["form"] == "folder"
    assert is_folder is (other == "JPWA")


def test_the_json_is_the_form_that_visdom_stores(folder: Path, tmp_path: Path) -> None:
    fill(folder, "JPWA", {"exp": {"w": "0"}})
    killed_writer(folder, ("exp", "w", "1"))
    command("export", folder, "exp", tmp_path / "exp.json")
    window = text_window("w", "01", version=2)
    assert json.loads((tmp_path / "exp.json").read_text()) == {"jsons": {"w": window}, "reload": {}}
    command("export", folder, "exp", tmp_path / "renamed.json")
    assert json.loads((tmp_path / "renamed.json").read_text())["name"] == "exp"


def test_the_zip_has_each_medium_once_as_a_file(folder: Path, tmp_path: Path) -> None:
    fill(folder, "JPWA", {"exp": WINDOWS})
    command("export", folder, "exp", tmp_path / "exp.zip")
    with zipfile.ZipFile(tmp_path / "exp.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len({name.lower() for name in names}) == len(names)
        media = {name: archive.read(name) for name in names if name.startswith("media/")}
        assert sorted(media) == ["media/%41.jpg", "media/a%2Fb.png"]
        assert media["media/a%2Fb.png"].startswith(b"\x89PNG")
        assert json.loads(archive.read("windows/a%2Fb.json"))["content"][1] == {
            "src": "media/a%2Fb.png",
            "caption": "again",
        }
        manifest = json.loads(archive.read("environment.json"))
    assert (manifest["format"], manifest["name"], len(manifest["windows"])) == (1, "exp", len(WINDOWS))


@pytest.mark.parametrize("other", ["a", "a-2"])
def test_media_of_windows_with_similar_names_stay_apart(folder: Path, tmp_path: Path, other: str) -> None:
    pictures = [PNG.replace("AAAU", f"AAA{letter}") for letter in "ABC"]
    fill(folder, "JPWA", {"exp": {"a": pictures[:2], other: pictures}})
    expected = contents(folder)["exp"]
    command("export", folder, "exp", tmp_path / "exp.zip")
    fill(tmp_path / "other", "JPE", {})
    assert command("import", tmp_path / "other", tmp_path / "exp.zip").code == 0
    assert contents(tmp_path / "other")["exp"] == expected


@ENDINGS
def test_what_is_there_is_replaced_only_when_asked(folder: Path, tmp_path: Path, ending: str) -> None:
    fill(folder, "JPWA", {"exp": {"w": "0"}})
    file = tmp_path / f"exp.{ending}"
    file.write_text("mine")
    done = command("export", folder, "exp", file)
    assert (done.code, "--force" in done.err, file.read_text()) == (2, True, "mine")
    assert command("export", folder, "exp", file, "--force").code == 0
    assert file.stat().st_size > 100
    assert sorted(path.name for path in tmp_path.iterdir()) == ["envs", file.name]


@pytest.mark.parametrize(
    ("eid", "file", "said"),
    [
        ("exp", "exp.tar", "neither in .json nor in .zip"),
        ("other", "e.json", "no environment 'other'"),
        ("exp", "no/e.zip", "is not a folder"),
    ],
)
def test_what_is_not_there_is_named(folder: Path, tmp_path: Path, eid: str, file: str, said: str) -> None:
    fill(folder, "JPWA", {"exp": {"w": "0"}})
    done = command("export", folder, eid, tmp_path / file)
    assert done.code == 2
    assert said in done.err


@ENDINGS
def test_what_is_damaged_is_named_and_the_rest_exported(folder: Path, tmp_path: Path, ending: str) -> None:
    fill(folder, "JPWA", {"exp": {"bad": "0", "good": "1"}})
    (folder / "exp" / "jsons" / "bad.json").write_text("{")
    done = command("export", folder, "exp", tmp_path / f"exp.{ending}")
    assert done.code == 1
    assert "The window 'bad' of 'exp' is damaged" in done.out
    fill(tmp_path / "other", "JPWA", {})
    command("import", tmp_path / "other", tmp_path / f"exp.{ending}")
    assert contents(tmp_path / "other")["exp"] == {"good": "1"}


def test_a_server_goes_on_while_its_environment_is_exported(
    tmp_path: Path, make_server: Callable[..., ServerProcess]
) -> None:
    server = make_server("-cache_type", "JPWA")
    draw(server, "exp", "w", "one")
    draw(server, "exp", "w", "two")
    assert command("export", server.env_path, "exp", tmp_path / "exp.zip").code == 0
    draw(server, "exp", "w", "three")
    server.stop()
    assert contents(server.env_path)["exp"] == {"w": "one<br>two<br>three"}
    fill(tmp_path / "other", "JPE", {})
    command("import", tmp_path / "other", tmp_path / "exp.zip")
    assert contents(tmp_path / "other")["exp"] == {"w": "one<br>two"}
