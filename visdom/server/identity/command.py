"""`visdom user`: the commands that look after the accounts of a users file."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from visdom.errors import reason_of
from visdom.protocol.names import DEFAULT_ENV_PATH
from visdom.server.identity import passwords, tokens, users
from visdom.server.identity.users import ROLES, User, UsersFile

Users: TypeAlias = dict[str, User]
Command: TypeAlias = "Callable[[Users, argparse.Namespace], str]"

FAILED = 1
INTERRUPTED = 130


def run(words: Sequence[str], *, program: str) -> int:
    """Run the command of these words; its exit code."""
    arguments = build_parser(program).parse_args(words)
    path = Path(arguments.users).expanduser() if arguments.users else users.default_path(arguments.env_path)
    command: Command = arguments.command
    file = UsersFile(path)
    try:
        try:
            found = file.read()
        except FileNotFoundError:
            found = {}
        before = dict(found)
        said = command(found, arguments)
        if found != before:
            if file.has_changed():
                raise ValueError(f"Another command changed {path} meanwhile: run this one again.")
            file.write(found.values())
    except OSError as error:
        said, code = f"{path} cannot be written: {reason_of(error)}.", FAILED
    except ValueError as error:
        said, code = f"{error}", FAILED
    except (EOFError, KeyboardInterrupt):
        said, code = "Nothing was changed.", INTERRUPTED
    else:
        code = 0
    print(said, file=sys.stderr if code else sys.stdout)
    return code


def build_parser(program: str) -> argparse.ArgumentParser:
    """All commands; `command` of a parsed one is the function that changes the accounts and says what it did."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--users", "-users", metavar="FILE", help="users file; without it .visdom/users.json in -env_path"
    )
    common.add_argument(
        "--env_path", "-env_path", metavar="FOLDER", default=DEFAULT_ENV_PATH, help=f"default: {DEFAULT_ENV_PATH}"
    )
    parser = argparse.ArgumentParser(
        prog=program,
        description="Look after the accounts of a server with -enable_login, which notices changes within 5 s.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, function: Command, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=text, description=text)
        made.set_defaults(command=function)
        if name != "list":
            made.add_argument("name", metavar="NAME")
        return made

    def takes_password(made: argparse.ArgumentParser) -> None:
        made.add_argument("--stdin", action="store_true", help="read the password from one line of standard input")

    adding = add("add", _add, "make an account, whose password the terminal asks for")
    adding.add_argument("--role", choices=list(ROLES), default="editor", help="default: editor")
    takes_password(adding)
    add("remove", _remove, "remove an account, which ends its logins and tokens")
    takes_password(add("passwd", _change_password, "change a password, which ends the logins of the account"))
    add("list", _list, "list all accounts with their roles")
    token = add("token", _token, "make a token for programs of an account, which is shown once")
    token.add_argument("--revoke", action="store_true", help="make all tokens of the account invalid instead")
    return parser


def _add(found: Users, arguments: argparse.Namespace) -> str:
    name = users.check_name(arguments.name)
    if name in found:
        raise ValueError(f"There is an account {name!r} already; visdom user passwd changes its password.")
    found[name] = User(name, ROLES[arguments.role], _password(arguments))
    return f"{name!r} is a new {arguments.role}."


def _remove(found: Users, arguments: argparse.Namespace) -> str:
    del found[_known(found, arguments.name).name]
    return f"{arguments.name!r} is removed."


def _change_password(found: Users, arguments: argparse.Namespace) -> str:
    user = _known(found, arguments.name)
    found[user.name] = replace(user, password=_password(arguments))
    return f"{user.name!r} has a new password."


def _list(found: Users, arguments: argparse.Namespace) -> str:
    lines = [f"{user.name}\t{user.role.name.lower()}\t{len(user.tokens)} tokens" for user in found.values()]
    return "\n".join(sorted(lines)) or "There is no account."


def _token(found: Users, arguments: argparse.Namespace) -> str:
    user = _known(found, arguments.name)
    if arguments.revoke:
        found[user.name] = replace(user, tokens=())
        return f"{user.name!r} has no token."
    made = tokens.new_token()
    found[user.name] = replace(user, tokens=(*user.tokens, tokens.digest(made)))
    return made


def _known(found: Users, name: str) -> User:
    if name not in found:
        raise ValueError(f"There is no account {name!r}.")
    return found[name]


def _password(arguments: argparse.Namespace) -> str:
    """The stored text of the password of the terminal, or of a line of standard input."""
    if arguments.stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("Password: ")
        if getpass.getpass("The same again: ") != password:
            raise ValueError("The two passwords differ; nothing was changed.")
    if not password:
        raise ValueError("The password must not be empty; nothing was changed.")
    return passwords.stored(passwords.hash_password(passwords.sent_for(password)))
