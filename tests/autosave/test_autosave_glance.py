from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from keeping import change, open_test_tree

from visdom.autosave import Tree, glance
from visdom.autosave.env_windows import LARGE_BYTES
from visdom.jsontext import dumps, loads

LONG = "x" * LARGE_BYTES


def message(win: str, **members: Any) -> bytes:
    """The text of a window as a page gets it."""
    return dumps({"command": "window", "id": win, "log": [], **members})


def write_environment(folder: Path, **texts: bytes) -> None:
    below = folder / "main" / "jsons"
    below.mkdir(parents=True)
    for win, text in texts.items():
        (below / f"{win}.json").write_bytes(text)


def reordered(tree: Tree) -> list[str]:
    windows = tree["main"].windows
    return sorted(windows, key=windows.order)


@pytest.mark.parametrize(
    ("members", "order"),
    [({"i": 3}, 3), ({"i": 0}, 0), ({}, -1), ({"i": -2}, -1), ({"i": None}, -1), ({"i": "3"}, -1), ({"i": 1.5}, -1)],
)
def test_the_order_is_the_member_i_wherever_it_stands(members: dict[str, Any], order: int) -> None:
    assert glance.glance(message("a", **members), "a") == order
    assert (
        glance.glance(dumps({**members, "content": {"i": 9, "id": "b"}, "command": "window", "id": "a"}), "a") == order
    )


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
    ],
)
def test_what_is_no_message_as_it_stands_has_to_be_parsed(text: bytes) -> None:
    assert glance.glance(text, "a") is None


@pytest.mark.parametrize("position", range(0, 60, 3))
def test_a_cut_text_is_never_taken_for_a_sound_one(position: int) -> None:
    text = message("a", i=1, title="some title that is long enough")
    assert glance.glance(text[:position], "a") is None
    assert glance.glance(text, "a") == 1


def test_ids_of_any_kind_are_compared_as_text() -> None:
    for win in ('quote " and \\', "ключ", "emoji 🙂", "a'b; --", "\u2028"):
        assert glance.glance(json.dumps({"command": "window", "id": win, "i": 4}).encode(), win) == 4


def test_without_sqlite_every_window_is_parsed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(glance, "sqlite3", None)
    write_environment(tmp_path, a=message("a", i=2, long=LONG), b=message("b", i=1, long=LONG))
    tree = open_test_tree(tmp_path)
    tree.learn_order("main")
    assert reordered(tree) == ["b", "a"]
    assert tree.loaded("main", "a")
    tree.close()


def test_an_sqlite_that_knows_no_json_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance, "_QUESTION", "SELECT no_such_function(?1)")
    assert glance.glance(message("a", i=1), "a") is None


def test_large_windows_are_shown_without_being_parsed(tmp_path: Path) -> None:
    texts = {win: message(win, i=order, long=LONG) for win, order in (("late", 7), ("early", 1), ("nowhere", -1))}
    write_environment(tmp_path, **texts, small=message("small", i=3))
    tree = open_test_tree(tmp_path)
    assert not tree.ordered("main")
    tree.learn_order("main")
    assert tree.ordered("main")
    windows = tree["main"].windows
    assert {win: windows.order(win) for win in windows} == {"late": 7, "early": 1, "nowhere": -1, "small": 3}
    assert not tree.held("main", "late")
    tree.hold("main", ["late", "small"])
    assert tree.held("main", "late") and tree.held("main", "small")
    assert not tree.loaded("main", "late")
    assert windows.text("late") == texts["late"]
    windows.let_go("late")
    assert windows.text("late") is None
    assert windows["late"] == loads(texts["late"])
    assert tree.held("main", "late")
    tree.close()


@pytest.mark.parametrize("cache_type", ["JPE", "JPW", "JPWA"])
def test_a_window_that_changed_is_not_shown_as_it_was(tmp_path: Path, cache_type: str) -> None:
    write_environment(tmp_path, a=message("a", i=1, version=1, long=LONG))
    tree = open_test_tree(tmp_path, cache_type)
    tree.learn_order("main")
    tree.hold("main", ["a"])
    tree.prepare("main")
    change(tree, "main", "a", 5)
    windows = tree["main"].windows
    assert windows.text("a") is None
    tree.hold("main", ["a"])
    assert windows.text("a") is None
    assert windows["a"]["log"] == [5]
    assert windows.order("a") == 1
    tree.close()


def test_a_window_whose_journal_says_more_is_parsed(tmp_path: Path) -> None:
    write_environment(tmp_path, a=message("a", i=1, version=1, long=LONG))
    tree = open_test_tree(tmp_path)
    change(tree, "main", "a", 5)
    copy = tmp_path.with_name("after a crash")
    shutil.copytree(tmp_path, copy)
    tree.close()
    again = open_test_tree(copy)
    again.learn_order("main")
    again.hold("main", ["a"])
    assert again["main"].windows.text("a") is None
    assert again["main"].windows["a"]["log"] == [5]
    again.close()


def test_a_damaged_large_window_is_put_aside_when_the_order_is_learnt(tmp_path: Path) -> None:
    text = message("a", i=1, long=LONG)
    write_environment(tmp_path, a=text[: len(text) // 2], b=message("b", i=2, long=LONG))
    tree = open_test_tree(tmp_path)
    tree.learn_order("main")
    assert reordered(tree) == ["b"]
    assert list((tmp_path / ".damaged").rglob("*a.json"))
    tree.close()


def test_much_text_is_held_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visdom.autosave.tree.HOLD_BYTES", 2 * LARGE_BYTES)
    wins = [f"w{number}" for number in range(6)]
    write_environment(tmp_path, **{win: message(win, i=1, long=LONG) for win in wins})
    tree = open_test_tree(tmp_path)
    tree.learn_order("main")
    held: list[int] = []
    for begin in range(6):
        tree.hold("main", wins[begin:])
        held.append(sum(tree.held("main", win) for win in wins))
    assert held[0] in (2, 3)
    assert held[-1] == 6
    tree.close()


def test_holding_beside_changes_never_brings_an_old_text_back(tmp_path: Path) -> None:
    write_environment(tmp_path, a=message("a", i=1, version=1, long=LONG))
    tree = open_test_tree(tmp_path)
    windows = tree["main"].windows
    stop = threading.Event()

    def hold() -> None:
        while not stop.is_set():
            tree.hold("main", ["a"])
            windows.let_go("a")

    thread = threading.Thread(target=hold)
    thread.start()
    for value in range(200):
        change(tree, "main", "a", value)
        assert windows.text("a") is None
        assert windows["a"]["log"][-1] == value
    stop.set()
    thread.join()
    tree.close()
