"""Files with any single bit turned, cut at any byte, or damaged at random: what is good counts, and no more."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from keeping import make_window, open_test_tree, replay

from visdom.autosave.disk.folder import list_folder
from visdom.autosave.format import journal
from visdom.autosave.format.names import NameRule
from visdom.autosave.format.window_text import compress, interpret
from visdom.jsontext import dumps

HISTORY: list[list[Any]] = [["old"], ["old", 1], ["old", 1, "two"], ["new"], ["new", 4]]
FILE = dumps(make_window("w", "old", version=1))
JOURNAL = b"".join(
    [
        journal.encode(2, "patch", dumps([1])),
        journal.encode(3, "patch", dumps(["two"])),
        journal.encode(4, "window", dumps(make_window("w", "new", version=4))),
        journal.encode(5, "patch", dumps([4])),
    ]
)


def whole_records(text: bytes) -> int:
    """How many lines at the beginning are as they were written."""
    count = 0
    for mine, theirs in zip(JOURNAL.splitlines(keepends=True), text.splitlines(keepends=True), strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def check(text: bytes) -> None:
    reading = interpret(FILE, text, replay)
    assert reading.window is not None
    assert reading.window["log"] == HISTORY[whole_records(text)]
    assert reading.version == 1 + whole_records(text)
    assert reading.is_torn or reading.damage is not None or text == JOURNAL[: len(text)]


@pytest.mark.parametrize("bit", range(8))
def test_a_turned_bit_ends_what_counts_before_its_record(bit: int) -> None:
    for position in range(len(JOURNAL)):
        text = bytearray(JOURNAL)
        text[position] ^= 1 << bit
        check(bytes(text))


def test_a_cut_ends_what_counts_before_its_record() -> None:
    for length in range(len(JOURNAL) + 1):
        check(JOURNAL[:length])


def put(folder: Path, name: str, data: bytes) -> None:
    (folder / "e" / "jsons").mkdir(parents=True, exist_ok=True)
    (folder / "e" / "jsons" / name).write_bytes(data)


def cuts(data: bytes) -> list[bytes]:
    return [data[:length] for length in range(len(data))]


def flips(data: bytes) -> list[bytes]:
    """With each single bit turned."""
    number = int.from_bytes(data, "big")
    return [(number ^ 1 << bit).to_bytes(len(data), "big") for bit in range(8 * len(data))]


def test_a_compressed_window_file_is_whole_or_damaged_and_never_another_window() -> None:
    """What gzip has besides the text may be anything: the time, the system, a hint, what fills the last byte."""
    text, harmless = dumps(make_window("w", "some", "thing", version=3)), 0
    for data in cuts(compress(text)) + flips(compress(text)):
        reading = interpret(data, None, replay)
        if reading.damage is None:
            assert gzip.decompress(data) == text
            harmless += 1
        assert reading.window == (json.loads(text) if reading.damage is None else None)
        assert reading.file_is_damaged is (reading.damage is not None)
    assert harmless <= 8 * 4 + 8 * 2 + 1 + 7


@pytest.mark.parametrize("part", range(4))
def test_a_damaged_compressed_window_file_goes_to_quarantine_and_is_named(
    tmp_path: Path, part: int, caplog: pytest.LogCaptureFixture
) -> None:
    packed = compress(dumps(make_window("w", "lost")))
    states = (cuts(packed) + flips(packed))[part::4]
    bad = {f"w{number}": data for number, data in enumerate(states) if interpret(data, None, replay).damage is not None}
    for win, data in bad.items():
        put(tmp_path, f"{win}.json.gz", data)
    put(tmp_path, "other.json.gz", compress(dumps(make_window("other"))))
    tree = open_test_tree(tmp_path)
    tree.load("e", list(tree["e"]["jsons"]))
    assert list(tree["e"]["jsons"]) == ["other"]
    tree.close()
    stored = {path.name.split("-", 3)[-1]: path.read_bytes() for path in (tmp_path / ".damaged").rglob("*.json.gz")}
    assert stored == {f"{win}.json.gz": data for win, data in bad.items()}
    assert all(f"The window {win!r} of 'e' is damaged" in caplog.text for win in bad)


@pytest.mark.parametrize("is_packed", [False, True])
def test_whatever_is_damaged_of_the_newer_form_the_other_stands_in(tmp_path: Path, is_packed: bool) -> None:
    """When a window file gets the other form there are both, until the disk has the new one."""
    old, new = dumps(make_window("w", "old", version=1)), dumps(make_window("w", "new", version=2))
    names = ("w.json", "w.json.gz") if is_packed else ("w.json.gz", "w.json")
    put(tmp_path, names[0], old if is_packed else compress(old))
    damaged = (cuts(compress(new)) + flips(compress(new)))[::5] if is_packed else cuts(new)
    for data in [*damaged, compress(new) if is_packed else new]:
        put(tmp_path, names[1], data)
        (window_files,) = list_folder("e", str(tmp_path / "e"), NameRule(), replay).windows.values()
        reading = window_files.read(replay)
        newer = interpret(data, None, replay)
        assert reading.window == (newer.window if newer.damage is None else json.loads(old))
        assert reading.damage == newer.damage


@pytest.mark.parametrize("seed", range(20))
def test_random_damage_in_a_long_journal_leaves_the_good_part_and_goes_to_quarantine(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    lines = [journal.encode(2 + number, "patch", dumps([number])) for number in range(2000)]
    text = bytearray(b"".join(lines))
    start = chance.randrange(len(text))
    length = chance.choice([1, 10, 1000])
    for position in range(start, min(start + length, len(text))):
        text[position] ^= chance.randrange(1, 256)
    good = 0
    while sum(map(len, lines[: good + 1])) <= start:
        good += 1
    folder = tmp_path / "e" / "jsons"
    folder.mkdir(parents=True)
    (folder / "w.json").write_bytes(FILE)
    (folder / "w.journal").write_bytes(text)
    (folder / "other.json").write_bytes(dumps(make_window("other")))
    tree = open_test_tree(tmp_path)
    assert tree["e"]["jsons"]["w"]["log"] == ["old", *range(good)]
    assert tree["e"]["jsons"]["other"]["log"] == []
    tree.close()
    stored = b"".join(path.read_bytes() for path in (tmp_path / ".damaged").rglob("*w.journal"))
    assert stored == bytes(text[sum(map(len, lines[:good])) :]) or not stored and b"\n" not in text[start:]
