"""Journals with any single bit turned, cut at any byte, or damaged at random: their good part counts, no more."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from keeping import make_window, open_test_tree, replay

from visdom.autosave import journal
from visdom.autosave.reading import interpret
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


@pytest.mark.parametrize("seed", range(20))
def test_random_damage_in_a_long_journal_leaves_the_good_part_and_is_kept_aside(tmp_path: Path, seed: int) -> None:
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
    kept = b"".join(path.read_bytes() for path in (tmp_path / ".damaged").rglob("*w.journal"))
    assert kept == bytes(text[sum(map(len, lines[:good])) :]) or not kept and b"\n" not in text[start:]
