"""Window files as gzip: written with `compress`, read always, in the other form as soon as they are written again."""

from __future__ import annotations

import gzip
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from keeping import (
    CACHE_TYPES,
    after_crash,
    change,
    make_window,
    names_below,
    open_test_tree,
    plain,
    reopened,
    replay,
    set_aside,
)

from visdom.autosave.disk import files
from visdom.autosave.disk.folder import other_form, read_either_form
from visdom.autosave.follow import follow
from visdom.autosave.format.window_text import LARGE_BYTES, compress, decompress
from visdom.autosave.stores import folding
from visdom.jsontext import dumps

LONG = "x" * LARGE_BYTES
ENDINGS = ["", ".json", ".gz", ".json.gz", ".journal", ".kept"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "envs"


def put(folder: Path, name: str, data: bytes) -> None:
    (folder / "e" / "jsons").mkdir(parents=True, exist_ok=True)
    (folder / "e" / "jsons" / name).write_bytes(data)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "e" / "jsons").iterdir())


def log_of(folder: Path, win: str = "w", **options: Any) -> Any:
    tree = open_test_tree(folder, **options)
    try:
        window = tree["e"]["jsons"].get(win)
        return None if window is None else window["log"]
    finally:
        tree.close()


@pytest.mark.parametrize("text", [b"", b"{}", b'{"a": "\xc3\xa4"}' * 10_000])
def test_the_same_text_becomes_the_same_bytes_and_comes_back(text: bytes) -> None:
    assert compress(text) == compress(text)
    assert decompress(compress(text)) == gzip.decompress(compress(text)) == text
    assert decompress(text) == text


@pytest.mark.parametrize("data", [compress(b"{}")[:-1], compress(b"{}") + b" ", compress(b"{}") * 2, b"\x1f\x8b"])
def test_what_is_not_one_whole_gzip_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="compressed"):
        decompress(data)


def test_a_file_that_just_got_another_form_is_found(tmp_path: Path) -> None:
    path = f"{tmp_path}/w.json"
    assert (other_form(path), other_form(other_form(path))) == (f"{path}.gz", path)
    assert read_either_form(path) is None
    (tmp_path / "w.json.gz").write_bytes(b"packed")
    assert read_either_form(path) == read_either_form(other_form(path)) == b"packed"


@pytest.mark.parametrize("cache_type", ["JPW", "JPWA"])
def test_window_files_are_compressed_and_nothing_else_is(folder: Path, cache_type: str) -> None:
    tree = open_test_tree(folder, cache_type, compress=True)
    tree["e"] = {"reload": {"w": {}}}
    for win, value in (("small", 1), ("large", LONG)):
        tree["e"]["jsons"][win] = make_window(win, value)
        change(tree, "e", win, 2)
    expected = plain(tree)
    tree.close()
    below = ["e/jsons/large.json.gz", "e/jsons/small.json.gz", "e/reload.json", "main/reload.json"]
    assert names_below(folder) == below
    for other in CACHE_TYPES:
        assert reopened(after_crash(folder, folder.parent / other), other) == expected


def test_one_file_per_environment_is_not_compressed(folder: Path) -> None:
    tree = open_test_tree(folder, "JPE", compress=True)
    tree["e"] = {"jsons": {"w": make_window("w", 1)}}
    tree.close()
    assert (folder / "e.json").read_bytes().startswith(b"{")


@pytest.mark.parametrize("fsync", ["never", "everysec", "always"])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("is_compressed", [False, True])
def test_a_window_gets_the_form_of_the_flag_when_it_is_written_again(
    folder: Path, fsync: str, large: bool, is_compressed: bool
) -> None:
    before, after = ("w.json", "w.json.gz") if is_compressed else ("w.json.gz", "w.json")
    text = dumps(make_window("w", "old", version=3))
    put(folder, before, text if is_compressed else compress(text))
    tree = open_test_tree(folder, compress=is_compressed, fsync=fsync)
    tree.load("e", ["w"])
    tree.save("e")
    assert names(folder) == [before], "it did not change"
    tree["e"]["jsons"]["w"] = make_window("w", LONG if large else "new", version=4)
    assert before in names(folder) or fsync == "never", "the disk may not have another yet"
    tree.sync()
    tree.save("e")
    tree.sync()
    assert names(folder) == [after]
    change(tree, "e", "w", "more")
    expected = plain(tree)
    tree.close()
    assert names(folder) == [after]
    assert reopened(folder) == expected


