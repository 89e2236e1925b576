"""An environment as one JSON file: `{"jsons": {id: window}, "reload": {...}}`, the form of upstream visdom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from visdom.autosave import files
from visdom.autosave.env_folder import PLACES, WINDOWS
from visdom.autosave.pieces import members
from visdom.autosave.reading import Window
from visdom.jsontext import Json, dumps, loads

NAME = "name"
"""The member that tells the environment's id where the file's name cannot."""


@dataclass(eq=False)
class EnvText:
    """One environment: its windows, as pieces of text until somebody needs them, and its other members."""

    windows: dict[str, bytes | Window] = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=dict)
    identity: object = field(default_factory=object)
    """Stays the same when the environment changes its form, and not when another one takes its place."""
    changes: int = 0
    """How often it changed."""
    saved_changes: int = 0
    """How many of these changes its file has. It only grows once the file is in its place."""
    changed: dict[str, int] = field(default_factory=dict)
    """The windows whose last change the file has not, and the number of that change."""
    changed_at: float = 0.0
    """When the first change that the file has not was made."""
    save_not_before: float = 0.0
    refusal: str | None = None
    """Why the disk refused to take it when it was last written, if it did."""
    is_on_disk: bool = False
    """Was it read from its file, or written to it?"""
    damage: str | None = None
    """Why the text could not be read to its end, if so; the windows before that are here."""

    @property
    def is_refused(self) -> bool:
        return self.refusal is not None

    @property
    def is_changed(self) -> bool:
        """Has its file not all changes?"""
        return self.changes > self.saved_changes

    def change(self, now: float, *wins: str) -> None:
        """Count a change, of these windows if any."""
        if not self.is_changed:
            self.changed_at = now
        self.changes += 1
        self.changed.update(dict.fromkeys(wins, self.changes))

    def saved(self, changes: int, begun: float) -> None:
        """The file has this many of the changes; it was begun at that time."""
        self.saved_changes = changes
        self.changed = {win: number for win, number in self.changed.items() if number > changes}
        self.changed_at = begun
        self.refusal = None


def read_env_text(path: str) -> EnvText:
    """Read the file of an environment; what cannot be read is told in `damage`."""
    return parse_env_text(files.read(path))


def parse_env_text(text: bytes) -> EnvText:
    """Read the text of an environment; what cannot be read is told in `damage`."""
    env = EnvText()
    if text.strip() == b"null":  # upstream writes this for an environment that nobody had opened
        return env
    try:
        for (key, *win), start, end in members(text, inside=WINDOWS):
            if win:
                env.windows[win[0]] = text[start:end]
            elif key != WINDOWS:
                env.rest[key] = loads(text[start:end])
            elif text[start:end] != b"null":
                raise ValueError(f"byte {start}: expected the windows as an object")
    except ValueError as error:
        env.damage = str(error)
    return env


def read_name(path: str) -> str | None:
    """The environment's id as the file itself tells it. Ours tell it first, so little is looked at."""
    text = files.read(path)
    try:
        for keys, start, end in members(text):
            if keys == (NAME,):
                name = loads(text[start:end])
                return name if isinstance(name, str) else None
    except ValueError:
        return None
    return None


def compose(windows: Iterable[tuple[str, bytes]], rest: dict[str, Json]) -> Iterator[bytes]:
    """The text of an environment, in parts."""
    yield b"{"
    if NAME in rest:
        yield b'"%b": %b, ' % (NAME.encode(), dumps(rest[NAME]))
    yield b'"%b": {' % WINDOWS.encode()
    separator = b""
    for win, text in windows:
        yield b"%b%b: %b" % (separator, dumps(win), text)
        separator = b", "
    yield b'}, "%b": %b' % (PLACES.encode(), dumps(rest.get(PLACES, {})))
    for key, value in rest.items():
        if key not in (NAME, PLACES, WINDOWS):
            yield b", %b: %b" % (dumps(key), dumps(value))
    yield b"}"
