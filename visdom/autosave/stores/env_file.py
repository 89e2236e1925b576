"""An environment that is one file, as it is in memory: what of it changed, and what its file has."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from visdom.autosave.disk import files
from visdom.autosave.format.env_text import parse_env_text
from visdom.autosave.format.window_text import Window


@dataclass(eq=False)
class EnvFile:
    """An environment that is one file: its windows as text, or in memory once they changed, and its other members."""

    windows: dict[str, bytes | Window] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    damage: str | None = None
    """Why the file could not be read to its end, if so; the windows before that are here."""
    identity: object = field(default_factory=object)
    """Stays the same when the environment changes its form, and not when another one replaces it."""
    changes: int = 0
    """How often it changed."""
    saved_changes: int = 0
    """How many of these changes its file has. It only grows once the file is in its place."""
    changed: dict[str, int] = field(default_factory=dict)
    """The windows whose last change the file lacks, and the number of that change."""
    deleted: dict[str, int] = field(default_factory=dict)
    """The versions of deleted windows that the file may have; a new window of the id gets a higher one."""
    changed_at: float = 0.0
    """When the first change was made that the file lacks."""
    save_not_before: float = 0.0
    refusal: str | None = None
    """Why the disk refused the last save, if it did."""
    is_on_disk: bool = False

    @property
    def is_changed(self) -> bool:
        """Does its file lack a change?"""
        return self.changes > self.saved_changes

    def change(self, *wins: str) -> None:
        """Count a change, of these windows if any."""
        if not self.is_changed:
            self.changed_at = time.monotonic()
        self.changes += 1
        self.changed.update(dict.fromkeys(wins, self.changes))

    def saved(self, changes: int, begun: float) -> None:
        """The file, which was begun at that time, has this many of the changes."""
        self.saved_changes = changes
        self.changed = {win: number for win, number in self.changed.items() if number > changes}
        if not self.is_changed:
            self.deleted.clear()
        self.changed_at = begun
        self.refusal = None

    def refused(self, reason: str, try_at: float) -> None:
        """The file lacks the changes, and is tried again at that time."""
        self.refusal = reason
        self.save_not_before = try_at


def read_env_file(path: str) -> EnvFile:
    """Read the file of an environment."""
    text = parse_env_text(files.read(path))
    return EnvFile(dict(text.windows), text.rest, text.damage, is_on_disk=True)
