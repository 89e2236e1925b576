"""`migrate` and `compact`: environments get the form of a cache type, and journals are folded into the window files.

`migrate` writes an environment out of place, and it takes its place in one step. Whenever that is interrupted, each
environment is whole in one form or the other, and the next run does the rest. The old forms go to `.migrated/`.
"""

from __future__ import annotations

import argparse
from contextlib import suppress
from typing import NamedTuple

from visdom.autosave.cli.folder import Folder, OpenedEnvironment, put_environment
from visdom.autosave.cli.main import Answer, Bar, Exit, bytes_bar, count, each, size
from visdom.autosave.disk.folder import EnvFolder
from visdom.autosave.format.env_text import EnvText
from visdom.autosave.format.window_text import Replay
from visdom.autosave.stores.file_store import FileStore
from visdom.errors import StorageError

TOGETHER = 64
"""So many windows are folded side by side: they share the waits for the disk, and have room in memory."""


def migrate(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Bring every environment of a folder into the form of `--to`."""
    folder = Folder(arguments.env_path, replay)
    to_folder = arguments.to != "JPE"
    moved: list[str] = []
    left: list[str] = []
    damaged: list[str] = []
    with folder.locked(arguments.to, leaves_mark=False) as store:
        eids = sorted(store.environments())
        sizes = {eid: folder.size(eid) for eid in eids if folder.location(eid).is_folder is not to_folder}
        with bytes_bar(sum(sizes.values()), f"to {arguments.to}") as bar:
            for environment in map(folder.open, sizes):
                contents = environment.contents
                if isinstance(contents, EnvText) and contents.damage is not None and not contents.windows:
                    left.append(environment.eid)
                else:
                    _move(store, environment, moved, bar)
                damaged += environment.damaged
        if arguments.to == "JPW":  # which has no journals
            now = Folder(folder.path, replay)
            for eid in eids:
                fold(store, now, eid, None, damaged)
    data = {"environments": len(eids), "moved": moved, "left": left, "damaged": damaged}
    lines = [*damaged, f"{len(moved)} of {count(len(eids), 'environment')} moved to {arguments.to}."]
    if moved:
        lines.append("Their old files are in .migrated; remove them when you no longer need them.")
    if left:
        lines.append(f"Left as they are, because nothing can be read: {', '.join(map(repr, left))}.")
    return Answer(data, lines, Exit.WRONG if damaged else Exit.FINE)


def _move(store: FileStore, environment: OpenedEnvironment, moved: list[str], bar: Bar) -> None:
    """Bring one environment into the other form; the windows that cannot be read stay in the old one."""
    eid, windows = environment.eid, environment.windows(bar)
    try:
        put_environment(store, eid, ((found.win, found.text()) for found in windows), environment.contents.rest)
    except OSError as error:
        raise StorageError(
            f"The environment {eid!r} could not be moved: {error}. It is as it was; "
            f"{count(len(moved), 'environment')} moved before that. Run the command again for the rest."
        ) from error
    store.evict(eid)
    moved.append(eid)


def compact(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Fold all journals of a folder; with `--compress` or `--no-compress`, all window files get that form."""
    folder = Folder(arguments.env_path, replay)
    damaged: list[str] = []
    done = Folded(0, 0, 0)
    with folder.locked("JPWA", compress=arguments.compress) as store:
        before = sum(map(folder.size, folder.names()))
        for eid in each(folder.names(), "folding"):
            if folder.location(eid).is_folder:
                more = fold(store, folder, eid, arguments.compress, damaged)
                done = Folded(*map(sum, zip(done, more, strict=True)))
    after = sum(map(folder.size, folder.names()))
    data = {"folded": done.folded, "left": done.left, "bytes_before": before, "bytes_after": after, "damaged": damaged}
    line = f"{count(done.folded, 'journal')} folded; {size(before)} became {size(after)}."
    if arguments.compress is not None:
        data["repacked"] = done.repacked
        line = f"{count(done.repacked, 'window file')} {'' if arguments.compress else 'un'}compressed, {line}"
    if done.left:
        line += f" {count(done.left, 'journal')} left, as the window repeats pictures, or the disk refused to fold."
    return Answer(data, [*damaged, line], Exit.WRONG if damaged else Exit.FINE)


class Folded(NamedTuple):
    """How many journals were folded, how many window files got the other form, how many journals are still there."""

    folded: int
    repacked: int
    left: int


def fold(store: FileStore, folder: Folder, eid: str, compress: bool | None, damaged: list[str]) -> Folded:
    """Bring the window files of an environment that is a folder up to date. Damage is named, and quarantined."""
    environment = folder.open(eid)
    contents = environment.contents
    if not isinstance(contents, EnvFolder) or eid not in store.environments():
        return Folded(0, 0, 0)
    environment.damaged.clear()  # what is beside the windows is not folded
    wins = [win for win in store.open(eid).windows if win in contents.windows]
    journaled = set(wins).intersection(_journaled(contents))
    other = {win for win in wins if not contents.windows[win].has_form(compress)}
    wins = [win for win in wins if win in journaled | other]
    for start in range(0, len(wins), TOGETHER):
        for found in environment.read(wins[start : start + TOGETHER]):
            with suppress(KeyError):  # nothing of it can be read
                store.read(eid, found.win)
        store.save(eid)
    store.evict(eid)
    damaged += environment.damaged
    left = journaled.intersection(_journaled(folder.open(eid).contents))
    return Folded(len(journaled) - len(left), len(other), len(left))


def _journaled(contents: EnvFolder | EnvText) -> list[str]:
    window_files = contents.windows if isinstance(contents, EnvFolder) else {}
    return [win for win, each in window_files.items() if each.journal_bytes is not None]
