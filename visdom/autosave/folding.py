"""Folding: the window file is brought up to date, and what it then holds is dropped from the journal.

New window file first, then the journal: a crash between the two is harmless, because records of versions that the
window file has do not count. Folding runs beside new changes of the window, which stay in the journal.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable

from visdom.autosave import files, settling
from visdom.autosave.env_folder import WindowFiles
from visdom.autosave.pace import Pace
from visdom.autosave.packing import pack
from visdom.autosave.window_writer import LARGE_BYTES, WindowWriter
from visdom.errors import NotSaved
from visdom.jsontext import dumps
from visdom.protocol.windows import version_of

log = logging.getLogger(__name__)

Steps = Generator[str, None, None]
_Running = tuple[WindowFiles, Steps, OSError | None]
"""A window, its fold, and why the path that it yielded last is not on the disk, if so."""


def fold(writer: WindowWriter, batch: Iterable[WindowFiles]) -> list[tuple[WindowFiles, NotSaved]]:
    """Fold windows side by side, so that they share the waits for the disk; returns what the disk refused."""
    refused: list[tuple[WindowFiles, NotSaved]] = []
    pace = Pace()
    running: list[_Running] = [(each, fold_steps(writer, each), None) for each in batch]
    while running:
        paused: list[tuple[WindowFiles, Steps, str]] = []
        for window_files, steps, error in running:
            try:
                path = next(steps) if error is None else steps.throw(error)
                paused.append((window_files, steps, path))
            except StopIteration:
                pass
            except Exception as refusal:  # whatever it is, the other windows are folded
                refused.append((window_files, NotSaved(window_files.title, refusal)))
                if not isinstance(refusal, OSError):
                    log.exception("%s cannot be folded.", window_files.title)
            pace.step()
        unsynced = writer.root.syncer.sync_before_rename({path for _, _, path in paused})
        running = [(window_files, steps, unsynced.get(path)) for window_files, steps, path in paused]
    return refused


def fold_steps(writer: WindowWriter, window_files: WindowFiles) -> Steps:
    """Fold one window; each path yielded has to be on the disk before the next step.

    Nothing happens (any more) when the window is deleted, replaced or folded meanwhile.
    """
    with writer.root.lock:
        window = window_files.window
        if window is None or window_files.is_folding or not window_files.is_current:
            return
        text, version = dumps(window), version_of(window)
        if _takes_less_unfolded(writer, window_files, len(text)):
            window_files.unfolded_bytes = len(text)
            writer.is_up_to_date(window_files)
            return
        folded_bytes, generation = window_files.journal_bytes, window_files.generation
        compress = writer.root.settings.compress
        is_packed = window_files.is_packed if compress is None else compress
        if not window_files.is_there:
            writer.make_folder(window_files)
        window_files.is_folding = True
    try:
        try:
            data = pack(text) if is_packed else text
            temporary = files.write_temporary(window_files.folder.jsons, [data], sync=False)
        except FileNotFoundError:
            if window_files.is_current:
                raise
            return
        try:
            yield temporary
            with writer.root.lock:
                if not window_files.is_current or window_files.generation != generation:
                    return
                writer.put_in_place(window_files, temporary, len(text), version, is_packed=is_packed)
                generation = window_files.generation
        finally:
            files.remove(temporary)
        yield window_files.folder.jsons
        with writer.root.lock:
            if not window_files.is_current or window_files.generation != generation:
                return
            settling.drop_earlier(writer.root, window_files)
            if window_files.journal_bytes == folded_bytes and version_of(window_files.window) == version:
                writer.remove_journal(window_files)
                writer.is_up_to_date(window_files)
                return
        if folded_bytes is not None:
            yield from _shorten_journal(writer, window_files, folded_bytes, generation)
    finally:
        window_files.is_folding = False


def _takes_less_unfolded(writer: WindowWriter, window_files: WindowFiles, size: int) -> bool:
    """Do the files of a window hold less than the window, because the journal tells which pictures repeat?"""
    is_saved = window_files.journal_bytes is not None and writer.is_all_on_disk(window_files)
    return is_saved and size - window_files.text_bytes >= LARGE_BYTES


def _shorten_journal(writer: WindowWriter, window_files: WindowFiles, start: int, generation: int) -> Steps:
    """Keep only the records from a position on: most are copied beside the lock, the last few under it."""
    path = window_files.journal_path
    end = window_files.journal_bytes or 0
    newer = files.read(path, start)[: end - start]
    temporary = files.write_temporary(window_files.folder.jsons, [newer], sync=False)
    try:
        yield temporary
        with writer.root.lock:
            if window_files.is_current and window_files.generation == generation:
                newest = files.read(path, end)[: (window_files.journal_bytes or 0) - end]
                if newest:
                    files.extend(temporary, newest, sync=writer.root.settings.fsync == "always")
                writer.put_journal_in_place(window_files, temporary, len(newer) + len(newest))
    finally:
        files.remove(temporary)
