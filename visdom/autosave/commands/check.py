"""`check`: every file is read, and what cannot be read is named; with `--repair` it is put aside."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from visdom.autosave import files
from visdom.autosave.aside import DAMAGED
from visdom.autosave.commands.answer import Answer, Exit, count
from visdom.autosave.commands.holding import check_free
from visdom.autosave.commands.inspection import Finding, Inspection, inspect
from visdom.autosave.commands.looking import Folder
from visdom.autosave.commands.repair import repair
from visdom.autosave.reading import Replay
from visdom.jsontext import Json


def run(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Read everything; with `--repair` mend what can be mended and read everything again."""
    folder = Folder(arguments.env_path, replay)
    if not arguments.repair:
        inspection = inspect(folder)
        return _answer(folder, inspection, inspection.findings, [])
    check_free(folder.path)
    before = inspect(folder)
    repair(folder, replay, before)
    after = inspect(Folder(folder.path, replay))
    mended = [each for each in before.findings if each not in after.findings]
    return _answer(folder, after, before.findings, mended)


def _answer(folder: Folder, now: Inspection, found: list[Finding], mended: list[Finding]) -> Answer:
    put_aside = sorted(folder.below(entry.path) for entry in files.scan(f"{folder.path}/{DAMAGED}"))
    data: dict[str, Json] = {
        "environments": now.environments,
        "windows": now.windows,
        "found": [asdict(each) for each in found],
        "mended": [asdict(each) for each in mended],
        "put_aside": put_aside,
    }
    lines = [f"mended: {each.line()}" if each in mended else each.line() for each in found]
    lines += [f"put aside earlier: {path}" for path in put_aside if not mended]
    looked_at = f"{count(now.environments, 'environment')}, {count(now.windows, 'window')}"
    lines.append(f"{looked_at}: {'all sound' if not now.damages else f'{len(now.damages)} damaged'}.")
    return Answer(data, lines, Exit.WRONG if now.damages else Exit.FINE)
