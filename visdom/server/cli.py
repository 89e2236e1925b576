"""The command line: flags from the table of settings, environment variables, and starting the server."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from visdom.autosave.cli import run as run_command  # the commands are no part of the tree
from visdom.errors import MissingPackage, StorageError
from visdom.protocol import names
from visdom.server.identity import command, users
from visdom.server.settings import SETTINGS, ServerSettings, Setting
from visdom.windows.patch import replay

STORE = "store"
USER = "user"
EPILOG = (
    f"visdom {STORE} -h: commands for the folder of the environments, such as check, migrate and export. "
    f"visdom {USER} -h: commands for the accounts of -enable_login."
)

OTHER_SPELLINGS = {
    "hostname": ("--hostname",),
    "cache_type": ("-cache",),
    "certfile": ("-ssl_certfile",),
    "keyfile": ("-ssl_keyfile",),
    "use_frontend_client_polling": ("-use",),
}
"""`-cache` and `-use` abbreviated these while no other flag began so; upstream visdom has the names with `ssl`."""


def build_parser() -> argparse.ArgumentParser:
    """The flags of `SETTINGS` as a parser."""
    parser = argparse.ArgumentParser(prog="visdom", description="Start the visdom server.", epilog=EPILOG)
    for setting in SETTINGS:
        _add(parser, setting)
    return parser


def _add(parser: argparse.ArgumentParser, setting: Setting) -> None:
    flags = [f"-{setting.name}", *OTHER_SPELLINGS.get(setting.name, ())]
    if setting.text:
        parser.add_argument(*flags, nargs="?", const=True, default=False, metavar=setting.text, help=setting.help)
    elif setting.default is False:
        parser.add_argument(*flags, action="store_true", help=setting.help)
    elif setting.default is None:
        parser.add_argument(*flags, help=setting.help)
    elif setting.default == ():
        parser.add_argument(*flags, action="append", default=[], help=f"{setting.help} (repeatable)")
    else:
        default = f" (default: {setting.default})" if setting.default != "" else ""
        text = f"{setting.help}{default}".replace("%", "%%")
        parser.add_argument(*flags, type=type(setting.default), default=setting.default, help=text)


def logging_level(text: str) -> int:
    """A level from its name or number; raises ValueError for anything else."""
    if text.lstrip("-").isdigit():
        return int(text)
    level = logging.getLevelName(text.upper())
    if not isinstance(level, int):
        raise ValueError(f"logging_level must be a number or one of DEBUG, INFO, WARNING, ERROR; got {text!r}")
    return level


def settings_from(arguments: argparse.Namespace, environ: Mapping[str, str]) -> ServerSettings:
    """The settings from flags and environment variables; raises ValueError."""
    known = [each.name for each in fields(ServerSettings)]
    given = {name: value for name, value in vars(arguments).items() if name in known}
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    if values["hostname"] == names.DEFAULT_HOSTNAME:
        values["hostname"] = environ.get("HOSTNAME") or names.DEFAULT_HOSTNAME
    if arguments.enable_login:
        values |= _accounts(values, environ)
    return ServerSettings(**values)


def _accounts(values: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """The users file, and the name and password of the environment, or of the terminal when there is neither."""
    found: dict[str, Any] = {}
    if values["users"] is None and values["env_path"] is not None:
        found["users"] = str(users.default_path(values["env_path"]))
    has_file = values["users"] is not None or ("users" in found and Path(found["users"]).exists())
    if environ.get("VISDOM_USE_ENV_CREDENTIALS") or not has_file:
        found["credential"] = users.read_credential(environ)
    return found


def main(argv: Sequence[str] | None = None, announce: Callable[[int], None] | None = None) -> None:
    """Run a server until SIGTERM or Ctrl-C; exits with 1 when it cannot start, or when it could not save everything.

    `visdom store ...` does what `python -m visdom.autosave ...` does, and ends; `visdom user ...` looks after accounts.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    if words[:1] == [STORE]:
        sys.exit(run_command(words[1:], replay, program=f"visdom {STORE}"))
    if words[:1] == [USER]:
        sys.exit(command.run(words[1:], program=f"visdom {USER}"))
    parser = build_parser()
    arguments = parser.parse_args(words)
    try:
        logging.basicConfig(level=logging_level(arguments.logging_level), format="%(levelname)s %(name)s: %(message)s")
        settings = settings_from(arguments, os.environ)
    except ValueError as error:
        parser.error(str(error))
    except EOFError:
        parser.error(
            "there is no terminal to ask for user name and password: make an account with visdom user add NAME"
        )
    from visdom.server.app import serve
    from visdom.server.tuning import share_pool

    share_pool()
    try:
        is_saved = serve(settings, announce)
    except (StorageError, ValueError, OSError, MissingPackage) as error:
        sys.exit(f"visdom cannot start: {error}")
    if not is_saved:
        sys.exit(1)
