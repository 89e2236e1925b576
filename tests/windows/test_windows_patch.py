"""Patches: done again from a record, and translated for pages that know only RFC 6902."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from visdom.errors import Damaged
from visdom.windows.patch import replay, standard

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "patches.json").read_text(encoding="utf-8"))
WINDOW = {"content": "one", "list": [1, 2], "deep": {"a/b": "x~y"}}


@pytest.mark.parametrize("case", VECTORS["applied"], ids=lambda case: case["name"])
def test_shared_cases_are_applied(case: Any) -> None:
    assert replay(deepcopy(case["window"]), case["patch"]) == case["result"]


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["name"])
def test_shared_cases_that_do_not_fit_are_damage(case: Any) -> None:
    with pytest.raises(Damaged, match="does not fit the window"):
        replay(deepcopy(case["window"]), case["patch"])


@pytest.mark.parametrize("patch", [None, 3, "x", [3], [None], [{}], [{"op": "add"}], [{"op": "add", "path": 3}]])
def test_what_is_no_patch_is_damage(patch: Any) -> None:
    with pytest.raises(Damaged):
        replay(deepcopy(WINDOW), patch)


def test_replay_changes_the_window_itself() -> None:
    window = deepcopy(WINDOW)
    assert replay(window, [{"op": "add", "path": "/list/2", "value": 3}]) is window
    assert window["list"] == [1, 2, 3]


def test_replay_may_replace_the_whole_window() -> None:
    assert replay({"a": 1}, [{"op": "replace", "path": "", "value": {"b": 2}}]) == {"b": 2}


def test_standard_patches_are_passed_on_as_they_are() -> None:
    patch: Any = [{"op": "replace", "path": "/content", "value": "two"}, {"op": "remove", "path": "/list/0"}]
    assert standard(patch, WINDOW) is patch


def test_inserted_text_becomes_the_whole_text() -> None:
    patch: Any = [
        {"op": "str_ins", "path": "/deep/a~1b", "pos": 3, "str": "!"},
        {"op": "str_ins", "path": "/list/0", "pos": 0, "str": "?"},
        {"op": "add", "path": "/version", "value": 2},
    ]
    before = {"deep": {"a/b": "x~y"}, "list": ["a"]}
    after = replay(deepcopy(before), patch)
    translated = standard(patch, after)
    assert translated == [
        {"op": "replace", "path": "/deep/a~1b", "value": "x~y!"},
        {"op": "replace", "path": "/list/0", "value": "?a"},
        {"op": "add", "path": "/version", "value": 2},
    ]
    assert replay(before, translated) == after
