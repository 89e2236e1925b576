"""`export`: one environment as a file, `.json` as visdom keeps it, or `.zip` with its media as files."""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Iterator
from pathlib import Path

from visdom.autosave import files
from visdom.autosave.commands.answer import Answer, Exit, InTheWay, NotThere, count, size
from visdom.autosave.commands.archive import Writer
from visdom.autosave.commands.looking import Folder, Seen, damage_of
from visdom.autosave.commands.progress import bytes_bar
from visdom.autosave.env_folder import PLACES
from visdom.autosave.env_text import NAME, compose
from visdom.autosave.names import NameRule
from visdom.autosave.reading import Replay
from visdom.jsontext import Json


def run(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Write the file; nothing in the folder is changed."""
    target = Path(arguments.file).expanduser().absolute()
    if target.suffix not in (".json", ".zip"):
        raise NotThere(f"{arguments.file} ends neither in .json nor in .zip, so its form cannot be told.")
    if target.exists() and not arguments.force:
        raise InTheWay(f"{target} is there already. Name another file, or add --force.")
    if not target.parent.is_dir():
        raise NotThere(f"{target.parent} is no folder.")
    export = Export(Folder(arguments.env_path, replay), arguments.env)
    if target.suffix == ".json":
        export.as_json(target)
    else:
        export.as_zip(target)
    return export.answer(target)


class Export:
    """One environment on its way to a file."""

    def __init__(self, folder: Folder, eid: str) -> None:
        self._folder = folder
        self._eid = eid
        self._environment = folder.open(eid)
        self._damaged = damage_of(folder, eid, self._environment)
        self._number = 0

    def as_json(self, target: Path) -> None:
        """`{"jsons": {id: window}, "reload": {...}}`, which any visdom reads."""
        rest = {PLACES: {}, **self._environment.rest}
        if NAME in rest or NameRule().decode(target.stem) != self._eid:
            rest[NAME] = self._eid
        texts = ((seen.win, seen.text()) for seen in self._windows())
        files.replace(str(target.parent), target.name, compose(texts, rest), sync=True)

    def as_zip(self, target: Path) -> None:
        """An archive in which people find the media."""
        temporary = files.write_temporary(str(target.parent), [], sync=False)
        try:
            with zipfile.ZipFile(temporary, "w") as archive:
                writer = Writer(archive)
                for seen in self._windows():
                    writer.add(seen.win, seen.reading.window or {})
                writer.finish(self._eid, self._environment.rest)
            files.sync(temporary)
            files.rename(temporary, str(target))
        finally:
            files.remove(temporary)

    def answer(self, target: Path) -> Answer:
        """What was written."""
        number = files.size(str(target))
        data: dict[str, Json] = {
            "file": str(target),
            "environment": self._eid,
            "windows": self._number,
            "bytes": number,
            "damaged": self._damaged,
        }
        line = f"{count(self._number, 'window')} of {self._eid!r} written to {target}, {size(number)}."
        return Answer(data, [*self._damaged, line], Exit.WRONG if self._damaged else Exit.FINE)

    def _windows(self) -> Iterator[Seen]:
        """What can be read; what cannot is named."""
        with bytes_bar(self._folder.size(self._eid), "exporting") as bar:
            for seen in self._folder.windows(self._environment):
                bar.update(seen.size)
                if (damage := seen.damage(self._eid)) is not None:
                    self._damaged.append(damage)
                if seen.reading.window is not None:
                    self._number += 1
                    yield seen
