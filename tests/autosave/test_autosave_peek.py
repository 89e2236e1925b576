from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from keeping import change, open_test_tree

from visdom.autosave import Tree
from visdom.autosave.format.window_text import LARGE_BYTES, Header, is_message, peek
from visdom.jsontext import dumps, loads
from visdom.windows.build import build

LONG = "x" * LARGE_BYTES


def message(win: str, **members: Any) -> bytes:
    """The text of a window as a page gets it."""
    header = {"i": members.pop("i")} if "i" in members else {}
    version = members.pop("version", 1)
    window = {"command": "window", "id": win, **header, "version": version, "type": "text", "log": [], **members}
    return dumps(window)


def write_environment(folder: Path, **texts: bytes) -> None:
    below = folder / "main" / "jsons"
    below.mkdir(parents=True)
    for win, text in texts.items():
        (below / f"{win}.json").write_bytes(text)


def reordered(tree: Tree) -> list[str]:
    windows = tree["main"].windows
    return sorted(windows, key=windows.order)


def order_in(folder: Path, text: bytes) -> int | None:
    """The position of the window `a` with this text, as a tree learns it."""
    write_environment(folder, a=text)
    tree = open_test_tree(folder)
    tree.learn_order("main")
    order = tree["main"].windows.order("a")
    tree.close()
    return order


@pytest.mark.parametrize("long", ["", LONG])
@pytest.mark.parametrize(
    ("members", "order"),
    [({"i": 3}, 3), ({"i": 0}, 0), ({}, -1), ({"i": -2}, -1), ({"i": None}, -1), ({"i": "3"}, -1), ({"i": 1.5}, -1)],
)
def test_the_order_is_the_member_i_wherever_it_stands(
    tmp_path: Path, members: dict[str, Any], order: int, long: str
) -> None:
    other = {**members, "content": {"i": 9, "id": "b"}, "command": "window", "id": "a", "long": long}
    assert order_in(tmp_path / "ours", message("a", **members, long=long)) == order
    assert order_in(tmp_path / "other", dumps(other)) == order


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"null",
        b"[]",
        b'{"command":"window"}',
        b'{"command":"window","id":"b","i":1}',
        b'{"id":"a","i":1}',
        b'{"command":"window","id":"a","i":1',
        b'{"command":"window","id":"a","i":1}}',
        b'{"command":"window","id":"a","i":1}\0\0\0',
        b'{"command":"window","id":"a","i":1,"y":NaN}',
        b'{"command":"window","id":"a","i":1,"y":"\xff"}',
        b'{"command":"window","id":"b","i":1,"version":1,"type":"text"}',
        b'{"id":"a","i":1,"version":1,"type":"text","command":"window"}',
        b'{"command":"window","id":"a","i":1,"version":1,"type":"text"',
        b'{"command":"window","id":"a","i":1,"version":1,"type":"text"}\0\0\0',
        b'{"command":"window","id":"a","i":1,"version":1,"type":"text","y":"\0"}',
        b'{"command":"window","id":"a","i":1,"version":1,"type":"text","y":"\xff"}',
        b'{"command":"window","id":"\xff","i":1,"version":1,"type":"text"}',
    ],
)
def test_what_is_no_message_as_it_is_has_to_be_parsed(text: bytes) -> None:
    assert not is_message(text, "a")


@pytest.mark.parametrize("position", range(0, 60, 3))
def test_a_cut_text_is_never_taken_for_a_sound_one(position: int) -> None:
    text = message("a", i=1, title="some title that is long enough")
    assert not is_message(text[:position], "a")
    assert is_message(text, "a")
    assert peek(text, "a") == Header(1, 1)


def test_ids_of_any_kind_are_compared_as_text() -> None:
    for win in ('quote " and \\', "ключ", "emoji 🙂", "a'b; --", "\u2028"):
        window = {"command": "window", "id": win, "i": 4, "version": 2, "type": "text"}
        for text in (dumps(window), json.dumps(window, separators=(",", ":")).encode()):
            assert peek(text, win) == Header(4, 2)
            assert is_message(text, win)
            assert peek(text, win + "x") is None


def test_windows_without_the_header_are_parsed(tmp_path: Path) -> None:
    texts = {win: dumps({"id": win, "command": "window", "i": i, "long": LONG}) for win, i in (("a", 2), ("b", 1))}
    write_environment(tmp_path, **texts)
    tree = open_test_tree(tmp_path)
    tree.learn_order("main")
    assert reordered(tree) == ["b", "a"]
    assert tree.is_loaded("main", "a")
    tree.close()


def test_windows_of_ours_begin_with_the_header() -> None:
    request: Any = {"data": [{"type": "text", "content": LONG}], "opts": {"title": "t"}}
    text = dumps(build(request, win="a", content_id="c", order=3, version=2))
    assert peek(text, "a") == Header(3, 2)
    assert is_message(text, "a")


