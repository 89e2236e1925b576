"""Reads a folder of windows with nothing but docs/storage.md at hand, as another program would."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import jsonpatch

Window = dict[str, Any]


def records(journal: bytes) -> list[dict[str, Any]]:
    """The records of a journal up to the first that is not whole."""
    found = []
    for line in journal.splitlines(keepends=True):
        total, _, text = line.removesuffix(b"\n").partition(b" ")
        if not line.endswith(b"\n") or f"{zlib.crc32(text):08x}".encode() != total:
            break
        found.append(json.loads(text))
    return found


def read_window(folder: Path, stem: str) -> Window | None:
    """A window of an environment's folder `jsons`, None when it is gone."""
    journal = folder / f"{stem}.journal"
    found = [_object(folder / f"{stem}.json"), _object(folder / f"{stem}.json.gz")]
    window = max(found, key=_version) or _object(folder / f".{stem}.kept")
    version = _version(window)
    for record in records(journal.read_bytes()) if journal.exists() else []:
        if record["version"] <= version:
            continue
        if "window" in record or "deleted" in record:
            window = record.get("window")
        elif window is None or record["version"] != version + 1:
            break
        else:
            window = jsonpatch.apply_patch(window, record["patch"])
        version = record["version"]
    return window


def _version(window: Window | None) -> int:
    return 0 if window is None else int(window.get("version", 1))


def _object(path: Path) -> Window | None:
    try:
        data = path.read_bytes()
        found: Window = json.loads(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)
    except (ValueError, OSError, EOFError, zlib.error):
        return None
    return found
