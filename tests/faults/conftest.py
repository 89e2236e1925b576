"""Trees whose threads are still: thousands are opened here, each for a moment."""

from __future__ import annotations

from collections.abc import Callable

import pytest


class StillKeeper:
    """In place of a thread that does chores."""

    def __init__(self, seconds: float, chore: Callable[[], None]) -> None:
        pass

    def stop(self) -> None:
        pass


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of trees are opened here, each for a moment."""
    monkeypatch.setattr("visdom.autosave.tree.Keeper", StillKeeper)
