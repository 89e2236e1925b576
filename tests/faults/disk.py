"""A disk as the system calls of a program leave it: after each call, and after a loss of power at each call.

Files and folders are nodes with numbers; a name is a link from a folder to a node. So what a call did can be left
out, as a disk may that was not told to sync, and the calls after it still mean something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TypeAlias

ROOT = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A new name in a folder."""

    folder: int
    name: str
    node: int
    is_folder: bool


@dataclass(frozen=True, slots=True)
class Unlink:
    """A name that is gone."""

    folder: int
    name: str


@dataclass(frozen=True, slots=True)
class Rename:
    """A name that became another one, in one step."""

    folder: int
    name: str
    new_folder: int
    new_name: str
    node: int


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at a place in a file."""

    node: int
    start: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resize:
    """A file that was cut."""

    node: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """From here on the disk has what was written to a file, or the names in a folder."""

    node: int


Call: TypeAlias = Link | Unlink | Rename | Write | Resize | Sync
State: TypeAlias = tuple[tuple[str, bytes | None], ...]
"""Every path with what the file holds, None for a folder."""


class Disk:
    """What the calls so far amount to."""

    def __init__(self) -> None:
        self.names: dict[int, dict[str, int]] = {ROOT: {}}
        self.data: dict[int, bytearray] = {}

    def do(self, call: Call) -> None:
        """Do a call; whatever it works on may be missing, as calls before it may have been lost."""
        match call:
            case Link(folder, name, node, is_folder):
                self.names.setdefault(folder, {})[name] = node
                if is_folder:
                    self.names.setdefault(node, {})
                else:
                    self.data.setdefault(node, bytearray())
            case Unlink(folder, name):
                self.names.setdefault(folder, {}).pop(name, None)
            case Rename(folder, name, new_folder, new_name, node):
                names = self.names.setdefault(folder, {})
                if names.get(name) == node:
                    del names[name]
                self.names.setdefault(new_folder, {})[new_name] = node
            case Write(node, start, data):
                held = self.data.setdefault(node, bytearray())
                held.extend(bytes(max(0, start - len(held))))
                held[start : start + len(data)] = data
            case Resize(node, size):
                held = self.data.setdefault(node, bytearray())
                del held[size:]
                held.extend(bytes(size - len(held)))

    def state(self) -> State:
        """All that can be reached from the root."""
        return tuple(self._below(ROOT, ""))

    def _below(self, folder: int, path: str) -> Iterator[tuple[str, bytes | None]]:
        for name, node in sorted(self.names[folder].items()):
            if node in self.names:
                yield f"{path}{name}", None
                yield from self._below(node, f"{path}{name}/")
            else:
                yield f"{path}{name}", bytes(self.data.get(node, b""))


def after(calls: Iterable[Call]) -> State:
    """The disk after these calls, all of them done: what a process leaves that was killed there."""
    disk = Disk()
    for call in calls:
        disk.do(call)
    return disk.state()


def put(state: State, folder: Path) -> None:
    """Make the files of a state in an empty folder."""
    folder.mkdir(parents=True)
    for path, data in state:
        if data is None:
            (folder / path).mkdir()
        else:
            (folder / path).write_bytes(data)


def after_power_loss(calls: Sequence[Call], limit: int) -> Iterator[State]:
    """Every disk that a loss of power after these calls may leave.

    A call that was synced is done. Of the others each may be done or not, whatever the ones around it; a write
    may also be there by half, or as zeros. When there are more than `limit` such disks: each call missing alone,
    each done alone, and each place at which all later ones are missing.
    """
    pending = [number for number, call in enumerate(calls) if not _is_synced(call, calls[number + 1 :])]
    choices = [_outcomes(calls[number]) for number in pending]
    count = 1
    for outcomes in choices:
        count *= len(outcomes)
    chosen = product(*choices) if count <= limit else _few(choices)
    for outcome in chosen:
        replaced = dict(zip(pending, outcome, strict=True))
        yield after(call for number, each in enumerate(calls) for call in replaced.get(number, (each,)))


def _is_synced(call: Call, later: Sequence[Call]) -> bool:
    match call:
        case Write(node) | Resize(node):
            return Sync(node) in later
        case Link(folder) | Unlink(folder):
            return Sync(folder) in later
        case Rename(folder, _, new_folder):
            return Sync(folder) in later and Sync(new_folder) in later
    return True


def _outcomes(call: Call) -> list[tuple[Call, ...]]:
    """What the disk may have done of a call, all of it first and nothing last."""
    if isinstance(call, Write) and len(call.data) > 1:
        half = Write(call.node, call.start, call.data[: len(call.data) // 2])
        zeros = Write(call.node, call.start, bytes(len(call.data)))
        return [(call,), (half,), (zeros,), ()]
    return [(call,), ()]


def _few(choices: Sequence[list[tuple[Call, ...]]]) -> Iterator[tuple[tuple[Call, ...], ...]]:
    done = tuple(outcomes[0] for outcomes in choices)
    missing = tuple(outcomes[-1] for outcomes in choices)
    for number, outcomes in enumerate(choices):
        for outcome in outcomes:
            yield (*done[:number], outcome, *done[number + 1 :])
            yield (*missing[:number], outcome, *missing[number + 1 :])
            yield (*done[:number], outcome, *missing[number + 1 :])
