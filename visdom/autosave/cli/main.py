"""What all commands share: the command line, answers and exit codes, progress bars, and the run of one command."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from importlib import import_module
from threading import RLock
from typing import Any, Protocol, TypeAlias, TypeVar

from visdom.autosave.format.window_text import Replay
from visdom.errors import Damaged, FolderInUse, Refused, StorageError, VisdomError
from visdom.jsontext import Json, dumps

MAX_DAYS = 365_000.0
INTERRUPTED = "Interrupted. What was done stays done; run the command again for the rest."

EPILOG = """\
exit codes:
  0    all is well
  1    something was found that is not as it should be, or could not be done; it is named
  2    the command does not fit, or names what is not there
  3    a server, or another command, has locked the folder
  4    the folder or the disk cannot be used
  130  interrupted; what was done stays done, and the command can be run again
"""

Item = TypeVar("Item")


class Exit(IntEnum):
    """The exit codes of all commands; `EPILOG` says what they mean."""

    FINE = 0
    WRONG = 1
    USAGE = 2
    IN_USE = 3
    STORAGE = 4
    INTERRUPTED = 130


@dataclass(slots=True)
class Answer:
    """The answer of one command: one JSON object for scripts, lines for people, and an exit code."""

    data: dict[str, Json]
    lines: list[str] = field(default_factory=list)
    exit_code: Exit = Exit.FINE


class NotThere(VisdomError):
    """The command names a folder, file, environment or window that is not there."""


class InTheWay(VisdomError):
    """Something that is there would be replaced."""


Command: TypeAlias = Callable[[argparse.Namespace, Replay], Answer]


def run(words: Sequence[str], replay: Replay, *, program: str) -> int:
    """Run the command of these words; its exit code. `replay(window, operations)` applies a patch to a window."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    arguments = build_parser(program).parse_args(words)
    answer = _answer(arguments, replay)
    if arguments.json:
        print(dumps({"exit": int(answer.exit_code), **answer.data}).decode())
    else:
        stream = sys.stderr if "error" in answer.data else sys.stdout
        for line in answer.lines:
            print(line, file=stream)
    return int(answer.exit_code)


def _answer(arguments: argparse.Namespace, replay: Replay) -> Answer:
    module, _, name = arguments.function.partition(".")
    command: Command = getattr(import_module(f"{__package__}.{module}"), name)  # so that a server imports none of them
    try:
        return command(arguments, replay)
    except KeyboardInterrupt:
        return _failed(Exit.INTERRUPTED, INTERRUPTED)
    except (NotThere, InTheWay) as error:
        return _failed(Exit.USAGE, str(error))
    except (Damaged, Refused) as error:
        return _failed(Exit.WRONG, str(error))
    except FolderInUse as error:
        return _failed(Exit.IN_USE, str(error))
    except StorageError as error:
        return _failed(Exit.STORAGE, str(error))
    except OSError as error:
        return _failed(Exit.STORAGE, f"The folder or its disk cannot be used: {error}.")


def _failed(exit_code: Exit, sentence: str) -> Answer:
    return Answer({"error": sentence}, [sentence], exit_code)


# The command line

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def build_parser(program: str) -> argparse.ArgumentParser:
    """All commands; `function` of a parsed one is the module and the name of the function that does it."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Look after a folder of environments (the -env_path of a server).",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    migrate = _add(commands, "migrate", "migrate.migrate", "bring all environments into the form of a cache type")
    migrate.add_argument("--to", required=True, type=str.upper, choices=("JPE", "JPW", "JPWA"), help="the cache type")

    text = "read every file and name what is damaged; a server may be running"
    check = _add(commands, "check", "check.check", text)
    text = "move what cannot be read to .damaged, so that the rest is sound"
    check.add_argument("--repair", action="store_true", help=text)

    compact = _add(commands, "compact", "migrate.compact", "fold the journals into the window files")
    yes_or_no = argparse.BooleanOptionalAction
    compact.add_argument("--compress", action=yes_or_no, help="have all window files as .json.gz, or none of them")
    text = "windows, bytes and last change of each environment; a server may be running"
    _add(commands, "stat", "check.stat", text)
    _add_trash(commands)

    text = "write one environment to a file; a server may be running"
    export = _add(commands, "export", "archive.export_environment", text)
    export.add_argument("env", metavar="ENV", help="the environment")
    export.add_argument("file", metavar="FILE", help="NAME.json (visdom's form) or NAME.zip (media as files)")
    export.add_argument("--force", action="store_true", help="replace FILE if it is there")

    text = "take in an environment from a file that was exported"
    take_in = _add(commands, "import", "archive.import_environment", text)
    take_in.add_argument("file", metavar="FILE", help="NAME.json or NAME.zip")
    take_in.add_argument("--as", dest="env", metavar="ENV", help="the name that the environment gets")
    take_in.add_argument("--replace", action="store_true", help="replace the environment of that name, if there is one")
    return parser


def _add(commands: _Commands, name: str, function: str, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.set_defaults(function=function)
    command.add_argument("env_path", metavar="ENV_PATH", help="the folder of environments")
    command.add_argument("--json", action="store_true", help="answer with one JSON object")
    return command


def _add_trash(commands: _Commands) -> None:
    text = "list, bring back or remove what was closed and deleted"
    trash = commands.add_parser("trash", help=text, description=f"{text[0].upper()}{text[1:]}.")
    actions = trash.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add(actions, "list", "trash.show", "name what is in the trash; a server may be running")
    restore = _add(actions, "restore", "trash.restore", "bring windows and environments back from the trash")
    restore.add_argument("names", metavar="NAME", nargs="+", help="what to bring back, as `trash list` names it")
    empty = _add(actions, "empty", "trash.empty", "remove what is in the trash, for ever")
    empty.add_argument("--older-than", metavar="DAYS", type=_days, default=0.0, help="only what is there for so long")


def _days(text: str) -> float:
    days = float(text)
    if not 0 <= days <= MAX_DAYS:
        raise ValueError(f"{text} is not a number of days from 0 to {MAX_DAYS:.0f}")
    return days


# For people


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


class Bar(Protocol):
    """A progress bar. Only a terminal shows it; scripts and log files get none."""

    def update(self, steps: float) -> object:
        """So much more is done."""


@contextmanager
def bytes_bar(total: int, doing: str) -> Iterator[Bar]:
    """A bar for work that takes as long as there are bytes."""
    options = {"unit": "B", "unit_scale": True, "unit_divisor": 1024, "disable": None, "leave": False}
    with _bar_class()(total=total, desc=doing, **options) as bar:
        yield bar


def each(items: Iterable[Item], doing: str) -> Iterator[Item]:
    """The items, with a bar that moves on with each."""
    yield from _bar_class()(list(items), desc=doing, disable=None, leave=False)


@cache
def _bar_class() -> Any:
    """tqdm without its thread, and without its lock between processes, which a killed child would never release."""
    from tqdm import tqdm

    class CommandBar(tqdm):  # type: ignore[misc]  # tqdm has no types
        monitor_interval = 0

    CommandBar.set_lock(RLock())
    return CommandBar