def test_no_request_waits_for_a_large_window_to_be_compressed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = open_test_tree(folder, compress=True)
    tree["e"] = {}
    threads = []

    def noting(text: bytes) -> bytes:
        threads.append(threading.current_thread())
        return compress(text)

    monkeypatch.setattr(folding, "compress", noting)
    for number in range(20):
        tree["e"]["jsons"]["w"] = make_window("w", LONG, number)
    store: Any = tree._store
    done = threading.Event()
    folder_thread = threading.Thread(target=lambda: (store._fold_due(), done.set()))
    folder_thread.start()
    done.wait()
    folder_thread.join()
    assert threads
    assert threading.main_thread() not in threads
    assert names(folder) == ["w.json.gz"]
    tree.close()


def test_ids_that_end_like_files_have_files_of_their_own(folder: Path) -> None:
    wins = [start + ending for start in ("w", "w.json", "") for ending in ENDINGS]
    tree = open_test_tree(folder, compress=True)
    tree["e"] = {}
    for win in wins:
        tree["e"]["jsons"][win] = make_window(win, win)
    tree.save("e")
    for win in wins:
        change(tree, "e", win, 1)
    expected = plain(tree)
    assert reopened(after_crash(folder, folder.parent / "crashed")) == expected
    tree.close()
    assert len(names(folder)) == len(set(wins))
    assert reopened(folder) == expected
    del expected["e"]["jsons"]["w"]
    tree = open_test_tree(folder)
    del tree["e"]["jsons"]["w"]
    tree.close()
    assert reopened(folder) == expected


OLD, NEW = (dumps(make_window("w", log, version=version)) for log, version in (("old", 1), ("new", 2)))


@pytest.mark.parametrize("fsync", ["never", "everysec"])
@pytest.mark.parametrize(
    ("text", "packed", "log", "left"),
    [
        (OLD, compress(NEW), ["new"], "w.json.gz"),
        (NEW, compress(OLD), ["new"], "w.json"),
        (NEW, compress(NEW), ["new"], "w.json.gz"),
        (OLD, compress(NEW)[:-1], ["old"], "w.json"),
        (NEW[:-1], compress(OLD), ["old"], "w.json.gz"),
        (NEW[:-1], compress(NEW)[:-1], None, None),
    ],
)
def test_of_both_forms_the_newer_one_that_can_be_read_counts_and_the_other_goes(
    folder: Path, text: bytes, packed: bytes, log: Any, left: str | None, fsync: str
) -> None:
    put(folder, "w.json", text)
    put(folder, "w.json.gz", packed)
    put(folder, ".w.kept", OLD)
    assert log_of(folder, fsync=fsync) == log
    assert names(folder) == ([] if left is None else [left])
    damaged = {"w.json": text == NEW[:-1], "w.json.gz": packed == compress(NEW)[:-1]}
    assert set_aside(folder, ".damaged") == [name for name, is_damaged in damaged.items() if is_damaged]
    assert log_of(folder) == log


def test_records_count_on_from_the_newer_form(folder: Path) -> None:
    put(folder, "w.json", OLD)
    put(folder, "w.json.gz", compress(NEW))
    tree = open_test_tree(folder, compress=True)
    change(tree, "e", "w", 3)
    expected = plain(tree)
    assert expected["e"]["jsons"]["w"]["log"] == ["new", 3]
    assert reopened(after_crash(folder, folder.parent / "crashed")) == expected
    tree.close()
    assert reopened(folder) == expected


@pytest.mark.parametrize("packed", [compress(NEW), compress(NEW)[:-1]])
def test_a_kept_file_of_either_form_stands_in_for_a_damaged_one(folder: Path, packed: bytes) -> None:
    put(folder, "w.json.gz", packed[:-1])
    put(folder, ".w.kept", compress(OLD))
    assert log_of(folder) == ["old"]
    assert names(folder) == ["w.json.gz"]
    assert set_aside(folder, ".damaged") == ["w.json.gz"]


