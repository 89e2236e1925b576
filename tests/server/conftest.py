"""A server that the tests of one module share, each in an environment of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from mirror import Mirror
from peers import Page
from serving import ServerProcess

_numbers = itertools.count()


@pytest.fixture(scope="module", params=["JPE", "JPWA"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One running server for all tests of the module, once for each way of saving."""
    made = ServerProcess(tmp_path_factory.mktemp("shared") / "server", "-cache_type", request.param).start()
    yield made
    made.stop()


@pytest.fixture
def eid() -> str:
    """The name of an environment that no other test uses."""
    return f"env{next(_numbers)}"


@pytest.fixture
def visit() -> Iterator[Callable[..., Page]]:
    """Opens pages, which are closed when the test ends: `visit(server)`."""
    pages: list[Page] = []

    def connect(server: ServerProcess, path: str = "/socket") -> Page:
        pages.append(Page(server, path))
        return pages[-1]

    yield connect
    for page in pages:
        page.socket.close()


@pytest.fixture
def mirror(shared: ServerProcess, eid: str) -> Iterator[Mirror]:
    """A page that watches the environment of the test."""
    page = Mirror(shared, eid)
    yield page
    page.socket.close()
