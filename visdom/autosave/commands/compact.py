"""`compact`: journals are folded into the window files, and these are compressed, or not any more, if that is asked."""

from __future__ import annotations

import argparse
from typing import NamedTuple

from visdom.autosave.commands.answer import Answer, Exit, count, size
from visdom.autosave.commands.holding import held
from visdom.autosave.commands.looking import Folder
from visdom.autosave.commands.progress import each
from visdom.autosave.env_folder import EnvFolder
from visdom.autosave.env_text import EnvText
from visdom.autosave.reading import Replay
from visdom.autosave.store import StoragePrototype

TOGETHER = 64
"""So many windows are folded side by side: they share the waits for the disk, and have room in memory."""


def run(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Fold all journals of a folder."""
    folder = Folder(arguments.env_path, replay)
    damaged: list[str] = []
    folded = repacked = left = 0
    with held(folder.path, replay, "JPWA", compress=arguments.compress) as store:
        before = sum(map(folder.size, folder.names()))
        for eid in each(folder.names(), "folding"):
            if folder.place(eid).is_folder:
                done = fold(store, folder, eid, damaged)
                folded += done.folded
                repacked += done.repacked
                left += done.left
    after = sum(map(folder.size, folder.names()))
    data = {"folded": folded, "left": left, "bytes_before": before, "bytes_after": after, "damaged": damaged}
    line = f"{count(folded, 'journal')} folded; {size(before)} became {size(after)}."
    if arguments.compress is not None:
        data["repacked"] = repacked
        line = f"{count(repacked, 'window file')} {'' if arguments.compress else 'un'}compressed, {line}"
    if left:
        line += f" {count(left, 'journal')} left, as the window repeats pictures, or the disk refused to fold."
    return Answer(data, [*damaged, line], Exit.WRONG if damaged else Exit.FINE)


class Done(NamedTuple):
    """How many journals were folded, how many window files got the other form, how many journals are still there."""

    folded: int
    repacked: int
    left: int


def fold(store: StoragePrototype, folder: Folder, eid: str, damaged: list[str]) -> Done:
    """Bring the window files of one environment that is a folder up to date. What is damaged is put aside and named."""
    environment = folder.open(eid)
    if not isinstance(environment, EnvFolder) or not store.open(eid):
        return Done(0, 0, 0)
    there = {win: environment.windows[win] for win in store.names(eid) if win in environment.windows}
    behind = set(there).intersection(_with_journal(environment))
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
    left = behind.intersection(_with_journal(folder.open(eid)))
    return Done(len(behind) - len(left), len(other), len(left))


def _with_journal(environment: EnvFolder | EnvText) -> list[str]:
    folder = environment.windows if isinstance(environment, EnvFolder) else {}
    return [win for win, window_files in folder.items() if window_files.journal_bytes is not None]
