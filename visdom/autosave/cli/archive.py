"""`export` and `import`: one environment as a file, `.json` as visdom stores it, or `.zip` with its media as files.

environment.json        {"visdom": "environment", "format": 1, "name": ..., "members": {...}, "windows": [...]}
windows/<window>.json   the window, with names of files in the place of pictures, sounds and films
media/<window>.png      each medium once, however often windows repeat it

An archive may unpack to 100 times its size, and to 1 GiB in all; the file sizes that it names are checked before
anything is read. What packs better is stored as it is, so every archive that is exported can be imported again.

Media are in a window as `data:<type>;base64,<text>`. A name takes their place, so that a person who reads the window
sees what belongs there; the manifest says where each name is, so that nothing has to be guessed.
"""

from __future__ import annotations

import argparse
import base64
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypedDict

from visdom.autosave.cli.folder import Folder, OpenedEnvironment, put_environment
from visdom.autosave.cli.main import Answer, Bar, Exit, InTheWay, NotThere, bytes_bar, count, each, size
from visdom.autosave.disk import files
from visdom.autosave.format.env_text import (
    checked_members,
    checked_piece,
    checked_window,
    compose,
    member,
    read_incoming,
)
from visdom.autosave.format.names import NAME, POSITIONS, NameRule
from visdom.autosave.format.window_text import Replay, Window
from visdom.errors import Damaged, NewerFormat, Refused
from visdom.jsontext import Json, dumps, loads
from visdom.protocol.names import escape_eid

MANIFEST = "environment.json"
KIND = "environment"
FORMAT = 1

MAX_RATIO = 100
MAX_UNPACKED = 1 << 30
CHUNK_BYTES = 1 << 20

MIN_LENGTH = 64
"""Shorter media stay in the window."""

_DATA_URL = re.compile(rf"data:([\w.+-]+/[\w.+-]+);base64,([A-Za-z0-9+/]{{{MIN_LENGTH},}}={{0,2}})", re.ASCII)
_ENDINGS = {"jpeg": "jpg", "svg+xml": "svg", "mpeg": "mp3", "x-wav": "wav", "quicktime": "mov"}
_NOT_IN_ENDINGS = re.compile(r"[^a-z0-9]+")


class Medium(TypedDict):
    """One medium that was taken out of a window."""

    at: list[str | int]
    """The keys and numbers that lead to the text."""
    start: int
    """Where the file's name begins in the text."""
    file: str
    type: str


class WindowEntry(TypedDict):
    """One window in the manifest."""

    id: str
    file: str
    media: list[Medium]


# Export


