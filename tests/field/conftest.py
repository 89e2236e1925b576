"""Fixtures of the field tests: a real server with default flags, a client that draws there, and pages that look."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from serving import ServerProcess

from visdom import Visdom

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("browser", "server")]

from visiting import chromium, context, draw, open_page  # noqa: E402 - of the other folder

__all__ = ["chromium", "context", "draw", "open_page"]


@pytest.fixture
def vis(server: ServerProcess, draw: Callable[..., Visdom]) -> Visdom:
    """A client of the server that the test has."""
    return draw(server)


@pytest.fixture
def stored(server: ServerProcess, vis: Visdom) -> Callable[..., dict[str, Any]]:
    """A window as the server has it after it was killed and started again: `stored("loss", env="main")`."""

    def read(win: str, env: str = "main") -> dict[str, Any]:
        server.restart(kill=True)
        window: dict[str, Any] = json.loads(vis.get_window_data(win, env=env))
        return window

    return read