@pytest.mark.parametrize("fsync", ["never", "everysec", "always"])
def test_closing_a_window_that_is_there_in_both_forms_leaves_neither(folder: Path, fsync: str) -> None:
    put(folder, "w.json.gz", compress(OLD))
    tree = open_test_tree(folder, fsync=fsync)
    tree["e"]["jsons"]["w"] = make_window("w", LONG, version=2)
    if fsync != "never":
        assert names(folder) == ["w.json", "w.json.gz"]
    del tree["e"]["jsons"]["w"]
    assert log_of(after_crash(folder, folder.parent / "crashed")) is None
    tree.close()
    assert names(folder) == []
    assert log_of(folder) is None


def test_a_closed_window_comes_back_whatever_its_form(folder: Path) -> None:
    tree = open_test_tree(folder, compress=True)
    tree["e"] = {"jsons": {"w": make_window("w", 1), "v": make_window("v", 2)}}
    with tree.closing_together():
        del tree["e"]["jsons"]["w"]
        change(tree, "e", "v", 3)
        del tree["e"]["jsons"]["v"]
    assert set_aside(folder, ".trash") == ["v.journal", "v.json.gz", "w.json.gz"]
    closed = tree.closed_last("e")
    assert closed is not None
    assert {win: window["log"] for win, window in closed.windows.items()} == {"w": [1], "v": [2, 3]}
    for win, window in closed.windows.items():
        tree["e"]["jsons"][win] = window
    tree.restored("e", closed)
    tree.close()
    assert set_aside(folder, ".trash") == []
    assert names(folder) == ["v.json.gz", "w.json.gz"]


def test_a_large_window_is_sent_without_being_parsed(folder: Path) -> None:
    message = dumps({"command": "window", "id": "w", "i": 5, "version": 3, "type": "text", "content": LONG, "log": []})
    put(folder, "w.json.gz", compress(message))
    tree = open_test_tree(folder)
    windows = tree["e"].windows
    tree.learn_order("e")
    assert (windows.order("w"), windows.is_loaded("w")) == (5, False)
    tree.fetch("e", ["w"])
    assert windows.text("w") == message
    assert list(tree.copy_out("e")) == [("w", message)]
    tree.close()


def test_what_a_compressed_window_takes_in_memory_is_told_by_its_text(folder: Path) -> None:
    put(folder, "w.json.gz", compress(dumps(make_window("w", LONG))))
    tree = open_test_tree(folder)
    tree.load("e", ["w"])
    stored = tree._store.read("e", "w")
    assert stored.text_bytes > LARGE_BYTES > files.size(f"{folder}/e/jsons/w.json.gz")
    tree.close()


class Subscriber:
    """Notes which changes a follower reports."""

    def __init__(self) -> None:
        self.changes: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *_: self.changes.append(name)


def test_a_follower_is_not_confused_by_another_form(folder: Path) -> None:
    put(folder, "w.json", OLD)
    put(folder, "w.json.json", dumps(make_window("w.json", 0)))
    tree, subscriber = follow(str(folder), replay=replay), Subscriber()

    def poll() -> Any:
        subscriber.changes.clear()
        tree.apply(tree.poll(lambda: ["e"]), subscriber)
        return {win: window["log"] for win, window in tree["e"]["jsons"].items()}

    assert poll() == {"w": ["old"], "w.json": [0]}
    put(folder, "w.json.gz", compress(OLD))
    assert poll()["w"] == ["old"]
    (folder / "e" / "jsons" / "w.json").unlink()
    assert poll()["w"] == ["old"]
    assert "closed" not in subscriber.changes
    put(folder, "w.json.gz", compress(NEW))
    assert poll()["w"] == ["new"]
    shutil.move(folder / "e" / "jsons" / "w.json.gz", folder / "w.json.gz")
    assert poll() == {"w.json": [0]}
    assert subscriber.changes == ["closed"]
    put(folder, "w.json", OLD)
    put(folder, "w.json.gz", compress(NEW))
    assert poll()["w"] == ["new"]
    assert tree._store.read("e", "w").text_bytes == len(NEW)
    tree.close()
