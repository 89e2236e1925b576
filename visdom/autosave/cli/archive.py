"""`export` and `import`: one environment as a file, `.json` as visdom stores it, or `.zip` with its media as files.

environment.json        {"visdom": "environment", "format": 1, "name": ..., "members": {...}, "windows": [...]}
windows/<window>.json   the window, with names of files in the place of pictures, sounds and films
media/<window>.png      each medium once, however often windows repeat it

Media are in a window as `data:<type>;base64,<text>`. A name takes their place, so that a person who reads the window
sees what belongs there; the manifest says where each name is, so that nothing has to be guessed.
"""

from __future__ import annotations

import argparse
import base64
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypedDict
from zlib import error as ZlibError

from visdom.autosave.cli.folder import Folder, OpenedEnvironment, put_environment
from visdom.autosave.cli.main import Answer, Bar, Exit, InTheWay, NotThere, bytes_bar, count, each, size
from visdom.autosave.disk import files
from visdom.autosave.format.env_text import compose, parse_env_text
from visdom.autosave.format.names import NAME, POSITIONS, NameRule
from visdom.autosave.format.window_text import Replay, Window
from visdom.errors import Damaged, NewerFormat
from visdom.jsontext import MAX_DEPTH, MAX_SENT_DEPTH, Json, dumps, loads
from visdom.protocol.names import escape_eid
from visdom.protocol.windows import MAX_STORED_VERSION, version_of

MANIFEST = "environment.json"
KIND = "environment"
FORMAT = 1

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
        self._archive.writestr(name, dumps(without), zipfile.ZIP_DEFLATED)
        self._entries.append({"id": win, "file": name, "media": media})

    def finish(self, eid: str, rest: dict[str, Json]) -> None:
        """Put in the manifest, which lists all the others."""
        manifest = {"visdom": KIND, "format": FORMAT, "name": eid, "members": rest, "windows": self._entries}
        self._archive.writestr(MANIFEST, dumps(manifest), zipfile.ZIP_DEFLATED)

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
        if rest.get(POSITIONS) is None:
            rest.pop(POSITIONS, None)
        else:
            _member(rest, POSITIONS, dict, str(source))
        with folder.locked(folder.cache_type_for(eid)) as store:
            put_environment(store, eid, _checked(imported.windows), rest)
            number = len(store.open(eid).windows)
    line = f"{count(number, 'window')} taken in as {eid!r}."
    return Answer({"environment": eid, "windows": number, "replaced": is_there}, [line])


class Imported(NamedTuple):
    """An environment in a file. Its windows are read one by one: the id of each, the window, and its text."""

    eid: str
    windows: Iterator[tuple[str, Json, bytes]]
    rest: dict[str, Json]


@contextmanager
def _opened(source: Path) -> Iterator[Imported]:
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            yield _from_zip(archive)
    else:
        yield _from_json(source)


def _from_json(source: Path) -> Imported:
    env = parse_env_text(files.read(str(source)))
    if env.damage is not None:
        raise Damaged(f"{source} cannot be read: {env.damage}. Nothing was changed.")
    if not env.windows and POSITIONS not in env.rest:
        raise Damaged(
            f'{source} does not contain an environment, which is an object with the members "jsons" and "reload".'
        )
    if env.rest.get(NAME) is None:
        eid = NameRule().decode(source.stem) or source.stem
    else:
        eid = _member(env.rest, NAME, str, str(source))

    def windows() -> Iterator[tuple[str, Json, bytes]]:
        for win, text in each(env.windows.items(), "importing"):
            try:
                window = loads(text, max_depth=MAX_SENT_DEPTH)
            except ValueError as error:
                raise Damaged(f"The window {win!r} in {source} cannot be read: {error}. Nothing was changed.") from None
            yield win, window, text

    return Imported(eid, windows(), env.rest)


def _from_zip(archive: zipfile.ZipFile) -> Imported:
    """Raises Damaged when the archive does not hold an environment, or not all of it."""
    manifest = _parsed(archive, MANIFEST, MAX_DEPTH)
    if not isinstance(manifest, dict) or manifest.get("visdom") != KIND:
        raise Damaged(f"{archive.filename} does not contain an environment of visdom: its {MANIFEST} does not say so.")
    if manifest.get("format") != FORMAT:
        raise NewerFormat(f"{archive.filename} has format {manifest.get('format')!r}; expected {FORMAT}.")
    where = f"{MANIFEST} in {archive.filename}"
    lacks, entry_lacks = f"{where} is incomplete", f"{where} has an incomplete window"
    eid, rest = _member(manifest, "name", str, lacks), _member(manifest, "members", dict, lacks)
    entries = _member(manifest, "windows", list, lacks)

    def windows() -> Iterator[tuple[str, Json, bytes]]:
        for entry in each(entries, "importing"):
            win, name = _member(entry, "id", str, entry_lacks), _member(entry, "file", str, entry_lacks)
            media = _member(entry, "media", list, entry_lacks)
            for medium in media:
                for key, kind in (("at", list), ("start", int), ("file", str), ("type", str)):
                    _member(medium, key, kind, entry_lacks)
            window = put_back(_parsed(archive, name, MAX_SENT_DEPTH), media, partial(_read, archive))
            yield win, window, dumps(window)

    return Imported(eid, windows(), rest)


KINDS = {str: "text", int: "a whole number", dict: "an object", list: "a list"}
MEMBERS_OF_WINDOWS: tuple[tuple[str, type], ...] = (("id", str), ("type", str), ("version", int), ("i", int))
"""Members that a window may lack, and that are of these types otherwise."""


def _member(owner: Json, name: str, kind: type, trouble: str) -> Any:
    """A member of an object; raises Damaged when it is missing or of another type."""
    if not isinstance(owner, dict):
        raise Damaged(f"{trouble}: expected an object with {name!r}; got {_kind(owner)}. Nothing was changed.")
    value = owner.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Damaged(f"{trouble}: {name!r} must be {KINDS[kind]}; got {_kind(value)}. Nothing was changed.")
    return value


def _kind(value: Json) -> str:
    return "nothing" if value is None else KINDS.get(type(value), str(value))


def _parsed(archive: zipfile.ZipFile, name: str, max_depth: int) -> Json:
    try:
        return loads(_read(archive, name), max_depth=max_depth)
    except ValueError as error:
        raise Damaged(f"{name} in {archive.filename} is not JSON: {error}.") from None


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, ZlibError, EOFError) as error:
        raise Damaged(f"{name} in {archive.filename} cannot be read: {error}.") from None


def _checked(windows: Iterator[tuple[str, Json, bytes]]) -> Iterator[tuple[str, bytes]]:
    for win, window, text in windows:
        if not isinstance(window, dict):
            raise Damaged(f"The window {win!r} is not an object. Nothing was changed.")
        for name, kind in MEMBERS_OF_WINDOWS:
            if window.get(name) is not None:
                _member(window, name, kind, f"The window {win!r}")
        if version_of(window) > MAX_STORED_VERSION:
            raise Damaged(f"The version of the window {win!r} is above {MAX_STORED_VERSION}. Nothing was changed.")
        yield win, text


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
