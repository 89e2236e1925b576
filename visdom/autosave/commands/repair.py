"""Mends a folder: finishes what a crash left, and puts aside what cannot be read, so that the rest is sound."""

from __future__ import annotations

from contextlib import suppress

from visdom.autosave.commands.holding import held
from visdom.autosave.commands.inspection import Inspection
from visdom.autosave.commands.looking import Folder
from visdom.autosave.commands.progress import each
from visdom.autosave.env_folder import PLACES
from visdom.autosave.reading import Replay
from visdom.autosave.store import StoragePrototype


def repair(folder: Folder, replay: Replay, inspection: Inspection) -> None:
    """Mend what was found. Every environment keeps its form; nothing is thrown away."""
    wrong: dict[str, set[str]] = {}
    for finding in inspection.findings:
        if finding.environment is not None:
            wins = wrong.setdefault(finding.environment, set())
            wins.update([] if finding.window is None else [finding.window])
    places = {eid: folder.place(eid) for eid in wrong}
    for cache_type, is_folder in (("JPW", True), ("JPE", False)):
        with held(folder.path, replay, cache_type) as store:
            for eid in each([eid for eid in wrong if places[eid].is_folder is is_folder], "repairing"):
                _mend(store, eid, wrong[eid])


def _mend(store: StoragePrototype, eid: str, wins: set[str]) -> None:
    if not store.open(eid):  # which put it aside, as nothing of it can be read
        return
    for win in wins.intersection(store.names(eid)):
        with suppress(OSError):  # it is still found afterwards
            reading = store.read(eid, win)
            with store.root.lock:
                store.settle(eid, win, reading)
    with store.root.lock:
        store.write_rest(eid, PLACES, store.rest(eid).get(PLACES, {}))  # so that a file is written anew
    store.flush(eid)
    store.let_go(eid)
