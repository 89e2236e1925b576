"""Pauses and time limits after requests that a server does not answer."""

from __future__ import annotations

import pytest
import requests

from visdom.client import outages
from visdom.client.outages import Attempts


class Clock:
    """Time that tests move forward."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(outages, "time", clock)
    return clock


def test_the_first_request_has_a_short_limit(clock):
    server = Attempts()
    assert sum(server.limits(0)) < 10
    server.answered()
    assert server.limits(0) == (outages.CONNECT_SECS, outages.ANSWER_SECS)


def test_a_refusal_at_once_causes_no_pause(clock):
    server = Attempts()
    server.answered()
    server.failed(0.001, OSError("refused"))
    server.check()
    assert server.limits(0).answer == outages.ANSWER_SECS


def test_a_loss_causes_a_pause_of_nine_times_as_long_and_then_a_short_limit(clock):
    server = Attempts()
    server.failed(5, OSError("timed out"))
    clock.now += 44
    with pytest.raises(requests.ConnectionError, match="tried again in 1 s; .* timed out"):
        server.check()
    clock.now += 1.1
    server.check()
    assert server.limits(0).answer == outages.TRIAL_ANSWER_SECS
    server.answered()
    assert server.limits(0).answer == outages.ANSWER_SECS


def test_no_pause_is_longer_than_a_minute(clock):
    server = Attempts()
    server.failed(60, OSError("timed out"))
    clock.now += 60.1
    server.check()


def test_try_again_ends_the_pause(clock):
    server = Attempts()
    server.failed(5, OSError("timed out"))
    server.try_again()
    server.check()


def test_large_messages_may_take_longer(clock):
    small, large = Attempts().limits(0), Attempts().limits(100_000_000)
    assert large.connect - small.connect == large.answer - small.answer == 100
