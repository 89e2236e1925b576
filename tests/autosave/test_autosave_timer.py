from __future__ import annotations

import threading

import pytest

from visdom.autosave.threads import Timer
from visdom.errors import NotSaved


@pytest.mark.parametrize(
    "failure", [NotSaved("The window 'w'", OSError(28, "No space left")), RuntimeError("a mistake")]
)
def test_a_task_that_fails_is_logged_and_run_again(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    runs: list[int] = []
    has_run_again = threading.Event()

    def task() -> None:
        runs.append(1)
        if len(runs) > 1:
            has_run_again.set()
        raise failure

    timer = Timer(0.001, task)
    assert has_run_again.wait(30)
    timer.stop()
    assert not timer.is_alive()
    assert str(failure) in caplog.text


def test_a_stopped_timer_runs_nothing() -> None:
    runs: list[int] = []
    timer = Timer(1e6, lambda: runs.append(1))
    timer.stop()
    assert runs == []
