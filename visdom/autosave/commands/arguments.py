"""The command line: the commands, their arguments, and which function does each."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import TypeAlias

from visdom.autosave.commands.answer import Answer
from visdom.autosave.reading import Replay

Command: TypeAlias = Callable[[argparse.Namespace, Replay], Answer]

MAX_DAYS = 365_000.0

EPILOG = """\
exit codes:
  0    all is well
  1    something was found that is not as it should be, or could not be done; it is named
  2    the command does not fit, or names what is not there
  3    a server, or another command, holds the folder
  4    the folder or the disk cannot be used
  130  interrupted; what was done stays done, and the command can be run again
"""


def build_parser(program: str) -> argparse.ArgumentParser:
    """All commands; each parsed one has its function's place in `does`."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Look after a folder of environments (the -env_path of a server).",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    migrate = _add(commands, "migrate", "migrate", "bring all environments into the form of a cache type")
    migrate.add_argument("--to", required=True, type=str.upper, choices=("JPE", "JPW", "JPWA"), help="the cache type")

    check = _add(commands, "check", "check", "read every file and name what is damaged; a server may be running")
    check.add_argument("--repair", action="store_true", help="put aside what cannot be read, so that the rest is sound")

    compact = _add(commands, "compact", "compact", "fold the journals into the window files")
    packs = argparse.BooleanOptionalAction
    compact.add_argument("--compress", action=packs, help="have all window files as .json.gz, or none of them")
    _add(commands, "stat", "stat", "windows, bytes and last change of each environment; a server may be running")
    _add_trash(commands)

    export = _add(commands, "export", "export", "write one environment to a file; a server may be running")
    export.add_argument("env", metavar="ENV", help="the environment")
    export.add_argument("file", metavar="FILE", help="NAME.json (visdom's form) or NAME.zip (media as files)")
    export.add_argument("--force", action="store_true", help="replace FILE if it is there")

    take_in = _add(commands, "import", "import_", "take in an environment from a file that was exported")
    take_in.add_argument("file", metavar="FILE", help="NAME.json or NAME.zip")
    take_in.add_argument("--as", dest="env", metavar="ENV", help="the name that the environment gets")
    take_in.add_argument("--replace", action="store_true", help="replace the environment of that name, if there is one")
    return parser


def function_of(arguments: argparse.Namespace) -> Command:
    """What does the command; its module is imported only now."""
    module, _, name = arguments.does.partition(".")
    function: Command = getattr(import_module(f"visdom.autosave.commands.{module}"), name or "run")
    return function


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add(commands: _Commands, name: str, does: str, text: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    command.set_defaults(does=does)
    command.add_argument("env_path", metavar="ENV_PATH", help="the folder of environments")
    command.add_argument("--json", action="store_true", help="answer with one JSON object")
    return command


def _add_trash(commands: _Commands) -> None:
    text = "list, bring back or remove what was closed and deleted"
    trash = commands.add_parser("trash", help=text, description=f"{text[0].upper()}{text[1:]}.")
    actions = trash.add_subparsers(title="actions", metavar="ACTION", required=True)
    _add(actions, "list", "trash_can.show", "name what is in the trash; a server may be running")
    restore = _add(actions, "restore", "trash_can.restore", "bring windows and environments back from the trash")
    restore.add_argument("names", metavar="NAME", nargs="+", help="what to bring back, as `trash list` names it")
    empty = _add(actions, "empty", "trash_can.empty", "remove what is in the trash, for ever")
    empty.add_argument("--older-than", metavar="DAYS", type=_days, default=0.0, help="only what is there for so long")


def _days(text: str) -> float:
    days = float(text)
    if not 0 <= days <= MAX_DAYS:
        raise ValueError(f"{text} is no number of days")
    return days
