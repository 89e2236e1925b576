from __future__ import annotations

from pathlib import Path

import pytest
from keeping import CACHE_TYPES, change, make_window, open_test_tree, plain, reopened, set_aside

from visdom.autosave.format import journal
from visdom.jsontext import dumps

EVERY_TYPE = pytest.mark.parametrize("cache_type", CACHE_TYPES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "envs" / "e" / "jsons").mkdir(parents=True)
    return tmp_path / "envs"


def put(folder: Path, name: str, text: bytes) -> Path:
    path = folder / "e" / "jsons" / name
    path.write_bytes(text)
    return path


def record(version: int, *values: object) -> bytes:
    return journal.encode(version, "patch", dumps(list(values)))


GOOD = dumps(make_window("w", "good"))
FIRST = journal.encode(1, "window", GOOD)


@EVERY_TYPE
@pytest.mark.parametrize("text", [b"", b"{", b"[1]", b'{"id":"bad","log":[}', b"\xff"])
def test_a_broken_window_hides_no_other(
    folder: Path, cache_type: str, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    put(folder, "bad.json", text)
    put(folder, "w.json", GOOD)
    tree = open_test_tree(folder, cache_type)
    tree.load("e", ["bad", "w"])
    assert list(tree["e"]["jsons"]) == ["w"]
    tree["e"]["jsons"]["bad"] = make_window("bad", "new")
    tree.close()
    assert "bad" in caplog.text
    assert reopened(folder, cache_type)["e"]["jsons"]["bad"] == make_window("bad", "new")
    place = ".migrated" if cache_type == "JPE" else ".damaged"
    assert "bad.json" in set_aside(folder, place)


def test_a_torn_end_is_cut_before_anything_is_appended(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = put(folder, "w.journal", FIRST + record(2, "a") + record(3, "torn")[:-5])
    tree = open_test_tree(folder)
    tree.load("e", ["w"])
    assert path.read_bytes() == FIRST + record(2, "a")
    change(tree, "e", "w", "b")
    assert path.read_bytes().endswith(record(3, "b"))
    assert tree["e"]["jsons"]["w"]["log"] == ["good", "a", "b"]
    tree.close()
    assert "unfinished line" in caplog.text
    assert set_aside(folder, ".damaged") == []


def test_a_damaged_middle_keeps_the_good_part_and_puts_the_rest_aside(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rest = b"00000000 {}\n" + record(3, "c")
    path = put(folder, "w.journal", FIRST + record(2, "a") + rest)
    tree = open_test_tree(folder)
    assert tree["e"]["jsons"]["w"]["log"] == ["good", "a"]
    assert path.read_bytes() == FIRST + record(2, "a")
    change(tree, "e", "w", "b")
    expected = plain(tree)
    tree.close()
    assert reopened(folder) == expected
    assert set_aside(folder, ".damaged") == ["w.journal"]
    (stored,) = (folder / ".damaged" / "e").iterdir()
    assert stored.read_bytes() == rest
    assert "damaged" in caplog.text


@pytest.mark.parametrize("cut", range(len(FIRST + record(2, "a")) + 1))
def test_a_journal_cut_anywhere_can_be_written_on(folder: Path, cut: int) -> None:
    put(folder, "w.json", dumps(make_window("w", "file", version=1)))
    put(folder, "w.journal", (FIRST + record(2, "a"))[:cut])
    tree = open_test_tree(folder)
    log = list(tree["e"]["jsons"]["w"]["log"])
    assert log == (["file", "a"] if cut == len(FIRST + record(2, "a")) else ["file"])
    change(tree, "e", "w", "b")
    tree.close()
    assert reopened(folder)["e"]["jsons"]["w"]["log"] == [*log, "b"]


def test_a_broken_window_file_beside_a_whole_journal_goes_to_quarantine(folder: Path) -> None:
    put(folder, "w.json", b"{")
    put(folder, "w.journal", journal.encode(4, "window", dumps(make_window("w", "whole", version=4))))
    tree = open_test_tree(folder)
    change(tree, "e", "w", "more")
    tree.close()
    assert reopened(folder)["e"]["jsons"]["w"]["log"] == ["whole", "more"]
    assert set_aside(folder, ".damaged") == ["w.json"]


def test_patches_that_lost_their_window_go_to_quarantine(folder: Path) -> None:
    put(folder, "w.journal", record(2, "a"))
    tree = open_test_tree(folder)
    tree.load("e", ["w"])
    assert list(tree["e"]["jsons"]) == []
    tree.close()
    assert set_aside(folder, ".damaged") == ["w.journal"]


def test_a_damaged_window_that_is_replaced_unread_goes_to_quarantine(folder: Path) -> None:
    put(folder, "w.json", b"{")
    tree = open_test_tree(folder)
    tree["e"]["jsons"]["w"] = make_window("w", "new")
    tree.close()
    assert reopened(folder)["e"]["jsons"]["w"]["log"] == ["new"]
    assert set_aside(folder, ".damaged") == ["w.json"]


@EVERY_TYPE
def test_a_broken_file_of_upstream_harms_no_other(
    folder: Path, cache_type: str, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "bad.json").write_bytes(b"not json")
    put(folder, "w.json", GOOD)
    tree = open_test_tree(folder, cache_type)
    assert "bad" in tree
    tree.load("bad")
    assert "bad" not in tree
    assert tree["e"]["jsons"]["w"]["log"] == ["good"]
    tree.close()
    assert set_aside(folder, ".damaged") == ["bad.json"]
    assert "bad.json is damaged" in caplog.text


@EVERY_TYPE
def test_what_upstream_had_written_when_it_was_killed_is_served(folder: Path, cache_type: str) -> None:
    text = b'{"jsons": {"w": ' + GOOD + b', "v": {"id": "v", "con'
    (folder / "cut.json").write_bytes(text)
    tree = open_test_tree(folder, cache_type)
    assert list(tree["cut"]["jsons"]) == ["w"]
    change(tree, "cut", "w", "more")
    tree.close()
    assert reopened(folder, cache_type)["cut"]["jsons"]["w"]["log"] == ["good", "more"]
    (stored,) = (folder / ".damaged").glob("*cut.json")
    assert stored.read_bytes() == text


@EVERY_TYPE
def test_one_broken_window_in_a_file_of_upstream_hides_no_other(folder: Path, cache_type: str) -> None:
    (folder / "u.json").write_bytes(b'{"jsons": {"bad": {"id": tru}, "none": null, "w": ' + GOOD + b"}}")
    tree = open_test_tree(folder, cache_type)
    tree.load("u", ["bad", "none", "w"])
    assert list(tree["u"]["jsons"]) == ["w"]
    change(tree, "u", "w", "more")
    tree.close()
    assert list(reopened(folder, cache_type)["u"]["jsons"]) == ["w"]
    assert set_aside(folder, ".damaged") == ["bad.json", "none.json"]


def test_an_unreadable_member_goes_to_quarantine(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "e" / "reload.json").write_bytes(b"{")
    tree = open_test_tree(folder)
    assert tree["e"].get("reload", {}) == {}
    tree["e"]["reload"] = {"w": {}}
    tree.close()
    assert reopened(folder)["e"]["reload"] == {"w": {}}
    assert set_aside(folder, ".damaged") == ["reload.json"]
    assert "not JSON" in caplog.text


def test_unfinished_files_are_removed(folder: Path) -> None:
    put(folder, ".1-2.temp", b"{")
    (folder / "e" / ".1-3.temp").write_bytes(b"{")
    put(folder, "w.json", GOOD)
    assert list(reopened(folder)["e"]["jsons"]) == ["w"]
    assert not list(folder.rglob("*.temp"))


@pytest.mark.parametrize("files_left", [["w.json", "w.journal"], ["w.journal"]])
def test_a_deletion_that_a_crash_interrupted_is_finished(folder: Path, files_left: list[str]) -> None:
    if "w.json" in files_left:
        put(folder, "w.json", GOOD)
    put(folder, "w.journal", record(2, "a") + journal.encode(3, "deleted", b"true"))
    tree = open_test_tree(folder)
    tree.load("e")
    assert list(tree["e"]["jsons"]) == []
    tree["e"]["jsons"]["w"] = make_window("w", "again")
    tree.close()
    assert reopened(folder)["e"]["jsons"]["w"]["log"] == ["again"]
    assert set_aside(folder, ".trash") == sorted(files_left)
