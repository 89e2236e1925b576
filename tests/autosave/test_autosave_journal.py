from __future__ import annotations

import os
from pathlib import Path
from zlib import crc32

import pytest

from visdom.autosave.disk import files
from visdom.autosave.format import journal
from visdom.autosave.stores.window_folder import OpenJournals
from visdom.jsontext import loads

LINES = [
    journal.encode(1, "window", b'{"id":"w","log":[]}'),
    journal.encode(2, "patch", b"[1]"),
    journal.encode(3, "deleted", b"true"),
]
TEXT = b"".join(LINES)


def test_a_record_is_a_checksum_and_json_on_one_line() -> None:
    checksum, text = LINES[1].rstrip(b"\n").split(b" ", 1)
    assert int(checksum, 16) == crc32(text)
    assert loads(text) == {"version": 2, "patch": [1]}


def test_line_ends_inside_of_a_value_do_not_end_the_record() -> None:
    line = journal.encode(2, "patch", b'[\n "a\\nb"\n]')
    assert line.count(b"\n") == 1
    assert journal.decode(line).records[0].value == ["a\nb"]


def test_records_come_back_in_order() -> None:
    contents = journal.decode(TEXT)
    assert [(each.version, each.kind, each.value) for each in contents.records] == [
        (1, "window", {"id": "w", "log": []}),
        (2, "patch", [1]),
        (3, "deleted", True),
    ]
    assert (contents.good_bytes, contents.ending) == (len(TEXT), "clean")


@pytest.mark.parametrize("cut", range(len(TEXT)))
def test_a_journal_cut_anywhere_keeps_its_whole_records(cut: int) -> None:
    contents = journal.decode(TEXT[:cut])
    ends = [sum(map(len, LINES[:count])) for count in range(len(LINES) + 1)]
    whole = max(end for end in ends if end <= cut)
    assert contents.good_bytes == whole
    assert len(contents.records) == ends.index(whole)
    assert contents.ending == ("clean" if cut == whole else "torn")


@pytest.mark.parametrize("place", range(len(LINES[0]), len(LINES[0]) + len(LINES[1]) - 1))
def test_a_changed_byte_is_noticed(place: int) -> None:
    harmed = bytearray(TEXT)
    harmed[place] ^= 1
    contents = journal.decode(bytes(harmed))
    assert len(contents.records) == 1
    assert contents.ending == "damaged"


def test_zeros_after_a_loss_of_power_are_a_torn_end() -> None:
    assert journal.decode(TEXT + b"\0" * 100).ending == "torn"


@pytest.mark.parametrize(
    "text", [b"[]", b'{"patch":[]}', b'{"version":"1","patch":[]}', b'{"version":1,"patch":{}}', b'{"version":1}', b"{"]
)
def test_a_record_of_another_shape_is_damage(text: bytes) -> None:
    assert journal.decode(b"%08x %b\n" % (crc32(text), text)).ending == "damaged"


@pytest.mark.parametrize(
    ("text", "expected"), [(TEXT, True), (LINES[2], True), (TEXT[:-1], False), (LINES[0], False), (b"", False)]
)
def test_the_end_of_a_journal_tells_of_a_deletion(text: bytes, expected: bool) -> None:
    assert journal.ends_deleted(text) is expected
    assert journal.ends_deleted(text[-journal.DELETED_MAX_BYTES :]) is expected


def test_only_so_many_journals_are_open(tmp_path: Path) -> None:
    journals = OpenJournals(limit=3)
    for turn in range(2):
        for number in range(10):
            path = tmp_path / str(number)
            journals.append(str(path), b"x\n", path.stat().st_size if turn else None)
            assert len(journals.open_paths()) <= 3
    journals.close_all()
    assert [(tmp_path / str(number)).read_bytes() for number in range(10)] == [b"x\nx\n"] * 10


def test_a_missing_journal_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        OpenJournals().append(str(tmp_path / "w.journal"), b"x\n", 10)
    assert not list(tmp_path.iterdir())


def test_half_a_line_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.journal"
    journals = OpenJournals()
    journals.append(str(path), b"one\n", None)

    def write_half(descriptor: int, data: bytes) -> None:
        os.write(descriptor, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "append", write_half)
    with pytest.raises(OSError, match="No space"):
        journals.append(str(path), b"two\n", 4)
    monkeypatch.undo()
    journals.append(str(path), b"three\n", 4)
    journals.close_all()
    assert path.read_bytes() == b"one\nthree\n"


def test_short_writes_of_the_system_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system_write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: system_write(descriptor, data[:3]))
    journals = OpenJournals()
    journals.append(str(tmp_path / "w.journal"), b"a long line\n", None)
    journals.close_all()
    assert (tmp_path / "w.journal").read_bytes() == b"a long line\n"
