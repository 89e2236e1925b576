from __future__ import annotations

from pathlib import Path

import pytest
from commanding import command, contents, fill, killed_writer

from visdom.autosave.cli import migrate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def journals(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.journal"))


def test_journals_become_plain_window_files(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {f"w{number}": "0" for number in range(5)}, "other": {"v": "0"}})
    killed_writer(folder, *[("exp", f"w{number}", "1") for number in range(5)], ("other", "v", "1"))
    assert len(journals(folder)) == 6
    done = command("compact", folder, "--json")
    assert (done.code, done.data["folded"], done.data["damaged"]) == (0, 6, [])
    assert done.data["bytes_after"] < done.data["bytes_before"]
    assert journals(folder) == []
    assert contents(folder) == {"exp": {f"w{number}": "01" for number in range(5)}, "main": {}, "other": {"v": "01"}}
    assert command("compact", folder, "--json").data["folded"] == 0


def test_more_windows_than_are_folded_together(folder: Path) -> None:
    number = migrate.TOGETHER + 3
    fill(folder, "JPWA", {"exp": {f"w{each}": "" for each in range(number)}})
    killed_writer(folder, *[("exp", f"w{each}", str(each)) for each in range(number)])
    assert command("compact", folder).out.startswith(f"{number} journals folded")
    assert contents(folder)["exp"] == {f"w{each}": str(each) for each in range(number)}


def test_damage_is_named_and_quarantined(folder: Path) -> None:
    fill(folder, "JPWA", {"exp": {"bad": "0", "good": "0"}})
    killed_writer(folder, ("exp", "bad", "1"), ("exp", "bad", "2"), ("exp", "good", "1"))
    journal = folder / "exp" / "jsons" / "bad.journal"
    journal.write_bytes(journal.read_bytes().replace(b'"2"', b'"3"'))
    done = command("compact", folder)
    assert done.code == 1
    assert "The window 'bad' of 'exp' is damaged: the journal is damaged after byte" in done.out
    assert contents(folder)["exp"] == {"bad": "01", "good": "01"}
    assert [path.name.endswith("bad.journal") for path in (folder / ".damaged").rglob("*.journal")] == [True]


def test_environments_that_are_files_stay_as_they_are(folder: Path) -> None:
    fill(folder, "JPE", {"exp": {"w": "0"}})
    before = (folder / "exp.json").read_bytes()
    assert command("compact", folder).out.startswith("0 journals folded")
    assert (folder / "exp.json").read_bytes() == before
