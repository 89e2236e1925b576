"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import folding
import pytest
from proxied import Nginx
from serving import ServerProcess
from small_disks import kinds

SERVERS = pytest.StashKey[list[ServerProcess]]()


SLOW = (
    "autosave/commands/test_commands_import.py",
    "autosave/commands/test_commands_migrate.py",
    "autosave/commands/test_commands_trash.py",
    "autosave/test_autosave_env_text.py",
    "autosave/test_autosave_histories.py",
    "autosave/test_autosave_kill.py",
    "benchmarks/",
    "codebase/test_codebase_additions.py",
    "codebase/test_manual.py",
    "codebase/test_static_build.py",
    "compat/",
    "crash/",
    "faults/",
    "field/",
    "protocol/test_jsonparts.py",
    "security/test_security_archives.py",
    "security/test_security_fuzz.py",
    "security/test_security_undo.py",
    "server/test_server_bad_input.py",
    "server/test_server_cache.py",
    "server/test_server_following.py",
    "server/test_server_real_disks.py",
    "server/test_server_undo.py",
)
"""Files whose tests take long together, and are left out of the fast lane."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow files, and begin with these: no processor should be left with one at the end.

    A test in a browser that fails is run once more, and the summary names it: on a busy machine Chromium may take
    longer than any wait.
    """
    tests = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(tests) and item.path.relative_to(tests).as_posix().startswith(SLOW):
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def make_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., ServerProcess]]:
    """Factory of running servers: `make_server("-cache_type", "JPWA", env_path=..., environ={...}, prefix=[...])`."""
    servers = request.node.stash.setdefault(SERVERS, [])

    def make(*flags: str, **more: Any) -> ServerProcess:
        servers.append(ServerProcess(tmp_path / f"server{len(servers)}", *flags, **more))
        return servers[-1].start()

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def server(make_server: Callable[..., ServerProcess]) -> ServerProcess:
    """A running server with default flags on an empty folder."""
    return make_server()


@pytest.fixture
def make_proxy(tmp_path: Path) -> Iterator[Callable[..., Nginx]]:
    """Factory of nginx in front of a server: `make_proxy(server, "/lab/", KEEP_HOST, cuts_prefix=True)`."""
    proxies: list[Nginx] = []

    def make(server: ServerProcess, *settings: str, **more: Any) -> Nginx:
        proxies.append(Nginx(tmp_path / f"proxy{len(proxies)}", server, *settings, **more))
        return proxies[-1].start()

    yield make
    for proxy in proxies:
        proxy.stop()


def pytest_report_header() -> str:
    """Say which disks of the tests are not real ones."""
    return f"full disks: {', '.join(kinds())}; disk that folds case: {folding.kind()}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Put the logs of a failed test's servers into its report."""
    report = yield
    if report.failed:
        for server in item.stash.get(SERVERS, []):
            report.sections.append((f"log of the server on port {server.port}", server.log()))
    return report
