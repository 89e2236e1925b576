"""The disk refuses the n-th change, for every n: nothing is half changed, and what was kept in memory follows later."""

from __future__ import annotations

import errno
import itertools
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from counting import report
from failing import FailingOs, HalfWritingOs, ShortWritingOs, failing
from stories import OF_ONE_SERVER, Model, Story, fsync_of, open_quiet_tree, read
from telling import Tell

from visdom.autosave import Tree
from visdom.errors import NotSaved, StorageError

FOR_EVER = 10**9
ERRORS = [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE, errno.EINTR]
"""Python repeats a call that a signal interrupts; should one fail for that all the same, it is one more error."""


class DoggedStory(Story):
    """Goes on after refusals, and sees that each act was done as a whole or not at all."""

    def act(self, do: Callable[[], object], change: Callable[[Model], object]) -> None:
        before = read(self.tree)
        after = deepcopy(before)
        try:
            change(after)
        except KeyError:
            return  # an act before this one was refused, so there is nothing to act on
        try:
            do()
            if fsync_of(self.tree) == "always":
                self.tree.sync()
            allowed = [after]
        except StorageError:
            allowed = [before, after]
        assert read(self.tree) in allowed

    def make(self, eid: str) -> None:
        if eid not in self.tree:
            super().make(eid)

    def sync(self) -> None:
        try:
            self.tree.sync()
        except NotSaved:
            return

    def note(self, *, is_synced: bool) -> None:
        """What was promised is another test."""


def told(folder: Path, tell: Tell, fsync: str, disk: FailingOs) -> Tree:
    """A tree with which a story was told, however often the disk refused."""
    tree = open_quiet_tree(folder, "JPWA", fsync)
    tell(DoggedStory(tree, []))
    return tree


def count_of_changes(folder: Path, tell: Tell, fsync: str) -> tuple[int, int]:
    """The numbers of the first change that a story makes, and of the one after its last."""
    with failing(FailingOs()) as disk:
        tree = open_quiet_tree(folder / "opened", "JPWA", fsync)
        first = disk.count
        tree.close()
    with failing(FailingOs()) as disk:
        tree = told(folder / "told", tell, fsync, disk)
        last = disk.count
        tree.close()
    return first, last


def held_on(folder: Path) -> Model:
    tree = open_quiet_tree(folder, "JPWA")
    try:
        return read(tree)
    finally:
        tree.close()


@pytest.mark.parametrize("tell", OF_ONE_SERVER)
@pytest.mark.parametrize("fsync", ["never", "always"])
@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
@pytest.mark.parametrize("count", [1, FOR_EVER], ids=["once", "from then on"])
def test_what_the_disk_refused_is_all_or_nothing_and_written_once_it_can_be(
    tmp_path: Path, tell: Tell, fsync: str, error: int, count: int, request: pytest.FixtureRequest
) -> None:
    first, last = count_of_changes(tmp_path, tell, fsync)
    assert last > first + 40
    for number in range(first, last):
        folder = tmp_path / "envs"
        with failing(FailingOs()) as disk:
            disk.refuse(number, error, count=count)
            tree = told(folder, tell, fsync, disk)
            disk.heal()
            held = read(tree)
            tree.close()
        assert tree.unsaved() == [], f"change {number}"
        assert held_on(folder) == held, f"change {number}"
        shutil.rmtree(folder)
    report(request, runs=last - first)


@pytest.mark.parametrize("is_deleted", [False, True])
def test_what_a_refused_copy_was_to_replace_stays_also_when_the_disk_breaks_halfway(
    tmp_path: Path, is_deleted: bool
) -> None:
    for number in itertools.count():
        folder = tmp_path / str(number)
        with failing(FailingOs()) as disk:
            tree = open_quiet_tree(folder, "JPWA")
            story = Story(tree, [])
            for eid, value in (("new", 1), ("old", 2)):
                story.make(eid)
                story.put(eid, "w", value)
            tree.save_all()
            first_refused = disk.count + number
            disk.refuse(first_refused, errno.EIO, count=FOR_EVER)
            expected = [2]
            try:
                story.fork("new", "old")
                expected = [1]
            except StorageError:
                if is_deleted:
                    with suppress(StorageError):
                        story.delete("old")
                        expected = []
            was_refused = disk.count > first_refused
            disk.heal()
            tree.close()
        held = held_on(folder)
        assert held.get("old", {}) == ({"w": expected} if expected else {}), f"change {number}"
        if not was_refused:
            break


