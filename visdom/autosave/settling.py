"""After reading: what a crash left unfinished is cleared away, what cannot be read is put aside and reported.

Everything here is called under the lock of the tree, and only while nobody has changed what was read.
"""

from __future__ import annotations

import logging
from contextlib import suppress

from visdom.autosave import files
from visdom.autosave.aside import DAMAGED, copy_aside, put_aside
from visdom.autosave.env_folder import EnvFolder, WindowFiles
from visdom.autosave.env_text import EnvText
from visdom.autosave.names import WINDOW_ENDING
from visdom.autosave.reading import Reading
from visdom.autosave.root import Root

log = logging.getLogger(__name__)


def settle_files(root: Root, window_files: WindowFiles, reading: Reading) -> None:
    """Remember what the files of a window hold, and leave nothing in them that stands in the way of writing."""
    window_files.version = reading.version
    window_files.file_bytes = reading.file_bytes
    window_files.journal_bytes = reading.journal_bytes
    try:
        if reading.damage is not None:
            _put_damage_aside(root, window_files, reading)
        elif reading.is_torn:
            files.cut(window_files.journal_path, reading.journal_bytes or 0)
            log.warning("%s ended in a line that its writer did not finish; it is cut.", window_files.journal_path)
        if window_files.earlier is not None and not reading.is_from_earlier:
            sync(root, [window_files.file_path, window_files.folder.jsons])
            drop_earlier(root, window_files)
        if reading.is_deleted and reading.window is None:
            trash_files(root, window_files)
    except OSError as error:
        log.error("%s could not be put in order: %s.", window_files.file_path, error)
        window_files.refusal = str(error)
    if reading.window is None:
        window_files.folder.windows.pop(window_files.win, None)


def trash_files(root: Root, window_files: WindowFiles) -> None:
    """Move the files of a window into the trash.

    The journal goes last and once the disk knows that the window file has left, because it has the last word.
    """
    stamp = root.stamp()
    folder = window_files.folder
    if window_files.has_both_forms:
        drop_earlier(root, window_files)
    if window_files.file_bytes is not None:
        with suppress(FileNotFoundError):
            root.trash(window_files.file_path, folder.stem, stamp)
        window_files.file_bytes = None
        sync(root, [folder.jsons])
    if window_files.journal_bytes is not None:
        with suppress(FileNotFoundError):
            root.trash(window_files.journal_path, folder.stem, stamp)
        window_files.journal_bytes = None


def drop_earlier(root: Root, window_files: WindowFiles) -> None:
    """Remove the window file of before, if it is there."""
    if window_files.earlier_path is not None:
        files.remove(window_files.earlier_path)
        if window_files.has_both_forms:  # one that was kept does not count when it is alone
            note_removal(root, window_files.folder)
        window_files.earlier = None


def note_removal(root: Root, folder: EnvFolder) -> None:
    """Remember that the disk may still have a file that was removed, which must not outlive what was newer."""
    folder.removals += 1
    root.syncer.wrote(folder.jsons)


def sync_removals(root: Root, folder: EnvFolder) -> None:
    """Return when the disk knows of all removals; OSError when it refuses."""
    if folder.removals > folder.synced_removals:
        sync(root, [folder.jsons])
        folder.synced_removals = folder.removals


def sync(root: Root, paths: list[str]) -> None:
    """Return when the disk has these files, or names in folders; OSError when it refuses."""
    for error in root.syncer.sync_before_rename(paths).values():
        raise error


def clear_up_folder(root: Root, folder: EnvFolder) -> None:
    """Put an environment's folder in order after its names were read for the first time."""
    for path in folder.leftovers:
        files.remove(path)
    for path in folder.unreadable:
        log.error("%s is not JSON; it is kept as %s.", path, put_aside(path, root.aside(DAMAGED, folder.stem)))
    for window_files in list(folder.windows.values()):
        if window_files.is_deleted:
            trash_files(root, window_files)
            del folder.windows[window_files.win]


def put_broken_text_aside(root: Root, path: str, text: EnvText) -> None:
    """Keep a copy of an environment's file that could not be read to its end, or all of it if nothing was read."""
    place, name = root.aside(DAMAGED), path.rpartition("/")[2]
    kept = copy_aside(files.read(path), name, place) if text.windows else put_aside(path, place)
    log.error(
        "%s is damaged (%s): %d windows could be read; it is kept as %s.", path, text.damage, len(text.windows), kept
    )


def put_piece_aside(root: Root, eid: str, win: str, text: EnvText, reading: Reading) -> None:
    """Keep the text of a window that is not one; in the environment if it cannot be kept elsewhere."""
    rule, piece = root.catalog.rule, text.windows[win]
    if not isinstance(piece, bytes):
        return
    try:
        place = root.aside(DAMAGED, rule.encode(eid))
        kept = copy_aside(piece, rule.encode(win) + WINDOW_ENDING, place)
        del text.windows[win]
    except OSError as error:
        kept = f"the file itself, as it cannot be put aside ({error})"
    log.error("The window %r of %r cannot be read (%s); its text is kept in %s.", win, eid, reading.damage, kept)


def _put_earlier_in_place(window_files: WindowFiles, path: str) -> None:
    """Make the window file of before the window file."""
    if window_files.earlier == window_files.kept_name:
        files.rename(path, window_files.file_path)
    else:
        window_files.is_packed = not window_files.is_packed
    window_files.earlier = None


def _put_damage_aside(root: Root, window_files: WindowFiles, reading: Reading) -> None:
    place = root.aside(DAMAGED, window_files.folder.stem)
    kept = []
    if reading.file_is_damaged:
        kept.append(put_aside(window_files.file_path, place))
        window_files.file_bytes = None
    if window_files.earlier_path is not None and reading.is_from_earlier:
        _put_earlier_in_place(window_files, window_files.earlier_path)
        window_files.file_bytes = reading.file_bytes
    elif window_files.earlier_path is not None and reading.file_is_damaged:
        kept.append(put_aside(window_files.earlier_path, place))
        window_files.earlier = None
    if window_files.journal_bytes is not None and reading.window is None and not reading.is_deleted:
        kept.append(put_aside(window_files.journal_path, place))
        window_files.journal_bytes = None
    elif window_files.journal_bytes is not None:
        bad = files.read(window_files.journal_path, window_files.journal_bytes)
        if bad:
            kept.append(copy_aside(bad, window_files.journal_path.rpartition("/")[2], place))
            files.cut(window_files.journal_path, window_files.journal_bytes)
    log.error(
        "The window %r of %r is damaged: %s. What cannot be read is kept as %s.",
        window_files.win,
        window_files.folder.eid,
        reading.damage,
        ", ".join(kept),
    )
