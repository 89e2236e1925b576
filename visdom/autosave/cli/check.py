"""`check` and `stat`: every file of a folder is read, and what cannot be read is named, or with `--repair` moved away.

A repair finishes what a crash left, and moves what cannot be read to quarantine, so that the rest is sound. Every
environment stays in its form, and nothing is removed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timezone

from visdom.autosave.cli.folder import Folder, OpenedEnvironment, ReadWindow, size_below
from visdom.autosave.cli.main import Answer, Exit, NotThere, bytes_bar, count, each, size, table
from visdom.autosave.disk import files
from visdom.autosave.disk.folder import EnvFolder
from visdom.autosave.disk.root import FolderLock
from visdom.autosave.disk.staging import BUILDING, NEW
from visdom.autosave.disk.trash import DAMAGED, MIGRATED, TRASH
from visdom.autosave.format.names import JOURNAL_ENDING, JSON_ENDING, POSITIONS
from visdom.autosave.format.window_text import Replay
from visdom.autosave.store import Record
from visdom.autosave.stores.file_store import FileStore
from visdom.errors import NotFound
from visdom.jsontext import Json, dumps, loads

TORN = "ends in a line that its writer did not finish"
DELETED = "was deleted, and its files are still there"

HEADS = ["environment", "form", "windows", "bytes", "journals", "last change"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, or, if it is not damaged, what a killed server has left."""

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
    """All that was read and found."""

    environments: int
    windows: int
    findings: list[Finding]

    @property
    def damages(self) -> list[Finding]:
        return [each for each in self.findings if each.is_damaged]


