"""What a tree should hold after each act, and what may be found when its process was killed or its disk refuses."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from keeping import Window, plain

from visdom.autosave import Tree
from visdom.autosave.format.names import NAME

Env = dict[str, Any]
Act = dict[str, Window]
"""Windows that were closed together."""


def held(tree: Tree, eid: str) -> Env | None:
    """One environment as the tree has it; its name, which some forms need to keep, is not of interest."""
    if eid not in tree:
        return None
    return {key: value for key, value in plain(tree, [eid])[eid].items() if key != NAME}


def unnumbered(env: Env | None) -> Env | None:
    """An environment without the versions of its windows."""
    return env and {**env, "jsons": {win: _unnumbered(window) for win, window in env["jsons"].items()}}


@dataclass
class Expected:
    """The plain dictionary that a tree is compared with.

    `since_written` are the states that each environment had since all of it was written (None: it was not there); the
    last one is the present one.
    """

    cache_type: str
    trash_days: float
    now: dict[str, Env] = field(default_factory=lambda: {"main": {"jsons": {}, "reload": {}}})
    since_written: dict[str, list[Env | None]] = field(default_factory=dict)
    closed: dict[str, list[Act]] = field(default_factory=dict)
    """What is in the trash of each environment."""
    vague: set[str] = field(default_factory=set)
    """The environments in whose trash anything may be, as the disk refused something."""
    is_troubled: bool = False
    """Did the disk refuse something since all was written?"""

    def __post_init__(self) -> None:
        self.all_written()

    def windows(self, eid: str) -> dict[str, Window]:
        """The windows of an environment; none when there is no such environment."""
        windows: dict[str, Window] = self.now.get(eid, {"jsons": {}})["jsons"]
        return windows

    def changed(self, eid: str, env: Env | None, *, at_once: bool = False) -> None:
        """An environment changed; `at_once` when every cache type writes a change of that kind at once."""
        earlier = self.since_written.get(eid, [None])
        if env is None:
            self.now.pop(eid, None)
        else:
            self.now[eid] = env
        is_written = (at_once or self.cache_type == "JPWA") and not self.is_troubled
        self.since_written[eid] = [*([] if is_written else earlier), deepcopy(env)]

    def closed_together(self, eid: str, wins: list[str]) -> None:
        """Windows are closed; under JPW their files are moved at once."""
        env = deepcopy(self.now[eid])
        act = {win: env["jsons"].pop(win) for win in wins}
        if self.is_troubled:
            self.vague.add(eid)
        if self.trash_days and act:
            self.closed.setdefault(eid, []).append(act)
        if self.cache_type == "JPW" and not self.is_troubled:
            for state in self.since_written[eid]:
                for win in wins if state else []:
                    state["jsons"].pop(win, None)
        self.changed(eid, env)

    def written(self, eid: str) -> None:
        """All of an environment was written."""
        if not self.is_troubled:
            self.since_written[eid] = [deepcopy(self.now.get(eid))]

    def all_written(self) -> None:
        """Everything was written, and the disk refuses nothing any more."""
        self.is_troubled = False
        for eid in {*self.now, *self.since_written}:
            self.written(eid)

    def closed_last(self, eid: str) -> tuple[Act, Act] | None:
        """What was closed last and is not there again, and the act of which it is a part."""
        there = self.windows(eid)
        for act in reversed(self.closed.get(eid, [])):
            gone = {win: each for win, each in act.items() if _unnumbered(there.get(win)) != _unnumbered(each)}
            if gone:
                return gone, act
        return None

    def check_found(self, found: dict[str, Env], unsaved: set[tuple[str, str]]) -> None:
        """The process was killed, and this is what the next one found: nothing is lost that was acknowledged."""
        for eid in {*found, *self.since_written}:
            env, states = found.get(eid), self.since_written.get(eid, [None])
            if self.cache_type == "JPE":
                assert env in states, f"environment {eid!r}"
            else:
                self._check_parts(eid, env, states)
            if self.cache_type == "JPWA" and env is not None:
                for win, window in self.windows(eid).items():
                    assert (eid, win) in unsaved or env["jsons"].get(win) == window, f"window {win!r} of {eid!r}"

    def _check_parts(self, eid: str, env: Env | None, states: list[Env | None]) -> None:
        assert env in states or env is not None, f"environment {eid!r} is missing"
        if env is None:
            return
        there = [state for state in states if state is not None]
        assert there, f"environment {eid!r} was never made, or came back"
        assert env["reload"] in [state["reload"] for state in there], f"places of {eid!r}"
        for win in {win for state in (env, *there) for win in state["jsons"]}:
            values = [_unnumbered(state["jsons"].get(win)) for state in there]
            assert _unnumbered(env["jsons"].get(win)) in values, f"window {win!r} of {eid!r}"


def _unnumbered(window: Window | None) -> Window | None:
    return window and {**window, "version": 0}
