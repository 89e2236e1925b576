"""What is in the trash of a folder, by the names that people restore it by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from visdom.autosave import files, trash
from visdom.autosave.aside import STAMP_LENGTH, TRASH, stamped_at
from visdom.autosave.catalog import Place, is_environment
from visdom.autosave.commands.answer import NotThere
from visdom.autosave.commands.looking import Folder, size_below
from visdom.jsontext import Json


@dataclass(frozen=True, slots=True)
class Thrown:
    """A closed window, or when `win` is None a deleted environment."""

    name: str
    """Its path below the trash; that of a window without ending."""
    path: str
    eid: str
    win: str | None
    is_folder: bool
    at: datetime
    bytes: int

    @property
    def title(self) -> str:
        """How people are told of it."""
        return f"environment {self.eid!r}" if self.win is None else f"window {self.win!r} of {self.eid!r}"

    @property
    def act(self) -> str | None:
        """The name of all that was closed together with a window."""
        folder, _, stem = self.name.rpartition("/")
        return None if self.win is None else f"{folder}/{stem[:STAMP_LENGTH]}"

    def data(self) -> dict[str, Json]:
        """How scripts are told of it."""
        return {
            "name": self.name,
            "environment": self.eid,
            "window": self.win,
            "thrown_at": self.at.timestamp(),
            "bytes": self.bytes,
        }


def in_trash(folder: Folder) -> list[Thrown]:
    """All that is in the trash, the last first."""
    found: list[Thrown] = []
    ids: dict[str, str] = {}
    closed = []
    for entry in files.scan(f"{folder.path}/{TRASH}"):
        if entry.is_dir() and not is_environment(entry.path):
            closed.append(entry)
        elif (at := stamped_at(entry.name)) is not None:
            was = Place(entry.name[STAMP_LENGTH + 1 :], entry.is_dir())
            eid = ids[was.stem] = folder.catalog.id_of(was, entry.path)
            found.append(Thrown(entry.name, entry.path, eid, None, was.is_folder, at, size_below(entry.path)))
    for entry in closed:
        known = folder.id_of_stem(entry.name)
        eid = ids.get(entry.name, entry.name) if known is None else known
        found += _windows(folder, eid, entry.path, entry.name)
    return sorted(found, key=lambda thrown: (thrown.at, thrown.name), reverse=True)


def named(folder: Folder, names: list[str]) -> list[Thrown]:
    """What these names stand for, each thing once, environments first, so that their windows find them."""
    found = in_trash(folder)
    wanted: set[Thrown] = set()
    for name in names:
        meant = {thrown for thrown in found if name in (thrown.name, thrown.act)}
        if not meant:
            raise NotThere(f"There is no {name!r} in the trash of {folder.path}: `trash list` tells the names.")
        wanted |= meant
    return sorted(wanted, key=lambda thrown: (thrown.win is not None, thrown.name))


def _windows(folder: Folder, eid: str, path: str, name: str) -> Iterator[Thrown]:
    for stem in trash.closed_stems(path):
        at = stamped_at(stem)
        if at is not None:
            win = _id_of_window(folder, path, stem)
            number = sum(map(files.size, trash.paths_of(path, stem)))
            yield Thrown(f"{name}/{stem}", f"{path}/{stem}", eid, win, False, at, number)


def _id_of_window(folder: Folder, path: str, stem: str) -> str:
    win = folder.window_rule.decode(stem[STAMP_LENGTH + 1 :])
    if win is not None:
        return win
    found = trash.closed_window(path, stem, folder.window_rule, folder.replay)
    return stem[STAMP_LENGTH + 1 :] if found is None else found[0]
