"""An environment as one file, `<env>.json`, which is downloaded from one server and uploaded to another."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import NamedTuple

from visdom.autosave import (
    NAME,
    POSITIONS,
    WINDOWS,
    NameRule,
    Pace,
    Tree,
    compose,
    is_digested,
    parse_env_text,
)
from visdom.errors import NotFound, Refused
from visdom.jsontext import MAX_SENT_DEPTH, Json, dumps, loads
from visdom.protocol.names import escape_eid
from visdom.server.workspace import parsing

ENDING = ".json"

logger = logging.getLogger(__name__)


class EnvFile(NamedTuple):
    """The content of a file: the windows as JSON text, and the other members of the environment."""

    eid: str
    windows: dict[str, bytes]
    rest: dict[str, Json]


def read_env_file(file_name: str, text: bytes) -> EnvFile:
    """The environment in a file; raises Refused when there is none, or when a part of it cannot be read."""
    env = parse_env_text(text)
    if env.damage is not None:
        raise Refused(f"{file_name} cannot be read: {env.damage}. Nothing was changed.")
    if not env.windows and POSITIONS not in env.rest:
        raise Refused(
            f'{file_name} does not contain an environment, which is an object with the members "jsons" and "reload".'
        )
    pace = Pace()
    windows = {}
    for win, piece in env.windows.items():
        windows[win] = _window(f"The window {win!r} in {file_name}", piece)
        pace.step()
    name = env.rest.pop(NAME, None)
    return EnvFile(_environment_of(file_name, name), windows, _checked(file_name, env.rest))


def env_text(tree: Tree, eid: str) -> Iterator[bytes]:
    """The text of the file of an environment as it is now, in parts; NotFound when there is no such environment."""
    tree.load(eid)
    with tree.lock:
        if eid not in tree:
            raise NotFound(f"There is no environment {eid!r}.")
        environment = tree[eid]
        rest = {key: environment[key] for key in environment if key not in (WINDOWS, NAME)}
    if is_digested(NameRule().encode(eid)):
        rest[NAME] = eid
    yield from compose(_sound_windows(tree, eid), rest)


def _sound_windows(tree: Tree, eid: str) -> Iterator[tuple[str, bytes]]:
    """The windows as strict JSON, which files of other programs may not be; unreadable windows are left out."""
    pace = Pace()
    for win, text in tree.copy_out(eid):
        try:
            yield win, dumps(loads(text))
        except ValueError as error:
            logger.error("The window %r of %r is left out, as it cannot be read: %s", win, eid, error)
        pace.step()


def file_name_of(eid: str, ending: str = ENDING) -> str:
    """The name of the file of an environment; unless the name is too long, the environment can be derived from it."""
    return NameRule().encode(eid) + ending


def _environment_of(file_name: str, stored_name: Json) -> str:
    """The environment that a file is named after; for a cut name, the one in the file."""
    stem = file_name.replace("\\", "/").rpartition("/")[2].removesuffix(ENDING)
    eid = NameRule().decode(stem)
    if eid is None:
        eid = stored_name if isinstance(stored_name, str) else stem
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
    return dumps(parsing.stored_window(window))


def _checked(file_name: str, rest: dict[str, Json]) -> dict[str, Json]:
    """The other members, checked to be readable again; positions of panes that are not an object are left out."""
    try:
        loads(dumps(rest), max_depth=MAX_SENT_DEPTH)
    except ValueError as error:
        raise Refused(f"{file_name} cannot be read: {error}. Nothing was changed.") from None
    return {key: value for key, value in rest.items() if key != POSITIONS or isinstance(value, dict)}