def export_environment(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Write the file; nothing in the folder is changed."""
    target = Path(arguments.file).expanduser().absolute()
    if target.suffix not in (".json", ".zip"):
        raise NotThere(f"{arguments.file} ends neither in .json nor in .zip, so its form cannot be told.")
    if target.exists() and not arguments.force:
        raise InTheWay(f"{target} is there already. Name another file, or add --force.")
    if not target.parent.is_dir():
        raise NotThere(f"{target.parent} is not a folder.")
    folder = Folder(arguments.env_path, replay)
    environment = folder.open(arguments.env)
    with bytes_bar(folder.size(environment.eid), "exporting") as bar:
        if target.suffix == ".json":
            _write_json(target, environment, bar)
        else:
            _write_zip(target, environment, bar)
    number, damaged = environment.window_count, environment.damaged
    data: dict[str, Json] = {
        "file": str(target),
        "environment": environment.eid,
        "windows": number,
        "bytes": files.size(str(target)),
        "damaged": damaged,
    }
    line = f"{count(number, 'window')} of {environment.eid!r} written to {target}, {size(data['bytes'])}."
    return Answer(data, [*damaged, line], Exit.WRONG if damaged else Exit.FINE)


def _write_json(target: Path, environment: OpenedEnvironment, bar: Bar) -> None:
    """`{"jsons": {id: window}, "reload": {...}}`, which any visdom reads."""
    rest = {POSITIONS: {}, **environment.contents.rest}
    if NAME in rest or NameRule().decode(target.stem) != environment.eid:
        rest[NAME] = environment.eid
    texts = ((found.win, found.text()) for found in environment.windows(bar))
    files.replace(str(target.parent), target.name, compose(texts, rest), sync=True)


def _write_zip(target: Path, environment: OpenedEnvironment, bar: Bar) -> None:
    """An archive in which people find the media."""
    temporary = files.write_temporary(str(target.parent), [], sync=False)
    try:
        with zipfile.ZipFile(temporary, "w") as archive:
            writer = Writer(archive)
            for found in environment.windows(bar):
                writer.add(found.win, found.reading.window or {})
            writer.finish(environment.eid, environment.contents.rest)
        files.sync(temporary)
        files.rename(temporary, str(target))
    finally:
        files.remove(temporary)


class Writer:
    """Puts windows and their media into an archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._rule = NameRule(folds_case=True)  # so that it can be unpacked anywhere
        self._media: dict[tuple[str, str], str] = {}
        self._entries: list[WindowEntry] = []

    def add(self, win: str, window: Window) -> None:
        """Put in a window."""
        stem = self._rule.encode(win)
        numbers = 0

        def store(kind: str, data: bytes) -> str:
            nonlocal numbers
            key = kind, sha256(data).hexdigest()
            if key not in self._media:
                numbers += 1
                name = stem if numbers == 1 else f"{stem}-{numbers}"
                self._media[key] = self._free(f"media/{name}", ending_of(kind))
                self._archive.writestr(self._media[key], data, zipfile.ZIP_STORED)
            return self._media[key]

        without, media = take_out(window, store)
        name = f"windows/{stem}.json"
        self._write(name, dumps(without))
        self._entries.append({"id": win, "file": name, "media": media})

    def finish(self, eid: str, rest: dict[str, Json]) -> None:
        """Put in the manifest, which lists all the others."""
        manifest = {"visdom": KIND, "format": FORMAT, "name": eid, "members": rest, "windows": self._entries}
        self._write(MANIFEST, dumps(manifest))

    def _write(self, name: str, text: bytes) -> None:
        is_bomb = len(zlib.compress(text)) * MAX_RATIO < len(text)
        self._archive.writestr(name, text, zipfile.ZIP_STORED if is_bomb else zipfile.ZIP_DEFLATED)

    def _free(self, name: str, ending: str) -> str:
        """A name that no other medium has: `a-2` may be the first of the window `a-2`, or the second of `a`."""
        taken, free = set(self._media.values()), f"{name}.{ending}"
        number = 1
        while free in taken:
            number += 1
            free = f"{name}~{number}.{ending}"
        return free


# Import


def import_environment(arguments: argparse.Namespace, replay: Replay) -> Answer:
    """Put the environment into the folder, in one step, or nothing when something in the file cannot be read."""
    source = Path(arguments.file).expanduser()
    if not source.is_file():
        raise NotThere(f"There is no file {arguments.file}.")
    with _opened(source) as imported:
        files.make_folder(str(Path(arguments.env_path).expanduser().absolute()))
        eid = escape_eid(arguments.env if arguments.env is not None else imported.eid)
        folder = Folder(arguments.env_path, replay)
        is_there = folder.index.find(eid) is not None
        if is_there and not arguments.replace:
            raise InTheWay(f"There is an environment {eid!r} already. Add --as ANOTHER_NAME, or --replace.")
        rest = {key: value for key, value in imported.rest.items() if key != NAME}
        with folder.locked(folder.cache_type_for(eid)) as store:
            put_environment(store, eid, imported.windows, rest)
            number = len(store.open(eid).windows)
    line = f"{count(number, 'window')} taken in as {eid!r}."
    return Answer({"environment": eid, "windows": number, "replaced": is_there}, [line])


class Imported(NamedTuple):
    """An environment in a file. Its windows are read and checked one by one: the id of each, and its text."""

    eid: str
    windows: Iterator[tuple[str, bytes]]
    rest: dict[str, Json]


@contextmanager
def _opened(source: Path) -> Iterator[Imported]:
    if not zipfile.is_zipfile(source):
        yield _from_json(source)
        return
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, NotImplementedError) as error:  # the latter: of a newer version of zip
        raise Refused(f"{source} cannot be read: {error}.") from None
    with archive:
        yield _from_zip(Unpacking(archive, files.size(str(source))))


def _from_json(source: Path) -> Imported:
    env = read_incoming(str(source), files.read(str(source)))
    eid = env.rest.get(NAME)

    def windows() -> Iterator[tuple[str, bytes]]:
        for win, piece in each(env.windows.items(), "importing"):
            yield win, checked_piece(f"The window {win!r} in {source}", piece)

    return Imported(NameRule().decode(source.stem) or source.stem if eid is None else eid, windows(), env.rest)


def _from_zip(archive: Unpacking) -> Imported:
    """Raises Refused when the archive does not hold an environment, or not all of it."""
    manifest = archive.parsed(MANIFEST)
    if not isinstance(manifest, dict) or manifest.get("visdom") != KIND:
        raise Refused(f"{archive.name} does not contain an environment of visdom: its {MANIFEST} does not say so.")
    if manifest.get("format") != FORMAT:
        raise NewerFormat(f"{archive.name} has format {manifest.get('format')!r}; expected {FORMAT}.")
    where = f"{MANIFEST} in {archive.name}"
    lacks, entry_lacks = f"{where} is incomplete", f"{where} has an incomplete window"
    eid, rest = member(manifest, "name", str, lacks), member(manifest, "members", dict, lacks)
    entries = member(manifest, "windows", list, lacks)

    def windows() -> Iterator[tuple[str, bytes]]:
        for entry in each(entries, "importing"):
            win, name = member(entry, "id", str, entry_lacks), member(entry, "file", str, entry_lacks)
            media = member(entry, "media", list, entry_lacks)
            for medium in media:
                for key, kind in (("at", list), ("start", int), ("file", str), ("type", str)):
                    member(medium, key, kind, entry_lacks)
            window = put_back(archive.parsed(name, is_sent=True), media, archive.read)
            yield win, checked_window(f"The window {win!r}", window)

    return Imported(eid, windows(), checked_members(where, rest))


