"""The machine loses power at any system call: all that was synced is there, whatever the disk did of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from counting import report
from disk import after_power_loss
from stories import STORIES
from telling import Found, Tell, around, check_each, listen, since_sync

LIMIT = 1024
"""So many disks are tried one by one for each moment; where there are more, only the telling ones."""


@pytest.mark.parametrize("tell", STORIES)
def test_a_power_loss_leaves_all_that_was_acknowledged_with_fsync_always(
    tmp_path: Path, tell: Tell, request: pytest.FixtureRequest
) -> None:
    calls, moments = listen(tell, tmp_path / "envs", "JPWA", "always")
    found = Found(tmp_path / "again", "JPWA")
    for count in range(len(calls) + 1):
        models = [moment.model for moment in around(moments, count)]
        for state in after_power_loss(calls[:count], LIMIT):
            check_each(found(state), models)
    report(request, moments=len(calls), disks=len(found))


@pytest.mark.parametrize("tell", STORIES)
def test_a_power_loss_leaves_all_that_was_synced(tmp_path: Path, tell: Tell, request: pytest.FixtureRequest) -> None:
    calls, moments = listen(tell, tmp_path / "envs", "JPWA", "everysec")
    found = Found(tmp_path / "again", "JPWA")
    for count in range(len(calls) + 1):
        models = [moment.model for moment in since_sync(moments, count)]
        for state in after_power_loss(calls[:count], LIMIT):
            check_each(found(state), models)
    report(request, moments=len(calls), disks=len(found))
