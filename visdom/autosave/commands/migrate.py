"""`migrate`: all environments are brought into the form of one cache type; the old forms go to `.migrated/`.

An environment is made anew aside and takes its place in one step, so whenever this is interrupted each is there
whole, in one form or the other, and running it again does the rest.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from visdom.autosave.commands.answer import Answer, Exit, count
from visdom.autosave.commands.compact import fold
from visdom.autosave.commands.holding import held
from visdom.autosave.commands.looking import Folder, damage_of, window_of
from visdom.autosave.commands.progress import Bar, bytes_bar
from visdom.autosave.env_folder import EnvFolder
from visdom.autosave.env_text import EnvText
from visdom.autosave.reading import Replay, Window
from visdom.autosave.store import StoragePrototype
from visdom.errors import StorageError


def run(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Bring every environment of a folder into the form of `--to`."""
    folder = Folder(arguments.env_path, replay)
    to_folder = arguments.to != "JPE"
    with held(folder.path, replay, arguments.to, leaves_mark=False) as store:
        eids = sorted(store.names())
        migration = Migration(store, folder, arguments.to)
        sizes = {eid: folder.size(eid) for eid in eids if folder.place(eid).is_folder is not to_folder}
        with bytes_bar(sum(sizes.values()), f"to {arguments.to}") as bar:
            for eid in sizes:
                migration.move(eid, bar)
        if arguments.to == "JPW":  # which has no journals
            moved = Folder(folder.path, replay)
            for eid in eids:
                fold(store, moved, eid, migration.damaged)
    return migration.answer(len(eids))


class Migration:
    """One run, and what came of it so far."""

    def __init__(self, store: StoragePrototype, folder: Folder, to: str) -> None:
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
        self.damaged += damage_of(self._folder, eid, environment)
        if isinstance(environment, EnvText) and environment.damage and not environment.windows:
            self.left.append(eid)
            return
        try:
            staged = self._store.stage(eid, self._windows(eid, environment, bar), environment.rest)
            with self._store.root.lock:
                self._store.commit(staged)
        except OSError as error:
            raise StorageError(
                f"The environment {eid!r} could not be moved: {error}. It is as it was; "
                f"{count(len(self.moved), 'environment')} moved before that. Run the command again for the rest."
            ) from error
        self._store.let_go(eid)
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

    def _windows(self, eid: str, environment: EnvFolder | EnvText, bar: Bar) -> Iterator[tuple[str, bytes | Window]]:
        for seen in self._folder.windows(environment):
            bar.update(seen.size)
            if (damage := seen.damage(eid)) is not None:
                self.damaged.append(damage)
            if seen.reading.window is not None:
                yield seen.win, window_of(seen)
