"""Any sequence of operations leaves a tree that equals a plain dictionary, whenever and however it is opened again."""

from __future__ import annotations

import shutil
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from keeping import CACHE_TYPES, after_crash, change, make_window, open_test_tree, plain, reopened

from visdom.jsontext import dumps

EIDS = st.sampled_from(["e", "a/b", "view", ""])
WINS = st.sampled_from(["w", "A", "a", "x/y", "", "long" * 60])
LOGS = st.lists(st.one_of(st.integers(0, 9), st.sampled_from(["é", "LARGE"])), max_size=3)


def in_full(values: list[Any]) -> list[Any]:
    """The values with those in capitals as long as what goes straight to a window file."""
    return [value * 15_000 if value == "LARGE" else value for value in values]


class TreeAgainstDictionary(RuleBasedStateMachine):
    """`self.model` is what the tree should hold."""

    @initialize(cache_type=st.sampled_from(CACHE_TYPES))
    def open(self, cache_type: str) -> None:
        self.cache_type = cache_type
        self.base = Path(tempfile.mkdtemp())
        self.tree = open_test_tree(self.base / "envs", cache_type)
        self.model: dict[str, dict[str, Any]] = {"main": {"jsons": {}, "reload": {}}}

    def teardown(self) -> None:
        if hasattr(self, "tree"):
            self.tree.close()
            assert reopened(self.base / "envs", self.cache_type) == self.model
            shutil.rmtree(self.base)

    @rule(eid=EIDS)
    def make(self, eid: str) -> None:
        self.tree[eid] = {}
        self.model[eid] = {"jsons": {}, "reload": {}}

    @rule(eid=EIDS, win=WINS, log=LOGS)
    def put(self, eid: str, win: str, log: list[Any]) -> None:
        if eid in self.model:
            self.tree[eid]["jsons"][win] = make_window(win, *in_full(log))
            before = self.model[eid]["jsons"].get(win)
            version = before["version"] + 1 if before else 1
            self.model[eid]["jsons"][win] = make_window(win, *in_full(log), version=version)

    @rule(eid=EIDS, win=WINS, values=LOGS)
    def change(self, eid: str, win: str, values: list[Any]) -> None:
        window = self.model.get(eid, {"jsons": {}})["jsons"].get(win)
        if window is not None:
            change(self.tree, eid, win, *in_full(values))
            window["log"].extend(in_full(values))
            window["version"] += 1

    @rule(eid=EIDS, win=WINS)
    def remove(self, eid: str, win: str) -> None:
        if win in self.model.get(eid, {"jsons": {}})["jsons"]:
            del self.tree[eid]["jsons"][win]
            del self.model[eid]["jsons"][win]

    @rule(eid=EIDS, win=WINS, x=st.integers(-99, 99))
    def place(self, eid: str, win: str, x: int) -> None:
        if eid in self.model:
            self.tree[eid]["reload"] = {win: {"x": x}}
            self.model[eid]["reload"] = {win: {"x": x}}

    @rule(eid=EIDS)
    def remove_environment(self, eid: str) -> None:
        if eid in self.model:
            del self.tree[eid]
            del self.model[eid]

    @rule(old=EIDS, new=EIDS)
    def fork(self, old: str, new: str) -> None:
        if old in self.model:
            rest = {key: value for key, value in self.tree[old].items() if key not in ("jsons", "name")}
            self.tree.commit(self.tree.stage(new, self.tree.copy_out(old), rest))
            self.model[new] = deepcopy(self.model[old])

    @rule(eid=EIDS)
    def save(self, eid: str) -> None:
        self.tree.save(eid)

    @rule(eid=EIDS, wins=st.lists(WINS))
    def load(self, eid: str, wins: list[str]) -> None:
        self.tree.load(eid, wins)

    @rule(cache_type=st.sampled_from(CACHE_TYPES))
    def reopen(self, cache_type: str) -> None:
        self.tree.close()
        self.cache_type = cache_type
        self.tree = open_test_tree(self.base / "envs", cache_type)

    @precondition(lambda self: self.cache_type == "JPWA")
    @rule()
    def crash(self) -> None:
        assert reopened(after_crash(self.base / "envs", self.base / "crashed")) == self.model

    @invariant()
    def the_tree_equals_the_dictionary(self) -> None:
        assert sorted(self.tree) == sorted(self.model)
        for eid, environment in self.model.items():
            if self.tree.loaded(eid):
                assert sorted(self.tree[eid]["jsons"]) == sorted(environment["jsons"])

    @rule()
    def compare(self) -> None:
        assert dumps(sorted_windows(plain(self.tree))) == dumps(sorted_windows(self.model))


def sorted_windows(value: dict[str, dict[str, Any]]) -> list[Any]:
    return sorted((eid, sorted(env["jsons"].items()), env["reload"]) for eid, env in value.items())


TestTreeAgainstDictionary = TreeAgainstDictionary.TestCase
TestTreeAgainstDictionary.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