def test_large_windows_are_shown_without_being_parsed(tmp_path: Path) -> None:
    texts = {win: message(win, i=order, long=LONG) for win, order in (("late", 7), ("early", 1), ("nowhere", -1))}
    write_environment(tmp_path, **texts, small=message("small", i=3))
    tree = open_test_tree(tmp_path)
    assert not tree.is_ordered("main")
    tree.learn_order("main")
    assert tree.is_ordered("main")
    windows = tree["main"].windows
    assert {win: windows.order(win) for win in windows} == {"late": 7, "early": 1, "nowhere": -1, "small": 3}
    assert not tree.is_fetched("main", "late")
    tree.fetch("main", ["late", "small"])
    assert tree.is_fetched("main", "late") and tree.is_fetched("main", "small")
    assert not tree.is_loaded("main", "late")
    assert windows.text("late") == texts["late"]
    windows.release_text("late")
    assert windows.text("late") is None
    assert windows["late"] == loads(texts["late"])
    assert tree.is_fetched("main", "late")
    tree.close()


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_a_window_that_changed_is_not_shown_as_it_was(tmp_path: Path, cache_type: str) -> None:
    write_environment(tmp_path, a=message("a", i=1, version=1, long=LONG))
    tree = open_test_tree(tmp_path, cache_type)
    tree.learn_order("main")
    tree.fetch("main", ["a"])
    tree.prepare("main")
    change(tree, "main", "a", 5)
    windows = tree["main"].windows
    assert windows.text("a") is None
    tree.fetch("main", ["a"])
    assert windows.text("a") is None
    assert windows["a"]["log"] == [5]
    assert windows.order("a") == 1
    tree.close()


def test_a_window_whose_journal_has_more_is_parsed(tmp_path: Path) -> None:
    write_environment(tmp_path, a=message("a", i=1, version=1, long=LONG))
    tree = open_test_tree(tmp_path)
    change(tree, "main", "a", 5)
    copy = tmp_path.with_name("after a crash")
    shutil.copytree(tmp_path, copy)
    tree.close()
    again = open_test_tree(copy)
    again.learn_order("main")
    again.fetch("main", ["a"])
    assert again["main"].windows.text("a") is None
    assert again["main"].windows["a"]["log"] == [5]
    again.close()


def test_a_damaged_large_window_is_moved_to_quarantine_when_the_order_is_learned(tmp_path: Path) -> None:
    text = dumps({"id": "a", "command": "window", "i": 1, "long": LONG})
    write_environment(tmp_path, a=text[: len(text) // 2], b=message("b", i=2, long=LONG))
    tree = open_test_tree(tmp_path)
    tree.learn_order("main")
    assert reordered(tree) == ["b"]
    assert list((tmp_path / ".damaged").rglob("*a.json"))
    tree.close()


def test_a_damaged_large_window_with_the_header_is_moved_to_quarantine_when_it_is_fetched(tmp_path: Path) -> None:
    text = message("a", i=1, long=LONG + LONG)
    write_environment(tmp_path, a=text[: len(text) - 10], b=message("b", i=2, long=LONG))
    tree = open_test_tree(tmp_path)
    tree.learn_order("main")
    tree.fetch("main", ["a", "b"])
    assert reordered(tree) == ["b"]
    assert list((tmp_path / ".damaged").rglob("*a.json"))
    tree.close()


def test_much_text_is_fetched_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visdom.autosave.tree.tree.FETCH_BYTES", 2 * LARGE_BYTES)
    wins = [f"w{number}" for number in range(6)]
    write_environment(tmp_path, **{win: message(win, i=1, long=LONG) for win in wins})
    tree = open_test_tree(tmp_path)
    tree.learn_order("main")
    fetched: list[int] = []
    for begin in range(6):
        tree.fetch("main", wins[begin:])
        fetched.append(sum(tree.is_fetched("main", win) for win in wins))
    assert fetched[0] in (2, 3)
    assert fetched[-1] == 6
    tree.close()


def test_fetching_beside_changes_never_brings_an_old_text_back(tmp_path: Path) -> None:
    write_environment(tmp_path, a=message("a", i=1, version=1, long=LONG))
    tree = open_test_tree(tmp_path)
    windows = tree["main"].windows
    stop = threading.Event()

    def fetch() -> None:
        while not stop.is_set():
            tree.fetch("main", ["a"])
            windows.release_text("a")

    thread = threading.Thread(target=fetch)
    thread.start()
    for value in range(200):
        change(tree, "main", "a", value)
        assert windows.text("a") is None
        assert windows["a"]["log"][-1] == value
    stop.set()
    thread.join()
    tree.close()
