"""Which environments there are: told from file and folder names alone, and looked up anew only when they change."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from visdom.autosave import files
from visdom.autosave.aside import MIGRATED, put_aside
from visdom.autosave.env_folder import PLACES, WINDOWS
from visdom.autosave.env_text import NAME, read_name
from visdom.autosave.names import NameRule, folded, is_digest_of
from visdom.errors import StorageError
from visdom.jsontext import loads

ENDING = ".json"
NO_ENVIRONMENT = frozenset({"view"})
"""The folder of the saved views stands beside the environments."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an environment is: a folder, or a file of upstream's form."""

    name: str
    is_folder: bool

    @property
    def stem(self) -> str:
        """The part of the name that stands for the id."""
        return self.name if self.is_folder else self.name.removesuffix(ENDING)


class Catalog:
    """The environments in one folder. Call it under the lock of the tree."""

    def __init__(self, path: str, *, folds_case: bool, opened: Container[str], changes_nothing: bool = False) -> None:
        self.path = path
        self._changes_nothing = changes_nothing
        self.rule = NameRule(folds_case=folds_case, reserved=NO_ENVIRONMENT)
        self._opened = opened
        self._places: dict[str, Place] = {}
        self._undecided: list[str] = []
        """Folders that are no environments, or not yet."""
        self._nameless: set[str] = set()
        """What does not tell its id because the disk does not give it: tried again whenever somebody asks."""
        self._seen_at = -1

    def names(self) -> list[str]:
        """The ids of all environments on disk."""
        self.refresh()
        return list(self._places)

    def find(self, eid: str) -> Place | None:
        """Where an environment is, or None; one that was put there a moment ago is found too."""
        place = self._places.get(eid)
        if place is None:
            self.refresh()
            place = self._places.get(eid) or self._look_for(eid)
        return place

    def path_of(self, place: Place) -> str:
        return f"{self.path}/{place.name}"

    def new_place(self, eid: str, *, is_folder: bool) -> Place:
        """A name for an environment that is not there yet in this form."""

        def place(stem: str) -> Place:
            return Place(stem if is_folder else stem + ENDING, is_folder)

        def is_taken(stem: str) -> bool:
            path = self.path_of(place(stem))
            if self._is_another(eid, stem):
                return True
            return files.exists(path) and files.is_folder(path) != is_folder

        return place(self.rule.free_name(eid, is_taken))

    def add(self, eid: str, place: Place) -> None:
        self._places[eid] = place

    def discard(self, eid: str) -> None:
        self._places.pop(eid, None)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """For changes of ours: what others changed before is noticed, and ours makes nobody look again."""
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
        known = {place: eid for eid, place in self._places.items()}
        found: dict[str, list[Place]] = {eid: [] for eid in self._places}  # which keeps their order
        self._undecided = []
        nameless = set()
        entries = files.scan(self.path) if files.is_folder(self.path) else []  # somebody may have put a file there
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith(".") or entry.name in NO_ENVIRONMENT:
                continue
            place = Place(entry.name, entry.is_dir())
            if place in known:
                found.setdefault(known[place], []).append(place)
            elif place.is_folder and not is_environment(entry.path):
                self._undecided.append(entry.name)
            elif place.is_folder or entry.name.endswith(ENDING):
                try:
                    found.setdefault(self._told_id(place, entry.path), []).append(place)
                except OSError as error:
                    nameless.add(entry.name)
                    if entry.name not in self._nameless:
                        log.error("%s is not shown as long as it cannot be read: %s.", entry.path, error)
        self._nameless = nameless
        kept = {eid: place for eid, place in self._places.items() if eid in self._opened}
        self._places = {
            eid: kept.get(eid) or self._choose(eid, places) for eid, places in found.items() if eid in kept or places
        }

    def id_of(self, place: Place, path: str) -> str:
        """The id of an environment by its name, or where that is cut, by what it says itself."""
        try:
            return self._told_id(place, path)
        except OSError:
            return place.stem

    def _told_id(self, place: Place, path: str) -> str:
        identifier = self.rule.decode(place.stem)
        if identifier is None:
            identifier = _name_in_folder(path) if place.is_folder else _name_in_file(path)
            if identifier is None or not is_digest_of(place.stem, identifier):
                return place.stem
        return identifier

    def _choose(self, eid: str, places: list[Place]) -> Place:
        """The place to serve of those that claim an id: ours before a raw name, then the newer form."""
        if len(places) == 1:
            return places[0]
        forms = []
        for is_folder in (True, False):
            claims = [place for place in places if place.is_folder == is_folder]
            claims.sort(key=lambda place: place.stem != self.rule.encode(eid))
            forms += claims[:1]
            for place in claims[1:]:
                log.warning("%s is not shown: %s is the environment %r too.", place.name, claims[0].name, eid)
        if len(forms) == 1:
            return forms[0]
        newer, older = sorted(forms, key=self._changed_at, reverse=True)
        if self._changes_nothing:
            log.warning("The environment %r is there twice: %s is newer than %s.", eid, newer.name, older.name)
            return newer
        aside = put_aside(self.path_of(older), f"{self.path}/{MIGRATED}")
        log.warning(
            "The environment %r was there twice: %s is served, %s went to %s.", eid, newer.name, older.name, aside
        )
        return newer

    def _changed_at(self, place: Place) -> int:
        path = self.path_of(place)
        if not place.is_folder:
            return files.changed_at(path)
        entries = files.scan(path) + files.scan(f"{path}/{WINDOWS}")
        return max(map(files.changed_at, [path, *(entry.path for entry in entries)]))

    def _is_another(self, eid: str, stem: str) -> bool:
        """Is this, where case does not count, the name of an environment of another id?"""
        if not self.rule.folds_case:
            return False
        return folded(stem) in {folded(place.stem) for known, place in self._places.items() if known != eid}

    def _look_for(self, eid: str) -> Place | None:
        stem = self.rule.encode(eid)
        if self._is_another(eid, stem):
            return None
        checks: list[tuple[Place, Callable[[str], bool]]] = [
            (Place(stem, True), is_environment),
            (Place(stem + ENDING, False), files.exists),
        ]
        for place, is_there in checks:
            path = self.path_of(place)
            with suppress(OSError):
                if is_there(path) and self._told_id(place, path) == eid:
                    self._places[eid] = place
                    return place
        return None


def is_environment(path: str) -> bool:
    """Does the folder look like an environment?"""
    return files.exists(f"{path}/{PLACES}{ENDING}") or files.exists(f"{path}/{WINDOWS}")


def _name_in_folder(path: str) -> str | None:
    try:
        name = loads(files.read(f"{path}/{NAME}{ENDING}"))
    except (FileNotFoundError, ValueError):
        return None
    return name if isinstance(name, str) else None


def _name_in_file(path: str) -> str | None:
    try:
        return read_name(path)
    except FileNotFoundError:
        return None
