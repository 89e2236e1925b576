"""Which environments there are: known from file and folder names alone, and listed again only when these change."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from visdom.autosave.disk import files
from visdom.autosave.disk.folder import is_environment
from visdom.autosave.disk.trash import MIGRATED, move_away
from visdom.autosave.format.env_text import name_in
from visdom.autosave.format.names import JSON_ENDING, NAME, WINDOWS, NameRule, folded
from visdom.errors import StorageError
from visdom.jsontext import loads

NO_ENVIRONMENT = frozenset({"view"})
"""The folder of the saved views stands beside the environments."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Location:
    """Where an environment is: a folder, or a file of upstream's form."""

    name: str
    is_folder: bool

    @classmethod
    def of(cls, stem: str, *, is_folder: bool) -> Location:
        """The location of this stem in one of the forms."""
        return cls(stem if is_folder else stem + JSON_ENDING, is_folder)

    @property
    def stem(self) -> str:
        """The part of the name that stands for the id."""
        return self.name if self.is_folder else self.name.removesuffix(JSON_ENDING)


class Index:
    """The environments in one folder. Call it under the lock of the tree."""

    def __init__(self, path: str, *, folds_case: bool, opened: Container[str], changes_nothing: bool = False) -> None:
        self.path = path
        self._changes_nothing = changes_nothing
        self.rule = NameRule(folds_case=folds_case, reserved=NO_ENVIRONMENT)
        self._opened = opened
        self._locations: dict[str, Location] = {}
        self._undecided: list[str] = []
        """Folders that are no environments, or not yet."""
        self._nameless: set[str] = set()
        """Names whose id is in a file that the disk does not give: tried again at every listing."""
        self._seen_at = -1

    def names(self) -> list[str]:
        """The ids of all environments on disk."""
        self.refresh()
        return list(self._locations)

    def find(self, eid: str) -> Location | None:
        """Where an environment is, or None; one that was put there a moment ago is found too."""
        location = self._locations.get(eid)
        if location is None:
            self.refresh()
            location = self._locations.get(eid) or self._look_for(eid)
        return location

    def path_of(self, location: Location) -> str:
        return f"{self.path}/{location.name}"

    def new_location(self, eid: str, *, is_folder: bool) -> Location:
        """A name for an environment that is not there yet in this form."""

        def is_taken(stem: str) -> bool:
            path = self.path_of(Location.of(stem, is_folder=is_folder))
            return self._is_another(eid, stem) or files.exists(path) and files.is_folder(path) != is_folder

        return Location.of(self.rule.free_name(eid, is_taken), is_folder=is_folder)

    def add(self, eid: str, location: Location) -> None:
        self._locations[eid] = location

    def discard(self, eid: str) -> None:
        self._locations.pop(eid, None)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """For our own changes: they do not cause a new listing, and earlier changes of others are noticed."""
        self.refresh()
        try:
            yield
        finally:
            self._seen_at = files.changed_at(self.path)

    def refresh(self) -> None:
        """Read the folder again if its list of names changed, or if a folder has become an environment."""
        try:
            changed_at = files.changed_at(self.path)
            if changed_at != self._seen_at:
                self._scan()
                self._seen_at = -1 if self._nameless or files.changed_lately(changed_at) else changed_at
            elif self._undecided and any(is_environment(f"{self.path}/{name}") for name in self._undecided):
                self._scan()
        except OSError as error:
            raise StorageError(f"{self.path} cannot be listed: {error}. It is tried again.") from error

    def _scan(self) -> None:
        known = {location: eid for eid, location in self._locations.items()}
        found: dict[str, list[Location]] = {eid: [] for eid in self._locations}  # which keeps their order
        self._undecided = []
        nameless = set()
        entries = files.scan(self.path) if files.is_folder(self.path) else []  # it may be a file now
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith(".") or entry.name in NO_ENVIRONMENT:
                continue
            location = Location(entry.name, entry.is_dir())
            if location in known:
                found.setdefault(known[location], []).append(location)
            elif location.is_folder and not is_environment(entry.path):
                self._undecided.append(entry.name)
            elif location.is_folder or entry.name.endswith(JSON_ENDING):
                try:
                    found.setdefault(self._told_id(location, entry.path), []).append(location)
                except OSError as error:
                    nameless.add(entry.name)
                    if entry.name not in self._nameless:
                        log.error("%s is not shown as long as it cannot be read: %s.", entry.path, error)
        self._nameless = nameless
        kept = {eid: location for eid, location in self._locations.items() if eid in self._opened}
        self._locations = {
            eid: kept.get(eid) or self._choose(eid, locations)
            for eid, locations in found.items()
            if eid in kept or locations
        }

    def id_of(self, location: Location, path: str) -> str:
        """The id of an environment by its name, or where that is cut, by what it says itself."""
        try:
            return self._told_id(location, path)
        except OSError:
            return location.stem

    def _told_id(self, location: Location, path: str) -> str:
        return self.rule.id_of(location.stem, lambda: _stored_name(path, is_folder=location.is_folder))

    def _choose(self, eid: str, locations: list[Location]) -> Location:
        """The location to serve of those that claim an id: ours before a raw name, then the newer form."""
        if len(locations) == 1:
            return locations[0]
        forms = []
        for is_folder in (True, False):
            claims = [location for location in locations if location.is_folder == is_folder]
            claims.sort(key=lambda location: location.stem != self.rule.encode(eid))
            forms += claims[:1]
            for location in claims[1:]:
                log.warning("%s is not shown: %s is the environment %r too.", location.name, claims[0].name, eid)
        if len(forms) == 1:
            return forms[0]
        newer, older = sorted(forms, key=self._changed_at, reverse=True)
        if self._changes_nothing:
            log.warning("The environment %r is there twice: %s is newer than %s.", eid, newer.name, older.name)
            return newer
        aside = move_away(self.path_of(older), f"{self.path}/{MIGRATED}")
        log.warning(
            "The environment %r was there twice: %s is served, %s went to %s.", eid, newer.name, older.name, aside
        )
        return newer

    def _changed_at(self, location: Location) -> int:
        path = self.path_of(location)
        if not location.is_folder:
            return files.changed_at(path)
        entries = files.scan(path) + files.scan(f"{path}/{WINDOWS}")
        return max(map(files.changed_at, [path, *(entry.path for entry in entries)]))

    def _is_another(self, eid: str, stem: str) -> bool:
        """Is this, where case does not count, the name of an environment of another id?"""
        if not self.rule.folds_case:
            return False
        return folded(stem) in {folded(location.stem) for known, location in self._locations.items() if known != eid}

    def _look_for(self, eid: str) -> Location | None:
        stem = self.rule.encode(eid)
        if self._is_another(eid, stem):
            return None
        for is_folder, is_there in ((True, is_environment), (False, files.exists)):
            location = Location.of(stem, is_folder=is_folder)
            path = self.path_of(location)
            with suppress(OSError):
                if is_there(path) and self._told_id(location, path) == eid:
                    self._locations[eid] = location
                    return location
        return None


def _stored_name(path: str, *, is_folder: bool) -> object:
    """The id that an environment with a cut name holds."""
    try:
        return loads(files.read(f"{path}/{NAME}{JSON_ENDING}")) if is_folder else name_in(files.read(path))
    except (FileNotFoundError, ValueError):
        return None
