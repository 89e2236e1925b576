"""Assembles a server, runs it, and shuts it down."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import signal
import ssl
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.ioloop import PeriodicCallback

from visdom.autosave import FollowedTree, Tree, cache_type_of, follow, open_tree
from visdom.errors import MissingPackage, StorageError
from visdom.protocol import names, routes
from visdom.server import tuning
from visdom.server.http.access_log import AccessLog, Observer, exchange_of
from visdom.server.http.application import CheckedApplication
from visdom.server.http.bodies import NO_LIMIT
from visdom.server.http.descriptors import raise_limit
from visdom.server.http.handler import HEADERS_SETTING, Context
from visdom.server.http.pages import OutsideHandler, StaticHandler
from visdom.server.http.responses import log_response
from visdom.server.http.routes import check_decided, fast_operations, rules
from visdom.server.http.server import Server
from visdom.server.http.templates import STATIC, Templates
from visdom.server.http.tls import server_context
from visdom.server.identity.guard import Guard
from visdom.server.identity.roles import Role
from visdom.server.push.hub import Hub
from visdom.server.sessions import IGNORED
from visdom.server.settings import Credential, ServerSettings
from visdom.server.workspace import Workspace
from visdom.server.workspace.follow import Follower
from visdom.server.workspace.unsaved import POLL_SECONDS
from visdom.server.workspace.views import Views
from visdom.windows.patch import replay

if TYPE_CHECKING:
    from visdom.server.http.metrics import Metrics

logger = logging.getLogger(__name__)

_RELEASED = (
    *("visdom.server.defaults", "visdom.utils.shared_utils", "visdom.utils.server_utils"),
    *("visdom.server.handlers.web_handlers", "visdom.server.handlers.socket_handlers"),
)
"""Modules with the other names that this one had in 0.2.4."""

SWEEP_SECONDS = 15.0
GUARD_SECONDS = 2.0
"""How often the guard looks for changes of the users file."""

TIP = "Start with -cache_type JPWA to have every change on disk as it arrives."
HOW_WRITTEN = {
    "JPWA": "every change is on disk as it arrives.",
    "JPW": f"windows are written when their environment is saved, and at the end. {TIP}",
    "JPE": f"environments are written when they are saved, by a timer, and at the end. {TIP}",
}
OPEN_WARNING = (
    "Anyone who can reach this machine can write here. Add -bind_local to serve this machine only, -token, or "
    "-enable_login."
)


def __getattr__(name: str) -> Any:
    if name == "tornado_settings":
        return {"autoescape": None, "debug": False, "static_path": str(STATIC), "template_path": str(STATIC)}
    for module in map(import_module, () if name.startswith("__") else _RELEASED):
        if hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def serve(settings: ServerSettings, announce: Callable[[int], None] | None = None) -> bool:
    """Run a server until SIGTERM or Ctrl-C, then save everything. False when the disk did not take everything.

    Raises:
        LoginSetupError: Accounts or a token are on, and what they need is missing; a ValueError.
        StorageError: The folder of the environments cannot be used.
        PortNotFree: Another program listens on the port, or the system refuses it; an OSError.
        ValueError: Certificate and key, or the access log, cannot be used.
        MissingPackage: A flag needs a package that is not installed.
    """
    tls = server_context(settings.certfile, settings.keyfile) if settings.certfile else None
    guard = Guard(settings)
    raise_limit()
    with _folder(settings) as folder:
        if not settings.follow:
            settings = replace(settings, cache_type=cache_type_of(str(folder), settings.cache_type))
        tree = _open(settings, folder)
        try:
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(_run(settings, folder, tree, tls, guard, announce))
        finally:
            is_saved = tree.close()
    return is_saved


@contextlib.contextmanager
def _folder(settings: ServerSettings) -> Iterator[Path]:
    """The folder of the environments, made when missing; a temporary one when the settings name none."""
    if settings.env_path is None:
        with tempfile.TemporaryDirectory(prefix="visdom-") as temporary:
            yield Path(temporary)
    else:
        folder = Path(settings.env_path).expanduser()
        if not settings.follow:
            folder.mkdir(parents=True, exist_ok=True)
        yield folder


def _open(settings: ServerSettings, folder: Path) -> Tree:
    if settings.follow:
        return follow(str(folder), replay=replay, cache_mb=settings.cache_mb)
    return open_tree(
        str(folder),
        cache_type=settings.cache_type,
        replay=replay,
        fsync=settings.fsync,
        save_interval=settings.save_interval,
        save_threshold=settings.save_threshold,
        trash_days=settings.trash_days,
        cache_mb=settings.cache_mb,
        compress=settings.compress,
    )


async def _run(
    settings: ServerSettings,
    folder: Path,
    tree: Tree,
    tls: ssl.SSLContext | None,
    guard: Guard,
    announce: Callable[[int], None] | None,
) -> None:
    workspace = Workspace(tree, Hub())
    context = _context(settings, workspace, folder, guard)
    if settings.eager_data_loading:
        await _load_all(workspace)
    server = Server(make_application(context), context, fast_operations(settings), tls)
    port = await server.listen(settings.port, "127.0.0.1" if settings.bind_local else "")
    guard.listens_on(port)
    tuning.prepare_interpreter()
    address = f"{replace(settings, port=port).address}{guard.link}"
    if announce is None:
        _print_greeting(settings, folder, address)
    else:
        if guard.token is not None:
            logger.info("Pages come in by %s", address)
        announce(port)
    stops: list[Callable[[], object]] = [chore.stop for chore in _start_chores(context)]
    if isinstance(tree, FollowedTree):
        stops.append(asyncio.ensure_future(Follower(tree, workspace, context.views).run()).cancel)
    await _end_signal()
    for stop in stops:
        stop()
    server.stop()
    workspace.hub.close()
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(server.close_connections(), 2)
    workspace.close()
    if context.access_log is not None:
        context.access_log.close()


def _context(settings: ServerSettings, workspace: Workspace, folder: Path, guard: Guard) -> Context:
    """The running server, with what its flags ask for beside the workspace."""
    access_log = AccessLog(settings.access_log) if settings.access_log else None
    metrics = _metrics(workspace) if settings.metrics else None
    views, templates = Views(folder), Templates(settings)
    return Context(settings, workspace, views, templates, guard, access_log=access_log, metrics=metrics)


def _metrics(workspace: Workspace) -> Metrics:
    try:
        from visdom.server.http.metrics import Metrics
    except ImportError:
        raise MissingPackage("-metrics", "prometheus-client", "metrics") from None
    return Metrics(workspace)


def _start_chores(context: Context) -> list[PeriodicCallback]:
    """Begin, on the running loop, what a server does again and again."""

    def tidy_up() -> None:
        context.polling.close_abandoned()
        IGNORED.report()
        tuning.return_memory()

    def look_at_the_disk() -> None:
        context.workspace.unsaved.send_changes()
        context.views.restore_if_removed()

    chores = [PeriodicCallback(tidy_up, SWEEP_SECONDS * 1000)]
    if not context.guard.is_open:
        chores.append(PeriodicCallback(context.guard.refresh, GUARD_SECONDS * 1000))
    if not context.settings.follow:
        chores.append(PeriodicCallback(look_at_the_disk, POLL_SECONDS * 1000))
    for chore in chores:
        chore.start()
    return chores


async def _load_all(workspace: Workspace) -> None:
    """Read every environment; an environment that cannot be read does not prevent serving the others."""
    for eid in workspace.environments.names():
        try:
            await workspace.io.load_all(eid)
        except StorageError as error:
            logger.error("%s", error)


def make_application(context: Context) -> tornado.web.Application:
    """The tornado application of a server."""
    application = CheckedApplication(context, rules(context), _tornado_settings(context))
    check_decided(application)
    return application


def _tornado_settings(context: Context) -> dict[str, Any]:
    settings = context.settings
    return {
        "static_path": str(STATIC),
        "static_url_prefix": settings.base_url + routes.STATIC,
        "static_handler_class": StaticHandler,
        "static_handler_args": {"context": context},
        "default_handler_class": OutsideHandler,
        "default_handler_args": {"context": context, "required": Role.PUBLIC},
        HEADERS_SETTING: context.headers,
        "log_function": partial(_log_request, context.observers),
    }


class Application(CheckedApplication):
    """The application with the arguments of 0.2.4, for programs that listen with it themselves.

    It opens the folder at once; when the program ends it saves everything. `start_server` also takes the fast path.
    """

    def __init__(
        self,
        port: int = names.DEFAULT_PORT,
        base_url: str = "",
        env_path: str | None = names.DEFAULT_ENV_PATH,
        readonly: bool | str = False,
        user_credential: dict[str, str] | None = None,
        use_frontend_client_polling: bool = False,
        eager_data_loading: bool = False,
        **more: Any,
    ) -> None:
        if user_credential is not None:
            more["credential"] = Credential(user_credential["username"], user_credential["password"])
        self.port, self.base_url, self.env_path, self.readonly = port, base_url, env_path, readonly
        self.user_credential, self.login_enabled = user_credential, user_credential is not None
        more |= {"use_frontend_client_polling": use_frontend_client_polling, "eager_data_loading": eager_data_loading}
        settings = ServerSettings(port, base_url=base_url, env_path=env_path, readonly=readonly, **more)
        guard = Guard(settings)
        with contextlib.ExitStack() as ending:
            folder = ending.enter_context(_folder(settings))
            tree = _open(settings, folder)
            ending.callback(tree.close)
            context = _context(settings, Workspace(tree, Hub()), folder, guard)
            if context.access_log is not None:
                ending.callback(context.access_log.close)
            super().__init__(context, rules(context), _tornado_settings(context))
            check_decided(self)
            atexit.register(ending.pop_all().close)

    def listen(self, port: int, *arguments: Any, **keywords: Any) -> HTTPServer:
        """Serve on a port, and begin to tidy up on the loop of the program."""
        settings = self._context.settings
        if settings.certfile:
            keywords.setdefault("ssl_options", server_context(settings.certfile, settings.keyfile))
        keywords.setdefault("max_body_size", NO_LIMIT)  # the handlers have limits
        _start_chores(self._context)
        server = super().listen(port, *arguments, **keywords)
        self._context.guard.listens_on(port)
        return server


def _log_request(observers: list[Observer], handler: tornado.web.RequestHandler) -> None:
    log_response(handler.get_status(), handler._request_summary())
    if observers:
        exchange = exchange_of(handler)
        for observe in observers:
            observe(exchange)


def _print_greeting(settings: ServerSettings, folder: Path, address: str) -> None:
    print("It's Alive!", flush=True)
    print(f"You can navigate to {address}", flush=True)
    if settings.follow:
        print(f"Following {settings.env_path}, which another visdom writes.", flush=True)
    else:
        how = HOW_WRITTEN.get(settings.cache_type, "written by another store.")
        print(f"{folder} is {settings.cache_type}: {how}", flush=True)
    if not (settings.bind_local or settings.follow) and settings.is_open:
        logger.warning(OPEN_WARNING)


async def _end_signal() -> None:
    """Return at SIGTERM or Ctrl-C."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Outside the main thread, and on Windows, there are no handlers; there Ctrl-C raises KeyboardInterrupt.
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.add_signal_handler(number, ended.set)
    await ended.wait()
