"""An environment as a folder: `jsons/<window>.json` or `.json.gz`, `.journal`, and `<member>.json` for all else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from visdom.autosave import files
from visdom.autosave.names import (
    JOURNAL_ENDING,
    KEPT_ENDING,
    PACKED_ENDING,
    WINDOW_ENDING,
    NameRule,
    folded,
    is_digested,
)
from visdom.autosave.reading import Reading, Replay, Window, file_version, read_window

WINDOWS = "jsons"
PLACES = "reload"
"""The two members that every environment has."""


@dataclass(slots=True, eq=False)
class WindowFiles:
    """The two files of one window, and what the store knows of them.

    `version` is None until somebody looked into the files; the sizes are None for files that are not there. That of
    the window file is the length of its text, which is more than the file has when it is compressed.
    """

    folder: EnvFolder
    win: str
    stem: str
    version: int | None = None
    file_bytes: int | None = None
    journal_bytes: int | None = None
    window: Window | None = None
    """The window in memory, while the window file is behind it."""
    changed_at: float = 0.0
    generation: int = 0
    """Counts the window files put in place, so that a slower writer notices that it is late."""
    refusal: str | None = None
    """Why the disk refused the last change, if it did. Then only writing the whole window helps."""
    is_folding: bool = False
    fold_not_before: float = 0.0
    is_deleted: bool = False
    """Deleted, but the files are not all gone, or the disk may not know yet that they are."""
    is_packed: bool = False
    """Is the window file compressed?"""
    earlier: str | None = None
    """Name of the window file of before, if it is there too: kept, or in the other form."""
    unfolded_bytes: int = 0
    """How long the window is, if it takes less room with its journal than it would in one file."""
    stale_bytes: int | None = None
    """The size of the journal, if all of it is older than a window file that may not be on the disk yet."""

    @property
    def is_refused(self) -> bool:
        return self.refusal is not None

    @property
    def is_current(self) -> bool:
        """Are these still the files of the window, and not of one that was deleted or replaced?"""
        return not self.folder.is_gone and self.folder.windows.get(self.win) is self

    @property
    def is_there(self) -> bool:
        """Is anything of the window on disk?"""
        return self.file_bytes is not None or self.journal_bytes is not None

    @property
    def text_bytes(self) -> int:
        """How long all is that has to be read."""
        return (self.file_bytes or 0) + (self.journal_bytes or 0)

    @property
    def is_at_rest(self) -> bool:
        """Do the files hold everything, and nothing is left to be done to them?"""
        is_file_alone = self.file_bytes is not None and self.journal_bytes is None
        is_settled = is_file_alone or bool(self.unfolded_bytes) and self.stale_bytes is None
        is_behind = self.window is not None or self.is_refused or self.is_deleted
        return is_settled and self.earlier is None and not is_behind

    @property
    def has_both_forms(self) -> bool:
        """Is there a window file in the other form too?"""
        return self.earlier is not None and self.earlier != self.kept_name

    @property
    def title(self) -> str:
        """How people are told of it."""
        return f"The window {self.win!r} of {self.folder.eid!r}"

    @property
    def file_path(self) -> str:
        return self.path_of(is_packed=self.is_packed)

    def has_form(self, compress: bool | None) -> bool:
        """Is the window file, if there is one, compressed as it should be? None stands for either."""
        return compress is None or self.file_bytes is None or self.is_packed == compress

    def path_of(self, *, is_packed: bool) -> str:
        """Where the window file is in that form."""
        return f"{self.folder.jsons}/{self.stem}{PACKED_ENDING if is_packed else WINDOW_ENDING}"

    @property
    def journal_path(self) -> str:
        return f"{self.folder.jsons}/{self.stem}{JOURNAL_ENDING}"

    @property
    def kept_name(self) -> str:
        return f".{self.stem}{KEPT_ENDING}"

    @property
    def earlier_path(self) -> str | None:
        return None if self.earlier is None else f"{self.folder.jsons}/{self.earlier}"

    def choose_form(self) -> None:
        """Of two window files the one that is compressed or the one that is not goes before the other.

        It is the newer one, or the one that cannot be read, as then the other stands in for it.
        """
        plain, packed = (file_version(self.path_of(is_packed=is_packed)) for is_packed in (False, True))
        self.is_packed = packed >= plain
        self.earlier = self.stem + (WINDOW_ENDING if self.is_packed else PACKED_ENDING)

    def mark(self, window: Window) -> bool:
        """Too long an id for a file name stands in the window itself, so it has to be right there; was it not?"""
        if not is_digested(self.stem) or window.get("id") == self.win:
            return False
        window["id"] = self.win
        return True

    def read(self, replay: Replay) -> Reading:
        """Read the window; changes nothing."""
        return read_window(self.file_path, self.journal_path, replay, self.earlier_path)


@dataclass(eq=False)
class EnvFolder:
    """One environment's folder: its windows' files by id, and its other members."""

    eid: str
    path: str
    rule: NameRule
    windows: dict[str, WindowFiles] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    leftovers: list[str] = field(default_factory=list)
    """Files that a crash left unfinished."""
    unreadable: list[str] = field(default_factory=list)
    """Members' files that hold no JSON."""
    identity: object = field(default_factory=object)
    """Stays the same when the environment changes its form, and not when another one takes its place."""
    is_gone: bool = False
    """Was the environment deleted or replaced?"""
    removals: int = 0
    """Counts files of windows that were removed and must not be back after a loss of power."""
    synced_removals: int = 0
    """So many of them the disk knows of."""
    identities: tuple[files.Identity | None, files.Identity | None] = (None, None)
    """Which folders these are: that of the environment, and that of its windows."""
    was_removed: bool = False
    """Was one of the folders missing when somebody wanted to write into it?"""
    _taken: set[str] = field(default_factory=set)
    """Names as they are compared, on a file system that folds case."""

    @property
    def jsons(self) -> str:
        return f"{self.path}/{WINDOWS}"

    @property
    def stem(self) -> str:
        """The name of the folder itself."""
        return self.path.rpartition("/")[2]

    def member_name(self, key: str) -> str:
        """The name of the file of a member."""
        return self.rule.encode(key) + WINDOW_ENDING

    def note_identities(self) -> None:
        """Remember which folders these are."""
        self.identities, self.was_removed = (files.identity(self.path), files.identity(self.jsons)), False

    def make(self) -> None:
        """Make the folder unless it is there."""
        self._make(self.path)

    def make_jsons(self) -> None:
        """Make the folder of the windows unless it is there."""
        self._make(self.jsons)

    def _make(self, path: str) -> None:
        if files.is_folder(path):
            return
        before, was_removed = self.identities, self.was_removed
        self.note_identities()
        was_removed |= any(old is not None and new is None for old, new in zip(before, self.identities, strict=True))
        files.make_folder(path)
        self.note_identities()
        self.was_removed = was_removed

    def names(self) -> list[str]:
        """The ids of the windows that are there."""
        return [win for win, window_files in self.windows.items() if not window_files.is_deleted]

    def add(self, win: str) -> WindowFiles:
        """A place for a new window."""
        window_files = WindowFiles(self, win, self.rule.free_name(win, self._is_taken), version=0)
        self.enter(window_files)
        return window_files

    def _is_taken(self, stem: str) -> bool:
        """On a file system that folds case, a raw `Loss` of another program stands in the way of our `loss`."""
        return folded(stem) in self._taken

    def enter(self, window_files: WindowFiles) -> None:
        """Take files in under their window's id. Of two names for one id, ours goes before a foreign one."""
        known = self.windows.get(window_files.win)
        if known is None or window_files.stem == self.rule.encode(window_files.win):
            self.windows[window_files.win] = window_files
        if self.rule.folds_case:
            self._taken.add(folded(window_files.stem))
