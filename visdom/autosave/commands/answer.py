"""What a command answers: lines for people, one JSON object for scripts, and an exit code."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from visdom.errors import VisdomError
from visdom.jsontext import Json


class Exit(IntEnum):
    """The exit codes of all commands."""

    FINE = 0
    WRONG = 1
    """Something was found that is not as it should be, or something could not be done."""
    USAGE = 2
    """The command does not fit, or names what is not there."""
    IN_USE = 3
    """A server, or another command, holds the folder."""
    STORAGE = 4
    """The folder or the disk cannot be used: a newer format, no space, no permission."""
    INTERRUPTED = 130


@dataclass(slots=True)
class Answer:
    """The answer of one command."""

    data: dict[str, Json]
    lines: list[str] = field(default_factory=list)
    exit_code: Exit = Exit.FINE


class NotThere(VisdomError):
    """The command names a folder, file, environment or window that is not there."""


class InTheWay(VisdomError):
    """Something that is there would be replaced."""


def size(number: int) -> str:
    """A number of bytes as people read it."""
    amount = float(number)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TiB"


def count(number: int, thing: str) -> str:
    """`1 window`, `2 windows`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    """Rows under heads, the first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return [
        "  ".join(cell.rjust(width) if number else cell.ljust(width) for number, (cell, width) in enumerate(pairs))
        for pairs in (list(zip(row, widths, strict=True)) for row in [heads, *rows])
    ]
