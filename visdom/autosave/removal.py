"""What somebody removes below a running server is noticed within a second, and written anew from memory.

A journal that is open goes on to be written to when its name is gone, and nobody would ever read that. So once a second
the folders that are in use, the lock and the open journals are compared with what stands in their place now.
"""

from __future__ import annotations

from collections.abc import Collection

from visdom.autosave import files
from visdom.autosave.env_folder import EnvFolder, WindowFiles
from visdom.autosave.listing import list_folder
from visdom.autosave.reading import Replay

LOOK_SECONDS = 1.0
REASON = "its files were removed"
"""Why a window is not on disk, until it is written anew."""


def is_removed(folder: EnvFolder) -> bool:
    """Did somebody remove or exchange the folders of an environment since this was asked last?"""
    before, was_removed = folder.identities, folder.was_removed
    folder.note_identities()
    changed = (old is not None and old != new for old, new in zip(before, folder.identities, strict=True))
    return was_removed or any(changed)


def relist(folder: EnvFolder, kept: Collection[str], replay: Replay) -> list[str]:
    """Find out which files there are now; returns the windows that are neither there nor kept in memory."""
    try:
        listed = list_folder(folder.eid, folder.path, folder.rule, replay).windows
    except OSError:
        listed = {}
    before, folder.windows = folder.windows, {}
    gone = []
    for win, old in before.items():
        window_files = listed.get(win) or (WindowFiles(folder, win, old.stem) if win in kept else None)
        if window_files is not None:
            window_files.folder = folder
            window_files.version = old.version or 0 if win in kept else None
            folder.windows[win] = window_files
        elif not old.is_deleted:
            gone.append(win)
    return gone


def start_anew(window_files: WindowFiles) -> WindowFiles:
    """The files of a window of which the journal is lost, and perhaps the window file too."""
    fresh = WindowFiles(window_files.folder, window_files.win, window_files.stem, version=window_files.version)
    fresh.is_packed, fresh.earlier = window_files.is_packed, window_files.earlier
    if files.exists(window_files.file_path):
        fresh.file_bytes = window_files.file_bytes
    window_files.folder.windows[window_files.win] = fresh
    return fresh
