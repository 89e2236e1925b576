"""Deletions of windows that the disk refused: they count all the same, and are tried again until they are done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from visdom.autosave.env_folder import WindowFiles
from visdom.autosave.window_writer import WindowWriter
from visdom.errors import NotSaved


class Undeleted:
    """The windows that are deleted while the disk refuses to let go of their files. Used under the lock of the tree."""

    def __init__(self, writer: WindowWriter) -> None:
        self._writer = writer
        self.reasons: dict[WindowFiles, str] = {}
        """Why the disk refused each of them."""

    @contextmanager
    def noting_refusal(self, window_files: WindowFiles) -> Iterator[None]:
        """What refuses the deletion of these files inside is noted, and said as `NotSaved`."""
        try:
            yield
        except OSError as error:
            refusal = _refusal(window_files, error)
            window_files.is_deleted = True
            self.reasons[window_files] = refusal.reason
            raise refusal from error

    def forget(self, window_files: WindowFiles) -> None:
        """The files are not to be deleted (any more)."""
        self.reasons.pop(window_files, None)

    def try_again(self, eid: str | None = None) -> list[NotSaved]:
        """Delete what waits, of one environment or of all; returns what the disk still refuses."""
        refused: list[NotSaved] = []
        for window_files in list(self.reasons):
            if eid in (None, window_files.folder.eid):
                try:
                    self._writer.remove(window_files)
                    del self.reasons[window_files]
                except OSError as error:
                    refused.append(_refusal(window_files, error))
        return refused


def _refusal(window_files: WindowFiles, error: OSError) -> NotSaved:
    return NotSaved(f"The deletion of the window {window_files.win!r} of {window_files.folder.eid!r}", error)
