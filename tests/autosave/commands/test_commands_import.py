from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from commanding import PNG, command, contents, files_below, fill, text_window

from visdom.autosave.cli import run
from visdom.windows.patch import replay

DATA = Path(__file__).parent.parent.parent / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def write(path: Path, value: Any) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def environment(**windows: Any) -> dict[str, Any]:
    return {"jsons": {win: text_window(win, content) for win, content in windows.items()}, "reload": {}}


def test_a_file_of_visdom_is_taken_in_under_its_name(folder: Path) -> None:
    fill(folder, "JPWA", {})
    assert command("import", folder, DATA / "released-0.2.4" / "exp_1.json").code == 0
    assert sorted(contents(folder)["exp_1"]) == ["Bär 100%", "heat map", "history", "img", "loss", "note", "props"]


def test_the_name_that_a_file_tells_counts(folder: Path) -> None:
    fill(folder, "JPE", {})
    file = next((DATA / "newer-upstream").glob("hash_*.json"))
    done = command("import", folder, file, "--json")
    assert done.data["environment"] == "a long name " * 25
    assert contents(folder)["a long name " * 25] == {"note": "kept"}


def test_a_folder_that_is_not_there_is_made(folder: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "exp.json", environment(w="0"))
    assert command("import", folder / "deep", file).code == 0
    assert (folder / "deep" / "exp" / "jsons" / "w.json").is_file()
    assert contents(folder / "deep")["exp"] == {"w": "0"}


def test_another_name_can_be_given(folder: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "exp.json", {**environment(w="0"), "name": "told"})
    for name, eid in (("other", "other"), ("a/b", "a_b"), ("x" * 300, "x" * 300)):
        assert command("import", folder, file, "--as", name, "--json").data["environment"] == eid
    assert contents(folder) == {eid: {"w": "0"} for eid in ("other", "a_b", "x" * 300)} | {"main": {}}


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_an_environment_is_replaced_only_when_asked(folder: Path, tmp_path: Path, cache_type: str) -> None:
    fill(folder, cache_type, {"exp": {"old": "0"}})
    file = write(tmp_path / "exp.json", environment(new="1"))
    done = command("import", folder, file)
    assert done.code == 2
    assert "There is an environment 'exp' already. Add --as ANOTHER_NAME, or --replace." in done.err
    assert contents(folder)["exp"] == {"old": "0"}
    for _ in range(2):
        assert command("import", folder, file, "--replace").code == 0
        assert contents(folder)["exp"] == {"new": "1"}
    assert len(command("trash", "list", folder, "--json").data["trash"]) == 2


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "cannot be read"),
        ('{"jsons": {"w": {"id": "w"}, "v": {', "cannot be read"),
        ("[]", "cannot be read"),
        ("{}", "does not contain an environment"),
        ({"jsons": {"w": 3}, "reload": {}}, "exp.json is not an object"),
        ({"jsons": {"good": {}}, "name": 5}, "'name' must be text; got a whole number"),
        ({"jsons": {"good": {}}, "reload": [1]}, "'reload' must be an object; got a list"),
        ({"jsons": {"good": {}, "w": {"id": [1]}}}, "exp.json: 'id' must be text; got a list"),
        ({"jsons": {"good": {}, "w": {"type": 7.5}}}, "exp.json: 'type' must be text; got 7.5"),
        ({"jsons": {"good": {}, "w": {"i": {}}}}, "exp.json: 'i' must be a whole number; got an object"),
        ({"jsons": {"good": {}, "w": {"version": True}}}, "exp.json: 'version' must be a whole number; got True"),
        ({"jsons": {"good": {}, "w": {"version": 2**60}}}, "exp.json: 'version' must be at most"),
        ('{"jsons": {"w": ' + '{"a":' * 970 + "1" + "}" * 970 + "}}", "nested more than"),
        ('{"jsons": {"good": {}, "w": {"a": nul}}}', "The window 'w' in"),
    ],
)
def test_of_a_file_that_cannot_be_read_nothing_is_taken_in(
    folder: Path, tmp_path: Path, cache_type: str, value: Any, said: str
) -> None:
    fill(folder, cache_type, {"exp": {"old": "0"}})
    before = files_below(folder)
    done = command("import", folder, write(tmp_path / "exp.json", value), "--replace")
    assert (done.code, said in done.err) == (1, True)
    assert files_below(folder) | {".lock": b""} == before | {".lock": b""}


def test_a_file_that_is_not_there_is_named(folder: Path, tmp_path: Path) -> None:
    done = command("import", folder, tmp_path / "no.json")
    assert (done.code, folder.exists()) == (2, False)
    assert "There is no file" in done.err


