"""On a disk that takes `A` for `a`, no two ids share a file, in every form."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from folding import folding, folds
from hypothesis import given
from hypothesis import strategies as st
from keeping import change, make_window, open_test_tree, replay

from visdom.autosave import Tree
from visdom.autosave.cli import run
from visdom.autosave.format.names import NameRule, folded

FORMS = pytest.mark.parametrize(
    ("cache_type", "compress"), [("JPE", False), ("JPW", False), ("JPWA", False), ("JPWA", True)]
)
IDS = (
    "a", "A", "aA", "Aa", "AA", "aa", "loss", "Loss", "LOSS", "ä", "Ä", "a\u0308", "A\u0308", "é", "É", "e\u0301",
    "E\u0301", "ß", "ẞ", "ss", "SS", "sS", "ſs", "ſ", "s", "S", "k", "K", "\u212a", "å", "Å", "\u212b", "i", "I",
    "\u0130", "ı", "i\u0307", "σ", "ς", "Σ", "ǆ", "ǅ", "Ǆ", "ﬁ", "fi", "FI", "Fi", "μ", "µ", "Μ", "ω", "Ω", "\u2126",
    "con", "CON", "Con", "nul.x", "NUL.X", "a.", "A.", "a ", "A ", ".a", ".A", "a/b", "A/B", "a%2fb", "a%2Fb", "%41",
    "%61", "%", "", "..", "../a", "../A", "view", "VIEW", "x" * 300, "X" * 300, "x" * 299 + "X", "é" * 200, "É" * 200,
    "\ud800", "x.json", "X.JSON", "x.journal", "X.JOURNAL", "x.json.gz", "X.JSON.GZ", "𐐀", "𐐨", "ⅷ", "Ⅷ", "ა", "Ა",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with folding(tmp_path):
        yield tmp_path / "envs"


def opened(folder: Path, cache_type: str, compress: bool = False) -> Tree:
    return open_test_tree(folder, cache_type, compress=compress)


def windows_of(tree: Tree) -> dict[str, dict[str, Any]]:
    for eid in tree:
        tree.load(eid, list(tree[eid]["jsons"]))
    return {eid: {win: window["log"] for win, window in tree[eid]["jsons"].items()} for eid in tree}


def check_names(folder: Path) -> None:
    """No folder holds two names that such a disk takes for one, and nothing lies beside the folder."""
    for path in [folder, *(each for each in folder.rglob("*") if each.is_dir())]:
        names = [folded(each.name) for each in path.iterdir()]
        assert len(set(names)) == len(names), path
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@FORMS
def test_windows_of_ids_that_differ_in_case_only(folder: Path, cache_type: str, compress: bool) -> None:
    tree = opened(folder, cache_type, compress)
    assert tree._store.root.index.rule.folds_case
    tree["Exp"] = {}
    for number, win in enumerate(IDS):
        tree["Exp"]["jsons"][win] = make_window(win, number)
    expected = {win: [number] for number, win in enumerate(IDS)}
    for again in range(2):
        tree.save_all()
        for win in IDS:
            change(tree, "Exp", win, win)
            expected[win].append(win)
        tree.close()
        check_names(folder)
        tree = opened(folder, cache_type, compress)
        assert windows_of(tree)["Exp"] == expected, f"after start {again}"
    for win in IDS[::2]:
        del tree["Exp"]["jsons"][win]
        del expected[win]
    tree.close()
    tree = opened(folder, cache_type, compress)
    assert windows_of(tree)["Exp"] == expected
    tree.close()


@FORMS
def test_environments_of_ids_that_differ_in_case_only(folder: Path, cache_type: str, compress: bool) -> None:
    eids = [eid for eid in IDS if "/" not in eid]
    tree = opened(folder, cache_type, compress)
    for number, eid in enumerate(eids):
        tree[eid] = {}
        tree[eid]["jsons"]["w"] = make_window("w", number)
    expected: dict[str, Any] = {eid: {"w": [number]} for number, eid in enumerate(eids)}
    tree.close()
    check_names(folder)
    tree = opened(folder, cache_type, compress)
    assert windows_of(tree) == {**expected, "main": {}}
    for eid in eids[::2]:
        tree.commit(tree.stage(f"{eid} Copy", tree.copy_out(eid), {}))
        del tree[eid]
        expected[f"{eid} Copy"] = expected.pop(eid)
    tree.close()
    check_names(folder)
    tree = opened(folder, cache_type, compress)
    assert windows_of(tree) == {**expected, "main": {}}
    tree.close()


@pytest.mark.parametrize(("cache_type", "to"), [("JPE", "JPWA"), ("JPWA", "JPE"), ("JPE", "JPW")])
def test_all_of_them_change_their_form(folder: Path, cache_type: str, to: str) -> None:
    tree = opened(folder, cache_type)
    windows = {win: make_window(win, win) for win in IDS}
    for eid in ("exp", "Exp", "EXP", "É" * 200, "é" * 200):
        tree[eid] = {"jsons": windows}
    before = windows_of(tree)
    tree.close()
    for words in (["migrate", str(folder), "--to", to], ["check", str(folder)], ["compact", str(folder), "--compress"]):
        with redirect_stdout(StringIO()):
            assert run(words, replay, program="test") == 0
    check_names(folder)
    tree = opened(folder, to)
    assert windows_of(tree) == before
    tree.close()


def test_a_folder_that_comes_from_a_disk_with_case(tmp_path: Path) -> None:
    """Names that were made where case counts are read, and new ones do not fall on them."""
    other = tmp_path / "other"
    tree = open_test_tree(other, "JPWA")
    tree["e"] = {"jsons": {"Loss": make_window("Loss", 1)}}
    tree["Exp"] = {"jsons": {"w": make_window("w", 2)}}
    tree.close()
    with folding(tmp_path):
        folder = Path(shutil.copytree(other, tmp_path / "envs"))
        tree = opened(folder, "JPWA")
        tree["e"]["jsons"]["loss"] = make_window("loss", 3)
        tree["exp"] = {"jsons": {"w": make_window("w", 4)}}
        change(tree, "e", "Loss", 5)
        expected = {"main": {}, "e": {"Loss": [1, 5], "loss": [3]}, "Exp": {"w": [2]}, "exp": {"w": [4]}}
        assert windows_of(tree) == expected
        tree.close()
        tree = opened(folder, "JPWA")
        assert windows_of(tree) == expected
        tree.close()


@given(first=st.text(), second=st.text())
def test_no_two_ids_have_names_that_such_a_disk_takes_for_one(first: str, second: str) -> None:
    rule = NameRule(folds_case=True)
    if first != second:
        assert folded(rule.encode(first)) != folded(rule.encode(second))


def test_no_two_letters_have_names_that_such_a_disk_takes_for_one() -> None:
    rule = NameRule(folds_case=True)
    known: dict[str, str] = {}
    for number in chain(range(0x20000), range(0x2F800, 0x2FA20)):  # beyond there is neither case nor composing
        letter = chr(number)
        name = folded(rule.encode(letter))
        assert known.setdefault(name, letter) == letter, f"{letter!r} and {known[name]!r}"


def test_the_disk_of_these_tests_folds_case(tmp_path: Path) -> None:
    with folding(tmp_path):
        from visdom.autosave.disk import files

        files.write(f"{tmp_path}/Straße", [b"x"], sync=False)
        assert files.read(f"{tmp_path}/STRASSE" if not folds(tmp_path) else f"{tmp_path}/straße") == b"x"
        files.rename(f"{tmp_path}/straße", f"{tmp_path}/other")
        assert not files.exists(f"{tmp_path}/Straße")
        assert files.exists(f"{tmp_path}/OTHER")
