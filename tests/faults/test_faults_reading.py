"""The disk does not give something when it is read, for a moment: nothing is hidden, replaced or lost for that."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from counting import report
from failing import FailingOs, failing
from stories import LARGE, LONG_ID, Story, open_quiet_tree, read

from visdom.autosave import Tree
from visdom.errors import StorageError

READINGS = ("read", "fstat", "lseek", "scandir", "stat")
ERRORS = pytest.mark.parametrize("error", [errno.EMFILE, errno.EIO, errno.EINTR], ids=errno.errorcode.get)


class NotGivingOs(FailingOs):
    """Counts the calls that read, and refuses one of them."""

    def __getattr__(self, name: str) -> Any:
        return self._maybe_refusing(name) if name in READINGS else getattr(os, name)

    def open(self, path: str, flags: int, mode: int = 0o777) -> int:
        self._count(path)
        return os.open(path, flags, mode)

    def write(self, descriptor: int, data: bytes) -> int:
        return os.write(descriptor, data)


def tell(story: Story) -> None:
    """Leaves a folder with all kinds of files."""
    for win in ("folded", "small"):
        story.put("main", win, 1)
    story.fold("main")
    story.add("main", "small", 2)
    story.put("main", "journal only", 3)
    story.put("main", "large", LARGE)
    story.put("main", LONG_ID, 4)
    story.close("main", "folded")
    story.make("other")
    story.put("other", "w", 5)
    story.make(LONG_ID)
    story.put(LONG_ID, "w", 6)


def killed(folder: Path, copy: Path, cache_type: str) -> Path:
    """What a server of a cache type left that was killed."""
    tree = open_quiet_tree(folder, "JPWA")
    tell(Story(tree, []))
    if cache_type == "JPWA":
        return shutil.copytree(folder, copy)
    tree.close()
    tree = open_quiet_tree(folder, cache_type)
    for eid in tree:
        tree.load(eid, list(tree[eid]["jsons"]))
        tree[eid]["reload"] = {}
    tree.save_all()
    return shutil.copytree(folder, copy)


def use(tree: Tree) -> None:
    """Read everything in the ways of a server."""
    for eid in list(tree):
        with suppress(StorageError):
            tree.load(eid)
            tree.learn_order(eid)
            tree.fetch(eid, tree[eid]["jsons"])
            tree.load(eid, [*tree[eid]["jsons"], *tree.hidden(eid)])


@ERRORS
@pytest.mark.parametrize("cache_type", ["JPWA", "JPE"])
def test_what_was_not_given_once_is_given_when_it_is_asked_for_again(
    tmp_path: Path, error: int, cache_type: str, request: pytest.FixtureRequest
) -> None:
    left = killed(tmp_path / "envs", tmp_path / "left", cache_type)
    tree = open_quiet_tree(shutil.copytree(left, tmp_path / "all"), "JPWA")
    held = read(tree)
    tree.close()
    assert {"main", "other", LONG_ID} <= set(held) and len(held["main"]) == 4
    for number in range(10_000):
        folder = shutil.copytree(left, tmp_path / "again")
        with failing(NotGivingOs()) as disk:
            disk.refuse(number, error, count=1)
            try:
                tree = open_quiet_tree(folder, "JPWA")
            except StorageError:
                tree = open_quiet_tree(folder, "JPWA")
            with suppress(StorageError):
                use(tree)
            last = disk.count
            disk.heal()
            use(tree)
        assert read(tree) == held, f"reading {number}"
        tree.close()
        tree = open_quiet_tree(folder, "JPWA")
        assert read(tree) == held, f"reading {number}"
        tree.close()
        shutil.rmtree(folder)
        if number >= last:
            break
    assert number > 20
    report(request, runs=number)


@ERRORS
def test_a_change_of_what_is_not_given_is_refused_and_harms_nothing(tmp_path: Path, error: int) -> None:
    left = killed(tmp_path / "envs", tmp_path / "left", "JPWA")
    with failing(NotGivingOs()) as disk:
        tree = open_quiet_tree(left, "JPWA")
        tree.load("main")
        disk.refuse(disk.count, error, count=10**9)
        assert "small" in tree["main"]["jsons"]
        with pytest.raises(StorageError, match="'small' of 'main' cannot be read"):
            tree["main"]["jsons"]["small"]
        assert "small" in tree["main"]["jsons"] and "small" not in list(tree["main"]["jsons"])
        disk.heal()
    tree.load("main", tree.hidden("main"))
    Story(tree, [], read(tree)).add("main", "small", 3)
    held = read(tree)
    assert held["main"]["small"] == [1, 2, 3]
    tree.close()
    tree = open_quiet_tree(left, "JPWA")
    assert read(tree) == held
    tree.close()
