"""Handlers of the HTTP routes of visdom 0.2.4."""

from __future__ import annotations

from ...utils.server_utils import (
    broadcast,
    broadcast_envs,
    check_auth,
    compare_envs,
    escape_eid,
    extract_eid,
    gather_envs,
    get_rand_id,
    hash_md_window,
    hash_password,
    load_env,
    register_window,
    serialize_env,
    stringify,
    update_window,
    window,
)
from .base_handlers import BaseHandler

__all__ = [
    "BaseHandler",
    "CloseHandler",
    "CompareHandler",
    "DataHandler",
    "DeleteEnvHandler",
    "EnvHandler",
    "EnvStateHandler",
    "ErrorHandler",
    "ExistsHandler",
    "ForkEnvHandler",
    "HashHandler",
    "IndexHandler",
    "PostHandler",
    "SaveHandler",
    "UpdateHandler",
    "UserSettingsHandler",
    "broadcast",
    "broadcast_envs",
    "check_auth",
    "compare_envs",
    "escape_eid",
    "extract_eid",
    "gather_envs",
    "get_rand_id",
    "hash_md_window",
    "hash_password",
    "load_env",
    "register_window",
    "serialize_env",
    "stringify",
    "update_window",
    "window",
]


class PostHandler(BaseHandler):
    """`POST /events`."""


class UpdateHandler(BaseHandler):
    """`POST /update`."""


class CloseHandler(BaseHandler):
    """`POST /close`."""


class ExistsHandler(BaseHandler):
    """`POST /win_exists`."""


class HashHandler(BaseHandler):
    """`POST /win_hash`."""


class DataHandler(BaseHandler):
    """`POST /win_data`."""


class SaveHandler(BaseHandler):
    """`POST /save`."""


class DeleteEnvHandler(BaseHandler):
    """`POST /delete_env`."""


class ForkEnvHandler(BaseHandler):
    """`POST /fork_env`."""


class EnvStateHandler(BaseHandler):
    """`POST /env_state`."""


class EnvHandler(BaseHandler):
    """`/env/NAME`."""


class CompareHandler(BaseHandler):
    """`/compare/NAMES`."""


class IndexHandler(BaseHandler):
    """`/`."""


class ErrorHandler(BaseHandler):
    """`/error/TEXT`."""


class UserSettingsHandler(BaseHandler):
    """`/user/FILE`."""
