"""Any history of operations, refusals of the disk and ends of the process leaves a tree that equals a dictionary.

A longer search than that of the test suite: `VISDOM_HISTORIES=20000 pytest -s --timeout 0` with this file.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from bystanders import Follower, command, make_room, refuse_others
from expecting import Env, Expected, held, unnumbered
from failing import FailingOs
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from keeping import CACHE_TYPES, change, make_window, open_test_tree, stop_timers

from visdom.autosave import Tree
from visdom.autosave.disk import files
from visdom.autosave.stores import window_file
from visdom.errors import NotSaved, StorageError

HISTORIES = int(os.environ.get("VISDOM_HISTORIES", "0"))
OF_THE_SUITE = 200
NAMES = ["e", "a/b", "view", "", "long env " * 40]
WATCHED = ["main", *NAMES]
EIDS = st.sampled_from(NAMES)
PICKS = st.integers(0, 99)
"""Stands for one of the environments or windows that are there."""
WINS = st.sampled_from(["w", "A", "a", "x/y", "", "long" * 60])
LOGS = st.lists(st.one_of(st.integers(0, 9), st.sampled_from(["é", "LARGE"])), max_size=3)
ERRORS = st.sampled_from([errno.ENOSPC, errno.EIO, errno.EROFS, errno.EMFILE])
TYPES = st.sampled_from(CACHE_TYPES)
Life = dict[str, Any]
LIVES = st.fixed_dictionaries({"cache_type": TYPES, "compress": st.booleans()})
COMMANDS = st.sampled_from(
    [
        "compact",
        "compact --compress",
        "compact --no-compress",
        "check --repair",
        "trash empty",
        *(f"migrate --to {each}" for each in CACHE_TYPES),
    ]
)
NO_MEMORY = 1e-9
"""Megabytes for windows: whatever may leave memory leaves it when the cache looks."""

Acts = list[tuple[str, int, str, list[Any]]]
KINDS = st.sampled_from(["put", "put", "put", "append", "append", "append", "close", "place", "save", "sync"])
ACTS = st.lists(st.tuples(KINDS, PICKS, WINS, LOGS), max_size=6)
"""Changes of windows with foldings and syncs in between: there are some before whatever else happens."""

done: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def quiet_at_once() -> Iterator[None]:
    """A window is quiet at once. Prints at the end what was done.

    Nothing is logged: pytest keeps that until the end of a test, with all that it mentions, and this one is long.
    """
    logging.disable(logging.CRITICAL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(window_file, "QUIET_SECONDS", 0.0)
        patch.setattr(window_file, "QUIET_BYTES_PER_SECOND", 1 << 40)
        yield
    logging.disable(logging.NOTSET)
    print(", ".join(f"{count} {what}" for what, count in done.items()))


def in_full(values: list[Any]) -> list[Any]:
    """The values with those in capitals as long as what goes straight to a window file."""
    return [value * 15_000 if value == "LARGE" else value for value in values]


class Histories(RuleBasedStateMachine):
    """`self.expected` is what the tree should hold; nothing happens to the tree but what the rules do."""

    @initialize(
        life=LIVES,
        fsync=st.sampled_from(["never", "everysec", "always"]),
        days=st.sampled_from([7, 7, 0]),
        cache_mb=st.sampled_from([NO_MEMORY, 512]),
    )
    def begin(self, life: Life, fsync: str, days: float, cache_mb: float) -> None:
        self.base = Path(tempfile.mkdtemp())
        self.path = self.base / "envs"
        self.options = {"fsync": fsync, "trash_days": days, "cache_mb": cache_mb}
        self.expected = Expected(life["cache_type"], days)
        self.patch, self.disk = pytest.MonkeyPatch(), FailingOs()
        self.patch.setattr(files, "os", self.disk)
        self.tree = self.open(life)
        self.follower = Follower(self.path, WATCHED, cache_mb)

    def open(self, life: Life) -> Tree:
        """A tree on the folder, without the threads that would run tasks at any moment."""
        tree = open_test_tree(self.path, **life, **self.options)
        stop_timers(tree)
        return tree

    def teardown(self) -> None:
        if hasattr(self, "tree"):
            self.disk.heal()
            self.tree.close()
            self.tree = self.open({"cache_type": self.expected.cache_type})
            found = {eid: held(self.tree, eid) for eid in self.tree}
            self.tree.close()
            self.follower.tree.close()
            self.patch.undo()
            shutil.rmtree(self.base)
            assert found == self.expected.now

    def act(self, eid: str, do: Callable[[], object], note: Callable[[], object]) -> None:
        """Do something to an environment; it is done as a whole or, if the disk refuses it, perhaps not at all."""
        done["changes"] += 1
        before = deepcopy(self.expected.now.get(eid))
        try:
            do()
            if self.options["fsync"] == "always":
                self.tree.sync()
        except StorageError:
            assert self.expected.is_troubled
            done["refused"] += 1
            note()
            self.expected.vague.add(eid)
            self.see(eid, [before, self.expected.now.get(eid)])
        else:
            note()

    def see(self, eid: str, allowed: list[Env | None]) -> None:
        """Look which of these states the tree is in, and go on from there."""
        env = held(self.tree, eid)
        assert unnumbered(env) in [unnumbered(each) for each in allowed]
        self.expected.changed(eid, env)

    # Environments and windows

    @rule(eid=EIDS)
    def make(self, eid: str) -> None:
        if self.expected.is_troubled and len(eid) > 200:
            return  # if the file with its name is refused, a kill within a second leaves it with the name of its folder
        empty: Env = {"jsons": {}, "reload": {}}
        is_new = eid not in self.expected.now
        self.act(
            eid,
            lambda: self.tree.__setitem__(eid, {}),
            lambda: self.expected.changed(eid, empty, at_once=not is_new),
        )

    @rule(acts=ACTS)
    def work(self, acts: Acts) -> None:
        for kind, pick, win, values in acts:
            if kind == "sync":
                self.sync()
            elif kind == "save":
                self.save(pick)
            else:
                self.change(kind, pick, win, values)

    def change(self, kind: str, pick: int, win: str, values: list[Any]) -> None:
        if kind in ("put", "place") or not self.some_windows():
            eid = self.an_environment(pick)
        else:
            eid, win = self.some_windows()[pick % len(self.some_windows())]
        if kind in ("put", "place") or win in self.expected.windows(eid):
            getattr(self, f"_{kind}")(eid, win, in_full(values))

    def an_environment(self, pick: int) -> str:
        return list(self.expected.now)[pick % len(self.expected.now)]

    def some_windows(self) -> list[tuple[str, str]]:
        return [(eid, win) for eid in self.expected.now for win in self.expected.windows(eid)]

    def _put(self, eid: str, win: str, log: list[Any]) -> None:
        env, window = deepcopy(self.expected.now[eid]), make_window(win, *log)
        before, windows = env["jsons"].get(win), self.tree[eid]["jsons"]

        def note() -> None:
            if before is not None and not self.expected.is_troubled:
                assert window["version"] == before["version"] + 1
            env["jsons"][win] = deepcopy(window)  # a new one counts on from one of that id that was closed
            self.expected.changed(eid, env)

        self.act(eid, lambda: windows.__setitem__(win, window), note)

    def _append(self, eid: str, win: str, values: list[Any]) -> None:
        env = deepcopy(self.expected.now[eid])
        env["jsons"][win]["log"].extend(values)

        def note() -> None:
            version = self.tree[eid]["jsons"][win]["version"]
            assert version > env["jsons"][win]["version"]  # by more than one when the files know of a closed one
            env["jsons"][win]["version"] = version
            self.expected.changed(eid, env)

        self.act(eid, lambda: change(self.tree, eid, win, *values), note)

    def _close(self, eid: str, win: str, _: list[Any]) -> None:
        windows = self.tree[eid]["jsons"]
        self.act(eid, lambda: windows.__delitem__(win), lambda: self.expected.closed_together(eid, [win]))

    def _place(self, eid: str, win: str, values: list[Any]) -> None:
        env = deepcopy(self.expected.now[eid])
        env["reload"] = {win: {"x": len(values)}}
        places, environment = deepcopy(env["reload"]), self.tree[eid]
        self.act(eid, lambda: environment.__setitem__("reload", places), lambda: self.expected.changed(eid, env))

    @precondition(lambda self: not self.expected.is_troubled)  # a refusal would stop it half-way
    @rule(acts=ACTS, pick=PICKS)
    def close_all(self, acts: Acts, pick: int) -> None:
        self.work(acts)
        eid = self.an_environment(pick)
        wins = list(self.expected.windows(eid))
        with self.tree.closing_together():
            for win in wins:
                del self.tree[eid]["jsons"][win]
        if wins:
            self.expected.closed_together(eid, wins)
            done["changes"] += 1

    @precondition(lambda self: self.expected.trash_days and not self.expected.is_troubled)
    @rule(pick=PICKS)
    def undo(self, pick: int) -> None:
        """Bring back what was closed last; it takes the place of what has its id by now."""
        eid = self.an_environment(pick)
        if eid in self.expected.vague:
            return
        closed, expected = self.tree.closed_last(eid), self.expected.closed_last(eid)
        assert (closed is None) == (expected is None)
        if closed is not None and expected is not None:
            gone, act = expected
            assert {win: window["log"] for win, window in closed.windows.items()} == {
                win: window["log"] for win, window in gone.items()
            }
            env = deepcopy(self.expected.now[eid])
            for win, window in closed.windows.items():
                self.tree[eid]["jsons"][win] = window
                assert window["version"] > max(gone[win]["version"], env["jsons"].get(win, gone[win])["version"])
                env["jsons"][win] = deepcopy(window)
            self.tree.restored(eid, closed)
            self.expected.closed[eid].remove(act)
            self.expected.changed(eid, env, at_once=True)

    @rule(acts=ACTS, eid=EIDS)
    def delete_environment(self, acts: Acts, eid: str) -> None:
        self.work(acts)
        if eid in self.expected.now:
            self.act(eid, lambda: self.tree.__delitem__(eid), lambda: self.expected.changed(eid, None, at_once=True))

    @rule(acts=ACTS, old=EIDS, new=EIDS)
    def fork(self, acts: Acts, old: str, new: str) -> None:
        self.work(acts)
        env = deepcopy(self.expected.now.get(old))
        if env is not None:
            self.act(new, lambda: self._copy(old, new), lambda: self.expected.changed(new, env, at_once=True))

    def _copy(self, old: str, new: str) -> None:
        rest = {key: value for key, value in self.tree[old].items() if key not in ("jsons", "name")}
        self.tree.commit(self.tree.stage(new, self.tree.copy_out(old), rest))

    # What happens beside

    @rule(pick=PICKS)
    def save(self, pick: int) -> None:
        """Saves, and folds."""
        eid = self.an_environment(pick)
        with self.maybe_refused():
            self.tree.save(eid)
            self.expected.written(eid)

    @rule()
    def sync(self) -> None:
        with self.maybe_refused():
            self.tree.sync()

    @rule(acts=ACTS)
    def a_while_passes(self, acts: Acts) -> None:
        """The tasks run that are due by then: folds, syncs, what was refused tried again, the trash emptied.

        The follower looks, and windows that were not used meanwhile are evicted.
        """
        self.work(acts)
        for _, task in self.tree._store._tasks():
            with self.maybe_refused():
                task()
        self.look()
        for tree in (self.tree, self.follower.tree):
            if self.options["cache_mb"] == NO_MEMORY:
                done["evicted"] += make_room(tree)

    def maybe_refused(self) -> AbstractContextManager[None]:
        return suppress(NotSaved) if self.expected.is_troubled else nullcontext()

    @rule(pick=PICKS, wins=st.lists(WINS))
    def load(self, pick: int, wins: list[str]) -> None:
        self.tree.load(self.an_environment(pick), wins)

    @rule(pick=PICKS, wins=st.lists(WINS))
    def show(self, pick: int, wins: list[str]) -> None:
        """What a page takes: order and text of windows that may not have been parsed."""
        eid = self.an_environment(pick)
        self.tree.learn_order(eid)
        self.tree.fetch(eid, wins)

    @rule()
    def compare(self) -> None:
        assert {eid: held(self.tree, eid) for eid in self.tree} == self.expected.now

    @rule(acts=ACTS)
    def follow(self, acts: Acts) -> None:
        """A follower of the folder finds what the next process would if this one ended now."""
        self.work(acts)
        self.look()

    def look(self) -> None:
        done["looks of a follower"] += 1
        self.expected.check_found(self.follower.look(), set(self.tree.unsaved()))

    @precondition(lambda self: not self.expected.is_troubled)
    @rule(cache_type=TYPES)
    def others_want_the_folder(self, cache_type: str) -> None:
        done["refused servers"] += 1
        refuse_others(self.path, cache_type)

    # Refusals, ends and beginnings

    @rule(first=st.integers(0, 6), count=st.sampled_from([1, 3, 1000]), error=ERRORS)
    def refuse(self, first: int, count: int, error: int) -> None:
        """From soon on the disk refuses some changes."""
        self.expected.is_troubled = True
        self.disk.refuse(self.disk.count + first, error, count=count)

    @precondition(lambda self: self.expected.is_troubled)
    @rule()
    def heal(self) -> None:
        """The disk is in order again, and all that waited is written."""
        self.disk.heal()
        self.tree.save_all()
        self.tree.sync()
        assert self.tree.unsaved() == []
        self.expected.all_written()

    @rule(acts=ACTS, life=LIVES, words=st.one_of(st.none(), COMMANDS))
    def kill(self, acts: Acts, life: Life, words: str | None) -> None:
        """The process ends at once; another one, perhaps with other flags, begins, perhaps after a command."""
        self.work(acts)
        done["kills"] += 1
        self.disk.heal()
        unsaved = set(self.tree.unsaved())
        at_that_moment = self.base / "killed"
        shutil.copytree(self.path, at_that_moment)
        self.tree.close()
        shutil.rmtree(self.path)
        at_that_moment.rename(self.path)
        if words is not None:
            self.command(words)
        self.begin_again(life, unsaved)

    @rule(acts=ACTS, life=LIVES, words=st.one_of(st.none(), COMMANDS))
    def restart(self, acts: Acts, life: Life, words: str | None) -> None:
        """The process ends in order; another one, perhaps with other flags, begins, perhaps after a command."""
        self.work(acts)
        done["restarts"] += 1
        unsaved = set(self.tree.unsaved())
        self.tree.close()
        if not self.expected.is_troubled:
            self.expected.all_written()
        self.disk.heal()
        if words is not None:
            self.command(words)
        self.begin_again(life, unsaved)

    def command(self, words: str) -> None:
        """A command runs while no server has the folder."""
        done["commands"] += 1
        assert command(self.path, words) == 0
        assert command(self.path, "check") == 0
        if words == "trash empty":
            self.expected.closed.clear()

    @precondition(lambda self: not self.expected.is_troubled)
    @rule(acts=ACTS, pick=PICKS, ending=st.sampled_from([".json", ".zip"]), life=LIVES)
    def copy_by_file(self, acts: Acts, pick: int, ending: str, life: Life) -> None:
        """An environment is exported while the server runs, and imported when it has ended."""
        self.work(acts)
        done["copies by file"] += 1
        eid, file = self.an_environment(pick), self.base / f"exported{ending}"
        self.tree.save(eid)
        self.expected.written(eid)
        assert command(self.path, "export", eid, str(file), "--force") == 0
        exported = deepcopy(self.expected.now[eid])
        self.tree.close()
        self.expected.all_written()
        assert command(self.path, "import", str(file), "--as", "e", "--replace") == 0
        self.expected.changed("e", exported, at_once=True)
        self.begin_again(life, set())

    def begin_again(self, life: Life, unsaved: set[tuple[str, str]]) -> None:
        self.tree = self.open(life)
        found = {eid: env for eid in list(self.tree) if (env := held(self.tree, eid)) is not None}
        self.expected.check_found(found, unsaved)
        self.expected.now, self.expected.cache_type = found, life["cache_type"]
        self.expected.all_written()

    @invariant()
    def the_names_are_there(self) -> None:
        done["steps"] += 1
        assert sorted(self.tree) == sorted(self.expected.now)
        for eid in self.expected.now:
            if self.tree.is_loaded(eid):
                assert sorted(self.tree[eid]["jsons"]) == sorted(self.expected.windows(eid))


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=HISTORIES or OF_THE_SUITE,
    stateful_step_count=40,
    deadline=None,
    derandomize=not HISTORIES,
    suppress_health_check=list(HealthCheck),
)
