"""Reads a folder of windows with nothing but docs/storage.md at hand, as a tool of somebody else would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zlib import crc32

import jsonpatch

Window = dict[str, Any]


def records(journal: bytes) -> list[dict[str, Any]]:
    """The records of a journal up to the first that is not whole."""
    found = []
    for line in journal.splitlines(keepends=True):
        total, _, text = line.removesuffix(b"\n").partition(b" ")
        if not line.endswith(b"\n") or f"{crc32(text):08x}".encode() != total:
            break
        found.append(json.loads(text))
    return found


def read_window(folder: Path, stem: str) -> Window | None:
    """A window of an environment's folder `jsons`, None when it is gone."""
    file, journal, kept = folder / f"{stem}.json", folder / f"{stem}.journal", folder / f".{stem}.kept"
    window = _object(file) or _object(kept)
    version = 0 if window is None else window.get("version", 1)
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


def _object(path: Path) -> Window | None:
    try:
        found: Window = json.loads(path.read_bytes())
    except (ValueError, FileNotFoundError):
        return None
    return found