def check(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Read everything; with `--repair` repair what can be repaired and read everything again."""
    folder = Folder(arguments.env_path, replay)
    if not arguments.repair:
        inspection = inspect(folder)
        return _answer(folder, inspection, inspection.findings, [])
    FolderLock(folder.path).release()  # raises FolderInUse now rather than after long work
    before = inspect(folder)
    repair(folder, before)
    after = inspect(Folder(folder.path, replay))
    mended = [each for each in before.findings if each not in after.findings]
    return _answer(folder, after, before.findings, mended)


def _answer(folder: Folder, now: Inspection, found: list[Finding], mended: list[Finding]) -> Answer:
    quarantined = sorted(folder.below(entry.path) for entry in files.scan(f"{folder.path}/{DAMAGED}"))
    data: dict[str, Json] = {
        "environments": now.environments,
        "windows": now.windows,
        "found": [asdict(each) for each in found],
        "mended": [asdict(each) for each in mended],
        "put_aside": quarantined,
    }
    lines = [f"mended: {each.line()}" if each in mended else each.line() for each in found]
    lines += [f"put aside earlier: {path}" for path in quarantined if not mended]
    counts = f"{count(now.environments, 'environment')}, {count(now.windows, 'window')}"
    lines.append(f"{counts}: {'all sound' if not now.damages else f'{len(now.damages)} damaged'}.")
    return Answer(data, lines, Exit.WRONG if now.damages else Exit.FINE)


# Finding


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
            inspection.findings += _beside_windows(folder, environment)
            for found in environment.read():
                inspection.windows += 0 if found.is_gone else 1
                inspection.findings += _window(folder, eid, found)
                bar.update(found.size)
    inspection.findings += _beside_environments(folder)
    return inspection


def _beside_windows(folder: Folder, environment: OpenedEnvironment) -> Iterator[Finding]:
    eid, contents = environment.eid, environment.contents
    if isinstance(contents, EnvFolder):
        for path in contents.unreadable:
            yield Finding(folder.below(path), "is not JSON", eid)
        for path in contents.leftovers:
            yield Finding(folder.below(path), "was not finished", eid, is_damaged=False)
    elif contents.damage is not None:
        yield Finding(folder.location(eid).name, f"cannot be read to its end ({contents.damage})", eid)


def _window(folder: Folder, eid: str, found: ReadWindow) -> Iterator[Finding]:
    reading, source = found.reading, found.source
    if isinstance(source, bytes):
        if reading.damage is not None:
            yield Finding(folder.location(eid).name, f"window {found.win!r}: {reading.damage}", eid, found.win)
        return
    if reading.damage is not None:
        path = source.file_path if reading.file_is_damaged else source.journal_path
        yield Finding(folder.below(path), reading.damage, eid, found.win)
    elif reading.is_torn:
        yield Finding(folder.below(source.journal_path), TORN, eid, found.win, is_damaged=False)
    elif reading.is_deleted and reading.window is None:
        yield Finding(folder.below(source.journal_path), DELETED, eid, found.win, is_damaged=False)


def _beside_environments(folder: Folder) -> Iterator[Finding]:
    for name in (BUILDING, NEW):
        for entry in files.scan(f"{folder.path}/{name}"):
            yield Finding(folder.below(entry.path), "an environment that was not quite in its place", is_damaged=False)
    views = f"{folder.path}/view/layouts{JSON_ENDING}"
    if files.exists(views):
        try:
            loads(files.read(views))
        except ValueError as error:
            yield Finding(folder.below(views), f"is not JSON ({error})")


# Repair


def repair(folder: Folder, inspection: Inspection) -> None:
    """Repair what was found."""
    wrong: dict[str, set[str]] = {}
    for finding in inspection.findings:
        if finding.environment is not None:
            wins = wrong.setdefault(finding.environment, set())
            wins.update([] if finding.window is None else [finding.window])
    locations = {eid: folder.location(eid) for eid in wrong}
    for cache_type, is_folder in (("JPW", True), ("JPE", False)):
        with folder.locked(cache_type) as store:
            for eid in each([eid for eid in wrong if locations[eid].is_folder is is_folder], "repairing"):
                _repair_environment(store, eid, wrong[eid])


def _repair_environment(store: FileStore, eid: str, wins: set[str]) -> None:
    try:
        listing = store.open(eid)
    except NotFound:  # nothing of it can be read, so all of it is in quarantine now
        return
    for win in wins.intersection(listing.windows):
        with suppress(KeyError, OSError):  # what the disk does not give is found again afterwards
            store.read(eid, win)
    positions = listing.members.get(POSITIONS, {})
    store.append(eid, Record("member", POSITIONS, dumps(positions), positions))  # so that a file is written again
    store.save(eid)
    store.evict(eid)


# Counting


def stat(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """How many windows and bytes each environment has, how much of it is journals, and when it last changed."""
    folder = Folder(arguments.env_path, replay)
    found: dict[str, dict[str, Json]] = {}
    for eid in each(folder.names(), "counting"):
        with suppress(NotThere):  # it was deleted while the others were counted
            found[eid] = _count(folder, eid)
    beside = {kind.strip("."): size_below(f"{folder.path}/{kind}") for kind in (TRASH, MIGRATED, DAMAGED)}
    lines = table(HEADS, [_row(eid, each) for eid, each in found.items()])
    lines += [f"{size(number)} in .{kind}" for kind, number in beside.items() if number]
    return Answer({"cache_type": folder.cache_type, "environments": found, "put_aside": beside}, lines)


def _count(folder: Folder, eid: str) -> dict[str, Json]:
    location = folder.location(eid)
    windows = folder.open(eid).contents.names()
    paths = folder.paths(eid)
    changed_at = max(map(files.changed_at, [folder.index.path_of(location), *paths]))
    return {
        "form": "folder" if location.is_folder else "file",
        "name": location.name,
        "windows": len(windows),
        "bytes": sum(map(files.size, paths)),
        "journal_bytes": sum(files.size(each) for each in paths if each.endswith(JOURNAL_ENDING)),
        "changed_at": changed_at / 1e9,
    }


def _row(eid: str, found: dict[str, Json]) -> list[str]:
    changed_at = datetime.fromtimestamp(found["changed_at"], timezone.utc).astimezone()
    share = found["journal_bytes"] / max(found["bytes"], 1)
    windows, moment = str(found["windows"]), f"{changed_at:%Y-%m-%d %H:%M:%S}"
    return [_on_one_line(eid), found["form"], windows, size(found["bytes"]), f"{share:.0%}", moment]


def _on_one_line(eid: str) -> str:
    return eid if eid.isprintable() and eid.strip() == eid and eid else repr(eid)
