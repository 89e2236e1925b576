"""What is in an environment's folder: the names of its windows, read without reading the windows, and its members."""

from __future__ import annotations

from visdom.autosave import files, journal
from visdom.autosave.env_folder import WINDOWS, EnvFolder, WindowFiles
from visdom.autosave.names import (
    JOURNAL_ENDING,
    KEPT_ENDING,
    PACKED_ENDING,
    WINDOW_ENDING,
    NameRule,
    is_digest_of,
    split_name,
)
from visdom.autosave.reading import Replay
from visdom.jsontext import loads


def list_folder(eid: str, path: str, rule: NameRule, replay: Replay) -> EnvFolder:
    """Read the names of an environment's windows, and its other members. Changes nothing on disk."""
    folder = EnvFolder(eid, path, rule)
    folder.note_identities()
    for stem, endings in sorted(_window_stems(folder).items()):
        window_files = WindowFiles(
            folder,
            "",
            stem,
            file_bytes=0 if endings & {WINDOW_ENDING, PACKED_ENDING} else None,
            journal_bytes=0 if JOURNAL_ENDING in endings else None,
            is_packed=PACKED_ENDING in endings,
        )
        if KEPT_ENDING in endings:
            window_files.earlier = window_files.kept_name
        if endings >= {WINDOW_ENDING, PACKED_ENDING}:
            window_files.choose_form()
        window_files.is_deleted = is_deleted(window_files, replay)
        window_files.win = _window_id(window_files, replay)
        folder.enter(window_files)
    for key, member_path in _member_files(folder).items():
        try:
            folder.rest[key] = loads(files.read(member_path))
        except ValueError:
            folder.unreadable.append(member_path)
    return folder


def is_deleted(window_files: WindowFiles, replay: Replay) -> bool:
    """Is the deletion the last that was done to the window? A window file beside that word may be newer."""
    if window_files.journal_bytes is None or not journal.ends_deleted(window_files.journal_path):
        return False
    return window_files.file_bytes is None or window_files.read(replay).window is None


def _window_stems(folder: EnvFolder) -> dict[str, set[str]]:
    stems: dict[str, set[str]] = {}
    kept = []
    for entry in files.scan(folder.jsons):
        name = entry.name
        if files.is_temporary(name):
            folder.leftovers.append(f"{folder.jsons}/{name}")
        elif name.startswith(".") and name.endswith(KEPT_ENDING):
            kept.append(name[1 : -len(KEPT_ENDING)])
        elif (split := split_name(name)) is not None:
            stems.setdefault(split[0], set()).add(split[1])
    for stem in kept:
        if len(stems.get(stem, set()) & {WINDOW_ENDING, PACKED_ENDING}) == 1:
            stems[stem].add(KEPT_ENDING)
        else:
            folder.leftovers.append(f"{folder.jsons}/.{stem}{KEPT_ENDING}")
    return stems


def _window_id(window_files: WindowFiles, replay: Replay) -> str:
    """The id that a file name stands for; too long ones stand in the window itself."""
    identifier = window_files.folder.rule.decode(window_files.stem)
    if identifier is not None:
        return identifier
    window = window_files.read(replay).window
    identifier = window.get("id") if window is not None else None
    fits = isinstance(identifier, str) and is_digest_of(window_files.stem, identifier)
    return identifier if fits and isinstance(identifier, str) else window_files.stem


def _member_files(folder: EnvFolder) -> dict[str, str]:
    paths: dict[str, str] = {}
    for entry in files.scan(folder.path):
        if files.is_temporary(entry.name):
            folder.leftovers.append(entry.path)
        elif entry.name.endswith(WINDOW_ENDING) and not entry.name.startswith(".") and entry.is_file():
            stem = entry.name[: -len(WINDOW_ENDING)]
            key = folder.rule.decode(stem)
            key = stem if key is None else key
            if key != WINDOWS and (key not in paths or entry.name == folder.member_name(key)):
                paths[key] = entry.path
    return paths
