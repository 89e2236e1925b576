"""A file beside the environments that other programs may write too, such as the saved views of the page."""

from __future__ import annotations

from visdom.autosave.disk import files, trash


class SharedFile:
    """One file below the folder of the environments. Every method may raise OSError.

    Args:
        folder: The folder of the environments.
        name: The path of the file below it.
    """

    def __init__(self, folder: str, name: str) -> None:
        self.path = f"{folder}/{name}"
        self._quarantine = f"{folder}/{trash.DAMAGED}"
        self._mark: files.Mark | None = None

    def read(self) -> bytes:
        """The bytes of the file; FileNotFoundError when there is none."""
        mark = files.mark(self.path)
        if mark is not None:
            self._mark = mark
        return files.read(self.path)

    def has_changed(self) -> bool:
        """Has another program written the file since the last `read` or `replace`, or is it missing since then?"""
        return files.mark(self.path) != self._mark

    def replace(self, content: bytes) -> None:
        """Write the whole file in one step, and sync it."""
        folder, _, name = self.path.rpartition("/")
        files.make_folder(folder)
        files.replace(folder, name, [content], sync=True)
        self._mark = files.mark(self.path)

    def quarantine(self) -> None:
        """Move a damaged file into `.damaged`."""
        trash.move_away(self.path, self._quarantine)
