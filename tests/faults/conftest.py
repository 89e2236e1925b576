"""Trees whose threads are still: thousands are opened here, each for a moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest


class StillTimer:
    """In place of a thread that runs a task."""

    def __init__(self, seconds: float, task: Callable[[], None]) -> None:
        pass

    def stop(self) -> None:
        pass


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of trees are opened here, each for a moment."""
    for module in ("tree.tree", "stores.file_store"):
        monkeypatch.setattr(f"visdom.autosave.{module}.Timer", StillTimer)
