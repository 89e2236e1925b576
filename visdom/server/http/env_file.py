"""An environment as one file, `<env>.json`, which is downloaded from one server and uploaded to another."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import NamedTuple

from visdom.autosave import (
    NAME,
    WINDOWS,
    NameRule,
    Pace,
    Tree,
    checked_piece,
    compose,
    is_digested,
    read_incoming,
)
from visdom.errors import NotFound, Refused
from visdom.jsontext import Json, dumps, loads
from visdom.protocol.names import escape_eid

ENDING = ".json"

logger = logging.getLogger(__name__)


class EnvFile(NamedTuple):
    """The content of a file: the windows as JSON text, and the other members of the environment."""

    eid: str
    windows: dict[str, bytes]
    rest: dict[str, Json]


def read_env_file(file_name: str, text: bytes) -> EnvFile:
    """The environment in a file; raises Refused when there is none, or when a part of it cannot be read."""
    env = read_incoming(file_name, text)
    pace = Pace()
    windows = {}
    for win, piece in env.windows.items():
        windows[win] = checked_piece(f"The window {win!r} in {file_name}", piece)
        pace.step()
    name = env.rest.pop(NAME, None)
    return EnvFile(_environment_of(file_name, name), windows, env.rest)


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


def _environment_of(file_name: str, stored_name: str | None) -> str:
    """The environment that a file is named after; for a cut name, the one in the file."""
    stem = file_name.replace("\\", "/").rpartition("/")[2].removesuffix(ENDING)
    eid = NameRule().decode(stem)
    if eid is None:
        eid = stem if stored_name is None else stored_name
    if not stem:
        raise Refused("The file has no name, which would be that of the environment: expected <env>.json.")
    return escape_eid(eid)
