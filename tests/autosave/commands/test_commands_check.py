from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from commanding import ask, command, contents, draw, files_below, fill, killed_writer
from serving import ServerProcess


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def found(folder: Path) -> set[tuple[str, str | None, bool]]:
    """Environment, window and whether it is damage, of all that `check` finds."""
    done = command("check", folder, "--json")
    findings = done.data["found"]
    assert done.code == (1 if any(each["is_damaged"] for each in findings) else 0)
    return {(each["environment"], each["window"], each["is_damaged"]) for each in findings}


def repaired(folder: Path) -> None:
    assert command("check", folder, "--repair").code == 0
    assert found(folder) == set()


@pytest.mark.parametrize("cache_type", ["JPE", "JPWA"])
def test_a_sound_folder_is_sound(folder: Path, cache_type: str) -> None:
    fill(folder, cache_type, {"exp": {"a": "x", "b": 1}})
    done = command("check", folder)
    assert (done.code, done.out) == (0, "2 environments, 2 windows: all sound.\n")


def test_a_damaged_window_file_is_named_and_quarantined(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"bad": "x", "good": "y"}})
    (folder / "exp" / "jsons" / "bad.json").write_text('{"content": "x')
    done = command("check", folder)
    assert done.code == 1
    assert "damaged: exp/jsons/bad.json: the window file is not JSON" in done.out
    assert done.out.endswith("1 damaged.\n")
    assert found(folder) == {("exp", "bad", True)}
    done = command("check", folder, "--repair")
    assert done.code == 0
    assert "mended: damaged: exp/jsons/bad.json" in done.out
    assert "put aside earlier: .damaged/exp" in command("check", folder).out
    quarantined = [path.read_text() for path in (folder / ".damaged").rglob("*bad.json")]
    assert quarantined == ['{"content": "x']
    assert contents(folder)["exp"] == {"good": "y"}


def test_the_good_part_of_a_damaged_journal_stays(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"w": "0"}})
    killed_writer(folder, *[("exp", "w", str(number)) for number in (1, 2, 3)])
    journal = folder / "exp" / "jsons" / "w.journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(lines[0] + lines[1][:-3] + b"?" + lines[1][-2:] + lines[2])
    assert found(folder) == {("exp", "w", True)}
    repaired(folder)
    assert contents(folder)["exp"] == {"w": "01"}
    assert not journal.exists()


def test_an_unfinished_journal_is_not_damage(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"w": "0"}})
    killed_writer(folder, ("exp", "w", "1"), ("exp", "w", "2"))
    journal = folder / "exp" / "jsons" / "w.journal"
    journal.write_bytes(journal.read_bytes()[:-4])
    assert found(folder) == {("exp", "w", False)}
    repaired(folder)
    assert contents(folder)["exp"] == {"w": "01"}


def test_what_a_crash_left_is_cleared_away(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"w": "0"}})
    (folder / "exp" / "jsons" / ".1-2.temp").write_text("half")
    (folder / ".building" / "7" / "jsons").mkdir(parents=True)
    (folder / ".new" / "next" / "jsons").mkdir(parents=True)
    assert found(folder) == {("exp", None, False), (None, None, False)}
    repaired(folder)
    assert contents(folder) == {"exp": {"w": "0"}, "main": {}, "next": {}}


def test_a_member_that_is_not_json_is_named_and_quarantined(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"w": "0"}})
    (folder / "exp" / "reload.json").write_text("no")
    assert found(folder) == {("exp", None, True)}
    repaired(folder)
    assert [path.read_text() for path in (folder / ".damaged").rglob("*reload.json")] == ["no"]


def test_windows_before_the_cut_of_a_file_are_read(folder: Path) -> None:
    fill(folder, "JPE", {"exp": {"first": "1", "second": "2"}, "gone": {"w": "x"}})
    text = (folder / "exp.json").read_bytes()
    (folder / "exp.json").write_bytes(text[: text.index(b'"second"') + 30])
    (folder / "gone.json").write_bytes(b'{"jso')
    assert found(folder) == {("exp", None, True), ("gone", None, True)}
    repaired(folder)
    assert contents(folder) == {"exp": {"first": "1"}, "main": {}}
    assert len(list((folder / ".damaged").iterdir())) == 2


def test_text_in_a_file_that_is_not_a_window_is_quarantined_alone(folder: Path) -> None:
    fill(folder, "JPE", {"exp": {"w": "1"}})
    text = json.loads((folder / "exp.json").read_text())
    (folder / "exp.json").write_text(json.dumps({**text, "jsons": {**text["jsons"], "bad": [1, 2]}}))
    assert found(folder) == {("exp", "bad", True)}
    repaired(folder)
    assert (folder / "exp.json").is_file()
    assert contents(folder)["exp"] == {"w": "1"}
    assert [path.read_text() for path in (folder / ".damaged").rglob("*bad.json")] == ["[1, 2]"]


def test_saved_views_that_are_not_json_are_named(folder: Path) -> None:
    fill(folder, "JPE", {})
    (folder / "view").mkdir()
    (folder / "view" / "layouts.json").write_text("{")
    assert "view/layouts.json: is not JSON" in command("check", folder).out


def test_both_forms_of_an_environment_are_named_and_left(folder: Path) -> None:
    fill(folder, "JPE", {"exp": {"w": "file"}})
    (folder / "exp" / "jsons").mkdir(parents=True)
    before = files_below(folder)
    done = command("check", folder)
    assert "'exp' is there twice: exp is newer than exp.json" in done.err
    assert files_below(folder) == before


def test_check_changes_nothing(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"bad": "x", "w": "0"}})
    killed_writer(folder, ("exp", "w", "1"))
    (folder / "exp" / "jsons" / "bad.json").write_text("{")
    (folder / "exp" / "jsons" / ".1-2.temp").write_text("half")
    (folder / ".new" / "next" / "jsons").mkdir(parents=True)
    before = files_below(folder)
    assert command("check", folder).code == 1
    assert files_below(folder) == before


def test_a_folder_in_use_is_sound_at_any_moment(make_server: Callable[..., ServerProcess]) -> None:
    server = make_server("-cache_type", "JPWA")
    enough = threading.Event()

    def work() -> None:
        number = 0
        while not enough.is_set():
            number += 1
            draw(server, "exp", f"w{number % 5}", "x" * (number * 997 % 30_000))
            if number % 7 == 0:
                ask(server, "/close", eid="exp", win=f"w{number % 5}")

    worker = threading.Thread(target=work)
    worker.start()
    try:
        outcomes = [command("check", server.env_path, "--json") for _ in range(6)]
    finally:
        enough.set()
        worker.join()
    assert [(done.code, done.data["found"]) for done in outcomes if done.code] == []
    assert server.stop() == 0
    assert "ERROR" not in server.log()
