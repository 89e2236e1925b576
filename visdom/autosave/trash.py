"""The trash: deleted environments (`<stamp>-<environment>`) and closed windows (`<environment>/<stamp>-<file>`)."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass

from visdom.autosave import files
from visdom.autosave.aside import STAMP_LENGTH, new_stamp, stamped_at
from visdom.autosave.catalog import is_environment
from visdom.autosave.names import JOURNAL_ENDING, PACKED_ENDING, WINDOW_ENDING, NameRule, is_digest_of, split_name
from visdom.autosave.pace import Pace
from visdom.autosave.reading import Replay, Window, read_window

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Closed:
    """Windows that were closed together, as they come back, and their files in the trash."""

    windows: dict[str, Window]
    paths: tuple[str, ...]


def closed(path: str, rule: NameRule, replay: Replay) -> Iterator[Closed]:
    """What was closed in one environment and lies in this folder, the last first, without what cannot be read."""
    acts: dict[str, list[str]] = {}
    for stem in closed_stems(path):
        acts.setdefault(stem[:STAMP_LENGTH], []).append(stem)
    for _, stems in sorted(acts.items(), reverse=True):
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
    """The names, without endings, of the closed windows that lie in this folder."""
    stems = set()
    for entry in files.scan(path):
        split = split_name(entry.name)
        if split is not None and stamped_at(split[0]) is not None:
            stems.add(split[0])
    return sorted(stems)


def paths_of(path: str, stem: str) -> tuple[str, str, str]:
    """Where the files of a closed window are, as far as it has them: window file, compressed or not, and journal."""
    start = f"{path}/{stem}"
    return start + WINDOW_ENDING, start + PACKED_ENDING, start + JOURNAL_ENDING


def closed_window(path: str, stem: str, rule: NameRule, replay: Replay) -> tuple[str, Window] | None:
    """The id of a closed window, and the window as it comes back; None when it cannot be read."""
    window_path, _, journal_path = paths_of(path, stem)
    window = _read(window_path, journal_path, replay)
    return None if window is None else (_id_of(stem[STAMP_LENGTH + 1 :], window, rule), window)


def _read(window_path: str, journal_path: str, replay: Replay) -> Window | None:
    try:
        reading = read_window(window_path, journal_path, replay, before_deletion=True)
    except OSError as error:
        log.warning("%s cannot be read: %s.", window_path, error)
        return None
    if reading.damage is not None or reading.window is None:
        log.warning("%s cannot be read to its end: %s.", window_path, reading.damage or "there is no window in it")
    if reading.window is not None:
        reading.window["version"] = reading.version + 1
    return reading.window


def _id_of(stem: str, window: Window, rule: NameRule) -> str:
    identifier = rule.decode(stem)
    if identifier is None:
        identifier = window.get("id")
    if isinstance(identifier, str) and (rule.decode(stem) is not None or is_digest_of(stem, identifier)):
        return identifier
    return stem


def expire(path: str, days: float) -> None:
    """Remove what was put into the trash longer ago than that."""
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
