"""Builds a whole environment as a folder, out of sight, to be put in its place later."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from visdom.autosave import files, staging
from visdom.autosave.env_folder import PLACES, EnvFolder
from visdom.autosave.env_text import NAME
from visdom.autosave.names import NameRule, is_digested
from visdom.autosave.packing import pack
from visdom.autosave.reading import Window
from visdom.autosave.root import Root
from visdom.autosave.staging import Staged
from visdom.jsontext import dumps


def build_folder(
    root: Root, eid: str, windows: Iterable[tuple[str, Window | bytes]], rest: dict[str, Any], rule: NameRule
) -> Staged:
    """Write the windows and other members of an environment into a new folder in `.building/`."""
    with root.lock:
        place = root.catalog.find(eid)
        if place is None or not place.is_folder:
            place = root.catalog.new_place(eid, is_folder=True)
    folder = EnvFolder(eid, staging.new_path(root.catalog), rule)
    folder.rest = {PLACES: {}, **rest}
    if is_digested(place.stem) or NAME in rest:
        folder.rest[NAME] = eid
    try:
        _fill(root, folder, windows)
    except BaseException:
        files.remove_tree(folder.path)
        raise
    return Staged(eid, place, folder.path, folder)


def _fill(root: Root, folder: EnvFolder, windows: Iterable[tuple[str, Window | bytes]]) -> None:
    files.make_folder(folder.jsons)
    paths = []
    for win, window in windows:
        window_files = folder.add(win)
        if isinstance(window, bytes):
            text = window
        else:
            with root.lock:
                window_files.mark(window)
                text = dumps(window)
        window_files.is_packed = bool(root.settings.compress)
        files.write(window_files.file_path, [pack(text) if window_files.is_packed else text], sync=False)
        window_files.file_bytes, window_files.version = len(text), None
        paths.append(window_files.file_path)
    for key, value in folder.rest.items():
        path = f"{folder.path}/{folder.member_name(key)}"
        files.write(path, [dumps(value)], sync=False)
        paths.append(path)
    for error in root.syncer.sync_before_rename([*paths, folder.jsons, folder.path]).values():
        raise error