class Unpacking:
    """Reads the files of an archive; Refused when it would unpack to more than an archive of its size may."""

    def __init__(self, archive: zipfile.ZipFile, packed: int) -> None:
        self.name = str(archive.filename)
        self._archive = archive
        self._left = MAX_UNPACKED
        unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > min(packed * MAX_RATIO, MAX_UNPACKED):
            raise Refused(
                f"{self.name} has {size(packed)} and would unpack to {size(unpacked)}: expected at most {MAX_RATIO} "
                f"times its size, and {size(MAX_UNPACKED)} in all. Nothing was changed."
            )

    def parsed(self, name: str, *, is_sent: bool = False) -> Json:
        """The JSON in a file."""
        try:
            return loads(self.read(name), is_sent=is_sent)
        except ValueError as error:
            raise Refused(f"{name} in {self.name} is not JSON: {error}.") from None

    def read(self, name: str) -> bytes:
        """The bytes of a file, in parts, as its head may name a size that is too small."""
        try:
            entry = self._archive.getinfo(name)
            self._left -= entry.file_size  # again for a medium that windows repeat
            if self._left < 0:
                raise Refused(
                    f"The windows in {self.name} have more than {size(MAX_UNPACKED)} with all their media: take the "
                    "environment in as .json. Nothing was changed."
                )
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Refused(f"{name} in {self.name} is packed in another way than stored or deflated.")
            with self._archive.open(entry) as file:
                return b"".join(iter(partial(file.read, CHUNK_BYTES), b""))
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # the last: encrypted
            raise Refused(f"{name} in {self.name} cannot be read: {error}.") from None


# Media

StoreMedium = Callable[[str, bytes], str]
"""Stores a medium of a type; returns the name of its file."""


def take_out(window: Json, store: StoreMedium) -> tuple[Json, list[Medium]]:
    """The window with names of files in the place of media, and where each name is."""
    media: list[Medium] = []
    return _without(window, [], store, media), media


def put_back(window: Json, media: list[Medium], read: Callable[[str], bytes]) -> Json:
    """The window as it was, changed in place; raises Damaged when the names are not where they should be."""
    for medium in reversed(media):
        try:
            container = {"": window}
            keys: list[str | int] = ["", *medium["at"]]
            for key in keys[:-1]:
                container = container[key]  # type: ignore[index]
            text, start, name = container[keys[-1]], medium["start"], medium["file"]  # type: ignore[index]
            fits = text.startswith(name, start)
        except (LookupError, TypeError, AttributeError):
            fits = False
        if not fits:
            raise Damaged(f"A medium has no place in its window: {medium!r}.")
        url = f"data:{medium['type']};base64,{base64.b64encode(read(name)).decode()}"
        container[keys[-1]] = f"{text[:start]}{url}{text[start + len(name) :]}"  # type: ignore[index]
    return window


def ending_of(kind: str) -> str:
    """How the file of a medium of this type ends."""
    subtype = kind.partition("/")[2].lower()
    return _ENDINGS.get(subtype) or _NOT_IN_ENDINGS.sub("", subtype) or "bin"


def _without(value: Json, at: list[str | int], store: StoreMedium, media: list[Medium]) -> Json:
    if isinstance(value, dict):
        return {key: _without(item, [*at, key], store, media) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, [*at, number], store, media) for number, item in enumerate(value)]
    if isinstance(value, str) and len(value) > MIN_LENGTH:
        return "".join(_pieces(value, at, store, media))
    return value


def _pieces(text: str, at: list[str | int], store: StoreMedium, media: list[Medium]) -> Iterator[str]:
    """The text in pieces, with names of files in the place of media."""
    done, length = 0, 0
    for found in _DATA_URL.finditer(text):
        data = _decoded(found[2])
        if data is None:
            continue
        before, name = text[done : found.start()], store(found[1], data)
        media.append({"at": at, "start": length + len(before), "file": name, "type": found[1]})
        length += len(before) + len(name)
        done = found.end()
        yield before
        yield name
    yield text[done:]


def _decoded(text: str) -> bytes | None:
    """The bytes that a text encodes; None when it could not be written back the same."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None
