"""Reads every file of a folder and names what is not as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from visdom.autosave import files
from visdom.autosave.catalog import ENDING
from visdom.autosave.commands.answer import NotThere
from visdom.autosave.commands.looking import Folder, Seen
from visdom.autosave.commands.progress import Bar, bytes_bar
from visdom.autosave.env_folder import EnvFolder, WindowFiles
from visdom.autosave.env_text import EnvText
from visdom.autosave.staging import BUILDING, NEW
from visdom.jsontext import loads

TORN = "ends in a line that its writer did not finish"
DELETED = "was deleted, and its files are still there"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, or, if it is not damaged, what a server that ended at once has left."""

    file: str
    """Below the folder of environments."""
    what: str
    environment: str | None = None
    window: str | None = None
    is_damaged: bool = True

    def line(self) -> str:
        return f"{'damaged' if self.is_damaged else 'left over'}: {self.file}: {self.what}"


@dataclass(slots=True)
class Inspection:
    """All that was looked at and found."""

    environments: int
    windows: int
    findings: list[Finding]

    @property
    def damages(self) -> list[Finding]:
        return [each for each in self.findings if each.is_damaged]


def inspect(folder: Folder) -> Inspection:
    """Read every file of a folder; changes nothing."""
    inspection = Inspection(0, 0, [])
    sizes = {eid: folder.size(eid) for eid in folder.names()}
    with bytes_bar(sum(sizes.values()), "checking") as bar:
        for eid in sizes:
            try:
                environment = folder.open(eid)
            except NotThere:
                bar.update(sizes[eid])
                continue
            inspection.environments += 1
            _look_into(folder, eid, environment, inspection, bar)
    inspection.findings += _around(folder)
    return inspection


def _look_into(folder: Folder, eid: str, environment: EnvFolder | EnvText, inspection: Inspection, bar: Bar) -> None:
    if isinstance(environment, EnvFolder):
        inspection.findings += _members(folder, environment)
    elif environment.damage is not None:
        name = folder.place(eid).name
        inspection.findings.append(Finding(name, f"cannot be read to its end ({environment.damage})", eid))
    for seen in folder.windows(environment):
        inspection.windows += 0 if seen.is_gone else 1
        inspection.findings += _window(folder, eid, seen)
        bar.update(seen.size)


def _members(folder: Folder, environment: EnvFolder) -> Iterator[Finding]:
    for path in environment.unreadable:
        yield Finding(folder.below(path), "is not JSON", environment.eid)
    for path in environment.leftovers:
        yield Finding(folder.below(path), "was not finished", environment.eid, is_damaged=False)


def _window(folder: Folder, eid: str, seen: Seen) -> Iterator[Finding]:
    reading, source = seen.reading, seen.source
    if not isinstance(source, WindowFiles):
        if reading.damage is not None:
            yield Finding(folder.place(eid).name, f"window {seen.win!r}: {reading.damage}", eid, seen.win)
        return
    if reading.damage is not None:
        path = source.file_path if reading.file_is_damaged else source.journal_path
        yield Finding(folder.below(path), reading.damage, eid, seen.win)
    elif reading.is_torn:
        yield Finding(folder.below(source.journal_path), TORN, eid, seen.win, is_damaged=False)
    elif reading.is_deleted and reading.window is None:
        yield Finding(folder.below(source.journal_path), DELETED, eid, seen.win, is_damaged=False)


def _around(folder: Folder) -> Iterator[Finding]:
    """What is beside the environments."""
    for place in (BUILDING, NEW):
        for entry in files.scan(f"{folder.path}/{place}"):
            yield Finding(folder.below(entry.path), "an environment that was not quite in its place", is_damaged=False)
    views = f"{folder.path}/view/layouts{ENDING}"
    if files.exists(views):
        try:
            loads(files.read(views))
        except ValueError as error:
            yield Finding(folder.below(views), f"is not JSON ({error})")
