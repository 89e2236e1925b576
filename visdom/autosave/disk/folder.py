"""An environment as a folder: `jsons/<window>.json` or `.json.gz`, `.journal`, and `<member>.json` for all else.

Listing a folder reads names, and members other than windows. Nothing here changes the disk.
"""

from __future__ import annotations

from contextlib import suppress
from math import inf
from typing import Any, ClassVar

from visdom.autosave.disk import files
from visdom.autosave.format import journal
from visdom.autosave.format.names import (
    BACKUP_ENDING,
    COMPRESSED_ENDING,
    JOURNAL_ENDING,
    JSON_ENDING,
    POSITIONS,
    WINDOWS,
    NameRule,
    folded,
    split_name,
)
from visdom.autosave.format.window_text import Reading, Replay, decompress, interpret
from visdom.jsontext import loads
from visdom.protocol.windows import version_of

_SIZE_BYTES = 4
"""The last bytes of gzip are the length of the text."""


class WindowFiles:
    """The files of one window, as they were found.

    The sizes are None for files that are missing. That of the window file is the length of its text, which is more
    than the size of a compressed file.
    """

    __slots__ = ("backup", "file_bytes", "folder", "is_compressed", "is_deleted", "journal_bytes", "stem", "win")

    def __init__(self, folder: EnvFolder, win: str, stem: str) -> None:
        self.folder = folder
        self.win = win
        self.stem = stem
        self.file_bytes: int | None = None
        self.journal_bytes: int | None = None
        self.is_compressed = False
        self.backup: str | None = None
        """Name of the previous window file, if it is still there: a backup, or a file of the other form."""
        self.is_deleted = False
        """Is the window deleted, while files of it may still be there?"""

    @property
    def is_there(self) -> bool:
        """Does the window have a file or a journal?"""
        return self.file_bytes is not None or self.journal_bytes is not None

    @property
    def text_bytes(self) -> int:
        """How many bytes have to be read."""
        return (self.file_bytes or 0) + (self.journal_bytes or 0)

    @property
    def has_both_forms(self) -> bool:
        """Is there a plain and a compressed window file?"""
        return self.backup is not None and self.backup != self.backup_name

    @property
    def title(self) -> str:
        """The window, as log lines and errors name it."""
        return f"The window {self.win!r} of {self.folder.eid!r}"

    @property
    def file_path(self) -> str:
        return self.path_of(is_compressed=self.is_compressed)

    def path_of(self, *, is_compressed: bool) -> str:
        """The path of the window file in that form."""
        return f"{self.folder.jsons}/{self.stem}{COMPRESSED_ENDING if is_compressed else JSON_ENDING}"

    @property
    def journal_path(self) -> str:
        return f"{self.folder.jsons}/{self.stem}{JOURNAL_ENDING}"

    @property
    def backup_name(self) -> str:
        return f".{self.stem}{BACKUP_ENDING}"

    @property
    def backup_path(self) -> str | None:
        return None if self.backup is None else f"{self.folder.jsons}/{self.backup}"

    def has_form(self, compressed: bool | None) -> bool:
        """Has the window file, if there is one, this form? None stands for either."""
        return compressed is None or self.file_bytes is None or self.is_compressed == compressed

    def lacks_file(self) -> bool:
        """Did another program remove the window file?"""
        return self.file_bytes is not None and not files.exists(self.file_path)

    def choose_form(self) -> None:
        """Of a plain and a compressed window file, take the newer one; the other one is its backup.

        A file that cannot be read counts as the newer one, so that the other one replaces it.
        """
        plain, compressed = (_version_in(self.path_of(is_compressed=each)) for each in (False, True))
        self.is_compressed = compressed >= plain
        self.backup = self.stem + (JSON_ENDING if self.is_compressed else COMPRESSED_ENDING)

    def read(self, replay: Replay) -> Reading:
        """Read the window; changes nothing."""
        return read_window(self.file_path, self.journal_path, replay, self.backup_path)

    def read_text(self) -> bytes | None:
        """The text of the window file, if that is the whole window; else None."""
        if self.journal_bytes is None and self.backup is None:
            data = read_either_form(self.file_path)
            with suppress(ValueError):  # `read` reports the damage
                return None if data is None else decompress(data)
        return None

    def read_head(self, size: int) -> bytes | None:
        """The first bytes of a plain window file that is the whole window; else None."""
        if self.journal_bytes is not None or self.backup is not None or self.is_compressed:
            return None
        with suppress(FileNotFoundError):
            return files.read_head(self.file_path, size)
        return None


