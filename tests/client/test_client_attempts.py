"""How often a server that does not answer is tried: a matter of how much time that costs."""

from __future__ import annotations

import pytest
import requests

from visdom.client import outages
from visdom.client.outages import Attempts


class Clock:
    """Time that passes when told."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(outages, "time", clock)
    return clock


def test_who_refuses_at_once_is_tried_at_once_again(clock):
    server = Attempts()
    server.failed(0.001, OSError("refused"))
    server.check()
    assert server.limits(0).answer == outages.ANSWER_SECS


def test_who_costs_time_is_left_alone_for_nine_times_as_long_and_then_tried_shortly(clock):
    server = Attempts()
    server.failed(5, OSError("timed out"))
    clock.now += 44
    with pytest.raises(requests.ConnectionError, match="tried again in 1 s; .* timed out"):
        server.check()
    clock.now += 1.1
    server.check()
    assert server.limits(0).answer == outages.TRIAL_SECS
    server.answered()
    assert server.limits(0).answer == outages.ANSWER_SECS


def test_nobody_is_left_alone_for_more_than_a_minute(clock):
    server = Attempts()
    server.failed(60, OSError("timed out"))
    clock.now += 60.1
    server.check()


def test_who_is_heard_of_is_tried_at_once(clock):
    server = Attempts()
    server.failed(5, OSError("timed out"))
    server.try_again()
    server.check()


def test_large_messages_may_take_longer(clock):
    small, large = Attempts().limits(0), Attempts().limits(100_000_000)
    assert large.connect - small.connect == large.answer - small.answer == 100
