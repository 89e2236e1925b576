"""A whole environment made aside and put in its place in one step.

It grows in `.building/`. Where nothing is in its place it moves there, and that is all. Otherwise renaming it into
`.new/` is the moment it counts; once that is on the disk, the old one leaves and it moves to its place, which the next
start finishes if a crash came in between.
"""

from __future__ import annotations

import itertools
import logging
from dataclasses import dataclass

from visdom.autosave import files
from visdom.autosave.aside import MIGRATED, TRASH, put_aside
from visdom.autosave.catalog import Catalog, Place
from visdom.autosave.env_folder import EnvFolder
from visdom.autosave.env_text import EnvText
from visdom.autosave.syncing import Syncer

BUILDING = ".building"
NEW = ".new"

log = logging.getLogger(__name__)
_numbers = itertools.count()


class Stranded(OSError):
    """The old environment left, and the disk neither lets the new one in nor the old one back."""

    def __init__(self, reason: OSError, new: str, left: list[tuple[str, str]]) -> None:
        super().__init__(reason.errno, reason.strerror)
        self.new = new
        """Where the new one lies, which the next start would put in its place."""
        self.left = left
        """Where the old one belongs, and where it went."""


@dataclass(slots=True)
class Staged:
    """An environment that is ready to be put in its place."""

    eid: str
    place: Place
    path: str
    """Where it lies now."""
    environment: EnvFolder | EnvText


def new_path(catalog: Catalog) -> str:
    """A free name in `.building/`, for a file or a folder."""
    return f"{catalog.path}/{BUILDING}/{next(_numbers)}"


def remove(catalog: Catalog, path: str, syncer: Syncer) -> None:
    """Remove an environment of which no half may ever be found: it leaves in one step, and the next start ends it."""
    leaving = new_path(catalog)
    files.make_folder(files.parent(leaving))
    files.rename(path, leaving)
    for error in syncer.sync_before_rename([files.parent(path), files.parent(leaving)]).values():
        raise error
    files.remove_tree(leaving)


def publish(catalog: Catalog, staged: Staged, syncer: Syncer) -> list[str]:
    """Put it in the place of the environment of that id; the folders whose names changed."""
    waiting = f"{catalog.path}/{NEW}"
    new = f"{waiting}/{staged.place.name}"
    with catalog.changing():
        if catalog.find(staged.eid) is None and not files.exists(catalog.path_of(staged.place)):
            files.rename(staged.path, catalog.path_of(staged.place))
            catalog.add(staged.eid, staged.place)
            return [catalog.path, files.parent(staged.path)]
        files.make_folder(waiting)
        files.rename(staged.path, new)
        built, staged.path = staged.path, new
        try:
            for error in syncer.sync_before_rename([catalog.path, files.parent(built), waiting]).values():
                raise error
            folders = _finish(catalog, staged.eid, staged.place)
        except Stranded:
            raise
        except OSError:
            files.rename(new, built)
            staged.path = built
            raise
    return folders


def recover(catalog: Catalog) -> None:
    """Finish what a crash interrupted, and remove what it left half made."""
    files.remove_tree(f"{catalog.path}/{BUILDING}")
    for entry in files.scan(f"{catalog.path}/{NEW}"):
        place = Place(entry.name, entry.is_dir())
        _finish(catalog, catalog.id_of(place, entry.path), place)
        log.warning("%s was not quite in its place when the server ended; it is now.", entry.name)


def _finish(catalog: Catalog, eid: str, place: Place) -> list[str]:
    """The old environment leaves: to the trash, or if it had another form to `.migrated/`; the new one moves in."""
    left: list[tuple[str, str]] = []
    new = f"{catalog.path}/{NEW}/{place.name}"
    try:
        for old in {catalog.find(eid) or place, place}:
            path = catalog.path_of(old)
            if files.exists(path):
                kind = TRASH if old.is_folder == place.is_folder else MIGRATED
                left.append((path, put_aside(path, f"{catalog.path}/{kind}")))
        files.rename(new, catalog.path_of(place))
    except OSError as error:
        for path, aside in left:
            try:
                files.rename(aside, path)
            except OSError:
                raise Stranded(error, new, left) from error
        raise
    catalog.add(eid, place)
    return [catalog.path, f"{catalog.path}/{NEW}", *(files.parent(aside) for _, aside in left)]
