"""`stat`: how many windows and bytes each environment has, how much of it is journals, and when it last changed."""

from __future__ import annotations

import argparse
from datetime import datetime, timezone

from visdom.autosave import files
from visdom.autosave.aside import DAMAGED, MIGRATED, TRASH
from visdom.autosave.commands.answer import Answer, NotThere, size, table
from visdom.autosave.commands.looking import Folder, size_below
from visdom.autosave.commands.progress import each
from visdom.autosave.env_folder import EnvFolder
from visdom.autosave.names import JOURNAL_ENDING
from visdom.autosave.reading import Replay
from visdom.jsontext import Json

HEADS = ["environment", "form", "windows", "bytes", "journals", "last change"]


def run(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Count; changes nothing."""
    folder = Folder(arguments.env_path, replay)
    found: dict[str, dict[str, Json]] = {}
    for eid in each(folder.names(), "counting"):
        try:
            found[eid] = _environment(folder, eid)
        except NotThere:  # deleted while the others were counted
            continue
    put_aside = {kind.strip("."): size_below(f"{folder.path}/{kind}") for kind in (TRASH, MIGRATED, DAMAGED)}
    lines = table(HEADS, [_row(eid, each) for eid, each in found.items()])
    lines += [f"{size(number)} in .{kind}" for kind, number in put_aside.items() if number]
    return Answer({"cache_type": folder.cache_type, "environments": found, "put_aside": put_aside}, lines)


def _environment(folder: Folder, eid: str) -> dict[str, Json]:
    place = folder.place(eid)
    environment = folder.open(eid)
    paths = folder.paths(eid)
    return {
        "form": "folder" if place.is_folder else "file",
        "name": place.name,
        "windows": len(environment.names() if isinstance(environment, EnvFolder) else environment.windows),
        "bytes": sum(map(files.size, paths)),
        "journal_bytes": sum(files.size(each) for each in paths if each.endswith(JOURNAL_ENDING)),
        "changed_at": max((files.changed_at(each) for each in [folder.catalog.path_of(place), *paths]), default=0)
        / 1e9,
    }


def _row(eid: str, found: dict[str, Json]) -> list[str]:
    changed_at = datetime.fromtimestamp(found["changed_at"], timezone.utc).astimezone()
    share = found["journal_bytes"] / max(found["bytes"], 1)
    windows, moment = str(found["windows"]), f"{changed_at:%Y-%m-%d %H:%M:%S}"
    return [_shown(eid), found["form"], windows, size(found["bytes"]), f"{share:.0%}", moment]


def _shown(eid: str) -> str:
    """An id on one line."""
    return eid if eid.isprintable() and eid.strip() == eid and eid else repr(eid)
