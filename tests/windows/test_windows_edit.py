"""The change in the making: what it writes down, and that it can be taken back."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from visdom.windows.edit import Edit, grow_text, pointer, same
from visdom.windows.patch import replay

WINDOW = {"id": "w", "content": {"data": [{"x": [1, 2]}], "layout": {"a/b": 1}}, "note": "one", "old": [[1]]}


def check(change: Any, operations: Any) -> None:
    """The change writes these operations, they do the same to a copy, and it can be undone."""
    after = deepcopy(WINDOW)
    edit = Edit(after)
    change(edit)
    assert edit.patch == operations
    assert replay(deepcopy(WINDOW), edit.patch) == after
    edit.undo()
    assert after == WINDOW
    assert edit.patch == []


def test_set_adds_or_replaces_members() -> None:
    check(
        lambda edit: (edit.set(("title",), "T"), edit.set(("content", "layout", "a/b"), 2)),
        [
            {"op": "add", "path": "/title", "value": "T"},
            {"op": "replace", "path": "/content/layout/a~1b", "value": 2},
        ],
    )


@pytest.mark.parametrize(("path", "value"), [(("id",), "w"), (("content", "data", 0, "x"), [1, 2])])
def test_set_to_the_present_value_is_no_change(path: Any, value: Any) -> None:
    check(lambda edit: edit.set(path, value), [])


def test_set_of_a_list_is_not_changed_by_what_follows() -> None:
    check(
        lambda edit: (edit.set(("new",), []), edit.extend(("new",), [1])),
        [{"op": "add", "path": "/new", "value": []}, {"op": "add", "path": "/new/0", "value": 1}],
    )


def test_few_values_are_added_one_by_one() -> None:
    check(
        lambda edit: edit.extend(("content", "data", 0, "x"), [3]),
        [{"op": "add", "path": "/content/data/0/x/2", "value": 3}],
    )


def test_many_values_write_the_list_anew() -> None:
    check(
        lambda edit: edit.extend(("content", "data", 0, "x"), [3, 4]),
        [{"op": "replace", "path": "/content/data/0/x", "value": [1, 2, 3, 4]}],
    )


def test_a_single_value_never_writes_the_list_anew() -> None:
    check(lambda edit: edit.extend(("old",), [[2]]), [{"op": "add", "path": "/old/1", "value": [2]}])


def test_values_at_the_start_keep_their_order() -> None:
    check(
        lambda edit: (
            edit.insert(("content", "data", 0, "x"), 0, [9]),
            edit.insert(("content", "data", 0, "x"), 0, [7, 8]),
        ),
        [
            {"op": "add", "path": "/content/data/0/x/0", "value": 9},
            {"op": "add", "path": "/content/data/0/x/0", "value": 7},
            {"op": "add", "path": "/content/data/0/x/1", "value": 8},
        ],
    )


def test_nothing_inserted_is_no_change() -> None:
    check(lambda edit: edit.extend(("old",), []), [])


def test_remove_takes_items_and_members_out() -> None:
    check(
        lambda edit: (edit.remove(("content", "data", 0)), edit.remove(("note",))),
        [{"op": "remove", "path": "/content/data/0"}, {"op": "remove", "path": "/note"}],
    )


def test_move_into_a_list_and_over_a_member() -> None:
    check(
        lambda edit: (edit.move(("content", "data"), ("old", 1)), edit.move(("old", 0), ("note",))),
        [
            {"op": "move", "from": "/content/data", "path": "/old/1"},
            {"op": "move", "from": "/old/0", "path": "/note"},
        ],
    )


def test_append_text_says_where_in_code_points() -> None:
    check(
        lambda edit: (edit.append_text(("note",), " 🙂"), edit.append_text(("note",), "!")),
        [
            {"op": "str_ins", "path": "/note", "pos": 3, "str": " 🙂"},
            {"op": "str_ins", "path": "/note", "pos": 5, "str": "!"},
        ],
    )


def test_changes_of_one_place_are_undone_in_reverse() -> None:
    after = deepcopy(WINDOW)
    edit = Edit(after)
    for value in range(5):
        edit.set(("id",), value)
        edit.extend(("old",), [value])
        edit.append_text(("note",), str(value))
    edit.undo()
    assert json.dumps(after) == json.dumps(WINDOW)


@pytest.mark.parametrize(
    ("before", "operation", "version"),
    [
        ({}, "add", 2),
        ({"version": 7}, "replace", 8),
        ({"version": None}, "replace", 2),
        ({"version": "7"}, "replace", 2),
        ({"version": True}, "replace", 2),
        ({"version": -3}, "replace", 2),
    ],
)
def test_finish_counts_the_version(before: Any, operation: str, version: int) -> None:
    edit = Edit({**before, "contentID": "old"})
    edit.finish("new")
    assert edit.patch == [
        {"op": "replace", "path": "/contentID", "value": "new"},
        {"op": operation, "path": "/version", "value": version},
    ]


def test_pointers_escape_their_steps() -> None:
    assert pointer(()) == ""
    assert pointer(("a/b", 0, "~1", "")) == "/a~1b/0/~01/"


def test_text_that_cannot_grow_stays() -> None:
    holder: Any = {"note": "one"}
    with pytest.raises(TypeError):
        grow_text(holder, "note", 5)  # type: ignore[arg-type]
    assert holder == {"note": "one"}


@pytest.mark.parametrize(
    ("present", "value", "expected"),
    [
        (1, 1, True),
        (1, 1.0, False),
        (1, True, False),
        (None, None, True),
        ("a", "a", True),
        ([1, "a", None], [1, "a", None], True),
        ([1], [True], False),
        ([1], [1, 2], False),
        ([[1]], [[1]], False),
        ({}, {}, False),
        ([], {}, False),
    ],
)
def test_only_sure_equality_counts(present: Any, value: Any, expected: bool) -> None:
    assert same(present, value) is expected
