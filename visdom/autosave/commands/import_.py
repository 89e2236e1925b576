"""`import`: takes in one environment from a file: `.json` of any visdom, or a `.zip` that `export` made."""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from visdom.autosave import files
from visdom.autosave.commands.answer import Answer, InTheWay, NotThere, count
from visdom.autosave.commands.archive import Reader
from visdom.autosave.commands.holding import held, writes
from visdom.autosave.commands.looking import Folder
from visdom.autosave.commands.progress import each
from visdom.autosave.env_folder import PLACES
from visdom.autosave.env_text import NAME, parse_env_text
from visdom.autosave.names import NameRule
from visdom.autosave.reading import Replay, Window
from visdom.errors import Damaged
from visdom.jsontext import MAX_SENT_DEPTH, Json, loads
from visdom.protocol.names import escape_eid
from visdom.protocol.windows import MAX_STORED_VERSION, version_of


class Brought(NamedTuple):
    """An environment in a file. Its windows are read one by one."""

    eid: str
    windows: Iterator[tuple[str, Json, bytes | None]]
    """The id of each, the window, and its text if that is all of it."""
    rest: dict[str, Json]


def run(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Put the environment into the folder, in one step, or nothing when something in the file cannot be read."""
    source = Path(arguments.file).expanduser()
    if not source.is_file():
        raise NotThere(f"There is no file {arguments.file}.")
    with _opened(source) as brought:
        files.make_folder(str(Path(arguments.env_path).expanduser().absolute()))
        eid = escape_eid(arguments.env if arguments.env is not None else brought.eid)
        folder = Folder(arguments.env_path, replay)
        place = folder.catalog.find(eid)
        if place is not None and not arguments.replace:
            raise InTheWay(f"There is an environment {eid!r} already. Add --as ANOTHER_NAME, or --replace.")
        rest = {key: value for key, value in brought.rest.items() if key != NAME}
        with held(folder.path, replay, writes(place, folder)) as store:
            staged = store.stage(eid, _checked(brought.windows), rest)
            with store.root.lock:
                store.commit(staged)
                number = len(store.names(eid))
    line = f"{count(number, 'window')} taken in as {eid!r}."
    return Answer({"environment": eid, "windows": number, "replaced": place is not None}, [line])


@contextmanager
def _opened(source: Path) -> Iterator[Brought]:
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            reader = Reader(archive)
            windows = ((win, window, None) for win, window in reader.windows(each(reader.entries, "importing")))
            yield Brought(reader.eid, windows, reader.rest)
    else:
        yield _from_json(source)


def _from_json(source: Path) -> Brought:
    env = parse_env_text(files.read(str(source)))
    if env.damage is not None:
        raise Damaged(f"{source} cannot be read: {env.damage}. Nothing was changed.")
    if not env.windows and PLACES not in env.rest:
        raise Damaged(f'{source} holds no environment, which is an object with the members "jsons" and "reload".')
    told = env.rest.get(NAME)
    eid = told if isinstance(told, str) else NameRule().decode(source.stem) or source.stem

    def windows() -> Iterator[tuple[str, Json, bytes | None]]:
        for win, piece in each(env.windows.items(), "importing"):
            try:
                window = loads(piece, max_depth=MAX_SENT_DEPTH) if isinstance(piece, bytes) else piece
            except ValueError as error:
                raise Damaged(f"The window {win!r} in {source} cannot be read: {error}. Nothing was changed.") from None
            yield win, window, piece if isinstance(piece, bytes) else None

    return Brought(eid, windows(), env.rest)


def _checked(windows: Iterator[tuple[str, Json, bytes | None]]) -> Iterator[tuple[str, bytes | Window]]:
    for win, window, text in windows:
        if not isinstance(window, dict):
            raise Damaged(f"The window {win!r} is not an object. Nothing was changed.")
        if version_of(window) > MAX_STORED_VERSION:
            raise Damaged(f"The version of the window {win!r} is above {MAX_STORED_VERSION}. Nothing was changed.")
        whole: Any = window
        yield win, whole if text is None or window.get("id") != win else text
