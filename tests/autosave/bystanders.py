"""Who else wants something of a folder that a tree holds: pages that follow it, a second server, commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from expecting import Env, held
from keeping import open_test_tree, replay
from watching import Pages, replay_counting

from visdom.autosave import Tree
from visdom.autosave.cli import run
from visdom.autosave.follow import follow
from visdom.autosave.tree.windows import OnDisk
from visdom.errors import FolderInUse

IN_USE = 3
READING = ("check", "stat", "trash list")
WRITING = ("compact", "check --repair", "trash empty", "migrate --to JPE", "migrate --to JPWA")


class Follower:
    """A tree that follows a folder, whose windows leave memory as soon as they may, and the pages that watch it."""

    def __init__(self, path: Path, eids: list[str], cache_mb: float) -> None:
        self.tree = follow(str(path), replay=replay_counting, cache_mb=cache_mb)
        for timer in self.tree._timers:
            timer.stop()
        self.pages = Pages(self.tree, eids)
        self.pages.open()

    def look(self) -> dict[str, Env]:
        """Look once; what is there, which the pages have too."""
        self.pages.look()
        found = {eid: env for eid in list(self.tree) if (env := held(self.tree, eid)) is not None}
        assert self.pages.environments() == {eid: env["jsons"] for eid, env in found.items() if env["jsons"]}
        return found


def refuse_others(path: Path, cache_type: str) -> None:
    """A second server and commands that write are refused, commands that read are not, and nothing changes."""
    before = snapshot(path)
    with pytest.raises(FolderInUse):
        open_test_tree(path, cache_type)
    for words in WRITING:
        assert command(path, words) == IN_USE, words
    for words in READING:
        assert command(path, words) == 0, words
    assert snapshot(path) == before


def command(path: Path, words: str, *more: str) -> int:
    """The exit code of a command for a folder; its name may consist of two words."""
    name, *rest = words.split()
    at = 1 if name == "trash" else 0
    return run([name, *rest[:at], str(path), *rest[at:], *more, "--json"], replay, program="store")


def snapshot(path: Path) -> dict[str, Any]:
    """All names below a folder, what the files hold, and when they changed."""
    return {
        str(each.relative_to(path)): (each.stat().st_mtime_ns, each.read_bytes() if each.is_file() else None)
        for each in [path, *path.rglob("*")]
    }


def make_room(tree: Tree) -> int:
    """The cache of a tree scans twice: windows used before the first scan are evicted at the second. How many are."""
    before = _count_in_memory(tree)
    tree._cache.scan()
    tree._cache.scan()
    return before - _count_in_memory(tree)


def _count_in_memory(tree: Tree) -> int:
    windows = [environment.windows for environment in tree._members.values()]
    return sum(not isinstance(each.member(win), OnDisk) for each in windows for win in list(each))
