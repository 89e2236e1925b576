"""The entry points under the names that programs import since 0.2."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from visdom.autosave import AUTO
from visdom.protocol import names
from visdom.server import cli
from visdom.server.settings import Credential, ServerSettings

__all__ = ["download_scripts_and_run", "main", "start_server"]

_LAZY = {
    "Application": "visdom.server.app",
    "download_scripts": "visdom.server.build",
    **dict.fromkeys(
        ("DEFAULT_BASE_URL", "DEFAULT_ENV_PATH", "DEFAULT_HOSTNAME", "DEFAULT_PORT"), "visdom.server.defaults"
    ),
    **dict.fromkeys(("hash_password", "set_cookie"), "visdom.utils.server_utils"),
}


def __getattr__(name: str) -> Any:
    """The other names of this module in 0.2.4."""
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main(print_func: Callable[[int], None] | None = None) -> None:
    """Run the command line; `print_func` is called with the port, instead of printing the address."""
    cli.main(announce=print_func)


def start_server(
    port: int = names.DEFAULT_PORT,
    hostname: str = names.DEFAULT_HOSTNAME,
    base_url: str = names.DEFAULT_BASE_URL,
    env_path: str | None = names.DEFAULT_ENV_PATH,
    readonly: bool | str = False,
    print_func: Callable[[int], None] | None = None,
    user_credential: dict[str, str] | None = None,
    use_frontend_client_polling: bool = False,
    bind_local: bool = False,
    eager_data_loading: bool = False,
    cache_type: str = AUTO,
    **more: Any,
) -> None:
    """Run a server in this thread until SIGTERM or Ctrl-C.

    Args:
        env_path: Folder of the environments; None stores everything in a temporary folder, which is removed at the end.
        cache_type: Form on disk; `auto` is the one that the folder has, and JPWA for a new or empty one.
        print_func: Called with the port, instead of printing the address, once the server listens.
        user_credential: `{"username": ..., "password": SHA-256 of the SHA-256 of the password}` turns login on.
        more: Any further field of `ServerSettings`, such as `fsync="always"`.

    Raises:
        ValueError: A setting is invalid.
        StorageError: The folder cannot be used.
        PortNotFree: Another program listens on the port, or the system refuses it; an OSError.
    """
    from visdom.server.app import serve

    if user_credential is not None:
        more["credential"] = Credential(user_credential["username"], user_credential["password"])
    settings = ServerSettings(
        port=port,
        hostname=hostname,
        base_url=base_url,
        env_path=env_path,
        readonly=readonly,
        use_frontend_client_polling=use_frontend_client_polling,
        bind_local=bind_local,
        eager_data_loading=eager_data_loading,
        cache_type=cache_type,
        **more,
    )
    serve(settings, announce=print_func)


def download_scripts_and_run() -> None:
    """Run the command line; nothing is downloaded, because the package contains the page."""
    main()
