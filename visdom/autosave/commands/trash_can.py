"""`trash list`, `trash restore` and `trash empty`: closed windows and deleted environments."""

from __future__ import annotations

import argparse

from visdom.autosave import trash
from visdom.autosave.aside import TRASH
from visdom.autosave.commands.answer import Answer, Exit, count, size
from visdom.autosave.commands.holding import held
from visdom.autosave.commands.looking import Folder
from visdom.autosave.commands.progress import each
from visdom.autosave.commands.restoring import bring_back
from visdom.autosave.commands.thrown import Thrown, in_trash, named
from visdom.autosave.reading import Replay
from visdom.errors import Damaged


def show(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Name what is in the trash; changes nothing."""
    found = in_trash(Folder(arguments.env_path, replay))
    lines = [f"{thrown.name}  {thrown.title}, {size(thrown.bytes)}" for thrown in found]
    return Answer({"trash": [thrown.data() for thrown in found]}, lines or ["The trash is empty."])


def restore(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Bring things back, one by one."""
    folder = Folder(arguments.env_path, replay)
    restored = []
    lines = []
    damaged = []
    for thrown in each(named(folder, arguments.names), "restoring"):
        try:
            now = bring_back(folder, thrown)
        except Damaged as error:
            damaged.append(str(error))
            continue
        restored.append({**thrown.data(), "restored_as": now})
        lines.append(f"The {thrown.title} is back{_as(thrown, now)}.")
    data = {"restored": restored, "damaged": damaged}
    return Answer(data, [*lines, *damaged], Exit.WRONG if damaged else Exit.FINE)


def empty(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Remove what is in the trash, or what has been there for long."""
    folder = Folder(arguments.env_path, replay)
    with held(folder.path, replay, "JPW"):
        before = in_trash(folder)
        trash.expire(f"{folder.path}/{TRASH}", arguments.older_than)
        left = {thrown.path for thrown in in_trash(folder)}
    removed = [thrown for thrown in before if thrown.path not in left]
    freed = sum(thrown.bytes for thrown in removed)
    data = {"removed": [thrown.data() for thrown in removed], "bytes": freed, "left": len(left)}
    return Answer(data, [f"{count(len(removed), 'thing')} removed from the trash, {size(freed)}; {len(left)} left."])


def _as(thrown: Thrown, now: str) -> str:
    is_same = now == (thrown.eid if thrown.win is None else thrown.win)
    return "" if is_same else f" as {now!r}, because there is another of its name"
