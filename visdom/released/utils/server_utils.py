"""Helpers of the server of visdom 0.2.4.

Those for its handlers and its state do nothing, because this server has neither.
"""

from __future__ import annotations

import functools
import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from visdom.protocol.names import escape_eid
from visdom.server.identity.passwords import hash_password
from visdom.server.identity.tokens import read_cookie_secret
from visdom.windows.build import build
from visdom.windows.canonical import digest
from visdom.windows.update import update

from ..server.defaults import (
    DEFAULT_BASE_URL,
    DEFAULT_ENV_PATH,
    DEFAULT_HOSTNAME,
    DEFAULT_PORT,
    LAYOUT_FILE,
)
from .shared_utils import get_new_window_id, get_rand_id, warn_once

__all__ = [
    "DEFAULT_BASE_URL",
    "DEFAULT_ENV_PATH",
    "DEFAULT_HOSTNAME",
    "DEFAULT_PORT",
    "LAYOUT_FILE",
    "LazyEnvData",
    "broadcast",
    "broadcast_envs",
    "check_auth",
    "compare_envs",
    "escape_eid",
    "extract_eid",
    "gather_envs",
    "get_new_window_id",
    "get_rand_id",
    "hash_md_window",
    "hash_password",
    "load_env",
    "order_by_key",
    "recursive_order",
    "register_window",
    "send_to_sources",
    "serialize_all",
    "serialize_env",
    "set_cookie",
    "stringify",
    "update_window",
    "warn_once",
    "window",
]


class LazyEnvData(Mapping[str, Any]):
    """The members of an environment's file, read at the first access."""

    def __init__(self, env_path_file: str) -> None:
        self._env_path_file = env_path_file

    @functools.cached_property
    def _raw_dict(self) -> dict[str, Any]:
        members: dict[str, Any] = json.loads(Path(self._env_path_file).read_text(encoding="utf-8"))
        return members

    def lazy_load_data(self) -> None:
        """Read the file, unless it was read before."""
        len(self._raw_dict)

    def __getitem__(self, key: str) -> Any:
        return self._raw_dict[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw_dict)

    def __len__(self) -> int:
        return len(self._raw_dict)


def window(args: dict[str, Any]) -> dict[str, Any]:
    """The window that a request for `/events` makes."""
    made = build(args, win=args.get("win") or get_new_window_id(), content_id=get_rand_id(), order=0)  # type: ignore[arg-type]
    return dict(made)


def update_window(p: Any, args: dict[str, Any]) -> Any:
    """Change layout, options and legend of a plot, as a request for `/update` asks; its data stay."""
    update(p, {"layout": args.get("layout"), "opts": args.get("opts")}, content_id=get_rand_id())  # type: ignore[typeddict-item]
    return p


def extract_eid(args: Mapping[str, Any]) -> str:
    """The environment that a request means."""
    return escape_eid(args.get("eid"))


def order_by_key(kv: tuple[Any, Any]) -> Any:
    """The key of a pair."""
    return kv[0]


def recursive_order(node: Any) -> Any:
    """The value with the members of its objects in the order of their names, and whole numbers as integers."""
    if isinstance(node, Mapping):
        return OrderedDict((key, recursive_order(value)) for key, value in sorted(node.items(), key=order_by_key))
    if isinstance(node, (list, tuple)):
        return [recursive_order(item) for item in node]
    return int(node) if isinstance(node, float) and node.is_integer() else node


def stringify(node: Any) -> str:
    """The canonical JSON text of a value."""
    return json.dumps(recursive_order(node), separators=(",", ":"))


def hash_md_window(window_json: Any) -> str:
    """The MD5 of the canonical JSON text of a window."""
    return digest(window_json)


def set_cookie(value: str | None = None) -> None:
    """Store a secret for logins: this one, or a random one."""
    read_cookie_secret({"VISDOM_USE_ENV_CREDENTIALS": "1", "VISDOM_COOKIE": value} if value else {}, renew=True)


def check_auth(f: Callable[..., Any]) -> Callable[..., None]:
    """Let a method of a handler answer 400 to those who are not logged in."""

    @functools.wraps(f)
    def checked(handler: Any, *args: Any, **kwargs: Any) -> None:
        if handler.login_enabled and not handler.current_user:
            handler.set_status(400)
        else:
            f(handler, *args, **kwargs)

    return checked


def gather_envs(state: Mapping[str, Any], env_path: str = DEFAULT_ENV_PATH) -> list[str]:
    """The names of the environments in a state and in a folder of files, in order."""
    return sorted({*state, *(path.stem for path in Path(env_path).glob("*.json"))})


def serialize_env(state: Any, eids: Any, env_path: str = DEFAULT_ENV_PATH) -> list[str]:
    """Do nothing: this server saves by itself. In 0.2.4 the names of the saved environments."""
    return []


def serialize_all(state: Any, env_path: str = DEFAULT_ENV_PATH) -> None:
    """Do nothing: this server saves by itself."""


def register_window(handler: Any, p: Any, eid: str) -> None:
    """Do nothing: send windows to `/events`."""


def broadcast(handler: Any, msg: Any, eid: str) -> None:
    """Do nothing: this server informs pages by itself."""


def broadcast_envs(handler: Any, target_subs: Any = None) -> None:
    """Do nothing: this server informs pages by itself."""


def send_to_sources(handler: Any, msg: Any) -> None:
    """Do nothing: this server informs programs by itself."""


def load_env(state: Any, eid: str, socket: Any, env_path: str = DEFAULT_ENV_PATH) -> None:
    """Do nothing: pages ask for environments."""


def compare_envs(state: Any, eids: Any, socket: Any, env_path: str = DEFAULT_ENV_PATH) -> None:
    """Do nothing: pages ask for comparisons."""