def changed(source: Path, target: Path, change: dict[str, Any]) -> Path:
    """A copy of an archive with other texts for some of its files; None leaves one out."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            text = change.get(name, before.read(name))
            if text is not None:
                after.writestr(name, text)
    return target


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    fill(tmp_path / "from", "JPWA", {"exp": {"w": {"src": PNG}}})
    assert command("export", tmp_path / "from", "exp", tmp_path / "exp.zip").code == 0
    return tmp_path / "exp.zip"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"environment.json": None}, "environment.json in"),
        ({"environment.json": "{"}, "is not JSON"),
        ({"environment.json": "[]"}, "does not contain an environment of visdom"),
        ({"environment.json": '{"visdom": "environment", "format": 1}'}, "is incomplete"),
        (
            {"environment.json": '{"visdom": "environment", "format": 1, "name": "e", "members": {}, "windows": [3]}'},
            "has an incomplete window",
        ),
        ({"windows/w.json": None}, "windows/w.json in"),
        ({"windows/w.json": '{"content": 3}'}, "has no place in its window"),
        ({"media/w.png": None}, "media/w.png in"),
    ],
)
def test_of_an_archive_that_is_not_whole_nothing_is_taken_in(
    folder: Path, tmp_path: Path, archive: Path, change: dict[str, Any], said: str
) -> None:
    fill(folder, "JPWA", {})
    done = command("import", folder, changed(archive, tmp_path / "changed.zip", change))
    assert (done.code, said in done.err) == (1, True)
    assert contents(folder) == {"main": {}}


WRONG: tuple[Any, ...] = (None, True, 0, 1.5, "", "x", [], [None], [[1]], {}, {"a": 1}, 10**30)
MEMBERS = (
    ("name",), ("members",), ("members", "reload"), ("windows",), ("windows", 0), ("windows", 0, "id"),
    ("windows", 0, "file"), ("windows", 0, "media"), ("windows", 0, "media", 0), ("windows", 0, "media", 0, "at"),
    ("windows", 0, "media", 0, "at", 0), ("windows", 0, "media", 0, "start"), ("windows", 0, "media", 0, "file"),
    ("windows", 0, "media", 0, "type"),
)  # fmt: skip


@pytest.mark.parametrize("path", MEMBERS, ids=lambda path: ".".join(map(str, path)))
def test_an_archive_with_a_member_of_a_wrong_type_is_refused_with_a_sentence_or_taken_in(
    folder: Path, tmp_path: Path, archive: Path, path: tuple[Any, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(archive) as unchanged:
        manifest = json.loads(unchanged.read("environment.json"))
    fill(folder, "JPWA", {})
    wrong = [value for value in WRONG if type(value) is not type(part(manifest, path))]
    for value in (*wrong, ...):  # without the member at last
        broken = json.loads(json.dumps(manifest))
        owner = part(broken, path[:-1])
        owner[path[-1]] = value
        if value is ...:
            del owner[path[-1]]
        text = {"environment.json": json.dumps(broken)}
        source = str(changed(archive, tmp_path / "changed.zip", text))
        code = run(["import", str(folder), source, "--as", "e", "--replace"], replay, program="visdom store")
        said = capsys.readouterr().err
        is_optional = (
            value in (None, ...) if path[-1] == "reload" else value is ... and path[-1] == 0 and "at" not in path
        )
        assert (code, len(said.splitlines())) == ((0, 0) if is_optional else (1, 1)), (value, said)


def part(value: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a path."""
    for key in path:
        value = value[key]
    return value


def test_an_archive_whose_bytes_changed_is_refused(folder: Path, archive: Path) -> None:
    data = archive.read_bytes()
    at = data.index(b"\x89PNG") + 20
    archive.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    done = command("import", folder, archive)
    assert (done.code, "Bad CRC-32" in done.err) == (1, True)


def test_a_newer_archive_is_refused(folder: Path, tmp_path: Path, archive: Path) -> None:
    newer = changed(archive, tmp_path / "newer.zip", {"environment.json": '{"visdom": "environment", "format": 2}'})
    done = command("import", folder, newer)
    assert (done.code, "has format 2; expected 1" in done.err) == (4, True)


def test_an_archive_can_be_unpacked_looked_at_and_packed_again(folder: Path, tmp_path: Path, archive: Path) -> None:
    shutil.unpack_archive(archive, tmp_path / "unpacked")
    assert (tmp_path / "unpacked" / "media" / "w.png").read_bytes().startswith(b"\x89PNG")
    packed = shutil.make_archive(str(tmp_path / "again"), "zip", tmp_path / "unpacked")
    assert command("import", folder, packed).code == 0
    assert contents(folder)["exp"] == {"w": {"src": PNG}}
