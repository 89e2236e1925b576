"""An environment as one file, `<env>.json`: what people upload from one server to another."""

from __future__ import annotations

from typing import NamedTuple

from visdom.autosave.env_folder import PLACES
from visdom.autosave.env_text import NAME, parse_env_text
from visdom.autosave.names import NameRule
from visdom.autosave.pace import Pace
from visdom.errors import Refused
from visdom.jsontext import MAX_SENT_DEPTH, Json, dumps, loads
from visdom.protocol.names import escape_eid
from visdom.server import asked

ENDING = ".json"


class EnvFile(NamedTuple):
    """An environment as a file holds it: the windows as JSON text, and its other members."""

    eid: str
    windows: dict[str, bytes]
    rest: dict[str, Json]


def read_env_file(file_name: str, text: bytes) -> EnvFile:
    """The environment in a file; raises Refused when there is none, or when a part of it cannot be read."""
    env = parse_env_text(text)
    if env.damage is not None:
        raise Refused(f"{file_name} cannot be read: {env.damage}. Nothing was changed.")
    if not env.windows and PLACES not in env.rest:
        raise Refused(f'{file_name} holds no environment, which is an object with the members "jsons" and "reload".')
    pace = Pace()
    windows = {}
    for win, piece in env.windows.items():
        windows[win] = _window(f"The window {win!r} in {file_name}", piece)
        pace.step()
    name = env.rest.pop(NAME, None)
    return EnvFile(_environment_of(file_name, name), windows, _checked(file_name, env.rest))


def file_name_of(eid: str, ending: str = ENDING) -> str:
    """The name of the file of an environment, from which its name can be told again where it is not too long."""
    return NameRule().encode(eid) + ending


def _environment_of(file_name: str, told: Json) -> str:
    """The environment that a file is named after; where the name is cut, the one that it names itself."""
    stem = file_name.replace("\\", "/").rpartition("/")[2].removesuffix(ENDING)
    eid = NameRule().decode(stem)
    if eid is None:
        eid = told if isinstance(told, str) else stem
    if not stem:
        raise Refused("The file has no name, which would be that of the environment: expected <env>.json.")
    return escape_eid(eid)


def _window(title: str, piece: bytes | dict[str, Json]) -> bytes:
    try:
        window = loads(piece, max_depth=MAX_SENT_DEPTH) if isinstance(piece, bytes) else piece
    except ValueError as error:
        raise Refused(f"{title} cannot be read: {error}. Nothing was changed.") from None
    if not isinstance(window, dict):
        raise Refused(f"{title} is not an object. Nothing was changed.")
    return dumps(asked.stored_window(window))


def _checked(file_name: str, rest: dict[str, Json]) -> dict[str, Json]:
    """The other members, as they can be read again; places of panes that are none are left out."""
    try:
        loads(dumps(rest), max_depth=MAX_SENT_DEPTH)
    except ValueError as error:
        raise Refused(f"{file_name} cannot be read: {error}. Nothing was changed.") from None
    return {key: value for key, value in rest.items() if key != PLACES or isinstance(value, dict)}
