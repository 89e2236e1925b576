"""The trash: deleted environments (`<stamp>-<environment>`) and closed windows (`<environment>/<stamp>-<file>`)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from visdom.autosave import files
from visdom.autosave.aside import stamped_at
from visdom.autosave.catalog import is_environment


def expire(path: str, days: float) -> None:
    """Remove what was put into the trash longer ago than that."""
    oldest = datetime.now(timezone.utc) - timedelta(days=days)
    for entry in files.scan(path):
        if not entry.is_dir() or is_environment(entry.path):
            _remove_if_older(entry.path, oldest)
        else:  # the windows of an environment, which may itself be named like a stamp
            for window in files.scan(entry.path):
                _remove_if_older(window.path, oldest)
            files.remove_empty_folder(entry.path)


def _remove_if_older(path: str, oldest: datetime) -> None:
    put_there = stamped_at(path.rpartition("/")[2])
    if put_there is not None and put_there <= oldest:
        files.remove_tree(path)
