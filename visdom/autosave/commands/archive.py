"""An environment as one `.zip`: `environment.json`, a JSON file per window, and its media as files.

environment.json        {"visdom": "environment", "format": 1, "name": ..., "members": {...}, "windows": [...]}
windows/<window>.json   the window, with names of files in the place of pictures, sounds and films
media/<window>.png      each medium once, however often windows repeat it
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, TypedDict
from zlib import error as ZlibError

from visdom.autosave.commands.media import Medium, ending_of, put_back, take_out
from visdom.autosave.names import NameRule
from visdom.autosave.reading import Window
from visdom.errors import Damaged, NewerFormat
from visdom.jsontext import MAX_DEPTH, MAX_SENT_DEPTH, Json, dumps, loads

MANIFEST = "environment.json"
KIND = "environment"
FORMAT = 1


class WindowEntry(TypedDict):
    """One window, as the manifest tells of it."""

    id: str
    file: str
    media: list[Medium]


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

        def keep(kind: str, data: bytes) -> str:
            nonlocal numbers
            key = kind, sha256(data).hexdigest()
            if key not in self._media:
                numbers += 1
                name = stem if numbers == 1 else f"{stem}-{numbers}"
                self._media[key] = self._free(f"media/{name}", ending_of(kind))
                self._archive.writestr(self._media[key], data, zipfile.ZIP_STORED)
            return self._media[key]

        without, media = take_out(window, keep)
        name = f"windows/{stem}.json"
        self._archive.writestr(name, dumps(without), zipfile.ZIP_DEFLATED)
        self._entries.append({"id": win, "file": name, "media": media})

    def finish(self, eid: str, rest: dict[str, Json]) -> None:
        """Put in what tells of all the others."""
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


class Reader:
    """Reads an archive; raises Damaged when it is none, or not whole."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        manifest = self._json(MANIFEST)
        if not isinstance(manifest, dict) or manifest.get("visdom") != KIND:
            raise Damaged(f"{archive.filename} holds no environment of visdom: its {MANIFEST} does not say so.")
        if manifest.get("format") != FORMAT:
            raise NewerFormat(f"{archive.filename} has format {manifest.get('format')!r}; expected {FORMAT}.")
        try:
            self.eid: str = manifest["name"]
            self.rest: dict[str, Any] = dict(manifest["members"])
            self.entries: list[WindowEntry] = list(manifest["windows"])
        except (KeyError, TypeError, ValueError) as error:
            raise Damaged(f"{MANIFEST} in {archive.filename} lacks something: {error!r}.") from None

    def windows(self, entries: Iterable[WindowEntry]) -> Iterator[tuple[str, Json]]:
        """The windows, as they were."""
        for entry in entries:
            try:
                win, name, media = entry["id"], entry["file"], list(entry["media"])
            except (KeyError, TypeError):
                raise Damaged(f"{MANIFEST} in {self._archive.filename} tells too little of a window.") from None
            yield win, put_back(self._json(name, MAX_SENT_DEPTH), media, self._read)

    def _json(self, name: str, max_depth: int = MAX_DEPTH) -> Json:
        try:
            return loads(self._read(name), max_depth=max_depth)
        except ValueError as error:
            raise Damaged(f"{name} in {self._archive.filename} is not JSON: {error}.") from None

    def _read(self, name: str) -> bytes:
        try:
            return self._archive.read(name)
        except (KeyError, zipfile.BadZipFile, ZlibError, EOFError) as error:
            raise Damaged(f"{name} in {self._archive.filename} cannot be read: {error}.") from None