class EnvFolder:
    """The folder of one environment: the files of its windows by id, and its other members."""

    window_class: ClassVar[type[WindowFiles]] = WindowFiles

    def __init__(self, eid: str, path: str, rule: NameRule) -> None:
        self.eid = eid
        self.locate(path)
        self.rule = rule
        self.windows: dict[str, Any] = {}
        self.rest: dict[str, Any] = {}
        """The members other than windows."""
        self.leftovers: list[str] = []
        """Files that a crash left unfinished."""
        self.unreadable: list[str] = []
        """Files of members that are not JSON."""
        self._taken: set[str] = set()
        """Names as they are compared, on a file system that folds case."""

    def locate(self, path: str) -> None:
        """The folder has this path now; the files of its windows are in a folder inside."""
        self.path = path
        self.jsons = f"{path}/{WINDOWS}"

    @property
    def stem(self) -> str:
        """The name of the folder itself."""
        return self.path.rpartition("/")[2]

    @property
    def damage(self) -> str | None:
        """What cannot be read beside the windows."""
        return f"{', '.join(self.unreadable)} is not JSON" if self.unreadable else None

    def member_name(self, key: str) -> str:
        """The name of the file of a member."""
        return self.rule.encode(key) + JSON_ENDING

    def names(self) -> list[str]:
        """The ids of the windows that are there."""
        return [win for win, each in self.windows.items() if not each.is_deleted]

    def new_window(self, win: str) -> Any:
        """A name for the files of a new window."""
        made = self.window_class(self, win, self.rule.free_name(win, lambda stem: folded(stem) in self._taken))
        self.enter(made)
        return made

    def enter(self, found: WindowFiles) -> None:
        """Add files under their window's id. If two names have one id, ours is preferred to a foreign one."""
        known = self.windows.get(found.win)
        if known is None or found.stem == self.rule.encode(found.win):
            self.windows[found.win] = found
        if self.rule.folds_case:
            self._taken.add(folded(found.stem))

    def list(self, replay: Replay) -> None:
        """Read the names of the windows, and the other members."""
        for stem, endings in sorted(self._window_stems().items()):
            self.enter(self._found(stem, endings, replay))
        for key, path in self._member_files().items():
            try:
                self.rest[key] = loads(files.read(path))
            except ValueError:
                self.unreadable.append(path)

    def _found(self, stem: str, endings: set[str], replay: Replay) -> WindowFiles:
        found = self.window_class(self, "", stem)
        found.file_bytes = 0 if endings & {JSON_ENDING, COMPRESSED_ENDING} else None
        found.journal_bytes = 0 if JOURNAL_ENDING in endings else None
        found.is_compressed = COMPRESSED_ENDING in endings
        if BACKUP_ENDING in endings:
            found.backup = found.backup_name
        if endings >= {JSON_ENDING, COMPRESSED_ENDING}:
            found.choose_form()
        found.is_deleted = is_deleted(found, replay)
        found.win = self.rule.id_of(stem, lambda: (found.read(replay).window or {}).get("id"))
        return found

    def _window_stems(self) -> dict[str, set[str]]:
        stems: dict[str, set[str]] = {}
        backups = []
        for entry in files.scan(self.jsons):
            name = entry.name
            if files.is_temporary(name):
                self.leftovers.append(f"{self.jsons}/{name}")
            elif name.startswith(".") and name.endswith(BACKUP_ENDING):
                backups.append(name[1 : -len(BACKUP_ENDING)])
            elif (split := split_name(name)) is not None:
                stems.setdefault(split[0], set()).add(split[1])
        for stem in backups:
            if len(stems.get(stem, set()) & {JSON_ENDING, COMPRESSED_ENDING}) == 1:
                stems[stem].add(BACKUP_ENDING)
            else:
                self.leftovers.append(f"{self.jsons}/.{stem}{BACKUP_ENDING}")
        return stems

    def _member_files(self) -> dict[str, str]:
        paths: dict[str, str] = {}
        for entry in files.scan(self.path):
            if files.is_temporary(entry.name):
                self.leftovers.append(entry.path)
            elif entry.name.endswith(JSON_ENDING) and not entry.name.startswith(".") and entry.is_file():
                key = self.rule.id_of(entry.name[: -len(JSON_ENDING)], lambda: None)  # its file holds no name
                if key != WINDOWS and (key not in paths or entry.name == self.member_name(key)):
                    paths[key] = entry.path
        return paths


