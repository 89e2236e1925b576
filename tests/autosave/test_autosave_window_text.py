from __future__ import annotations

from typing import Any

import pytest
from keeping import make_window, replay

from visdom.autosave.format import journal
from visdom.autosave.format.window_text import Reading, interpret
from visdom.jsontext import dumps


def window_record(version: int, *log: Any) -> bytes:
    return journal.encode(version, "window", dumps(make_window("w", *log, version=version)))


def patch_record(version: int, *values: Any) -> bytes:
    return journal.encode(version, "patch", dumps(list(values)))


def deleted_record(version: int) -> bytes:
    return journal.encode(version, "deleted", b"true")


def read(file_text: bytes | None, *lines: bytes) -> Reading:
    return interpret(file_text, b"".join(lines) if lines else None, replay)


FILE = dumps(make_window("w", "old", version=5))


@pytest.mark.parametrize(
    ("file_text", "lines", "log", "version"),
    [
        (FILE, [], ["old"], 5),
        (FILE, [patch_record(6, "a"), patch_record(7, "b")], ["old", "a", "b"], 7),
        (FILE, [patch_record(4, "x"), patch_record(5, "y"), patch_record(6, "a")], ["old", "a"], 6),
        (FILE, [window_record(6, "new"), patch_record(7, "a")], ["new", "a"], 7),
        (FILE, [window_record(3, "older"), patch_record(5, "x")], ["old"], 5),
        (FILE, [patch_record(6, "a"), window_record(9, "far"), patch_record(10, "b")], ["far", "b"], 10),
        (FILE, [deleted_record(6), window_record(7, "again")], ["again"], 7),
        (None, [window_record(1), patch_record(2, "a")], ["a"], 2),
        (None, [window_record(1, "x"), window_record(2, "y"), patch_record(3, "z")], ["y", "z"], 3),
    ],
)
def test_records_newer_than_the_window_file_count(
    file_text: bytes | None, lines: list[bytes], log: list[str], version: int
) -> None:
    reading = read(file_text, *lines)
    assert reading.window is not None
    assert (reading.window["log"], reading.version, reading.damage) == (log, version, None)


def test_a_change_of_a_version_that_is_missing_does_not_count() -> None:
    reading = read(FILE, patch_record(6, "a"), patch_record(8, "far"), patch_record(9, "farther"))
    assert reading.window == make_window("w", "old", "a", version=6)
    assert reading.version == 6
    assert reading.damage == "the change to version 8 in the journal does not fit the window"


def test_windows_without_a_version_count_as_the_first() -> None:
    reading = read(b'{"id":"w","log":[]}', patch_record(1, "x"), patch_record(2, "a"))
    assert reading.window == {"id": "w", "log": ["a"], "version": 2}


@pytest.mark.parametrize("file_text", [FILE, None])
def test_a_deleted_window_is_gone(file_text: bytes | None) -> None:
    reading = read(file_text, window_record(6), deleted_record(7))
    assert reading.window is None
    assert reading.is_deleted


def test_superseded_patches_are_not_done() -> None:
    def refuse(window: dict[str, Any], operations: list[Any]) -> dict[str, Any]:
        raise AssertionError("not needed")

    text = patch_record(6, "x") + window_record(7, "whole")
    assert interpret(FILE, text, refuse).window == make_window("w", "whole", version=7)


def test_a_window_is_served_up_to_the_damage() -> None:
    good = patch_record(6, "a")
    reading = read(FILE, good, b"00000000 {}\n", patch_record(8, "c"))
    assert reading.window is not None
    assert (reading.window["log"], reading.journal_bytes) == (["old", "a"], len(good))
    assert reading.damage is not None


def test_a_change_that_does_not_fit_is_damage_and_half_of_it_is_not_kept() -> None:
    def replay_two(window: dict[str, Any], operations: list[Any]) -> dict[str, Any]:
        window["log"].append(operations[0])
        window["log"].append(operations[1])
        return window

    good = patch_record(6, "a", "b")
    reading = interpret(FILE, good + patch_record(7, "half"), replay_two)
    assert reading.window is not None
    assert (reading.window["log"], reading.version, reading.journal_bytes) == (["old", "a", "b"], 6, len(good))
    assert reading.damage is not None


@pytest.mark.parametrize("bad", [patch_record(9, "gap"), journal.encode(8, "patch", b"[1, 2]")])
def test_the_good_part_of_a_journal_that_makes_the_window_is_done_once(bad: bytes) -> None:
    def replay_texts(window: dict[str, Any], operations: list[Any]) -> dict[str, Any]:
        window["log"].append("".join(operations))
        return window

    reading = interpret(None, window_record(6, "new") + patch_record(7, "a") + bad, replay_texts)
    assert reading.window == make_window("w", "new", "a", version=7)
    assert reading.damage is not None


def test_a_change_that_makes_no_window_is_damage() -> None:
    reading = interpret(FILE, patch_record(6, "a"), lambda window, operations: operations)
    assert reading.window == make_window("w", "old", version=5)
    assert reading.damage is not None


@pytest.mark.parametrize("file_text", [b"", b"{", b"[1]", b"null", b"\xff\xfe"])
def test_a_window_file_that_is_none_is_damage(file_text: bytes) -> None:
    reading = read(file_text)
    assert reading.window is None
    assert reading.file_is_damaged


def test_a_journal_with_a_whole_window_does_without_the_window_file() -> None:
    reading = read(b"{", window_record(6, "whole"), patch_record(7, "a"))
    assert reading.window == make_window("w", "whole", "a", version=7)
    assert reading.file_is_damaged


def test_patches_without_a_window_are_damage() -> None:
    reading = read(None, patch_record(2, "a"))
    assert reading.window is None
    assert reading.journal_bytes == 0
    assert reading.damage is not None
