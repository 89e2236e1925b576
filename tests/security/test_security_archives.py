"""Archives that are made to fill the memory or to break the reader: refused with a sentence, before much is read."""

from __future__ import annotations

import json
import resource
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

KIND = {"visdom": "environment", "format": 1, "name": "e", "members": {}}
MEGABYTE = 1 << 20
MEMORY = 600 * MEGABYTE
"""What the command may have: less than any of the bombs unpacks to."""


def taken_in(source: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """What `visdom store import` does, in a process of bounded memory."""
    command = [sys.executable, "-m", "visdom.autosave", "import", str(folder), str(source)]

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    return subprocess.run(command, capture_output=True, text=True, preexec_fn=bound, check=False)


def refusal(source: Path, folder: Path) -> str:
    """The one sentence with which a file is refused; nothing of it is in the folder."""
    done = taken_in(source, folder)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done.stderr
    assert not list(folder.rglob("*.json")) and not list(folder.rglob("*.journal"))
    return done.stderr


def manifest(*windows: dict[str, Any]) -> str:
    return json.dumps({**KIND, "windows": windows})


def entry(win: str, file: str = "windows/w.json", *media: dict[str, Any]) -> dict[str, Any]:
    return {"id": win, "file": file, "media": media}


def archive(path: Path, files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def content(megabytes: int) -> str:
    return '{"content": "' + "x" * (megabytes * MEGABYTE) + '"}'


def test_an_archive_that_unpacks_to_much_more_than_its_size_is_refused(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "bomb.zip", {"environment.json": manifest(entry("w")), "windows/w.json": content(64)})
    assert "expected at most 100 times its size, and 1.0 GiB in all" in refusal(bomb, tmp_path / "envs")


def test_a_manifest_that_is_the_bomb_is_refused(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "bomb.zip", {"environment.json": manifest() + " " * 64 * MEGABYTE})
    assert "would unpack to" in refusal(bomb, tmp_path / "envs")


def test_an_archive_that_names_too_small_sizes_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "bomb.zip", {"environment.json": manifest(entry("w")), "windows/w.json": content(700)})
    data = bytearray(bomb.read_bytes())
    real = struct.pack("<I", len(content(700)))
    assert data.count(real) == 2  # in the head of the file and in the directory
    bomb.write_bytes(data.replace(real, struct.pack("<I", 20)))
    assert "windows/w.json in" in refusal(bomb, tmp_path / "envs")


def test_a_medium_that_windows_repeat_counts_each_time(tmp_path: Path) -> None:
    medium = {"at": ["content"], "start": 0, "file": "media/m.png", "type": "image/png"}
    windows = [entry(f"w{number}", "windows/w.json", medium) for number in range(120)]
    files: dict[str, str | bytes] = {
        "environment.json": manifest(*windows),
        "windows/w.json": '{"content": "media/m.png"}',
        "media/m.png": b"\x01" * (10 * MEGABYTE),
    }
    bomb = archive(tmp_path / "bomb.zip", files, zipfile.ZIP_STORED)
    assert "have more than 1.0 GiB with all their media" in refusal(bomb, tmp_path / "envs")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_is_packed_in_another_way_is_refused(tmp_path: Path, method: int) -> None:
    packed = archive(tmp_path / "e.zip", {"environment.json": manifest()}, method)
    assert "packed in another way than stored or deflated" in refusal(packed, tmp_path / "envs")


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    encrypted = archive(tmp_path / "e.zip", {"environment.json": manifest()})
    data = bytearray(encrypted.read_bytes())
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(head) + at] |= 1
    encrypted.write_bytes(data)
    assert "is encrypted" in refusal(encrypted, tmp_path / "envs")


def test_an_archive_of_a_newer_version_of_zip_is_refused(tmp_path: Path) -> None:
    source = archive(tmp_path / "newer.zip", {"environment.json": manifest()})
    packed = bytearray(source.read_bytes())
    packed[packed.find(b"PK\x01\x02") + 6] = 99
    source.write_bytes(packed)
    assert "cannot be read: zip file version 9.9" in refusal(source, tmp_path / "envs")


def test_an_archive_with_a_broken_directory_is_refused(tmp_path: Path) -> None:
    broken = archive(tmp_path / "e.zip", {"environment.json": manifest()})
    data = bytearray(broken.read_bytes())
    data[data.index(b"PK\x01\x02")] = 0
    broken.write_bytes(data)
    assert "cannot be read" in refusal(broken, tmp_path / "envs")


@pytest.mark.parametrize("member", ["id", "type"])
@pytest.mark.parametrize("value", [7, ["w"], {}, True])
def test_a_window_whose_id_or_type_is_no_text_is_refused(tmp_path: Path, member: str, value: Any) -> None:
    window = json.dumps({"content": "x", member: value})
    files: dict[str, str | bytes] = {"environment.json": manifest(entry("w")), "windows/w.json": window}
    said = refusal(archive(tmp_path / "e.zip", files), tmp_path / "envs")
    assert f"The window 'w': '{member}' must be text" in said


def test_what_packs_very_well_can_be_exported_and_imported(tmp_path: Path) -> None:
    fine = {"jsons": {"w": {"id": "w", "type": "text", "content": "0" * 5 * MEGABYTE}}, "reload": {}}
    (tmp_path / "e.json").write_text(json.dumps(fine))
    assert taken_in(tmp_path / "e.json", tmp_path / "envs").returncode == 0
    exporting = [
        sys.executable,
        "-m",
        "visdom.autosave",
        "export",
        str(tmp_path / "envs"),
        "e",
        str(tmp_path / "e.zip"),
    ]
    subprocess.run(exporting, check=True, capture_output=True)
    done = taken_in(tmp_path / "e.zip", tmp_path / "again")
    assert (done.returncode, done.stdout) == (0, "1 window taken in as 'e'.\n"), done.stderr
