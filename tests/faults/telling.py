"""Runs stories while their system calls are recorded, and compares what a restart finds with what was promised."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from disk import Call, State, put
from disk_recording import recording
from stories import Model, Moment, Story, open_quiet_tree, read

Tell: TypeAlias = Callable[[Story], None]


def listen(tell: Tell, folder: Path, cache_type: str, fsync: str) -> tuple[Sequence[Call], list[Moment]]:
    """The calls of a story, and what was promised when."""
    folder.mkdir()
    with recording(folder) as recorder:
        story = Story(open_quiet_tree(folder, cache_type, fsync), recorder.calls)
        story.note(is_synced=False)
        tell(story)
        story.tree.close()
        story.note(is_synced=fsync != "never")
    return recorder.calls, story.moments


def found_on(state: State, folder: Path, cache_type: str) -> Model:
    """What the next server finds on a disk."""
    shutil.rmtree(folder, ignore_errors=True)
    put(state, folder)
    tree = open_quiet_tree(folder, cache_type)
    try:
        return read(tree)
    finally:
        tree.close()


class Found:
    """What was found on each disk, so that equal disks are looked at once."""

    def __init__(self, folder: Path, cache_type: str) -> None:
        self._folder, self._cache_type = folder, cache_type
        self._known: dict[State, Model] = {}

    def __call__(self, state: State) -> Model:
        if state not in self._known:
            self._known[state] = found_on(state, self._folder, self._cache_type)
        return self._known[state]

    def __len__(self) -> int:
        return len(self._known)


def around(moments: list[Moment], count: int) -> list[Moment]:
    """The last moment that was reached after so many calls, and the one on the way."""
    reached = [moment for moment in moments if moment.calls <= count]
    coming = [moment for moment in moments if moment.calls > count]
    return [*reached[-1:], *coming[:1]]


def since_sync(moments: list[Moment], count: int) -> list[Moment]:
    """The moments from the last one that was synced to the one on the way."""
    synced = [number for number, moment in enumerate(moments) if moment.is_synced and moment.calls <= count]
    coming = [number for number, moment in enumerate(moments) if moment.calls > count]
    return moments[synced[-1] if synced else 0 : (coming[0] if coming else len(moments)) + 1]


def check_each(found: Model, allowed: Iterable[Model]) -> None:
    """Every window is as it was at one of these times; nothing is invented, nothing mixed."""
    times = list(allowed)
    for eid in {eid for model in (found, *times) for eid in model}:
        assert (eid in found) in [eid in model for model in times], f"the environment {eid}"
        windows = found.get(eid, {})
        for win in {win for model in (found, *times) for win in model.get(eid, {})}:
            values = [model[eid].get(win) for model in times if eid in model]
            assert windows.get(win) in values or eid not in found, f"the window {win!r} of {eid}"
