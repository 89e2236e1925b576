from pathlib import Path

import pytest

from visdom.autosave import SharedFile


@pytest.fixture
def file(tmp_path: Path) -> SharedFile:
    return SharedFile(str(tmp_path), "view/layouts.json")


def test_replace_makes_the_folder_and_read_returns_the_bytes(file: SharedFile) -> None:
    with pytest.raises(FileNotFoundError):
        file.read()
    file.replace(b"one")
    assert file.read() == b"one"


def test_has_changed_reports_only_what_other_programs_did(file: SharedFile) -> None:
    assert not file.has_changed()
    file.replace(b"one")
    assert not file.has_changed()
    Path(file.path).write_bytes(b"another")
    assert file.has_changed()
    file.read()
    assert not file.has_changed()
    Path(file.path).unlink()
    assert file.has_changed()


def test_quarantine_moves_the_file_into_damaged(file: SharedFile, tmp_path: Path) -> None:
    file.replace(b"\xff")
    file.quarantine()
    assert not Path(file.path).exists()
    assert [path.read_bytes() for path in (tmp_path / ".damaged").iterdir()] == [b"\xff"]
