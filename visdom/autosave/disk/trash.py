"""What leaves the tree stays under a stamp of the time: in the trash, in quarantine, or as the form before a migration.

The trash holds deleted environments (`<stamp>-<environment>`) and closed windows (`<environment>/<stamp>-<file>`).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import groupby

from visdom.autosave.disk import files
from visdom.autosave.disk.folder import is_environment, read_window
from visdom.autosave.format.names import WINDOW_ENDINGS, NameRule, split_name
from visdom.autosave.format.window_text import Replay, Window
from visdom.autosave.threads import Pace

TRASH = ".trash"
DAMAGED = ".damaged"
MIGRATED = ".migrated"

_STAMP_FORMAT = "%Y%m%d-%H%M%S-%f"
STAMP_LENGTH = len("20250101-000000-000000")


def new_stamp(days_ago: float = 0.0) -> str:
    """The time now, or so many days ago, as names of trash entries begin; later stamps sort after earlier ones."""
    return (datetime.now(timezone.utc) - timedelta(days=days_ago)).strftime(_STAMP_FORMAT)


def stamped_at(name: str) -> datetime | None:
    """The time in the stamp of a name; None when it begins with no stamp."""
    try:
        time = datetime.strptime(name[:STAMP_LENGTH], _STAMP_FORMAT)
    except ValueError:
        return None
    return time.replace(tzinfo=timezone.utc) if name[STAMP_LENGTH : STAMP_LENGTH + 1] == "-" else None


def move_away(path: str, folder: str, stamp: str | None = None) -> str:
    """Move a file or folder into another folder, under its own name with a stamp before it; its new path."""
    target = f"{folder}/{stamp or new_stamp()}-{path.rpartition('/')[2]}"
    while True:
        try:
            files.rename(path, target)
            return target
        except FileNotFoundError:
            if not files.exists(path):
                raise
            files.make_folder(folder)


def store_copy(text: bytes, name: str, folder: str, stamp: str | None = None) -> str:
    """Write a part of a file into another folder, with a stamp; the path of the copy."""
    files.make_folder(folder)
    target = f"{folder}/{stamp or new_stamp()}-{name}"
    files.write(target, [text], sync=False)
    return target


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Closed:
    """Windows that were closed together, as they can be restored, and their files in the trash."""

    windows: dict[str, Window]
    paths: tuple[str, ...]


def closed(path: str, rule: NameRule, replay: Replay) -> Iterator[Closed]:
    """What was closed in the environment whose trash is this folder, the last first, without unreadable windows."""
    acts = [list(stems) for _, stems in groupby(closed_stems(path), key=lambda stem: stem[:STAMP_LENGTH])]
    for stems in reversed(acts):
        windows: dict[str, Window] = {}
        paths: list[str] = []
        for stem in stems:
            found = closed_window(path, stem, rule, replay)
            if found is not None:
                windows[found[0]] = found[1]
                paths += paths_of(path, stem)
        if windows:
            yield Closed(windows, tuple(paths))


def closed_stems(path: str) -> list[str]:
    """The names, without endings, of the closed windows in this folder."""
    stems = set()
    for entry in files.scan(path):
        split = split_name(entry.name)
        if split is not None and stamped_at(split[0]) is not None:
            stems.add(split[0])
    return sorted(stems)


def paths_of(path: str, stem: str) -> tuple[str, ...]:
    """Where the files of a closed window may be: window file, plain or compressed, and journal."""
    return tuple(f"{path}/{stem}{ending}" for ending in WINDOW_ENDINGS)


def closed_window(path: str, stem: str, rule: NameRule, replay: Replay) -> tuple[str, Window] | None:
    """The id of a closed window, and the window as it can be restored; None when it cannot be read."""
    window_path, _, journal_path = paths_of(path, stem)
    try:
        reading = read_window(window_path, journal_path, replay, before_deletion=True)
    except OSError as error:
        log.warning("%s cannot be read: %s.", window_path, error)
        return None
    if reading.damage is not None or reading.window is None:
        log.warning("%s cannot be read to its end: %s.", window_path, reading.damage or "there is no window in it")
    window = reading.window
    if window is None:
        return None
    window["version"] = reading.version + 1
    return rule.id_of(stem[STAMP_LENGTH + 1 :], lambda: window.get("id")), window


def expire(path: str, days: float) -> None:
    """Remove trash entries that are older than so many days."""
    oldest, pace = new_stamp(days), Pace()
    for entry in files.scan(path):
        if not entry.is_dir() or is_environment(entry.path):
            _remove_if_older(entry, oldest)
        else:  # the windows of an environment, which may itself be named like a stamp
            for window in files.scan(entry.path):
                _remove_if_older(window, oldest)
                pace.step()
            files.remove_empty_folder(entry.path)
        pace.step()


def _remove_if_older(entry: os.DirEntry[str], oldest: str) -> None:
    if entry.name[:STAMP_LENGTH] <= oldest and stamped_at(entry.name) is not None:
        files.remove_tree(entry.path)
