"""`migrate` and `compact`: environments get the form of a cache type, and journals are folded into the window files.

`migrate` writes an environment out of place, and it takes its place in one step. Whenever that is interrupted, each
environment is whole in one form or the other, and the next run does the rest. The old forms go to `.migrated/`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from visdom.autosave.cli.folder import Folder, OpenedEnvironment, locked, put_environment
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
    with locked(folder.path, replay, arguments.to, leaves_mark=False) as store:
        eids = sorted(store.environments())
        migration = Migration(store, folder, arguments.to)
        sizes = {eid: folder.size(eid) for eid in eids if folder.location(eid).is_folder is not to_folder}
        with bytes_bar(sum(sizes.values()), f"to {arguments.to}") as bar:
            for eid in sizes:
                migration.move(eid, bar)
        if arguments.to == "JPW":  # which has no journals
            moved = Folder(folder.path, replay)
            for eid in eids:
                fold(store, moved, eid, None, migration.damaged)
    return migration.answer(len(eids))


class Migration:
    """One run, and what it did so far."""

    def __init__(self, store: FileStore, folder: Folder, to: str) -> None:
        self._store = store
        self._folder = folder
        self._to = to
        self.damaged: list[str] = []
        """What could not be read, as sentences."""
        self.moved: list[str] = []
        self.left: list[str] = []
        """Environments of which nothing could be read."""

    def move(self, eid: str, bar: Bar) -> None:
        """Bring one environment into the other form; the windows that cannot be read stay in the old one."""
        environment = self._folder.open(eid)
        self.damaged += self._folder.damage(eid, environment)
        if isinstance(environment, EnvText) and environment.damage and not environment.windows:
            self.left.append(eid)
            return
        try:
            put_environment(self._store, eid, self._windows(eid, environment, bar), environment.rest)
        except OSError as error:
            raise StorageError(
                f"The environment {eid!r} could not be moved: {error}. It is as it was; "
                f"{count(len(self.moved), 'environment')} moved before that. Run the command again for the rest."
            ) from error
        self._store.evict(eid)
        self.moved.append(eid)

    def answer(self, environments: int) -> Answer:
        """What was done."""
        data = {"environments": environments, "moved": self.moved, "left": self.left, "damaged": self.damaged}
        lines = [*self.damaged, f"{len(self.moved)} of {count(environments, 'environment')} moved to {self._to}."]
        if self.moved:
            lines.append("Their old files are in .migrated, to be removed by you.")
        if self.left:
            lines.append(f"Left as they are, because nothing can be read: {', '.join(map(repr, self.left))}.")
        return Answer(data, lines, Exit.WRONG if self.damaged else Exit.FINE)

    def _windows(self, eid: str, environment: OpenedEnvironment, bar: Bar) -> Iterator[tuple[str, bytes]]:
        for found in self._folder.read(environment):
            bar.update(found.size)
            if (damage := found.damage(eid)) is not None:
                self.damaged.append(damage)
            if found.reading.window is not None:
                yield found.win, found.text()


def compact(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Fold all journals of a folder; with `--compress` or `--no-compress`, all window files get that form."""
    folder = Folder(arguments.env_path, replay)
    damaged: list[str] = []
    done = Folded(0, 0, 0)
    with locked(folder.path, replay, "JPWA", compress=arguments.compress) as store:
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
    if not isinstance(environment, EnvFolder) or eid not in store.environments():
        return Folded(0, 0, 0)
    wins = [win for win in store.open(eid).windows if win in environment.windows]
    journaled = set(wins).intersection(_journaled(environment))
    other = {win for win in wins if not environment.windows[win].has_form(compress)}
    wins = [win for win in wins if win in journaled | other]
    for start in range(0, len(wins), TOGETHER):
        for found in folder.read(environment, wins[start : start + TOGETHER]):
            if (damage := found.damage(eid)) is not None:
                damaged.append(damage)
            with suppress(KeyError):  # nothing of it can be read
                store.read(eid, found.win)
        store.save(eid)
    store.evict(eid)
    left = journaled.intersection(_journaled(folder.open(eid)))
    return Folded(len(journaled) - len(left), len(other), len(left))


def _journaled(environment: OpenedEnvironment) -> list[str]:
    folder = environment.windows if isinstance(environment, EnvFolder) else {}
    return [win for win, window_files in folder.items() if window_files.journal_bytes is not None]
