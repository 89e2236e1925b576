from __future__ import annotations

import threading

import pytest

from visdom.autosave.keeper import Keeper
from visdom.errors import NotSaved


@pytest.mark.parametrize(
    "failure", [NotSaved("The window 'w'", OSError(28, "No space left")), RuntimeError("a mistake")]
)
def test_a_chore_that_fails_is_told_and_done_again(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    turns: list[int] = []
    is_done_again = threading.Event()

    def chore() -> None:
        turns.append(1)
        if len(turns) > 1:
            is_done_again.set()
        raise failure

    keeper = Keeper(0.001, chore)
    assert is_done_again.wait(30)
    keeper.stop()
    assert not keeper.is_alive()
    assert str(failure) in caplog.text


def test_a_stopped_keeper_does_nothing_more() -> None:
    turns: list[int] = []
    keeper = Keeper(1e6, lambda: turns.append(1))
    keeper.stop()
    assert turns == []
