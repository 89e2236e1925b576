"""Fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import folding
import pytest
from serving import ServerProcess
from small_disks import kinds

SERVERS = pytest.StashKey[list[ServerProcess]]()


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
