"""The server: settings, application, HTTP, sessions, workspace and the messages that it pushes.

The names that programs import from here since 0.2, and those of the autosave fork, stay importable.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

__path__.append(str(Path(__file__).parent.parent / "released" / "server"))  # modules of 0.2.4

_LAZY = {
    "main": "visdom.server.run_server",
    "Application": "visdom.server.app",
    "download_scripts": "visdom.server.build",
    **dict.fromkeys(
        ("DEFAULT_BASE_URL", "DEFAULT_ENV_PATH", "DEFAULT_HOSTNAME", "DEFAULT_PORT", "LAYOUT_FILE"),
        "visdom.server.defaults",
    ),
    "get_visdom_path": "visdom.utils.shared_utils",
    **dict.fromkeys(("hash_password", "set_cookie"), "visdom.utils.server_utils"),
    "start_server": "visdom.server.run_server",
    "download_scripts_and_run": "visdom.server.run_server",
    "LazyContainer": "visdom.autosave",
    "LazyContainerPrototype": "visdom.autosave",
    "STORES": "visdom.autosave",
    "SimpleJsonStorage": "visdom.autosave",
    "SimpleWindowJsonAutoSave": "visdom.autosave",
    "SimpleWindowJsonStorage": "visdom.autosave",
    "StoragePrototype": "visdom.autosave",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'visdom.server' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
