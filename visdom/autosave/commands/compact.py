"""`compact`: journals are folded into the window files, so that nothing but plain `<window>.json` files is left."""

from __future__ import annotations

import argparse

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
    folded = 0
    with held(folder.path, replay, "JPW") as store:
        before = sum(map(folder.size, folder.names()))
        for eid in each(folder.names(), "folding"):
            if folder.place(eid).is_folder:
                folded += fold(store, folder, eid, damaged)
    after = sum(map(folder.size, folder.names()))
    data = {"folded": folded, "bytes_before": before, "bytes_after": after, "damaged": damaged}
    lines = [*damaged, f"{count(folded, 'journal')} folded; {size(before)} became {size(after)}."]
    return Answer(data, lines, Exit.WRONG if damaged else Exit.FINE)


def fold(store: StoragePrototype, folder: Folder, eid: str, damaged: list[str]) -> int:
    """Fold the journals of one environment that is a folder; how many. What is damaged is put aside and named."""
    environment = folder.open(eid)
    if not isinstance(environment, EnvFolder) or not store.open(eid):
        return 0
    behind = [win for win, window_files in environment.windows.items() if window_files.journal_bytes is not None]
    wins = [win for win in behind if win in store.names(eid)]
    for start in range(0, len(wins), TOGETHER):
        for win in wins[start : start + TOGETHER]:
            reading = store.read(eid, win)
            with store.root.lock:
                store.settle(eid, win, reading)
            if reading.damage is not None:
                damaged.append(f"The window {win!r} of {eid!r} is damaged: {reading.damage}.")
        store.flush(eid)
    store.let_go(eid)
    return len(wins)
