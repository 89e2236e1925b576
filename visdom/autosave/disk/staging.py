"""A whole environment is written out of place and put in place in one step.

It is written in `.building/`. If there is no environment of that id, it is renamed to its place. Otherwise it counts
from the moment in which it is renamed into `.new/`; once the disk has that, the old environment leaves and the new one
moves to its place. The next start finishes this if a crash came in between.
"""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass

from visdom.autosave.disk import files
from visdom.autosave.disk.index import Index, Location
from visdom.autosave.disk.syncing import Syncer
from visdom.autosave.disk.trash import MIGRATED, TRASH, move_away

BUILDING = ".building"
NEW = ".new"

log = logging.getLogger(__name__)
_numbers = itertools.count()


class Orphaned(OSError):
    """The old environment has left its place, and the disk refuses both to put the new one in and the old one back."""

    def __init__(self, reason: OSError, new: str, left: list[tuple[str, str]]) -> None:
        super().__init__(reason.errno, reason.strerror)
        self.new = new
        """The path of the new one, which the next start would put in place."""
        self.left = left
        """The place of the old one, and where it is now."""


@dataclass(slots=True)
class Staged:
    """An environment that is ready to be put in place."""

    eid: str
    location: Location
    path: str
    """Where it is now."""


def new_path(index: Index) -> str:
    """A free name in `.building/`, for a file or a folder."""
    return f"{index.path}/{BUILDING}/{next(_numbers)}"


def remove(index: Index, path: str, syncer: Syncer) -> None:
    """Remove an environment in one step, so that a crash never leaves half of it; the next start finishes that."""
    leaving = new_path(index)
    files.make_folder(files.parent(leaving))
    files.rename(path, leaving)
    syncer.sync_now(files.parent(path), files.parent(leaving))
    files.remove_tree(leaving)


def publish(index: Index, staged: Staged, syncer: Syncer) -> list[str]:
    """Put it in the place of the environment of that id; returns the folders whose names changed."""
    waiting = f"{index.path}/{NEW}"
    new = f"{waiting}/{staged.location.name}"
    with index.changing():
        if index.find(staged.eid) is None and not files.exists(index.path_of(staged.location)):
            files.rename(staged.path, index.path_of(staged.location))
            index.add(staged.eid, staged.location)
            return [index.path, files.parent(staged.path)]
        files.make_folder(waiting)
        files.rename(staged.path, new)
        built, staged.path = staged.path, new
        try:
            syncer.sync_now(index.path, files.parent(built), waiting)
            folders = _finish(index, staged.eid, staged.location)
        except Orphaned:
            raise
        except OSError:
            files.rename(new, built)
            staged.path = built
            raise
    return folders


def recover(index: Index) -> None:
    """Finish what a crash interrupted, and remove what it left unfinished."""
    files.remove_tree(f"{index.path}/{BUILDING}")
    for entry in files.scan(f"{index.path}/{NEW}"):
        location = Location(entry.name, entry.is_dir())
        _finish(index, index.id_of(location, entry.path), location)
        log.warning("%s was being replaced when the server ended; that is finished now.", entry.name)


def _finish(index: Index, eid: str, location: Location) -> list[str]:
    """Move the old environment to the trash, or if it has another form to `.migrated/`; the new one takes its place."""
    left: list[tuple[str, str]] = []
    new = f"{index.path}/{NEW}/{location.name}"
    try:
        for old in {index.find(eid) or location, location}:
            path = index.path_of(old)
            if files.exists(path):
                kind = TRASH if old.is_folder == location.is_folder else MIGRATED
                left.append((path, move_away(path, f"{index.path}/{kind}")))
        files.rename(new, index.path_of(location))
    except OSError as error:
        for path, aside in left:
            try:
                files.rename(aside, path)
            except OSError:
                raise Orphaned(error, new, left) from error
        raise
    index.add(eid, location)
    return [index.path, f"{index.path}/{NEW}", *(files.parent(aside) for _, aside in left)]