@pytest.mark.parametrize("tell", OF_ONE_SERVER)
def test_what_was_not_refused_is_on_disk_all_the_time(
    tmp_path: Path, tell: Tell, request: pytest.FixtureRequest
) -> None:
    first, last = count_of_changes(tmp_path, tell, "never")
    for number in range(first, last):
        folder, copy = tmp_path / "envs", tmp_path / "killed"
        with failing(FailingOs()) as disk:
            disk.refuse(number, errno.ENOSPC, count=FOR_EVER)
            tree = told(folder, tell, "never", disk)
            shutil.copytree(folder, copy)
            held, unsaved = read(tree), set(tree.unsaved())
            disk.heal()
            tree.close()
        found = held_on(copy)
        for eid, windows in held.items():
            for win, value in windows.items():
                assert (eid, win) in unsaved or found[eid][win] == value, f"change {number}"
        shutil.rmtree(folder)
        shutil.rmtree(copy)
    report(request, runs=last - first)


@pytest.mark.parametrize("fsync", ["never", "always"])
def test_a_copy_that_was_refused_does_not_come_with_the_next_server(tmp_path: Path, fsync: Any) -> None:
    """The disk breaks at the n-th change of a copy under a new name and stays so until the server is killed."""
    outcomes = set()
    for number in range(100):
        folder = tmp_path / str(number)
        with failing(FailingOs()) as disk:
            tree = open_quiet_tree(folder, "JPWA", fsync)
            Story(tree, []).put("main", "w", 1)
            disk.refuse(disk.count + number, errno.EIO, count=FOR_EVER)
            try:
                tree.commit(tree.stage("copy", tree.copy_out("main"), {"reload": {}}))
                is_there = True
            except StorageError:
                is_there = False
            shutil.copytree(folder, tmp_path / "killed")
            disk.heal()
            tree.close()
        assert ("copy" in held_on(tmp_path / "killed")) == is_there, f"change {number}"
        shutil.rmtree(tmp_path / "killed")
        outcomes.add(is_there)
    assert outcomes == {True, False}


@pytest.mark.parametrize("tell", OF_ONE_SERVER)
@pytest.mark.parametrize("taken", [0, 1], ids=["nothing", "one byte"])
def test_a_write_that_is_cut_short_goes_on_where_it_stopped(tmp_path: Path, tell: Tell, taken: int) -> None:
    with failing(ShortWritingOs(-1, taken)) as disk:
        told(tmp_path / "whole", tell, "never", disk).close()
        writes = disk.writes
    for number in range(writes):
        folder = tmp_path / "envs"
        with failing(ShortWritingOs(number, taken)) as disk:
            tree = told(folder, tell, "never", disk)
            held = read(tree)
            shutil.copytree(folder, tmp_path / "killed")
            tree.close()
        assert held_on(tmp_path / "killed") == held, f"write {number}"
        assert held_on(folder) == held, f"write {number}"
        shutil.rmtree(folder)
        shutil.rmtree(tmp_path / "killed")
    assert writes > 10


def test_signals_at_any_time_interrupt_nothing(tmp_path: Path) -> None:
    signals = 0

    def count(*_: object) -> None:
        nonlocal signals
        signals += 1

    before = signal.signal(signal.SIGPROF, count)
    signal.setitimer(signal.ITIMER_PROF, 0.0002, 0.0002)
    try:
        for number in range(10):
            for tell in OF_ONE_SERVER:
                folder = tmp_path / f"{tell.__name__}{number}"
                tree = told(folder, tell, "always", FailingOs())
                held = read(tree)
                tree.close()
                assert held_on(folder) == held
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert signals > 10


@pytest.mark.parametrize("tell", OF_ONE_SERVER)
def test_a_disk_that_takes_half_of_each_write_gets_the_rest_too(tmp_path: Path, tell: Tell) -> None:
    with failing(HalfWritingOs()) as disk:
        tree = told(tmp_path / "envs", tell, "never", disk)
        held = read(tree)
        tree.close()
    assert held_on(tmp_path / "envs") == held
