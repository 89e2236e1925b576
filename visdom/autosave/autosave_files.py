"""JPWA: every change of a window is on disk before it is answered."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from math import inf

from visdom.autosave.env_folder import EnvFolder, WindowFiles
from visdom.autosave.journal import Kind
from visdom.autosave.root import Settings
from visdom.autosave.store import Chore
from visdom.autosave.window_files import SimpleWindowJsonStorage
from visdom.autosave.window_writer import LARGE_BYTES
from visdom.errors import NotSaved
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

FOLD_SECONDS = 0.25
QUIET_SECONDS = 1.0
QUIET_BYTES_PER_SECOND = 128 * 1024
"""A large window has to be quiet for longer, so that slow updates do not write it again and again: folds because of
quiet write no more than this, however a window is updated."""

UNWRITTEN = "it was not written yet"

log = logging.getLogger(__name__)


class SimpleWindowJsonAutoSave(SimpleWindowJsonStorage):
    """One JSON file per window, and a journal while it changes (`JPWA`, `OneJsonPerWindowAutoSave`)."""

    cache_type = "JPWA"
    long_name = "OneJsonPerWindowAutoSave"

    def __init__(self, path: str, settings: Settings) -> None:
        super().__init__(path, settings)
        self._large_bytes = inf if settings.compress else LARGE_BYTES  # compressing is left to the folding thread

    def chores(self) -> list[Chore]:
        return [*super().chores(), (FOLD_SECONDS, self._fold_quiet)]

    def _keep_member(self, folder: EnvFolder, key: str) -> None:
        self._members.put(folder, key)

    def _is_all_on_disk(self, window_files: WindowFiles) -> bool:
        return not window_files.is_refused

    def _keep(self, window_files: WindowFiles, kind: Kind, text: bytes) -> None:
        version, was_refused = version_of(window_files.window), window_files.is_refused
        window_files.refusal = UNWRITTEN  # until it is written, whatever comes in between
        if not was_refused and (kind == "patch" or len(text) < self._large_bytes):
            with suppress(OSError):  # a journal that cannot be written to is no reason yet to give up
                self._writer.put_record(window_files, version, kind, text)
                window_files.refusal = None
                return
        try:
            self._writer.put_whole(window_files, text if kind == "window" else dumps(window_files.window), version)
            window_files.refusal = None
        except OSError as error:
            refusal = NotSaved(window_files.title, error)
            window_files.refusal = refusal.reason
            raise refusal from error

    def _fold_quiet(self) -> None:
        """Fold the windows that have been quiet, and those whose journal has become long."""
        now = time.monotonic()
        self._fold([each for each in list(self._writer.behind) if _is_due(each, now)])

    def _on_refusal(self, refused: list[WindowFiles], error: NotSaved) -> None:
        """Nothing is lost, as the journals have it, unless those were refused before."""
        log.warning("%d journals could not be folded and stay as they are: %s", len(refused), error)


def _is_due(window_files: WindowFiles, now: float) -> bool:
    if now < window_files.fold_not_before:
        return False
    quiet_seconds = QUIET_SECONDS + window_files.text_bytes / QUIET_BYTES_PER_SECOND
    return now - window_files.changed_at >= quiet_seconds or _is_long(window_files)


def _is_long(window_files: WindowFiles) -> bool:
    """Does the journal cost more to read than the window file, or than the whole window if that repeats pictures?"""
    limit = max(LARGE_BYTES, window_files.file_bytes or 0, window_files.unfolded_bytes)
    return (window_files.journal_bytes or 0) > limit
