"""Writes what an environment has besides windows: `reload.json`, and `<member>.json` for what others put there."""

from __future__ import annotations

from visdom.autosave import files
from visdom.autosave.env_folder import EnvFolder
from visdom.autosave.root import Root
from visdom.errors import NotSaved
from visdom.jsontext import dumps


class MemberWriter:
    """Writes members, and knows which files are behind what is in memory. Called under the lock of the tree."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._behind: set[tuple[EnvFolder, str]] = set()

    def changed(self, folder: EnvFolder, key: str) -> None:
        """Note that a member is to be written some time."""
        self._behind.add((folder, key))

    def put(self, folder: EnvFolder, key: str) -> None:
        """Write a member now; if the disk refuses, it stays noted."""
        self.changed(folder, key)
        name = folder.member_name(key)
        try:
            folder.make()
            sync = self._root.settings.fsync == "always"
            files.replace(folder.path, name, [dumps(folder.rest[key])], sync=sync)
        except OSError as error:
            raise NotSaved(f"{key!r} of the environment {folder.eid!r}", error) from error
        self._behind.discard((folder, key))
        self._root.syncer.wrote(f"{folder.path}/{name}")
        self._root.syncer.wrote(folder.path)

    def remove(self, folder: EnvFolder, key: str) -> None:
        """Remove the file of a member."""
        self._behind.discard((folder, key))
        files.remove(f"{folder.path}/{folder.member_name(key)}")
        self._root.syncer.wrote(folder.path)

    def put_all(self, eid: str | None = None) -> list[NotSaved]:
        """Write what is behind, of one environment or of all; returns what the disk refused."""
        refused: list[NotSaved] = []
        for folder, key in list(self._behind):
            if folder.is_gone or key not in folder.rest:
                self._behind.discard((folder, key))
            elif eid is None or folder.eid == eid:
                try:
                    self.put(folder, key)
                except NotSaved as error:
                    refused.append(error)
        return refused
