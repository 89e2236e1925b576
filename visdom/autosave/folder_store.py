"""Environments as folders: one that is still a file is brought into that form ahead of the first write to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from visdom.autosave import files
from visdom.autosave.building import build_folder
from visdom.autosave.env_folder import EnvFolder
from visdom.autosave.env_text import EnvText
from visdom.autosave.reading import Window
from visdom.autosave.root import Settings
from visdom.autosave.staging import Staged
from visdom.autosave.store import StoragePrototype
from visdom.errors import NotSaved


class FolderStore(StoragePrototype):
    """Writes environments as folders only."""

    def __init__(self, path: str, settings: Settings) -> None:
        super().__init__(path, settings)
        self._unadopted: dict[str, str] = {}
        """Environments that the disk refused to bring into this form, and why. Changed windows wait there unencoded."""

    def stage(self, eid: str, windows: Iterable[tuple[str, Window | bytes]], rest: dict[str, Any]) -> Staged:
        return build_folder(self.root, eid, windows, rest, self._window_rule)

    def adopt(self, eid: str) -> None:
        environment = self._opened.get(eid)
        if not isinstance(environment, EnvText):
            return
        try:
            staged = self.stage(eid, list(environment.windows.items()), environment.rest)
            with self.root.lock:
                if self._opened.get(eid) is environment:
                    staged.environment.identity = environment.identity
                    self.commit(staged)
                    self._unadopted.pop(eid, None)
                else:
                    files.remove_tree(staged.path)
        except OSError as error:
            raise NotSaved(f"The environment {eid!r}", error) from error

    # Inside

    def _own(self, eid: str, keep: Callable[[EnvText], object]) -> EnvFolder:
        """The environment as a folder, as something in it is about to be written.

        One that is still a file is brought into this form. If the disk refuses that, `keep` does the change to
        the environment in memory, so that it is written together with it later.
        """
        environment = self._opened[eid]
        if isinstance(environment, EnvText):
            try:
                self.adopt(eid)
            except NotSaved as error:
                self._unadopted[eid] = error.reason
                keep(environment)
                raise
            environment = self._opened[eid]
        if not isinstance(environment, EnvFolder):
            raise TypeError(f"{self.long_name} cannot write to {type(environment).__name__}")
        return environment

    def _adopt_waiting(self, eid: str | None = None) -> list[NotSaved]:
        refused: list[NotSaved] = []
        for each in list(self._unadopted):
            if eid in (None, each):
                try:
                    self.adopt(each)
                except NotSaved as error:
                    refused.append(error)
        return refused

    def _waiting(self) -> dict[tuple[str, str], str | None]:
        """The windows (environment, id) that wait for their environment to be brought into this form, and why."""
        waiting: dict[tuple[str, str], str | None] = {}
        for eid, why in self._unadopted.items():
            environment = self._opened.get(eid)
            pieces = environment.windows.items() if isinstance(environment, EnvText) else ()
            waiting |= {(eid, win): why for win, piece in pieces if isinstance(piece, dict)}
        return waiting

    def _forget(self, eid: str) -> None:
        self._unadopted.pop(eid, None)
        super()._forget(eid)
