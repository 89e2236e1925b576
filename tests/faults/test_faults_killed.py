"""The server is killed between any two system calls: all that it acknowledged is there, and nothing half."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from counting import report
from disk import after
from stories import STORIES
from telling import Found, Tell, around, listen


@pytest.mark.parametrize("tell", STORIES)
@pytest.mark.parametrize("fsync", ["never", "always"])
def test_a_killed_server_left_all_that_it_acknowledged(
    tmp_path: Path, tell: Tell, fsync: str, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    calls, moments = listen(tell, tmp_path / "envs", "JPWA", fsync)
    found = Found(tmp_path / "again", "JPWA")
    for count in range(len(calls) + 1):
        models = [moment.model for moment in around(moments, count)]
        assert found(after(calls[:count])) in models, f"killed after call {count}: {calls[count - 1 : count + 1]}"
        assert not (tmp_path / "again" / ".damaged").exists()
    assert "damaged" not in caplog.text
    report(request, moments=len(calls), disks=len(found))


def test_the_model_of_the_disk_is_the_disk(tmp_path: Path) -> None:
    for number, tell in enumerate(STORIES):
        folder = tmp_path / str(number)
        calls, moments = listen(tell, folder, "JPWA", "never")
        real = {
            str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes() for path in folder.rglob("*")
        }
        assert dict(after(calls)) == real
        assert all(earlier.calls <= later.calls for earlier, later in pairwise(moments))