def list_folder(eid: str, path: str, rule: NameRule, replay: Replay) -> EnvFolder:
    """The folder of an environment with the names of its windows and its other members."""
    folder = EnvFolder(eid, path, rule)
    folder.list(replay)
    return folder


def is_environment(path: str) -> bool:
    """Does the folder look like an environment?"""
    return files.exists(f"{path}/{POSITIONS}{JSON_ENDING}") or files.exists(f"{path}/{WINDOWS}")


def is_deleted(found: WindowFiles, replay: Replay) -> bool:
    """Is the deletion the last change of the window? A window file beside that record may be newer."""
    if found.journal_bytes is None:
        return False
    try:
        end = files.read_end(found.journal_path, journal.DELETED_MAX_BYTES)
    except OSError:
        return False  # reading the window reports the error
    if not journal.ends_deleted(end):
        return False
    return found.file_bytes is None or found.read(replay).window is None


def read_window(
    file_path: str, journal_path: str, replay: Replay, backup_path: str | None = None, *, before_deletion: bool = False
) -> Reading:
    """Read a window from its window file, its journal, or both; if asked, as it was before its deletion.

    If the window file is damaged and there is a backup, the backup replaces it.
    """
    # The window file comes second: if a fold replaces it in between, it holds more than the journal, which is
    # harmless; the other way round its newest changes would be missed.
    journal_text = files.read_if_there(journal_path)
    file_data = read_either_form(file_path)
    reading = interpret(file_data, journal_text, replay, before_deletion=before_deletion)
    if backup_path is None or not reading.file_is_damaged:
        return reading
    backup_data = files.read_if_there(backup_path)
    restored = interpret(backup_data, journal_text, replay, before_deletion=before_deletion)
    if backup_data is None or restored.file_is_damaged:
        return reading
    restored.file_is_damaged = restored.is_from_backup = True
    restored.damage = reading.damage
    return restored


def other_form(path: str) -> str:
    """The path of a plain window file when it is compressed, and the other way round."""
    if path.endswith(COMPRESSED_ENDING):
        return path.removesuffix(COMPRESSED_ENDING) + JSON_ENDING
    return path.removesuffix(JSON_ENDING) + COMPRESSED_ENDING


def read_either_form(path: str) -> bytes | None:
    """The window file of this path, or of the other form if another process has just changed the form."""
    for each in (path, other_form(path), path):
        data = files.read_if_there(each)
        if data is not None:
            return data
    return None


def text_size(path: str) -> int:
    """The length of the text in a compressed window file, which its end states."""
    try:
        return int.from_bytes(files.read_end(path, _SIZE_BYTES), "little")
    except FileNotFoundError:
        return 0


def _version_in(path: str) -> float:
    """The version in a window file; -1 when it is missing, and above all others when it cannot be read."""
    data = files.read_if_there(path)
    if data is None:
        return -1
    reading = interpret(data)
    return version_of(reading.window) if reading.damage is None else inf
