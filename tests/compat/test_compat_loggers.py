"""Another project's visdom logger, unmodified, draws on our server with our client what it was given, for good.

`scripts/foreign` does the same with more of them; they need torch, which is too large for every test run.
"""

from __future__ import annotations

import pytest
from foreign import PROGRAMS, Seen, train
from serving import ServerProcess

pytestmark = pytest.mark.network

LIGHT = [name for name, program in PROGRAMS.items() if not program.needs_torch]


@pytest.fixture(scope="module", params=LIGHT)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The output of a program, and what our server stored before and after it was killed."""
    server = ServerProcess(tmp_path_factory.mktemp("loggers") / "server", "-cache_type", "JPWA").start()
    try:
        return train(request.param, request.config.cache.mkdir("foreign-loggers"), server)
    finally:
        server.stop()


def test_the_windows_contain_the_data_of_the_logger(seen: Seen) -> None:
    assert len(seen.expected) > 5
    assert seen.stored == seen.expected


def test_the_windows_outlive_a_killed_server(seen: Seen) -> None:
    assert seen.after_kill == seen.stored
