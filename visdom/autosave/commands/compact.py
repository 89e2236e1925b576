"""`compact`: journals are folded into the window files, and these are compressed, or not any more, if that is asked."""

from __future__ import annotations

import argparse
from typing import NamedTuple

from visdom.autosave.commands.answer import Answer, Exit, count, size
from visdom.autosave.commands.holding import held
from visdom.autosave.commands.looking import Folder
from visdom.autosave.commands.progress import each
from visdom.autosave.env_folder import EnvFolder
from visdom.autosave.reading import Replay
from visdom.autosave.store import StoragePrototype

TOGETHER = 64
"""So many windows are folded side by side: they share the waits for the disk, and have room in memory."""


def run(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Fold all journals of a folder."""
    folder = Folder(arguments.env_path, replay)
    damaged: list[str] = []
    folded = repacked = 0
    with held(folder.path, replay, "JPW", compress=arguments.compress) as store:
        before = sum(map(folder.size, folder.names()))
        for eid in each(folder.names(), "folding"):
            if folder.place(eid).is_folder:
                done = fold(store, folder, eid, damaged)
                folded += done.folded
                repacked += done.repacked
    after = sum(map(folder.size, folder.names()))
    data = {"folded": folded, "bytes_before": before, "bytes_after": after, "damaged": damaged}
    line = f"{count(folded, 'journal')} folded; {size(before)} became {size(after)}."
    if arguments.compress is not None:
        data["repacked"] = repacked
        line = f"{count(repacked, 'window file')} {'' if arguments.compress else 'un'}compressed, {line}"
    return Answer(data, [*damaged, line], Exit.WRONG if damaged else Exit.FINE)


class Done(NamedTuple):
    """How many journals were folded, and how many window files got the other form."""

    folded: int
    repacked: int


def fold(store: StoragePrototype, folder: Folder, eid: str, damaged: list[str]) -> Done:
    """Bring the window files of one environment that is a folder up to date. What is damaged is put aside and named."""
    environment = folder.open(eid)
    if not isinstance(environment, EnvFolder) or not store.open(eid):
        return Done(0, 0)
    there = {win: environment.windows[win] for win in store.names(eid) if win in environment.windows}
    behind = {win for win, window_files in there.items() if window_files.journal_bytes is not None}
    other = {win for win, window_files in there.items() if not window_files.has_form(store.root.settings.compress)}
    wins = [win for win in there if win in behind | other]
    for start in range(0, len(wins), TOGETHER):
        for win in wins[start : start + TOGETHER]:
            reading = store.read(eid, win)
            with store.root.lock:
                store.settle(eid, win, reading)
            if reading.damage is not None:
                damaged.append(f"The window {win!r} of {eid!r} is damaged: {reading.damage}.")
        store.flush(eid)
    store.let_go(eid)
    return Done(len(behind), len(other))
